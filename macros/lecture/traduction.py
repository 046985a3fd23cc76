"""Les refus des modèles, replacés dans le fichier et dits en français."""

import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from .arbre import Arbre, Chemin
from .probleme import Probleme, cite, suggestion

_IDENTITES = ("id", "code_insee", "numero", "lettre", "sigle", "nom")


def traduire(
    erreur: ValidationError, arbre: Arbre, modele: type[BaseModel], racine: str = ""
) -> list[Probleme]:
    """Un problème par refus. `racine` nomme l'enregistrement quand le fichier entier en est un."""
    return [_probleme(detail, arbre, modele, racine) for detail in erreur.errors(include_url=False)]


def nommer(chemin: Chemin, donnees: Any, racine: str = "") -> str:
    """« guichet « mairie-poissy » › telephone » : les enregistrements par leur nom, jamais par leur rang."""
    morceaux = [racine] if racine else []
    ici = donnees
    for rang, pas in enumerate(chemin):
        suivant = _descendre(ici, pas)
        if isinstance(pas, int):
            liste = str(chemin[rang - 1]) if rang else "élément"
            identite = _identite(suivant)
            nom = f"{_singulier(liste)} {cite(identite)}" if identite else f"{_singulier(liste)} n° {pas + 1}"
            if rang and morceaux:
                morceaux.pop()
            morceaux.append(nom)
        else:
            morceaux.append(str(pas))
        ici = suivant
    return " › ".join(morceaux)


def _descendre(ici: Any, pas: str | int) -> Any:
    if isinstance(ici, dict):
        return ici.get(pas)
    if isinstance(ici, list) and isinstance(pas, int) and pas < len(ici):
        return ici[pas]
    return None


def _identite(element: Any) -> str | None:
    if isinstance(element, dict):
        for cle in _IDENTITES:
            if isinstance(element.get(cle), str):
                return str(element[cle])
    return None


def _singulier(liste: str) -> str:
    mots = re.split(r"_(?=d)", liste, maxsplit=1)
    premier = mots[0].removesuffix("s")
    return "_".join([premier, *mots[1:]])


def _probleme(detail: ErrorDetails, arbre: Arbre, modele: type[BaseModel], racine: str) -> Probleme:
    chemin: Chemin = tuple(detail["loc"])
    constat, conseil = _phrases(detail, chemin, arbre, modele, bool(racine))
    position = arbre.cles.get(chemin) if detail["type"] == "extra_forbidden" else None
    return Probleme(
        arbre.fichier,
        *(position or arbre.position(chemin)),
        nommer(chemin, arbre.donnees, racine),
        constat,
        conseil,
    )


def _phrases(
    detail: ErrorDetails, chemin: Chemin, arbre: Arbre, modele: type[BaseModel], fichier_nomme: bool
) -> tuple[str, str]:
    genre, lu, contexte = detail["type"], detail["input"], detail.get("ctx", {})
    if genre == "refus":
        return str(contexte["constat"]).replace("{valeur}", cite(lu)), str(contexte["conseil"])
    if genre == "missing":
        return "ce champ est obligatoire et il manque", f"Ajoutez une ligne « {chemin[-1]}: … »"
    if genre == "extra_forbidden":
        possibles = _champs(modele, chemin[:-1])
        if len(chemin) == 1 and fichier_nomme:
            possibles.remove("id")  # le nom du fichier le donne : il ne s'écrit pas dedans
        presents = _descendre_tout(arbre.donnees, chemin[:-1])
        libres = [champ for champ in possibles if not isinstance(presents, dict) or champ not in presents]
        liste = "Les champs possibles sont : " + ", ".join(possibles)
        return "champ inconnu", suggestion(str(chemin[-1]), libres or possibles, liste)
    if lu is None:
        return "la valeur manque", "Écrivez-la après le « : »"
    if genre == "literal_error":
        choix = re.findall(r"'([^']*)'", str(contexte["expected"]))
        liste = "Écrivez l'une de ces valeurs : " + ", ".join(choix)
        if not isinstance(lu, str):
            return f"un mot est attendu, et {_nature(lu)} a été lu", liste
        return f"{cite(lu)} n'est pas une valeur possible", suggestion(lu, choix, liste)
    if genre == "too_short":
        if contexte.get("actual_length") == 0:
            return "la liste est vide", "Ajoutez au moins un élément, précédé d'un tiret"
        return (
            f"la liste compte {contexte['actual_length']} éléments, il en faut {contexte['min_length']}",
            "Complétez la liste",
        )
    if genre == "too_long":
        return f"la liste compte plus de {contexte['max_length']} éléments", "Retirez ceux qui sont en trop"
    attendu = _ATTENDUS.get(genre)
    if attendu:
        return f"{attendu[0]} est attendu, et {_nature(lu)} a été lu", attendu[1]
    return f"{_nature(lu)} n'est pas accepté ici", "Comparez avec un enregistrement voisin qui est accepté"


_CHAMPS_ATTENDUS = ("un groupe de champs", "Écrivez des lignes « champ: valeur », en retrait")
_ATTENDUS: dict[str, tuple[str, str]] = {
    "model_type": _CHAMPS_ATTENDUS,
    "model_attributes_type": _CHAMPS_ATTENDUS,
    "dict_type": _CHAMPS_ATTENDUS,
    "tuple_type": ("une liste", "Mettez un tiret devant chaque élément"),
    "list_type": ("une liste", "Mettez un tiret devant chaque élément"),
    "string_type": ("un texte", "Écrivez-le sur la même ligne, ou entre guillemets"),
    "date_type": ("une date", "Écrivez année-mois-jour, par exemple 2026-11-21"),
    "datetime_type": ("une date avec une heure", "Écrivez par exemple 2026-12-03 09:30"),
    "int_type": ("un nombre entier", "Écrivez des chiffres, par exemple 12"),
    "decimal_type": ("un nombre", "Écrivez des chiffres, par exemple 26920 ou 0,87"),
    "bool_type": ("oui ou non", "Écrivez oui, ou non"),
}


def _nature(lu: Any) -> str:
    if isinstance(lu, dict):
        return "un groupe de champs"
    if isinstance(lu, (list, tuple)):
        return "une liste"
    return cite(lu)


def _descendre_tout(donnees: Any, chemin: Chemin) -> Any:
    for pas in chemin:
        donnees = _descendre(donnees, pas)
    return donnees


def _champs(modele: type[BaseModel], chemin: Chemin) -> list[str]:
    """Les champs du modèle que l'on atteint par ce chemin."""
    for pas in chemin:
        if isinstance(pas, str):
            trouve = next(_modeles_dans(modele.model_fields[pas].annotation), None)
            if trouve is None:
                return []
            modele = trouve
    return list(modele.model_fields)


def _modeles_dans(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _modeles_dans(argument)
