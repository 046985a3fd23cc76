"""Les horaires d'un lieu dans la syntaxe `opening_hours` d'OpenStreetMap, que les schémas nationaux demandent.

Une règle qui suit l'emporte sur celles d'avant : les jours fériés ferment la semaine, et une fermeture annoncée
ferme le jour férié, car elle est certaine.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from .guichet import Creneau, Fermeture, Horaires

_JOURS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_MOIS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

FERIES = 'PH off "à confirmer"'
"""Aucun horaire publié ne parle des jours fériés : on les dit fermés, avec un commentaire qui en doute."""


def osm(horaires: Horaires, fermetures: Iterable[Fermeture] = ()) -> str:
    """« Mo-We,Fr 08:30-12:00,13:30-17:45; PH off "à confirmer"; 2026 Dec 24-2027 Jan 02 off "Congés" ».

    Un lieu qui n'ouvre aucun jour donne « off ».
    """
    jours_par_plages: dict[tuple[Creneau, ...], list[int]] = {}
    for rang, (_, creneaux) in enumerate(horaires.par_jour):
        if creneaux:
            jours_par_plages.setdefault(creneaux, []).append(rang)
    if not jours_par_plages:
        return "off"
    semaine = [f"{_jours(rangs)} {plages(creneaux)}" for creneaux, rangs in jours_par_plages.items()]
    annoncees = sorted(fermetures, key=lambda f: (f.du, f.au, f.motif))
    return "; ".join([*semaine, FERIES, *map(_fermeture, annoncees)])


def plages(creneaux: Iterable[Creneau]) -> str:
    """« 08:30-12:00,13:30-17:45 »."""
    return ",".join(f"{creneau.debut:%H:%M}-{creneau.fin:%H:%M}" for creneau in creneaux)


def _jours(rangs: Sequence[int]) -> str:
    """Les jours de suite se réunissent : « Mo-We,Fr »."""
    suites: list[list[int]] = []
    for rang in rangs:
        if suites and suites[-1][-1] == rang - 1:
            suites[-1].append(rang)
        else:
            suites.append([rang])
    return ",".join("-".join(dict.fromkeys((_JOURS[s[0]], _JOURS[s[-1]]))) for s in suites)


def _fermeture(fermeture: Fermeture) -> str:
    bornes = "-".join(dict.fromkeys((_date(fermeture.du), _date(fermeture.au))))
    motif = " ".join(fermeture.motif.replace('"', "'").split())
    return f'{bornes} off "{motif}"'


def _date(jour: date) -> str:
    return f"{jour.year} {_MOIS[jour.month - 1]} {jour.day:02}"
