"""Compter les mois, et les nommer."""

from calendar import monthrange
from datetime import date

MOIS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


def mois_entiers(depuis: date, jusqu_a: date) -> int:
    """Combien de mois entiers d'une date à l'autre."""
    mois = (jusqu_a.year - depuis.year) * 12 + jusqu_a.month - depuis.month
    return mois - (jusqu_a.day < depuis.day)


def mois_plus_tard(depart: date, mois: int) -> date:
    """Le même jour, tant de mois plus tard ; le dernier du mois si ce jour n'y existe pas."""
    annee, rang = divmod(depart.year * 12 + depart.month - 1 + mois, 12)
    return date(annee, rang + 1, min(depart.day, monthrange(annee, rang + 1)[1]))
