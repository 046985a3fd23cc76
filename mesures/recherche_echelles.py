"""Un site bien plus grand, pour sa recherche seulement : chaque passage recopié, avec d'autres communes et d'autres mots rares."""

import random
import re
import string
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from mkdocs.utils.meta import get_data
from recherche_sites import RACINE  # noqa: F401 (dit à Python où sont les modules du dépôt)

from macros.chargement import charger
from macros.modele.catalogue import Catalogue
from macros.publication.recherche import pages_trouvables
from macros.publication.site import lire_site
from macros.recherche.entrees import Entree, entrees, lire_les_alias
from macros.recherche.index import ecrire_l_index
from macros.recherche.mots import plier

_MOT = re.compile(r"[^\W_]+")
_D_UNE_SEULE_COMMUNE = 2
"""Un mot que plus de communes ont dans leur nom (« saint ») n'est pas changé."""


def entrees_du_site(site: Path, depot: Path) -> tuple[list[Entree], Catalogue]:
    """Celles dont la construction a fait l'index."""
    catalogue, alias = charger(depot / "data"), dict(_alias(depot / "docs"))
    return list(entrees(pages_trouvables(lire_site(site), alias), catalogue)), catalogue


def _alias(docs: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    for fichier in docs.rglob("*.md"):
        chemin = fichier.relative_to(docs).with_suffix("")
        adresse = f"{chemin.parent if chemin.name == 'index' else chemin}/".removeprefix("./")
        yield adresse, lire_les_alias(get_data(fichier.read_text(encoding="utf-8"))[1])


def index_agrandi(modeles: Sequence[Entree], catalogue: Catalogue, facteur: int) -> str:
    """L'index d'un site `facteur` fois plus grand, tel qu'il serait publié.

    Les copies sont en désordre : dans le même ordre, elles se comprimeraient comme des répétitions.
    """
    rares = _mots_rares(modeles, catalogue)
    grand = list(modeles)
    for rang in range(1, facteur):
        melees = random.Random(rang).sample(modeles, len(modeles))
        grand += (_copier(entree, rares, rang) for entree in melees)
    return ecrire_l_index(grand, catalogue)["recherche/index.json"]


def _mots_rares(modeles: Iterable[Entree], catalogue: Catalogue) -> frozenset[str]:
    """Les mots d'un seul passage, les noms des communes et leurs codes postaux."""
    passages, communes = Counter[str](), Counter[str]()
    for entree in modeles:
        passages.update({mot for texte in (entree.titre, entree.texte, *entree.mots) for mot in _mots(texte)})
    for commune in catalogue.territoire.communes:
        communes.update({mot for nom in (commune.nom, *commune.autres_noms) for mot in _mots(nom)})
    vides = {mot for texte in catalogue.vocabulaire.mots_vides for mot in _mots(texte)}
    codes = {code for commune in catalogue.territoire.communes for code in commune.codes_postaux}
    noms = {mot for mot, nombre in communes.items() if nombre <= _D_UNE_SEULE_COMMUNE}
    return frozenset({mot for mot, nombre in passages.items() if nombre == 1} | noms | codes) - vides


def _mots(texte: str) -> list[str]:
    return [plier(mot) for mot in _MOT.findall(texte)]


def _copier(entree: Entree, rares: frozenset[str], rang: int) -> Entree:
    """Le même passage d'une autre page : ses mots rares prennent deux lettres, ou deux chiffres, de plus."""
    lettres = "".join(string.ascii_lowercase[place] for place in divmod(rang, 26))

    def changer(texte: str) -> str:
        return _MOT.sub(_autre, texte)

    def _autre(trouve: re.Match[str]) -> str:
        mot = trouve.group()
        return mot + (f"{rang:02d}" if mot.isdecimal() else lettres) if plier(mot) in rares else mot

    appuie, diese, ancre = entree.appuie.partition("#")
    return replace(
        entree,
        page=_autre_page(entree.page, rang),
        titre=changer(entree.titre),
        texte=changer(entree.texte),
        mots=tuple(map(changer, entree.mots)),
        appuie=f"{_autre_page(appuie, rang)}{diese}{ancre}" if appuie else "",
    )


def _autre_page(adresse: str, rang: int) -> str:
    return f"{adresse.rstrip('/')}-{rang}/"
