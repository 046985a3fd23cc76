"""La bibliothèque du réseau : ce qui remplace quoi."""

from collections.abc import Iterator

from ..lecture import Probleme, cite
from ..lus import Citation, Lus
from .communs import inconnus

_FICHIER = "reseau/ressources.yaml"


def ressources_remplacees_connues(lus: Lus) -> Iterator[Probleme]:
    """Une ressource en remplace une autre, qui reste dans la liste."""
    citations = lus.lire(_FICHIER, "ressources/*/remplace")
    connues = [citation.texte for citation in lus.lire(_FICHIER, "ressources/*/id")]
    yield from inconnus(lus, citations, "la ressource", connues, _FICHIER)


def remplacements_sans_detour(lus: Lus) -> Iterator[Probleme]:
    """Une ressource n'est remplacée qu'une fois, et les remplacements ne tournent pas en rond."""
    identites = {c.chemin[1]: c.texte for c in lus.lire(_FICHIER, "ressources/*/id")}
    remplace: dict[str, str] = {}
    par: dict[str, Citation] = {}
    for citation in lus.lire(_FICHIER, "ressources/*/remplace"):
        nouvelle, ancienne = identites.get(citation.chemin[1], ""), citation.texte
        if premiere := par.get(ancienne):
            constat = f"la ressource {cite(ancienne)} est déjà remplacée, à la ligne {lus.ligne(premiere)}"
            yield lus.probleme(citation, constat, "Gardez une seule remplaçante : la plus récente")
            continue
        par[ancienne] = citation
        remplace[nouvelle] = ancienne
        suite = ancienne
        while suite in remplace and suite != nouvelle:
            suite = remplace[suite]
        if suite == nouvelle:
            constat = f"la ressource {cite(nouvelle)} finit par se remplacer elle-même"
            yield lus.probleme(citation, constat, "Vérifiez laquelle est la plus récente")
