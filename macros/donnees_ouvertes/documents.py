"""Les documents publiés : un en-tête qui dit la licence et la date, puis les enregistrements."""

from datetime import date
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from ..modele.catalogue import Catalogue
from ..modele.territoire import Certitude
from .champs import AdresseOuverte, Ouvert, champ
from .lieux import LieuOuvert
from .savoirs import FaitOuvert, FicheOuverte

SCHEMAS = "schemas/"
"""Où sont les schémas, vus du dossier des fichiers."""

_LICENCE = "licence-ouverte"
"""Le fait qui dit la licence du site, sa version et où la lire."""


class EnTete(Ouvert):
    """Ce que chaque fichier JSON dit de lui-même."""

    titre: Annotated[str, champ("Ce que contient le fichier.", "Lieux d'accueil")]
    source: Annotated[
        str, champ("Qui citer.", "Communauté urbaine du Val-de-Brume, site du plan partenarial")
    ]
    licence: Annotated[str, champ("La licence des données.", "Licence Ouverte 2.0")]
    licence_url: Annotated[
        AdresseOuverte | None, champ("Où la lire.", "https://spdx.org/licenses/etalab-2.0.html")
    ]
    territoire: Annotated[
        str, champ("L'intercommunalité dont parlent les données.", "Communauté urbaine du Val-de-Brume")
    ]
    siren: Annotated[str, Field(pattern="^[0-9]{9}$"), champ("Son SIREN : du texte.", "200059889")]
    certitude: Annotated[
        Certitude,
        champ("Ce que l'on sait de ce territoire ; « fictive » : rien de ce fichier n'existe.", "prouvee"),
    ]
    reserve: Annotated[
        str | None, champ("Ce qu'il faut savoir avant de s'y fier.", "Appelez avant de vous déplacer.")
    ]
    construit_le: Annotated[
        date, champ("Le jour où le site a écrit ce fichier. Ce n'est pas la date des données.", "2026-11-21")
    ]
    nombre: Annotated[int, champ("Le nombre d'enregistrements.", 73)]


class Document(Ouvert):
    """Un fichier JSON."""

    schema_du_fichier: Annotated[
        str,
        Field(serialization_alias="$schema"),
        champ("Le schéma de ce fichier, à côté de lui.", "schemas/guichets.schema.json"),
    ]
    en_tete: Annotated[EnTete, champ("Ce que le fichier dit de lui-même.")]


class FichierDesLieux(Document):
    """Le fichier guichets.json."""

    model_config = ConfigDict(title="Les lieux d'accueil (guichets.json)")

    guichets: Annotated[tuple[LieuOuvert, ...], champ("Les lieux, par commune.")]


class Position(Ouvert):
    """Un point, comme le veut le format GeoJSON."""

    type: Annotated[Literal["Point"], champ("La sorte de dessin.", "Point")]
    coordinates: Annotated[
        tuple[float, float], champ("La longitude, puis la latitude (WGS84).", [2.0465, 48.9293])
    ]


class Entite(Ouvert):
    """Un lieu posé sur la carte, comme le veut le format GeoJSON."""

    type: Annotated[Literal["Feature"], champ("La sorte d'élément.", "Feature")]
    id: Annotated[str, champ("L'id du lieu.", "ppgd-200059889--mairie-poissy")]
    geometry: Annotated[Position | None, champ("Sa position. Absente si elle n'est pas connue.")]
    properties: Annotated[LieuOuvert, champ("Le lieu, avec tous ses champs.")]


class CarteDesLieux(Document):
    """Le fichier guichets.geojson."""

    model_config = ConfigDict(title="La carte des lieux d'accueil (guichets.geojson)")

    type: Annotated[Literal["FeatureCollection"], champ("La sorte de document.", "FeatureCollection")]
    features: Annotated[tuple[Entite, ...], champ("Les lieux, par commune.")]


class FichierDesFiches(Document):
    """Le fichier fiches.json."""

    model_config = ConfigDict(title="Les fiches actions (fiches.json)")

    fiches: Annotated[tuple[FicheOuverte, ...], champ("Les fiches, par numéro.")]


class FichierDesFaits(Document):
    """Le fichier faits.json."""

    model_config = ConfigDict(title="Les faits (faits.json)")

    faits: Annotated[tuple[FaitOuvert, ...], champ("Les faits, par identité.")]


def en_tete(
    catalogue: Catalogue, aujourd_hui: date, *, titre: str, reserve: str | None, nombre: int
) -> EnTete:
    """L'en-tête d'un fichier : seuls changent son titre, sa réserve et le nombre de ses enregistrements."""
    territoire = catalogue.territoire
    licence = catalogue.fait(_LICENCE)
    return EnTete(
        titre=titre,
        source=f"{territoire.nom_officiel}, site du plan partenarial de la demande de logement social",
        licence=f"Licence Ouverte {licence.valeur}",
        licence_url=licence.source.url,
        territoire=territoire.nom_officiel,
        siren=territoire.siren,
        certitude=territoire.hypothese.certitude,
        reserve=reserve,
        construit_le=aujourd_hui,
        nombre=nombre,
    )
