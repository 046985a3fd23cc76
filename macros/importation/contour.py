"""Le contour d'une commune (WKB petit-boutiste, en hexadécimal) : ses lignes, et de combien un point en sort."""

import struct
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from math import cos, hypot, radians

from ..modele.communs import KM_PAR_DEGRE

_POLYGONE = 3


def ecart_km(longitude: float, latitude: float, contour: str) -> float:
    """De combien un point sort du contour : zéro s'il est dedans, ou si le contour ne se lit pas."""
    anneaux = lire_le_contour(contour)
    largeur = cos(radians(latitude))
    dedans, distances = False, []
    for anneau in anneaux:
        # le point est l'origine du plan, gradué en degrés de latitude
        plan = [((x - longitude) * largeur, y - latitude) for x, y in anneau]
        for (x, y), (x2, y2) in pairwise(plan):
            dx, dy = x2 - x, y2 - y
            if (y > 0) != (y2 > 0) and x - y * dx / dy > 0:
                dedans = not dedans
            part = min(max(-(x * dx + y * dy) / (dx * dx + dy * dy or 1), 0), 1)
            distances.append(hypot(x + part * dx, y + part * dy))
    return 0 if dedans else KM_PAR_DEGRE * min(distances, default=0)


def lire_le_contour(contour: str) -> list[list[tuple[float, float]]]:
    """Les anneaux d'un contour, en longitude et latitude ; aucun s'il ne se lit pas."""
    try:
        return list(_anneaux(BytesIO(bytes.fromhex(contour))))
    except (ValueError, struct.error):
        return []


def _anneaux(flux: BytesIO) -> Iterator[list[tuple[float, float]]]:
    """Les lignes fermées du polygone ; l'en-tête d'un multipolygone est suivi de ceux de ses polygones."""
    while entete := flux.read(9):
        _, genre, nombre = struct.unpack("<BII", entete)
        for _ in range(nombre if genre == _POLYGONE else 0):
            (sommets,) = struct.unpack("<I", flux.read(4))
            yield list(struct.iter_unpack("<dd", flux.read(16 * sommets)))
