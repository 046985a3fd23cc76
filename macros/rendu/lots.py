"""Les lieux tels que la recherche « Où aller » les lit : par lots de voisins, que le navigateur demande au besoin.

Une page qui porterait tous les lieux d'un grand territoire pèserait des mégaoctets. Chaque lot en tient cent au plus,
et dit le cadre qui les contient : le navigateur ne demande que les lots proches de la commune choisie.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..modele.catalogue import Catalogue
from ..modele.communs import Point
from ..modele.guichet import JOURS, Guichet, Horaires
from ..modele.jours_feries import jours_feries
from ..modele.telephone import lien_d_appel
from ..modele.territoire import Commune
from . import filtres
from .atelier import Atelier
from .filtres import typographie

LIEUX_AU_PLUS = 100
"""Combien de lieux tiennent dans un lot : une dizaine de kilo-octets compressés."""

COMMUNES = "guichets/lots/communes.json"
"""Ce que la recherche doit savoir de chaque commune, une fois choisie."""

_ANNEES_DE_FERIES = 3
"""Une page peut être lue longtemps après sa construction."""


@dataclass(frozen=True)
class Lot:
    """Des lieux voisins. `chemin` : celui du fichier dans le site ; `cadre` : sud, ouest, nord, est, en degrés."""

    chemin: str
    lieux: tuple[Guichet, ...]
    cadre: tuple[float, float, float, float]


def former_les_lots(catalogue: Catalogue) -> tuple[Lot, ...]:
    """Tous les lieux, partagés en deux par le plus grand côté du cadre jusqu'à tenir dans un lot."""
    places = [(catalogue.place_de(guichet), guichet) for guichet in catalogue.guichets]
    return tuple(
        Lot(
            f"guichets/lots/{rang}.json",
            tuple(guichet for _, guichet in groupe),
            _cadre(point for point, _ in groupe),
        )
        for rang, groupe in enumerate(_partager(places))
    )


def _partager(places: list[tuple[Point, Guichet]]) -> Iterator[list[tuple[Point, Guichet]]]:
    if len(places) <= LIEUX_AU_PLUS:
        if places:
            yield places
        return
    sud, ouest, nord, est = _cadre(point for point, _ in places)
    cote = "latitude" if nord - sud > est - ouest else "longitude"
    ranges = sorted(places, key=lambda place: (getattr(place[0], cote), place[1].id))
    milieu = len(ranges) // 2
    yield from _partager(ranges[:milieu])
    yield from _partager(ranges[milieu:])


def _cadre(points: Iterable[Point]) -> tuple[float, float, float, float]:
    lus = [(float(point.latitude), float(point.longitude)) for point in points]
    latitudes, longitudes = zip(*lus, strict=True)
    return min(latitudes), min(longitudes), max(latitudes), max(longitudes)


def ecrire_les_communes(catalogue: Catalogue, lots: Sequence[Lot]) -> str:
    """En JSON, par adresse de commune (« poissy/ ») : son code, son point, les rangs de ses lots, sa population, ses autres noms."""
    rangs = lots_par_commune(catalogue, lots)
    communes = {
        commune.page.removeprefix("guichets/"): [
            commune.code_insee,
            [float(commune.point.latitude), float(commune.point.longitude)],
            rangs.get(commune.code_insee, []),
            commune.population,
            [typographie(nom) for nom in commune.autres_noms],
        ]
        for commune in catalogue.territoire.communes
    }
    return json.dumps(communes, ensure_ascii=False, separators=(",", ":"))


def lots_par_commune(catalogue: Catalogue, lots: Sequence[Lot]) -> dict[str, list[int]]:
    """Par code INSEE, les rangs des lots où sont les lieux qui servent la commune."""
    rangs: dict[str, list[int]] = {}
    for rang, lot in enumerate(lots):
        for code in {code for guichet in lot.lieux for code in guichet.communes_servies}:
            rangs.setdefault(code, []).append(rang)
    return rangs


def calendrier(catalogue: Catalogue, aujourd_hui: date) -> dict[str, Any]:
    """De quoi dire si un lieu est ouvert : l'heure légale du territoire, et les jours fériés à venir."""
    feries = jours_feries(aujourd_hui.year, aujourd_hui.year + _ANNEES_DE_FERIES - 1)
    return {
        "fuseau": catalogue.territoire.fuseau_horaire,
        "feries": [jour.isoformat() for jour in feries],
    }


def ecrire_le_lot(lot: Lot, atelier: Atelier) -> str:
    """Le lot en JSON. Ce qui est inconnu d'un lieu en est absent."""
    return json.dumps(
        [_lieu(guichet, atelier) for guichet in lot.lieux], ensure_ascii=False, separators=(",", ":")
    )


def _lieu(guichet: Guichet, atelier: Atelier) -> dict[str, Any]:
    catalogue = atelier.catalogue
    commune = catalogue.commune(guichet.commune)
    a_revoir = catalogue.a_revoir_le(guichet)
    acces, place = guichet.accessibilite, catalogue.place_de(guichet)
    lieu: dict[str, Any] = {
        "page": catalogue.page_de(guichet),
        "nom": typographie(guichet.nom),
        "type": atelier.mot("type_de_lieu", guichet.type),
        "mairie": guichet.type == "mairie",
        "niveau": atelier.mot("niveau", guichet.niveau) if guichet.niveau else None,
        "commune": guichet.commune,
        "a": typographie(commune.nom),
        "depot": guichet.enregistreur,
        "public": guichet.public and typographie(guichet.public),
        "adresse": _adresse(guichet, commune),
        "telephone": guichet.telephone and typographie(guichet.telephone),
        "appel": guichet.telephone and lien_d_appel(guichet.telephone),
        "horaires": _en_mots(guichet.horaires) if guichet.horaires else None,
        "horaires_de": guichet.horaires_de,
        "rendez_vous": guichet.rendez_vous and atelier.mot("rendez_vous", guichet.rendez_vous),
        "prendre": guichet.rendez_vous_lien,
        "langues": list(guichet.langues),
        "services": list(guichet.services),
        "sans_marche": acces.sans_marche if acces else None,
        "acces": typographie(acces.precisions) if acces and acces.precisions else None,
        "acceslibre": acces.acceslibre if acces else None,
        "passages": [
            typographie(f"{catalogue.commune(p.commune).nom}, {p.lieu} : {p.quand}, {_plages(p.creneaux)}")
            for p in guichet.passages
        ],
        "note": guichet.note and typographie(guichet.note),
        "verifie": filtres.jour(guichet.verifie_le) if guichet.verifie_le else None,
        "a_revoir": a_revoir.isoformat() if a_revoir else None,
        "point": [float(place.latitude), float(place.longitude)],
        "dessert": _desserte(guichet, catalogue),
    }
    return {nom: valeur for nom, valeur in lieu.items() if valeur not in (None, [])} | ouverture(guichet)


def _adresse(guichet: Guichet, commune: Commune) -> str | None:
    """Celle où l'on se rend : un code de courrier (« Cedex ») laisse la place à celui de la commune."""
    if guichet.adresse is None:
        return None
    ecrite = guichet.adresse
    ville = f"{ecrite.code_postal} {ecrite.ville}"
    if ecrite.code_postal not in commune.codes_postaux:
        ville = f"{commune.codes_postaux[0]} {commune.nom}"
    return typographie(", ".join([*ecrite.lignes, ville]))


def _desserte(guichet: Guichet, catalogue: Catalogue) -> list[str] | str | None:
    """Les communes servies si ce n'est pas la sienne seule ; « * » pour tout le territoire."""
    servies = set(guichet.communes_servies)
    if servies == {guichet.commune}:
        return None
    toutes = {commune.code_insee for commune in catalogue.territoire.communes}
    return "*" if servies == toutes else sorted(servies)


def ouverture(guichet: Guichet) -> dict[str, Any]:
    """Les plages de la semaine ([jour depuis lundi, début, fin], en minutes) et les fermetures, pour le navigateur."""
    if guichet.horaires is None:
        return {}
    semaine = [
        [
            JOURS.index(jour),
            plage.debut.hour * 60 + plage.debut.minute,
            plage.fin.hour * 60 + plage.fin.minute,
        ]
        for jour, plages in guichet.horaires.par_jour
        for plage in plages
    ]
    fermetures = [[f.du.isoformat(), f.au.isoformat(), typographie(f.motif)] for f in guichet.fermetures]
    return {"semaine": semaine} | ({"fermetures": fermetures} if fermetures else {})


def _en_mots(horaires: Horaires) -> list[list[str]]:
    return [[jours, _plages(plages)] for jours, plages in horaires.par_periode if plages]


def _plages(plages: Iterable[Any]) -> str:
    return ", ".join(f"{filtres.heure(p.debut)} – {filtres.heure(p.fin)}" for p in plages)
