"""Les dates du renouvellement, comptées depuis le dépôt ou le dernier renouvellement (CCH R441-2-7).

Deux bords ne sont tranchés par aucun texte lu. Le jour anniversaire compte-t-il encore ? Le dixième mois commence-t-il
neuf ou dix mois après ? On prend chaque fois la réponse la plus prudente : la période conseillée commence quand les
deux lectures la disent ouverte, et finit la veille de l'anniversaire. `assets/outils/renouvellement.js` fait le même
calcul dans la page ; les tests tiennent l'un par l'autre.
"""

import re
from datetime import date, timedelta
from typing import Literal, NamedTuple

from .calendrier import mois_plus_tard

RAPPELS = (15, 3)
"""Combien de jours avant la fin l'agenda rappelle encore : un choix du site, pas une règle."""

ANNEES_AU_PLUS = 10
"""Une date plus ancienne est sans doute celle du premier dépôt : le dernier renouvellement est plus récent."""

_FENETRE = re.compile(r"([1-9][0-9]?)e au ([1-9][0-9]?)e mois")

Etat = Literal["tot", "ouverte", "anniversaire", "passee"]
"""Avant la période ; pendant ; le jour anniversaire, dont on ne sait s'il compte ; après."""


class Fenetre(NamedTuple):
    """Combien de mois pleins après le dépôt la période commence, puis finit."""

    ouverture: int
    validite: int


class Renouvellement(NamedTuple):
    """Les dates d'une demande. `dernier` : le dernier jour conseillé, veille de l'anniversaire.

    `quantieme_absent` : l'anniversaire n'a pas le même quantième que la date de départ, un 29 février.
    """

    ouverture: date
    dernier: date
    anniversaire: date
    quantieme_absent: bool


def lire_fenetre(valeur: str) -> Fenetre:
    """Lit « 10e au 12e mois », la valeur du fait. Lève ValueError si elle ne s'écrit pas ainsi, ou à l'envers."""
    trouve = _FENETRE.fullmatch(valeur)
    if trouve is None or int(trouve[1]) >= int(trouve[2]):
        raise ValueError(valeur)
    return Fenetre(int(trouve[1]), int(trouve[2]))


def renouvellement(depuis: date, fenetre: Fenetre) -> Renouvellement:
    """Les dates d'une demande déposée ou renouvelée ce jour-là."""
    anniversaire = mois_plus_tard(depuis, fenetre.validite)
    return Renouvellement(
        ouverture=mois_plus_tard(depuis, fenetre.ouverture),
        dernier=anniversaire - timedelta(days=1),
        anniversaire=anniversaire,
        quantieme_absent=anniversaire.day != depuis.day,
    )


def etat(dates: Renouvellement, aujourd_hui: date) -> tuple[Etat, int]:
    """Où en est la demande, et un nombre de jours : avant la période, jusqu'à sa fin aujourd'hui compris, ou depuis."""
    if aujourd_hui < dates.ouverture:
        return "tot", (dates.ouverture - aujourd_hui).days
    if aujourd_hui <= dates.dernier:
        return "ouverte", (dates.anniversaire - aujourd_hui).days
    jours = (aujourd_hui - dates.anniversaire).days
    return ("passee", jours) if jours else ("anniversaire", 0)


def rappels(dates: Renouvellement, aujourd_hui: date) -> tuple[date, ...]:
    """Les jours où l'agenda peut encore rappeler : le premier de la période, puis ceux qui précèdent sa fin."""
    prevus = (dates.ouverture, *(dates.dernier - timedelta(days=jours) for jours in RAPPELS))
    return tuple(jour for jour in prevus if jour > aujourd_hui)


def refus(depuis: date, aujourd_hui: date) -> Literal["future", "ancienne"] | None:
    """Pourquoi cette date ne peut pas être celle d'un dépôt ou du dernier renouvellement."""
    if depuis > aujourd_hui:
        return "future"
    return "ancienne" if depuis < mois_plus_tard(aujourd_hui, -12 * ANNEES_AU_PLUS) else None
