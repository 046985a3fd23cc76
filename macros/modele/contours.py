"""Le contour des communes, pour les dessiner. Le site s'en passe : la carte montre alors un point par commune."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from .communs import CodeInsee, Enregistrement, Source, lire_point, refuser

Sommet = tuple[float, float]
"""Longitude et latitude, en degrés (WGS84), dans l'ordre de GeoJSON."""

_EXEMPLE = "Écrivez longitude et latitude, séparées d'une espace, puis une virgule, par exemple 2.0495 48.9570, 2.0502 48.9588"


def _anneau(valeur: Any) -> Any:
    if not isinstance(valeur, str):
        return valeur
    sommets = [paire.split() for paire in valeur.split(",")]
    for paire in sommets:
        if len(paire) != 2 or lire_point(paire[1], paire[0]) is None:
            refuser(f"« {' '.join(paire)[:40]} » n'est pas un point du contour", _EXEMPLE)
    if len(sommets) < 3:
        refuser("un contour a au moins trois points", _EXEMPLE)
    return tuple((float(longitude), float(latitude)) for longitude, latitude in sommets)


Anneau = Annotated[tuple[Sommet, ...], BeforeValidator(_anneau)]
"""Une ligne fermée, sans répéter son premier point, écrite « 2.0495 48.9570, 2.0502 48.9588, … »."""


class Contour(Enregistrement):
    """Le contour d'une commune : un anneau par morceau de son territoire."""

    commune: CodeInsee
    anneaux: Annotated[tuple[Anneau, ...], Field(min_length=1)]


class Contours(Enregistrement):
    """Le fichier `contours.yaml`."""

    source: Source
    contours: tuple[Contour, ...]


def ecrire_l_anneau(sommets: list[Sommet]) -> str:
    """Un anneau tel que `contours.yaml` l'écrit : dix mètres près, sans point répété à la suite ni à la fin."""
    ecrits = [f"{longitude:.4f} {latitude:.4f}" for longitude, latitude in sommets]
    gardes = [ecrit for rang, ecrit in enumerate(ecrits) if ecrit != ecrits[rang - 1]]
    return ", ".join(gardes)
