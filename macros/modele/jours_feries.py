"""Les jours fériés légaux (Code du travail, article L3133-1), fêtes mobiles comprises."""

from datetime import date, datetime, time
from functools import cache

from opening_hours import OpeningHours

_FERIES = OpeningHours("PH", country="FR")


@cache
def jours_feries(premiere_annee: int, derniere_annee: int) -> tuple[date, ...]:
    """Ceux de ces années, les deux comprises, dans l'ordre : ceux de toute la France, sans ceux d'un seul territoire."""
    debut, fin = date(premiere_annee, 1, 1), date(derniere_annee, 12, 31)
    jours = (date.fromordinal(rang) for rang in range(debut.toordinal(), fin.toordinal() + 1))
    return tuple(jour for jour in jours if _FERIES.is_open(datetime.combine(jour, time(12))))
