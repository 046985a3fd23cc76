"""Rien de réservé ne paraît sur le site public : on relit chacun de ses fichiers, décompressé s'il le faut."""

import gzip
import html
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from .reserve import Reserve, mots_de, nu, suites_de

_BINAIRES = (".woff2", ".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif", ".ico")
_EN_BALISES = (".html", ".xml", ".svg")


@dataclass(frozen=True)
class Fuite:
    """`fichier` : où, depuis la racine du site ; `nature` : « le titre », « les mots » ; `dit` : ce que l'on y lit."""

    fichier: str
    nature: str
    dit: str


def fuites(dossier: Path, reserve: Reserve) -> Iterator[Fuite]:
    """Tout ce qui est réservé et se lit dans un dossier de site, fichier par fichier ; une fuite de chaque nature au plus."""
    debuts: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for mots_du_titre in reserve.titres:
        debuts.setdefault(mots_du_titre[:2], []).append(mots_du_titre)
    for chemin in sorted(c for c in dossier.rglob("*") if c.is_file()):
        nom = chemin.relative_to(dossier).as_posix()
        texte = "" if chemin.suffix in _BINAIRES else html.unescape(_decoder(chemin))
        bas = f"{nom}\n{texte}".lower()
        if trouve := next((reserve_ for reserve_ in reserve.noms if reserve_ in bas), None):
            yield Fuite(nom, "le nom", trouve)
        mots = mots_de(texte)
        if isoles := reserve.mots.intersection(mots):
            yield Fuite(nom, "le mot", min(isoles))
        lus = mots_de(nu(texte)) if nom.removesuffix(".gz").endswith(_EN_BALISES) else mots
        if suite := next((s for s in suites_de(lus) if s in reserve.suites), None):
            yield Fuite(nom, "les mots", " ".join(suite))
        if titre := _titre(lus, debuts):
            yield Fuite(nom, "le titre", reserve.titres[titre])


def _titre(mots: list[str], debuts: dict[tuple[str, ...], list[tuple[str, ...]]]) -> tuple[str, ...] | None:
    for rang, paire in enumerate(pairwise(mots)):
        for titre in debuts.get(paire, ()):
            if tuple(mots[rang : rang + len(titre)]) == titre:
                return titre
    return None


def _decoder(chemin: Path) -> str:
    contenu = chemin.read_bytes()
    if chemin.suffix == ".gz":
        contenu = gzip.decompress(contenu)
    return contenu.decode("utf-8", "replace")
