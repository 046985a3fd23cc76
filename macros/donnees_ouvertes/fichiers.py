"""Les fichiers eux-mêmes : le chemin et le texte de chacun, les mêmes pour les mêmes données."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from pydantic import BaseModel

from ..modele.catalogue import Catalogue
from .communes import CommuneOuverte, communes_ouvertes
from .conversion import lieux_ouverts
from .documents import (
    SCHEMAS,
    CarteDesLieux,
    Document,
    EnTete,
    Entite,
    FichierDesFaits,
    FichierDesFiches,
    FichierDesLieux,
    Position,
    en_tete,
)
from .lieux import LieuOuvert
from .savoirs import faits_ouverts, fiches_ouvertes
from .schemas import MODELES, schema
from .tableur import en_csv

DOSSIER = "donnees/"
"""Où le site publie ces fichiers, depuis sa racine."""


class FichierOuvert(NamedTuple):
    """Un fichier publié. `chemin` : depuis la racine du site ; `nombre` : ses enregistrements, 0 pour un schéma."""

    chemin: str
    nombre: int
    texte: str

    @property
    def nom(self) -> str:
        """Son chemin dans le dossier des données : « guichets.csv »."""
        return self.chemin.removeprefix(DOSSIER)

    @property
    def octets(self) -> int:
        """Son poids, tel qu'il est écrit."""
        return len(self.texte.encode())

    @property
    def kilooctets(self) -> int:
        """Son poids, arrondi au-dessus."""
        return -(-self.octets // 1000)


def publier(catalogue: Catalogue, aujourd_hui: date) -> tuple[FichierOuvert, ...]:
    """Chaque fichier publié : les données, puis leurs schémas. Le catalogue est celui du public."""
    lieux = lieux_ouverts(catalogue, aujourd_hui)
    communes = communes_ouvertes(catalogue)
    fiches = fiches_ouvertes(catalogue)
    faits = faits_ouverts(catalogue)
    territoire = catalogue.territoire

    def tete(titre: str, reserve: str | None, lignes: Sequence[object]) -> EnTete:
        return en_tete(catalogue, aujourd_hui, titre=titre, reserve=reserve, nombre=len(lignes))

    des_lieux = tete(
        "Les lieux d'accueil des demandeurs de logement social", territoire.reserve_sur_les_lieux, lieux
    )
    documents: dict[str, Document] = {
        "guichets.json": FichierDesLieux(
            schema_du_fichier=f"{SCHEMAS}guichets.schema.json", en_tete=des_lieux, guichets=lieux
        ),
        "guichets.geojson": CarteDesLieux(
            schema_du_fichier=f"{SCHEMAS}guichets-geojson.schema.json",
            en_tete=des_lieux,
            type="FeatureCollection",
            features=tuple(map(_entite, lieux)),
        ),
        "fiches.json": FichierDesFiches(
            schema_du_fichier=f"{SCHEMAS}fiches.schema.json",
            en_tete=tete("Les fiches actions du plan partenarial", territoire.hypothese.texte, fiches),
            fiches=fiches,
        ),
        "faits.json": FichierDesFaits(
            schema_du_fichier=f"{SCHEMAS}faits.schema.json",
            en_tete=tete("Les règles de la demande de logement social, et leurs sources", None, faits),
            faits=faits,
        ),
    }
    textes = {
        "guichets.csv": _tableau(LieuOuvert, lieux),
        "communes.csv": _tableau(CommuneOuverte, communes),
        **{
            nom: _json(document.model_dump(mode="json", by_alias=True)) for nom, document in documents.items()
        },
        **{f"{SCHEMAS}{nom}": _json(schema(modele)) for nom, modele in MODELES.items()},
    }
    nombres = {nom: document.en_tete.nombre for nom, document in documents.items()}
    nombres |= {"guichets.csv": len(lieux), "communes.csv": len(communes)}
    return tuple(
        FichierOuvert(f"{DOSSIER}{nom}", nombres.get(nom, 0), texte) for nom, texte in textes.items()
    )


def _entite(lieu: LieuOuvert) -> Entite:
    place = None
    if lieu.longitude is not None and lieu.latitude is not None:
        place = Position(type="Point", coordinates=(lieu.longitude, lieu.latitude))
    return Entite(type="Feature", id=lieu.id, geometry=place, properties=lieu)


def _tableau(modele: type[BaseModel], lignes: Iterable[BaseModel]) -> str:
    return en_csv(list(modele.model_fields), (ligne.model_dump(mode="json") for ligne in lignes))


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
