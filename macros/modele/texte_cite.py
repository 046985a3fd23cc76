"""Les textes où un fait donne ses chiffres : « Vous avez {reponse-10-jours} pour répondre. »

Un chiffre n'est écrit qu'une fois, dans le fait qui le porte avec sa source. Ces textes, et les pages de
`docs/`, n'en écrivent donc aucun, ni en chiffres ni en lettres : changer le fait les change tous.
"""

import re
from collections.abc import Iterator
from typing import Annotated, NamedTuple

from pydantic import AfterValidator

from .calendrier import MOIS
from .communs import TexteBrut, refuser

_NOMBRES = (
    "deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|"
    "quarante|cinquante|soixante|cents?|mille"
)
_UNITES = "heures?|jours?|semaines?|mois|ans?|années?|trimestres?|euros?|pour cent"
_MOIS = "|".join(MOIS)
_ESPACE = r"[ \u00a0\u202f]"
_QUANTITE = re.compile(
    rf"(?<!\w)\w*?[0-9][\w*]*(?:(?:{_ESPACE}|[,./-])?[0-9][\w*]*)*(?:{_ESPACE}(?:{_MOIS})\b(?:{_ESPACE}[0-9]{{4}})?)?"
    rf"|\b(?:(?:{_NOMBRES})(?:(?:{_ESPACE}|-)(?:et(?:{_ESPACE}|-))?(?:{_NOMBRES}|une?)){{0,8}}{_ESPACE}(?:{_UNITES})"
    rf"|un{_ESPACE}(?:mois|an|trimestre))\b",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\{([^{}]*)\}")


class Morceau(NamedTuple):
    """Un bout de texte, ou l'identifiant du fait dont la valeur prend place ici."""

    texte: str
    est_un_fait: bool


def quantites(texte: str) -> Iterator[re.Match[str]]:
    """Les nombres, dates et délais qu'un texte écrit lui-même : « 10 », « 28 février », « deux mois »."""
    yield from _QUANTITE.finditer(texte)


def morceaux(texte: str) -> Iterator[Morceau]:
    """Le texte coupé aux places des faits."""
    for rang, morceau in enumerate(_PLACE.split(texte)):
        if morceau:
            yield Morceau(morceau, bool(rang % 2))


def faits_en_place(texte: str) -> list[str]:
    """Les identifiants entre accolades, dans l'ordre."""
    return _PLACE.findall(texte)


def _sans_quantite(texte: str) -> str:
    nu = _PLACE.sub("", texte)
    if re.search(r"[{}]", nu):
        refuser(
            "une accolade est seule",
            "Elles vont par deux autour d'un identifiant, par exemple {reponse-10-jours}",
        )
    if "" in faits_en_place(texte):
        refuser(
            "deux accolades n'ont rien entre elles",
            "Écrivez-y un identifiant, par exemple {reponse-10-jours}",
        )
    if trouve := next(quantites(nu), None):
        refuser(
            f"« {trouve.group()[:40]} » est écrit à la main",
            "Mettez à sa place l'identifiant du fait qui le dit, entre accolades, par exemple {reponse-10-jours}",
        )
    return texte


TexteCite = Annotated[TexteBrut, AfterValidator(_sans_quantite)]
"""Une phrase sans chiffre à elle, où {identifiant} tient la place de la valeur d'un fait."""
