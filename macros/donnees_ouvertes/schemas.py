"""Les schémas JSON, tirés des modèles : le texte que les logiciels lisent."""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from .communes import CommuneOuverte
from .documents import CarteDesLieux, FichierDesFaits, FichierDesFiches, FichierDesLieux

VERSION = "https://json-schema.org/draft/2020-12/schema"

MODELES: dict[str, type[BaseModel]] = {
    "communes.schema.json": CommuneOuverte,
    "faits.schema.json": FichierDesFaits,
    "fiches.schema.json": FichierDesFiches,
    "guichets-geojson.schema.json": CarteDesLieux,
    "guichets.schema.json": FichierDesLieux,
}
"""Le modèle de chaque schéma. Celui des communes décrit une ligne du tableau."""


class _SansTitreDeChamp(GenerateJsonSchema):
    """Un champ garde son nom : Pydantic en ferait un titre à l'anglaise, « Code Insee »."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schema(modele: type[BaseModel]) -> dict[str, Any]:
    """Le schéma d'un modèle, tel qu'il est écrit dans les fichiers."""
    return {
        "$schema": VERSION,
        **modele.model_json_schema(mode="serialization", schema_generator=_SansTitreDeChamp),
    }
