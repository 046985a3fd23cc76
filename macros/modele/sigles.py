"""Reconnaître un sigle dans un texte."""

import re
from collections.abc import Iterable, Iterator

_ADRESSE = re.compile(r"\bhttps?://\S+")
_SIGLE = re.compile(
    r"(?<![\w@.])(?<![a-z0-9]/)(?=\w*[A-ZÀ-Þ]\w*[A-ZÀ-Þ])[A-ZÀ-Þ][A-Za-zÀ-ÿ]{1,11}(?:['’]in)?(?![\w@]|-\d|\.\w)"
)
"""Un mot d'au moins deux majuscules dont la première lettre : HLM, PLHi, AL'in ; ni adresse web, ni article de loi."""


def sigles_employes(texte: str) -> Iterator[re.Match[str]]:
    """Chaque mot qui a l'air d'un sigle, avec sa place ; ceux d'une adresse web n'en sont pas."""
    yield from _SIGLE.finditer(_ADRESSE.sub(lambda trouve: " " * len(trouve.group()), texte))


def sans_apostrophe_courbe(sigle: str) -> str:
    """« AL’in » et « AL'in » sont le même mot."""
    return sigle.replace("’", "'")


def sigles_connus(titres: Iterable[str], mots_courants: Iterable[str]) -> set[str]:
    """Les sigles que le glossaire explique, seuls ou dans un terme (« loi ELAN »), et ceux que chacun connaît."""
    textes = [*titres, *mots_courants]
    return {
        sans_apostrophe_courbe(trouve.group()) for texte in textes for trouve in sigles_employes(texte)
    } | set(mots_courants)


def inexplique(sigle: str) -> tuple[str, str]:
    """Le constat et le conseil pour un sigle que rien n'explique."""
    return (
        f"le glossaire n'explique pas le sigle « {sigle} »",
        "Ajoutez-le à demandeur/glossaire.yaml (dans « mots_courants » si chacun le connaît), ou écrivez-le en toutes lettres",
    )
