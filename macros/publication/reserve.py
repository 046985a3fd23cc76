"""Ce qui est réservé au réseau, tel qu'on le reconnaîtrait s'il paraissait ailleurs : ses titres, ses adresses, ses phrases, ses mots."""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import snowballstemmer

from ..modele.catalogue import Catalogue
from ..modele.reseau import Reseau

LONGUEUR = 7
"""Sept mots de suite : assez pour qu'une phrase ordinaire ne se retrouve pas ailleurs par hasard."""

_MOTS_D_UN_TITRE = 4
_LETTRES_D_UN_MOT = 5
_SIGNES_D_UN_IDENTIFIANT = 10

_BALISE = re.compile(r"<[^<>]*>")
_MOT = re.compile(r"[^\W\d_]+")
_APPEL = re.compile(r"\{\{.*?\}\}", re.DOTALL)
"""L'appel d'une macro coupe la phrase où il est : ce qu'il y met n'est pas dans la source."""

_ADRESSE = re.compile(r"\]\([^)\n]*\)|\{:[^}\n]*\}")
"""L'adresse d'un lien, l'ancre d'un titre : la page construite n'en dit rien."""
_RENVOI = re.compile(r'<a class="renvoi.*?</a>', re.DOTALL)
"""Le lien vers la source d'une phrase, que la recherche ne retient pas."""


@dataclass(frozen=True)
class Reserve:
    """`titres` : les mots de chacun, et lui-même ; `noms` : adresses, fichiers, identités, en minuscules ; `suites` : chaque
    suite de LONGUEUR mots ; `mots` : ceux que rien de public n'emploie.
    """

    titres: dict[tuple[str, ...], str]
    noms: tuple[str, ...]
    suites: frozenset[tuple[str, ...]]
    mots: frozenset[str]


def mots_de(texte: str) -> list[str]:
    """Les mots d'un texte, en minuscules, accents gardés ; ni chiffres ni signes."""
    return _MOT.findall(texte.casefold())


def nu(texte: str) -> str:
    """Le texte sans ses balises, ses caractères en clair."""
    return html.unescape(_BALISE.sub(" ", texte))


def suites_de(mots: list[str]) -> Iterator[tuple[str, ...]]:
    """Chaque suite de LONGUEUR mots."""
    yield from zip(*(mots[rang:] for rang in range(LONGUEUR)), strict=False)


def _suites(textes: Iterable[str]) -> set[tuple[str, ...]]:
    morceaux = (morceau for texte in textes for morceau in _APPEL.split(_ADRESSE.sub(" ", texte)))
    return {suite for morceau in morceaux for suite in suites_de(mots_de(morceau))}


def reserver(
    tout: Catalogue,
    public: Catalogue,
    pages: Iterable[tuple[str, str, str]],
    dits: Iterable[str],
    projet: Path,
    donnees: Path,
) -> Reserve:
    """Ce qui est réservé : ce que `tout` a de plus que `public`, les pages données (adresse, titre, texte), les fichiers de `reseau/`.

    `dits` : ce que disent les pages publiques, rendues avec le seul catalogue public ; `projet` : le dossier de docs/, macros/
    et overrides/. Une phrase, un mot ou une identité que dit aussi une source
    publique n'est pas un secret, ni un titre que disent des données publiques ; une adresse, si.
    """
    reservees = list(pages)
    fichiers = {f: f.relative_to(d) for d in (donnees, projet / "data") for f in d.rglob("*.yaml")}
    du_reseau = {fichier for fichier, relatif in fichiers.items() if "reseau" in relatif.parts}
    adresses = {adresse for adresse, _, _ in reservees}
    communs = list(_textes_de(public.reseau))
    gabarits = [_lire(f) for f in (projet / "macros/rendu/gabarits").rglob("*.*")]
    pages_dites = list(dits)
    donnees_publiques = [*map(_lire, sorted(fichiers.keys() - du_reseau)), *communs]
    contenus = [*map(nu, pages_dites), *(nu(_RENVOI.sub(" ", dite)) for dite in pages_dites)]
    contenus += [*donnees_publiques, *gabarits]
    techniques = [
        _lire(f) for d in ("macros", "overrides") for f in (projet / d).rglob("*.*") if _est_texte(f)
    ]
    secrets = [*(texte for _, _, texte in reservees), *map(_lire, du_reseau)]
    secrets += [
        document.contenu.decode("utf-8", "ignore")
        for nom, document in tout.reseau.documents.items()
        if nom not in public.reseau.documents and nom.endswith((".csv", ".txt"))
    ]
    brut = "\n".join(contenus)
    publics = {mot for texte in (*contenus, *techniques) for mot in mots_de(texte)}
    # L'index de la recherche ne tient que la racine des mots : on la connaît de chacun, public ou réservé.
    racines = snowballstemmer.stemmer("french").stemWords
    publics |= set(racines(sorted(publics)))
    propres = {m for t in secrets for m in mots_de(t) if len(m) >= _LETTRES_D_UN_MOT} - publics
    propres |= {racine for racine in racines(sorted(propres)) if len(racine) >= _LETTRES_D_UN_MOT} - publics
    deja_publics = f" {' '.join(mot for texte in donnees_publiques for mot in mots_de(texte))} "
    titres = [*(titre for _, titre, _ in reservees), *_titres(tout.reseau)]
    par_mots = {tuple(mots_de(titre)): titre for titre in titres}
    return Reserve(
        {
            m: titre
            for m, titre in par_mots.items()
            if len(m) >= _MOTS_D_UN_TITRE and f" {' '.join(m)} " not in deja_publics
        },
        tuple(sorted({*_noms(tout.reseau, public.reseau, brut), *filter(None, adresses)})),
        frozenset(_suites(secrets) - _suites(contenus)),
        frozenset(propres),
    )


def _titres(reseau: Reseau) -> Iterator[str]:
    yield from (enregistrement.titre for enregistrement in reseau.enregistrements)
    yield from (question.question for question in reseau.questions)


def _noms(tout: Reseau, public: Reseau, brut: str) -> Iterator[str]:
    """Les fichiers, les liens et les identités réservés, en minuscules."""
    vus = set(_identites(public))
    for ressource in tout.ressources:
        if ressource.id not in vus:
            yield from (nom.lower() for nom in (ressource.fichier, ressource.lien) if nom is not None)
    for identite in _identites(tout):
        if identite not in vus and len(identite) >= _SIGNES_D_UN_IDENTIFIANT and identite not in brut:
            yield identite


def _identites(reseau: Reseau) -> Iterator[str]:
    yield from (enregistrement.id for enregistrement in (*reseau.enregistrements, *reseau.questions))


def _textes_de(reseau: Reseau) -> Iterator[str]:
    for enregistrement in reseau.enregistrements:
        yield " . ".join(_feuilles(enregistrement.model_dump()))


def _feuilles(valeur: object) -> Iterator[str]:
    if isinstance(valeur, str):
        yield valeur
    elif isinstance(valeur, dict):
        for element in valeur.values():
            yield from _feuilles(element)
    elif isinstance(valeur, (list, tuple)):
        for element in valeur:
            yield from _feuilles(element)


def _est_texte(fichier: Path) -> bool:
    return fichier.suffix in (".py", ".html", ".js", ".css", ".json", ".svg", ".txt")


def _lire(fichier: Path) -> str:
    return fichier.read_text(encoding="utf-8-sig", errors="replace") if fichier.is_file() else ""
