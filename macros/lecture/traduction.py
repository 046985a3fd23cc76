"""Les refus des modèles, replacés dans le fichier et dits en français."""

import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from .arbre import Arbre, Chemin
from .probleme import Probleme, abreger, cite, proches, suggestion

_IDENTITES = ("id", "code_insee", "numero", "lettre", "sigle", "nom")


def traduire(
    erreur: ValidationError, arbre: Arbre, modele: type[BaseModel], racine: str = ""
) -> list[Probleme]:
    """Un problème par refus. `racine` nomme l'enregistrement quand le fichier entier en est un."""
    refus = [detail for detail in erreur.errors(include_url=False) if not _est_un_contrecoup(detail)]
    corrections = {
        (*detail["loc"][:-1], mot)
        for detail in refus
        if detail["type"] == "extra_forbidden"
        for mot in proches(str(detail["loc"][-1]), _champs_libres(detail["loc"], arbre, modele, racine))
    }
    return [
        _probleme(detail, arbre, modele, racine)
        for detail in refus
        if not (detail["type"] == "missing" and detail["loc"] in corrections)
    ]


def _est_un_contrecoup(detail: ErrorDetails) -> bool:
    """Vrai si la liste n'est courte que de ses éléments refusés, que pydantic ne compte pas."""
    if detail["type"] != "too_short" or not isinstance(detail["input"], list):
        return False
    return bool(len(detail["input"]) >= detail["ctx"]["min_length"])


def nommer(chemin: Chemin, donnees: Any, racine: str = "") -> str:
    """« guichet « mairie-poissy » › telephone » : les enregistrements par leur nom, jamais par leur rang."""
    morceaux = [racine] if racine else []
    ici = donnees
    for rang, pas in enumerate(chemin):
        suivant = _descendre(ici, pas)
        if isinstance(pas, int):
            liste = str(chemin[rang - 1]) if rang else "élément"
            identite = _identite(suivant)
            nom = _singulier(liste) if isinstance(suivant, dict) else liste
            nom += f" {cite(identite)}" if identite else f" n° {pas + 1}"
            if rang and morceaux:
                morceaux.pop()
            morceaux.append(nom)
        else:
            morceaux.append(abreger(pas))
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
    constat, conseil = _phrases(detail, chemin, arbre, modele, racine)
    position = arbre.cles.get(chemin) if detail["type"] == "extra_forbidden" else None
    return Probleme(
        arbre.fichier,
        *(position or arbre.position(chemin)),
        nommer(chemin, arbre.donnees, racine),
        constat,
        conseil,
    )


def _phrases(
    detail: ErrorDetails, chemin: Chemin, arbre: Arbre, modele: type[BaseModel], racine: str
) -> tuple[str, str]:
    genre, lu, contexte = detail["type"], detail["input"], detail.get("ctx", {})
    if genre == "refus":
        return str(contexte["constat"]).replace("{valeur}", cite(lu)), str(contexte["conseil"])
    if genre == "missing":
        return "ce champ est obligatoire et il manque", f"Ajoutez une ligne « {chemin[-1]}: … »"
    if genre == "extra_forbidden":
        if str(chemin[-1]).strip().isdecimal():
            return (
                f"{cite(chemin[-1])} est lu comme un champ, à cause de la virgule qui précède",
                "Entre accolades ou crochets, écrivez les nombres avec un point, par exemple 48.9414",
            )
        libres = _champs_libres(chemin, arbre, modele, racine)
        liste = f"On peut encore écrire ici : {', '.join(libres)}" if libres else "Retirez cette ligne"
        return "champ inconnu", suggestion(str(chemin[-1]), libres, liste)
    if lu is None:
        return "la valeur manque", "Écrivez-la après le « : », ou retirez la ligne si rien n'est à dire"
    if genre == "literal_error":
        choix = re.findall(r"'([^']*)'", str(contexte["expected"]))
        liste = "Écrivez l'une de ces valeurs : " + ", ".join(choix)
        if not isinstance(lu, str):
            return f"on attend un mot, et on lit {_nature(lu)}", liste
        return f"{cite(lu)} n'est pas une valeur possible", suggestion(lu, choix, liste)
    if genre == "too_short":
        if contexte.get("actual_length") == 0:
            return "la liste est vide", "Ajoutez au moins un élément"
        return (
            f"la liste compte {contexte['actual_length']} éléments, il en faut {contexte['min_length']}",
            "Complétez la liste",
        )
    if genre == "too_long":
        return f"la liste compte plus de {contexte['max_length']} éléments", "Retirez ceux qui sont en trop"
    attendu = _ATTENDUS.get(genre)
    if attendu:
        conseil = attendu[1]
        if attendu is _CHAMPS_ATTENDUS and (possibles := _champs(modele, chemin)):
            conseil += f", parmi : {', '.join(possibles)}"
        return f"on attend {attendu[0]}, et on lit {_nature(lu)}", conseil
    return f"{_nature(lu)} n'est pas accepté ici", "Comparez avec un enregistrement voisin qui est accepté"


_CHAMPS_ATTENDUS = ("un groupe de champs", "Écrivez dessous, en retrait, des lignes « champ: valeur »")
_LISTE_ATTENDUE = (
    "une liste",
    "Écrivez chaque élément sur sa ligne, après un tiret et une espace : « - élément »",
)
_ATTENDUS: dict[str, tuple[str, str]] = {
    "model_type": _CHAMPS_ATTENDUS,
    "model_attributes_type": _CHAMPS_ATTENDUS,
    "dict_type": _CHAMPS_ATTENDUS,
    "tuple_type": _LISTE_ATTENDUE,
    "list_type": _LISTE_ATTENDUE,
    "string_type": (
        "un texte",
        "Écrivez-le après le « : », entre guillemets s'il commence par un crochet ou une accolade",
    ),
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


def _champs_libres(chemin: Chemin, arbre: Arbre, modele: type[BaseModel], racine: str) -> list[str]:
    """Les champs que l'on peut encore écrire à côté de ce champ inconnu."""
    presents = _descendre_tout(arbre.donnees, chemin[:-1])
    nomme = len(chemin) == 1 and racine  # le nom du fichier donne « id » : il ne s'écrit pas dedans
    return [
        champ
        for champ in _champs(modele, chemin[:-1])
        if champ not in presents and not (nomme and champ == "id")
    ]


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
