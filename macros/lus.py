"""Ce qui a été lu d'un dossier de données : les textes, et l'endroit de chacun."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from .lecture import Arbre, Chemin, Probleme, nommer


class Citation(NamedTuple):
    """Un texte lu, et où : le fichier, le chemin dans ce fichier."""

    fichier: str
    chemin: Chemin
    texte: str


class DocumentAbsent(Exception):
    """Ce dont la règle a besoin manque ou n'a pas pu être lu."""


@dataclass(frozen=True)
class Lus:
    """Les arbres lus, par nom de fichier dans le dossier de données."""

    arbres: Mapping[str, Arbre]

    @property
    def fiches(self) -> list[str]:
        """Les fichiers des fiches."""
        return sorted(fichier for fichier in self.arbres if fichier.startswith("fiches/"))

    def lire(self, fichier: str, motif: str) -> Iterator[Citation]:
        """Les textes que le motif atteint : « guichets/*/commune », l'étoile passant chaque élément d'une liste.

        Ne rend rien si le fichier manque ou n'a pas pu être lu.
        """
        arbre = self.arbres.get(fichier)
        if arbre is not None:
            for chemin, texte in _parcourir(arbre.donnees, motif.split("/"), ()):
                yield Citation(fichier, chemin, texte)

    def textes(self) -> Iterator[Citation]:
        """Tous les textes de tous les fichiers."""
        for fichier, arbre in self.arbres.items():
            for chemin, texte in _feuilles(arbre.donnees, ()):
                yield Citation(fichier, chemin, texte)

    def connus(self, fichier: str, motif: str) -> list[str]:
        """Les identités écrites dans un fichier, enregistrements refusés compris. Lève DocumentAbsent."""
        donnees = self.arbres[fichier].donnees if fichier in self.arbres else None
        champ, pas, *_ = motif.split("/")
        forme = list if pas == "*" else dict
        if not isinstance(donnees, dict) or not isinstance(donnees.get(champ), forme):
            raise DocumentAbsent
        textes = [citation.texte for citation in self.lire(fichier, motif)]
        if donnees[champ] and not textes:
            raise DocumentAbsent  # rien n'y est lisible : ce n'est pas la faute de qui le cite
        return textes

    def ligne(self, citation: Citation) -> int:
        """La ligne de cette citation."""
        return self.arbres[citation.fichier].position(citation.chemin)[0]

    def probleme(self, citation: Citation, constat: str, conseil: str) -> Probleme:
        """Un problème à la position de cette citation."""
        arbre = self.arbres[citation.fichier]
        ou = nommer(citation.chemin, arbre.donnees, nom_de_fiche(citation.fichier))
        return Probleme(arbre.fichier, *arbre.position(citation.chemin), ou, constat, conseil)


def nom_de_fiche(fichier: str) -> str:
    """« fiche « observatoire » » pour fiches/observatoire.yaml ; rien pour les autres fichiers."""
    return f"fiche « {slug(fichier)} »" if fichier.startswith("fiches/") else ""


def slug(fichier: str) -> str:
    """L'identité d'une fiche : le nom de son fichier."""
    return fichier.removeprefix("fiches/").removesuffix(".yaml")


def _parcourir(donnees: Any, motif: list[str], chemin: Chemin) -> Iterator[tuple[Chemin, str]]:
    if not motif:
        if isinstance(donnees, str):
            yield chemin, donnees.strip()  # comme le modèle
    elif motif[0] == "*" and isinstance(donnees, list):
        for rang, element in enumerate(donnees):
            yield from _parcourir(element, motif[1:], (*chemin, rang))
    elif isinstance(donnees, dict) and motif[0] in donnees:
        yield from _parcourir(donnees[motif[0]], motif[1:], (*chemin, motif[0]))


def _feuilles(donnees: Any, chemin: Chemin) -> Iterator[tuple[Chemin, str]]:
    if isinstance(donnees, str):
        yield chemin, donnees
    elif isinstance(donnees, dict):
        for champ, valeur in donnees.items():
            yield from _feuilles(valeur, (*chemin, champ))
    elif isinstance(donnees, list):
        for rang, valeur in enumerate(donnees):
            yield from _feuilles(valeur, (*chemin, rang))
