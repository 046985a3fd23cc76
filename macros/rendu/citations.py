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

from jinja2 import Environment, TemplateSyntaxError, meta, nodes

from ..lecture import Probleme, cite, suggestion
from ..modele.catalogue import Introuvable
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
    """Une page écrite à la main : son fichier, son texte et ses appels."""

    fichier: str
    texte: str
    appels: tuple[Appel, ...]
    inconnues: tuple[tuple[str, int], ...]
    faute: tuple[str, int] | None = None

    @property
    def titre(self) -> str:
        """Le titre écrit en tête de page."""
        trouve = re.search(r"^title: *(.+)$", self.texte, re.MULTILINE)
        return trouve[1].strip().strip('"') if trouve else self.fichier

    @property
    def cles_d_en_tete(self) -> list[tuple[str, int]]:
        """Les champs de l'en-tête de la page, avec leur ligne : ils deviennent des variables."""
        entete = re.match(r"---\n(.*?)\n---", self.texte, re.DOTALL)
        lignes = entete[1].splitlines() if entete else []
        return [(ligne.split(":")[0], rang) for rang, ligne in enumerate(lignes, 2) if ":" in ligne]

    @property
    def faits_cites(self) -> set[str]:
        """Les identifiants de faits que la page cite elle-même."""
        return {
            argument
            for appel in self.appels
            if appel.macro in ("fait", "faits", "valeur")
            for argument in appel.arguments or ()
            if isinstance(argument, str)
        }


def lire_page(chemin: Path, nom: str) -> Page:
    """Lit une page et ses appels. Une faute d'écriture Jinja est dans `faute`."""
    texte = chemin.read_text(encoding="utf-8")
    try:
        arbre = _JINJA.parse(texte)
    except TemplateSyntaxError as erreur:
        return Page(nom, texte, (), (), (erreur.message or "", erreur.lineno))
    appels: list[Appel] = []
    appeles: set[str] = set()
    for appel in arbre.find_all(nodes.Call):
        if isinstance(appel.node, nodes.Name):
            appels.append(Appel(appel.node.name, _arguments(appel), appel.lineno))
            appeles.add(appel.node.name)
    declarees = meta.find_undeclared_variables(arbre)
    inconnues = tuple(
        (variable.name, variable.lineno)
        for variable in arbre.find_all(nodes.Name)
        if variable.ctx == "load" and variable.name in declarees and variable.name not in appeles
    )
    return Page(nom, texte, tuple(appels), inconnues)


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
        if page.faute is not None:
            yield _probleme(
                page,
                page.faute[1],
                "",
                "un appel de macro est mal écrit",
                'Écrivez par exemple {{ fait("numero-unique") }}, accolades et guillemets compris',
            )
        for cle, ligne in page.cles_d_en_tete:
            if cle in macros:
                conseil = f"Choisissez un autre nom, par exemple « {cle}_de_la_page »"
                yield _probleme(page, ligne, cle, "ce champ d'en-tête cache la macro du même nom", conseil)
        for variable, ligne in page.inconnues:
            if variable in macros:
                conseil = f"Ajoutez les parenthèses : {{{{ {variable}(…) }}}}"
                yield _probleme(page, ligne, variable, "cette macro est citée sans parenthèses", conseil)
            else:
                conseil = suggestion(variable, macros, "Les macros sont : " + ", ".join(macros))
                yield _probleme(page, ligne, variable, "ce mot entre accolades n'est pas une macro", conseil)
        for appel in page.appels:
            yield from _verifier_appel(page, appel, macros)


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
        constat = f"{len(appel.arguments) or 'aucun'} argument donné, ce n'est pas le bon nombre"
        yield _probleme(page, appel.ligne, appel.macro, constat, exemple)
        return
    if any(not isinstance(argument, str) for argument in appel.arguments):
        constat = "un argument n'est pas un mot entre guillemets"
        yield _probleme(page, appel.ligne, appel.macro, constat, exemple)
        return
    try:
        macro(*appel.arguments)
    except Introuvable as erreur:
        conseil = suggestion(erreur.identifiant, erreur.possibles, "Vérifiez l'identifiant dans les données")
        yield _probleme(
            page,
            appel.ligne,
            f'{appel.macro}("{erreur.identifiant}")',
            f"{erreur.nature} {cite(erreur.identifiant)} n'existe pas",
            conseil,
            erreur.identifiant,
        )


def _exemple(macro: Any) -> str:
    return ", ".join(f'"{nom}"' for nom in inspect.signature(macro).parameters)


def _probleme(
    page: Page, ligne: int, ou: str, constat: str, conseil: str, mot: str | None = None
) -> Probleme:
    lignes = page.texte.splitlines()
    texte = lignes[ligne - 1] if 0 < ligne <= len(lignes) else ""
    colonne = texte.find(mot or ou.split("(")[0] or "{{") + 1
    return Probleme(page.fichier, ligne, max(colonne, 1), ou, constat, conseil)
