"""La carte du territoire, dessinée à la construction : des tracés SVG, sans fond de carte à demander à personne."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import cos, radians

from ..modele.catalogue import Catalogue
from ..modele.contours import Sommet
from ..modele.territoire import Commune

_LARGEUR = 1000
_MARGE = 14
_NOMS_ECRITS = 12
_LETTRE = (10, 20)
"""La largeur et la hauteur d'une lettre des noms, en unités du cadre, un peu au large."""
_LIEUX_DESSINES = 500


@dataclass(frozen=True)
class CommuneDessinee:
    """Une commune sur la carte. `trace` : son contour, vide s'il n'est pas connu ; `x`, `y` : son point."""

    commune: Commune
    trace: str
    x: int
    y: int
    est_nommee: bool


@dataclass(frozen=True)
class Carte:
    """Ce que le gabarit dessine, dans un cadre de `largeur` sur `hauteur` unités ; `lieux` : les points des lieux."""

    largeur: int
    hauteur: int
    communes: tuple[CommuneDessinee, ...]
    lieux: tuple[tuple[int, int], ...]


def dessiner(catalogue: Catalogue) -> Carte:
    """La carte, nord en haut ; les distances y sont justes à l'échelle d'un territoire (projection équirectangulaire)."""
    contours = catalogue.contours.contours if catalogue.contours else ()
    anneaux = {contour.commune: contour.anneaux for contour in contours}
    communes = catalogue.territoire.communes
    points = {c.code_insee: (float(c.point.longitude), float(c.point.latitude)) for c in communes}
    des_lieux = [(float(g.point.longitude), float(g.point.latitude)) for g in catalogue.guichets if g.point]
    tous = [*points.values(), *(sommet for lus in anneaux.values() for anneau in lus for sommet in anneau)]
    placer, hauteur = _echelle(tous)
    nommees = _a_nommer(communes, {code: placer(point) for code, point in points.items()})
    return Carte(
        _LARGEUR,
        hauteur,
        tuple(
            CommuneDessinee(
                commune,
                "".join(_tracer(anneau, placer) for anneau in anneaux.get(commune.code_insee, ())),
                *placer(points[commune.code_insee]),
                commune.code_insee in nommees,
            )
            for commune in communes
        ),
        tuple(sorted({placer(point) for point in des_lieux})) if len(des_lieux) <= _LIEUX_DESSINES else (),
    )


def _a_nommer(communes: Iterable[Commune], places: dict[str, tuple[int, int]]) -> set[str]:
    """Les communes les plus peuplées dont le nom n'en recouvre pas un autre : tous écrits, ils seraient illisibles."""
    boites: dict[str, tuple[float, int]] = {}
    for commune in sorted(communes, key=lambda c: (-c.population, c.code_insee)):
        x, y = places[commune.code_insee]
        demi = len(commune.nom) * _LETTRE[0] / 2
        libre = all(
            abs(x - places[autre][0]) > demi + autre_demi or abs(y - autre_y) > _LETTRE[1]
            for autre, (autre_demi, autre_y) in boites.items()
        )
        if libre and len(boites) < _NOMS_ECRITS and _MARGE + demi < x < _LARGEUR - _MARGE - demi:
            boites[commune.code_insee] = (demi, y)
    return set(boites)


def _echelle(sommets: Iterable[Sommet]) -> tuple[Callable[[Sommet], tuple[int, int]], int]:
    """De quoi placer un point, et la hauteur du cadre."""
    longitudes, latitudes = zip(*sommets, strict=True)
    ouest, est, sud, nord = min(longitudes), max(longitudes), min(latitudes), max(latitudes)
    serre = cos(radians((sud + nord) / 2))
    echelle = (_LARGEUR - 2 * _MARGE) / max((est - ouest) * serre, (nord - sud) / 2, 0.01)

    def placer(sommet: Sommet) -> tuple[int, int]:
        x, y = (sommet[0] - ouest) * serre * echelle, (nord - sommet[1]) * echelle
        return round(_MARGE + x), round(_MARGE + y)

    return placer, placer((ouest, sud))[1] + _MARGE


def _tracer(anneau: Iterable[Sommet], placer: Callable[[Sommet], tuple[int, int]]) -> str:
    """Un anneau en chemin SVG relatif, plus court : « M12 40l3-8 2 5z »."""
    (x, y), *suite = [placer(sommet) for sommet in anneau]
    pas = []
    depart = f"M{x} {y}"
    for x2, y2 in suite:
        if (x2, y2) != (x, y):
            pas.append(f"{x2 - x}{' ' if y2 >= y else ''}{y2 - y}")
        x, y = x2, y2
    return f"{depart}l{' '.join(pas)}z"
