"""Les appels de macros des pages, lus avant la construction : chacun doit exister et citer ce qui existe.

Le moteur du site publierait un appel inconnu tel quel, ou s'arrêterait sur une trace anglaise : on lit donc
l'arbre de chaque page d'abord, et l'on dit tout ce qui ne va pas d'un coup.
"""

import inspect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes

from ..lecture import Probleme, cite, suggestion
from ..modele.catalogue import Introuvable
from ..modele.ressource import Audience
from .rendu import Rendu

_JINJA = Environment()


@dataclass(frozen=True)
class Appel:
    """Un appel de macro dans une page. `arguments` : les textes constants, ou rien si l'un n'est pas constant."""

    macro: str
    arguments: tuple[Any, ...] | None
    ligne: int


@dataclass(frozen=True)
class Page:
    """Une page écrite à la main : son fichier, son texte, ses appels, et les lignes où elle écrit autre chose."""

    fichier: str
    texte: str
    appels: tuple[Appel, ...] = ()
    inconnues: tuple[tuple[str, int], ...] = ()
    autres: tuple[int, ...] = ()
    faute: int | None = None

    @property
    def titre(self) -> str:
        """Le titre écrit en tête de page."""
        return self._champ("title") or self.fichier

    @property
    def titre_court(self) -> str:
        """Le titre court, pour les listes de pages ; à défaut, le titre."""
        return self._champ("titre_court") or self.titre

    @property
    def audience(self) -> Audience:
        """Celle que dit son en-tête ; à défaut, tout ce qui est rangé sous `reseau/` est réservé au réseau."""
        dite = self._champ("audience")
        if dite in ("public", "reseau"):
            return "public" if dite == "public" else "reseau"
        return "reseau" if self.adresse.startswith("reseau/") else "public"

    def _champ(self, nom: str) -> str | None:
        trouve = re.search(rf"^{nom}: *(.+)$", self.texte, re.MULTILINE)
        return trouve[1].strip().strip('"') if trouve else None

    @property
    def adresse(self) -> str:
        """Son adresse depuis la racine du site : « docs/plan/index.md » donne « plan/ »."""
        chemin = self.fichier.split("/", 1)[1].removesuffix(".md")
        chemin = re.sub(r"(^|/)(index|README)$", r"\1", chemin)
        return chemin if not chemin or chemin.endswith("/") else f"{chemin}/"

    @property
    def entete(self) -> list[tuple[str, int]]:
        """Les lignes de l'en-tête de la page, avec leur rang ; aucune si la page n'en a pas."""
        trouve = re.match(r"---[ \t]*\n(.*?)\n---[ \t]*\n", self.texte, re.DOTALL)
        lignes = trouve[1].splitlines() if trouve else []
        return [(ligne, rang) for rang, ligne in enumerate(lignes, 2) if ligne.strip()]


def lire_page(chemin: Path, nom: str) -> Page:
    """Lit une page et ses appels. La ligne d'une faute d'écriture Jinja est dans `faute`."""
    texte = chemin.read_text(encoding="utf-8-sig")
    try:
        arbre = _JINJA.parse(texte)
    except TemplateSyntaxError as erreur:
        return Page(nom, texte, faute=erreur.lineno)
    appels: list[Appel] = []
    inconnues: list[tuple[str, int]] = []
    autres: list[int] = []
    for noeud in _ecrits(arbre):
        if isinstance(noeud, nodes.Call) and isinstance(noeud.node, nodes.Name):
            appels.append(Appel(noeud.node.name, _arguments(noeud), noeud.lineno))
        elif isinstance(noeud, nodes.Name):
            inconnues.append((noeud.name, noeud.lineno))
        elif not isinstance(noeud, nodes.TemplateData):
            autres.append(noeud.lineno)
    return Page(nom, texte, tuple(appels), tuple(inconnues), tuple(autres))


def _ecrits(arbre: nodes.Template) -> Iterator[nodes.Node]:
    """Ce que la page écrit, morceau par morceau ; une instruction entière compte pour un morceau."""
    for noeud in arbre.body:
        if isinstance(noeud, nodes.Output):
            yield from noeud.nodes
        else:
            yield noeud


def _arguments(appel: nodes.Call) -> tuple[Any, ...] | None:
    try:
        if appel.kwargs or appel.dyn_args or appel.dyn_kwargs:
            return None
        return tuple(argument.as_const() for argument in appel.args)
    except nodes.Impossible:
        return None


def verifier_pages(pages: Sequence[Page], rendu: Rendu) -> Iterator[Probleme]:
    """Un problème par appel inconnu, mal formé ou qui cite un enregistrement inconnu."""
    macros = dict(rendu.macros())
    for page in pages:
        yield from _verifier_entete(page, macros)
        commentaires = [rang for rang, ligne in enumerate(page.texte.splitlines(), 1) if "{#" in ligne]
        for ligne in commentaires:
            constat = "« {# » effacerait la suite de la page"
            yield _probleme(
                page, ligne, "", constat, "Une ancre s'écrit avec deux-points : {: #ancre }", "{#"
            )
        if page.faute is not None and not commentaires:
            yield _probleme(
                page,
                page.faute,
                "",
                "un appel de macro est mal écrit",
                'Écrivez par exemple {{ fait("numero-unique") }}, accolades et guillemets compris',
            )
        for variable, ligne in page.inconnues:
            if variable in macros:
                conseil = f"Ajoutez les parenthèses : {{{{ {variable}({_exemple(macros[variable])}) }}}}"
                yield _probleme(page, ligne, variable, "cette macro est citée sans parenthèses", conseil)
            else:
                conseil = suggestion(variable, macros, "Les macros sont : " + ", ".join(macros))
                yield _probleme(page, ligne, variable, "ce mot entre accolades n'est pas une macro", conseil)
        for ligne in page.autres:
            constat = "une page n'admet, entre accolades, que des appels de macros"
            yield _probleme(page, ligne, "", constat, 'Écrivez par exemple {{ fait("numero-unique") }}')
        for appel in page.appels:
            yield from _verifier_appel(page, appel, macros)


_CHAMP = re.compile(r"""([a-z_]+): +("(?:[^"\\]|\\.)*"|[^\s"'\[\]{}>|*&!%#`@,?:-](?:(?!: | #|:$).)*)""")


_CHAMPS = ("title", "titre_court", "description", "alias", "audience")


def _verifier_entete(page: Page, macros: dict[str, Any]) -> Iterator[Probleme]:
    """Le moteur du site passe sans un mot sur un en-tête mal écrit, et le publie au milieu de la page."""
    noms: set[str] = set()
    for texte, ligne in page.entete:
        champ = _CHAMP.fullmatch(texte.rstrip())
        if champ is None:
            constat = "cette ligne d'en-tête est mal écrite"
            yield _probleme(page, ligne, "", constat, 'Écrivez par exemple title: "Le plan : son calendrier"')
            continue
        noms.add(champ[1])
        if "{{" in champ[2]:
            constat = "un appel de macro ne se lit pas dans l'en-tête"
            conseil = "Dites la chose sans chiffre, et citez le fait dans la page"
            yield _probleme(page, ligne, champ[1], constat, conseil)
        if champ[1] not in _CHAMPS and champ[1] not in macros:
            conseil = suggestion(champ[1], _CHAMPS, "Les champs d'en-tête sont : " + ", ".join(_CHAMPS))
            yield _probleme(page, ligne, champ[1], "ce champ d'en-tête n'existe pas", conseil)
        if champ[1] == "audience" and champ[2].strip('"') not in ("public", "reseau"):
            conseil = "Écrivez audience: public, ou audience: reseau"
            yield _probleme(page, ligne, champ[1], f"{cite(champ[2])} n'est pas une audience", conseil)
        if re.fullmatch(r"(?i)yes|no|oui|non|on|off|true|false|null|~|[-+.0-9_:]+", champ[2]):
            conseil = f'Mettez la valeur entre guillemets : {champ[1]}: "{champ[2]}"'
            yield _probleme(page, ligne, champ[1], "cette valeur ne serait pas lue comme un texte", conseil)
        if champ[1] in macros:
            conseil = f"Choisissez un autre nom, par exemple « {champ[1]}_de_la_page »"
            yield _probleme(page, ligne, champ[1], "ce champ d'en-tête cache la macro du même nom", conseil)
    if not page.entete:
        conseil = "Commencez-la par une ligne « --- », title: et description:, et une autre ligne « --- »"
        yield Probleme.du_fichier(page.fichier, "la page n'a pas d'en-tête", conseil)
    elif all(_CHAMP.fullmatch(texte.rstrip()) for texte, _ in page.entete):
        for nom in ("title", "description"):
            if nom not in noms:
                conseil = f'Ajoutez par exemple {nom}: "Le plan partenarial"'
                yield Probleme(page.fichier, 1, 1, nom, "ce champ manque dans l'en-tête", conseil)


def _verifier_appel(page: Page, appel: Appel, macros: dict[str, Any]) -> Iterator[Probleme]:
    macro = macros.get(appel.macro)
    if macro is None:
        conseil = suggestion(appel.macro, macros, "Les macros sont : " + ", ".join(macros))
        yield _probleme(page, appel.ligne, appel.macro, "cette macro n'existe pas", conseil)
        return
    exemple = f"Écrivez {{{{ {appel.macro}({_exemple(macro)}) }}}}"
    if appel.arguments is None:
        constat = "les arguments doivent être des mots entre guillemets, sans nom ni calcul"
        yield _probleme(page, appel.ligne, appel.macro, constat, exemple)
        return
    try:
        inspect.signature(macro).bind(*appel.arguments)
    except TypeError:
        nombre = len(appel.arguments)
        donnes = f"{nombre} arguments donnés" if nombre > 1 else f"{nombre or 'aucun'} argument donné"
        constat = f"{donnes}, ce n'est pas le bon nombre"
        yield _probleme(page, appel.ligne, appel.macro, constat, exemple)
        return
    if any(not isinstance(argument, str) for argument in appel.arguments):
        constat = "un argument n'est pas un mot entre guillemets"
        yield _probleme(page, appel.ligne, appel.macro, constat, exemple)
        return
    try:
        macro(*appel.arguments)
    except Introuvable as erreur:
        if erreur.identifiant not in appel.arguments:
            constat = f"cette macro a besoin de {erreur.nature} {cite(erreur.identifiant)}, qui n'existe plus"
            conseil = "Remettez cet identifiant dans les données"
            yield _probleme(page, appel.ligne, appel.macro, constat, conseil)
            return
        conseil = suggestion(erreur.identifiant, erreur.possibles, _possibles(erreur.possibles))
        yield _probleme(
            page,
            appel.ligne,
            f'{appel.macro}("{erreur.identifiant}")',
            f"{erreur.nature} {cite(erreur.identifiant)} n'existe pas",
            conseil,
            erreur.identifiant,
        )


def _possibles(identifiants: Sequence[str]) -> str:
    if len(identifiants) > 20:
        return "Vérifiez l'identifiant dans les données"
    return "Choisissez parmi : " + ", ".join(identifiants)


def _exemple(macro: Any) -> str:
    return ", ".join(f'"{nom}"' for nom in inspect.signature(macro).parameters)


def _probleme(
    page: Page, ligne: int, ou: str, constat: str, conseil: str, mot: str | None = None
) -> Probleme:
    lignes = page.texte.splitlines()
    texte = lignes[ligne - 1] if 0 < ligne <= len(lignes) else ""
    colonne = texte.find(mot or ou.split("(")[0] or ("{%" if "{%" in texte else "{{")) + 1
    return Probleme(page.fichier, ligne, max(colonne, 1), ou, constat, conseil)
