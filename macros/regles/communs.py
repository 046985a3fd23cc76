"""Ce que les règles ont en commun."""

import re
from collections.abc import Iterable, Iterator

from ..lecture import Probleme, abreger, cite, suggestion
from ..lus import Citation, Lus


def entier(texte: str) -> int | None:
    """Le nombre tel que le modèle le comprend : « 01 » vaut 1. Rien s'il n'est pas entre 0 et 99."""
    trouve = re.fullmatch(r"\+?0*([0-9]{1,2})([.,]0+)?", "".join(texte.split()))
    return int(trouve[1]) if trouve else None


def doubles(lus: Lus, citations: Iterable[Citation]) -> Iterator[Probleme]:
    """Un problème par texte déjà vu, avec la ligne du premier."""
    premieres: dict[str, Citation] = {}
    for citation in citations:
        texte = citation.texte
        if texte not in premieres:
            premieres[texte] = citation
            continue
        premiere = premieres[texte]
        ailleurs = (
            "" if premiere.fichier == citation.fichier else f" de {lus.arbres[premiere.fichier].fichier}"
        )
        yield lus.probleme(
            citation,
            f"{cite(texte)} est déjà pris, ligne {lus.ligne(premiere)}{ailleurs}",
            "Donnez à chacun le sien, ou retirez celui qui est en double",
        )


def inconnus(
    lus: Lus, citations: Iterable[Citation], nature: str, connus: list[str], ou: str
) -> Iterator[Probleme]:
    """Un problème par citation qui n'est pas dans `connus` ; `ou` dit dans quel fichier choisir."""
    existants = set(connus)
    for citation in citations:
        texte = citation.texte
        if texte not in existants:
            yield lus.probleme(
                citation,
                f"{nature} {cite(texte)} n'existe pas",
                suggestion(texte, connus, f"Choisissez un identifiant de {ou}{_parmi(connus)}"),
            )


def _parmi(connus: list[str]) -> str:
    return f", parmi : {', '.join(map(abreger, connus))}" if 0 < len(connus) <= 12 else ""
