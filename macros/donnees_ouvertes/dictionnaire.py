"""Le dictionnaire des données : chaque champ publié, relu dans les schémas que les logiciels lisent."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from .champs import CHAMPS_NATIONAUX
from .schemas import MODELES, schema


class Champ(NamedTuple):
    """Un champ, tel que le dictionnaire le dit.

    `nature` : texte, date, entier, nombre, oui_non, adresse_web, courriel, mot, objet, position ; `est_une_liste` :
    plusieurs de cette nature ; `mots` : les seuls possibles ; `table` : où lire un champ fait d'autres champs.
    """

    nom: str
    sens: str
    nature: str
    est_une_liste: bool
    toujours: bool
    mots: tuple[str, ...]
    table: str
    exemple: str
    nationaux: tuple[tuple[str, str], ...]


class Table(NamedTuple):
    """Les champs d'un modèle. `id` : son nom, celui qu'il porte aussi dans les schémas."""

    id: str
    sens: str
    champs: tuple[Champ, ...]


def dictionnaire() -> tuple[Table, ...]:
    """Une table par modèle publié, dans l'ordre où les schémas les citent ; chacune une fois."""
    tables: dict[str, Table] = {}
    for modele in MODELES.values():
        lu = schema(modele)
        for nom, definition in ((modele.__name__, lu), *lu.get("$defs", {}).items()):
            tables.setdefault(nom, Table(nom, definition["description"], tuple(_champs(definition))))
    return tuple(tables.values())


def _champs(definition: Mapping[str, Any]) -> Iterator[Champ]:
    for nom, propriete in definition["properties"].items():
        formes = propriete.get("anyOf", [propriete])
        (forme,) = [f for f in formes if f.get("type") != "null"]
        est_une_liste = forme.get("type") == "array" and "items" in forme
        element = forme["items"] if est_une_liste else forme
        nature, table = _nature(element)
        exemples = propriete.get("examples", [])
        yield Champ(
            nom,
            propriete["description"],
            nature,
            est_une_liste,
            len(formes) == 1,
            tuple(element.get("enum", [element["const"]] if "const" in element else [])),
            table,
            _exemple(exemples[0]) if exemples else "",
            tuple(propriete.get(CHAMPS_NATIONAUX, {}).items()),
        )


_NATURES = {"integer": "entier", "number": "nombre", "boolean": "oui_non", "array": "position"}
_FORMATS = {"date": "date", "uri": "adresse_web", "email": "courriel"}


def _nature(forme: Mapping[str, Any]) -> tuple[str, str]:
    if "$ref" in forme:
        return "objet", str(forme["$ref"]).rpartition("/")[2]
    if "enum" in forme or "const" in forme:
        return "mot", ""
    return _FORMATS.get(forme.get("format", ""), _NATURES.get(forme["type"], "texte")), ""


def _exemple(valeur: object) -> str:
    """L'exemple tel que le JSON l'écrit ; un texte sans ses guillemets."""
    return valeur if isinstance(valeur, str) else json.dumps(valeur, ensure_ascii=False)
