"""Les dessins du suivi, calculés à la construction : des tracés SVG, et rien à demander à personne."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..modele.suivi import EcheanceSuivie, IndicateurSuivi, Suivi

LARGEUR, HAUTEUR = 320, 150
_GAUCHE, _DROITE, _HAUT, _BAS = 16, 16, 26, 24

PAR_AN = 40
"""La largeur d'une année sur la frise."""


@dataclass(frozen=True)
class Point:
    """Une mesure sur la courbe : sa place, son libellé de période, sa valeur."""

    x: float
    y: float
    periode: str
    valeur: Decimal


@dataclass(frozen=True)
class Courbe:
    """Ce que le gabarit dessine dans un cadre de LARGEUR sur HAUTEUR. `cible` : la hauteur du trait de la cible, s'il y en a une."""

    points: tuple[Point, ...]
    cible: float | None

    @property
    def trace(self) -> str:
        """La ligne qui joint les mesures."""
        return " ".join(f"{'L' if rang else 'M'}{p.x:g} {p.y:g}" for rang, p in enumerate(self.points))


def courbe(suivi: IndicateurSuivi) -> Courbe:
    """La courbe d'un indicateur qui a des valeurs : le temps va de gauche à droite, à son échelle ; le bas n'est pas zéro."""
    cible = suivi.indicateur.cible
    valeurs = [valeur.valeur for valeur in suivi.valeurs]
    toutes = [*valeurs, cible] if cible is not None else valeurs
    bas, haut = min(toutes), max(toutes)
    etendue = (haut - bas) or Decimal(1)
    temps = [_rang(valeur.periode) for valeur in suivi.valeurs]
    duree = (temps[-1] - temps[0]) or 1

    def y(valeur: Decimal) -> float:
        part = float((valeur - bas) / etendue) if haut > bas else 0.5
        return round(HAUTEUR - _BAS - part * (HAUTEUR - _HAUT - _BAS), 1)

    def x(quand: int) -> float:
        part = (quand - temps[0]) / duree if len(temps) > 1 else 0.5
        return round(_GAUCHE + 24 + part * (LARGEUR - _GAUCHE - _DROITE - 48), 1)

    points = tuple(
        Point(x(quand), y(valeur.valeur), valeur.periode, valeur.valeur)
        for quand, valeur in zip(temps, suivi.valeurs, strict=True)
    )
    return Courbe(points, y(cible) if cible is not None else None)


def _rang(periode: str) -> int:
    """Les mois depuis l'an 0 : une année compte pour son milieu."""
    annee, _, mois = periode.partition("-")
    return int(annee) * 12 + (int(mois) if mois else 6)


@dataclass(frozen=True)
class Barre:
    """Une échéance sur la frise : ses bornes, et le trait d'aujourd'hui s'il tombe dans le plan, en unités du cadre."""

    debut: int
    longueur: int
    largeur: int
    aujourd_hui: float | None


def barre(suivie: EcheanceSuivie, suivi: Suivi) -> Barre:
    """La place d'une échéance dans les années du plan."""
    premiere, derniere = suivie.echeance.premiere_annee, suivie.echeance.derniere_annee
    return Barre(
        (premiere - 1) * PAR_AN,
        (derniere - premiere + 1) * PAR_AN,
        suivi.duree * PAR_AN,
        _place(suivi, suivi.aujourd_hui),
    )


def _place(suivi: Suivi, jour: date) -> float | None:
    if not 1 <= suivi.annee <= suivi.duree:
        return None
    debut, fin = suivi.bornes(suivi.annee)
    return round((suivi.annee - 1 + (jour - debut).days / ((fin - debut).days + 1)) * PAR_AN, 1)
