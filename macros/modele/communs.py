"""Les types partagés par tous les enregistrements : textes, dates, codes, adresses, sources.

Chaque type lit du texte, car la lecture YAML ne devine aucun type, et refuse avec une phrase française.
Une erreur porte un `constat` (ce qui ne va pas) et un `conseil` (ce qu'il faut écrire).
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from math import asin, cos, pi, radians, sin, sqrt
from typing import Annotated, Any, NoReturn
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError


class Enregistrement(BaseModel):
    """Un nom du domaine : figé, sans champ inconnu."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def refuser(constat: str, conseil: str) -> NoReturn:
    """Refuse ce qui est lu, avec les deux moitiés du message. `{valeur}` y tient la place de la valeur lue."""
    raise PydanticCustomError("refus", "{constat}. {conseil}", {"constat": constat, "conseil": conseil})


def motif(expression: str, constat: str, conseil: str) -> AfterValidator:
    """N'admet que ce que l'expression décrit en entier ; `{valeur}` tient dans le constat la place de la valeur lue."""
    compile_ = re.compile(expression, re.ASCII)

    def verifier(valeur: str) -> str:
        if not compile_.fullmatch(valeur):
            refuser(constat, conseil)
        return valeur

    return AfterValidator(verifier)


_BALISE = re.compile(r"</?[a-zA-Z!][^>\s]{0,40}>?")
_JINJA = re.compile(r"\{\{|\}\}|\{%|%\}|\{#")


_SENS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
"""Les signes qui retournent le sens de lecture, et la marque d'ordre des octets."""


def _texte(valeur: str) -> str:
    if not valeur:
        refuser("le texte est vide", "Écrivez le texte, ou retirez la ligne")
    if trouve := _BALISE.search(valeur):
        refuser(
            f"le texte contient une balise « {trouve.group()} »",
            "Écrivez une phrase simple, sans balise ; après un signe « < » qui veut dire « inférieur », "
            "laissez une espace",
        )
    if trouve := _JINJA.search(valeur):
        refuser(
            f"le texte contient « {trouve.group()} », qui est réservé aux pages",
            "Écrivez une phrase simple : les appels de macros se font dans docs/",
        )
    if any(unicodedata.category(signe) == "Cc" or signe in _SENS for signe in valeur if signe not in "\n\t"):
        refuser(
            "le texte contient un caractère invisible qui n'a rien à y faire",
            "Effacez la ligne et retapez-la, sans la coller",
        )
    return valeur


def _sans_accolade(valeur: str) -> str:
    if trouve := re.search(r"[{}]", valeur):
        refuser(
            f"le texte contient une accolade « {trouve.group()} »",
            "Ce champ ne reçoit pas la valeur d'un fait : dites la chose sans chiffre",
        )
    return valeur


TexteBrut = Annotated[str, AfterValidator(_texte)]
"""Une phrase ou plus, sans HTML ni Jinja."""

Texte = Annotated[TexteBrut, AfterValidator(_sans_accolade)]
"""De même, et sans accolade : rien n'y sera mis à la place d'un mot."""

Identifiant = Annotated[
    str,
    motif(
        r"[a-z0-9]+(-[a-z0-9]+)*",
        "{valeur} n'est pas un identifiant bien formé",
        "Écrivez des minuscules sans accent, des chiffres et des tirets, par exemple mairie-les-mureaux",
    ),
]
"""Minuscules ASCII, chiffres, tirets : sert d'identité et d'adresse de page."""

CodeInsee = Annotated[
    str,
    motif(
        r"(?!00)\d{5}|2[AB]\d{3}",
        "{valeur} n'est pas un code INSEE",
        "Écrivez les cinq caractères du code officiel de la commune, par exemple 78498",
    ),
]

CodePostal = Annotated[
    str,
    motif(r"(?!00)\d{5}", "{valeur} n'est pas un code postal", "Écrivez cinq chiffres, par exemple 78300"),
]


def _siren(valeur: str) -> str:
    compact = valeur.replace(" ", "").replace("\u00a0", "")
    chiffres = [int(c) for c in compact] if re.fullmatch(r"[0-9]{9}", compact) else []
    somme = sum(sum(divmod(c * (1 + rang % 2), 10)) for rang, c in enumerate(chiffres))
    if not any(chiffres):
        refuser(
            "{valeur} n'est pas un numéro SIREN",
            "Écrivez ses neuf chiffres (les neuf premiers du SIRET), par exemple 200059889",
        )
    if somme % 10:
        refuser(
            "{valeur} n'est pas un numéro SIREN : sa clé de contrôle est fausse",
            "Vérifiez chaque chiffre ; un numéro juste s'écrit par exemple 200059889",
        )
    return compact


Siren = Annotated[str, AfterValidator(_siren)]
"""Neuf chiffres, contrôlés par leur clé (algorithme de Luhn)."""

Courriel = Annotated[
    str,
    motif(
        r"[A-Za-z0-9_%+-]+(\.[A-Za-z0-9_%+-]+)*@([A-Za-z0-9]+(-+[A-Za-z0-9]+)*\.)+[A-Za-z]{2,}",
        "{valeur} n'est pas une adresse électronique",
        "Écrivez par exemple logement@ville.fr",
    ),
]


def _adresse_web(valeur: str) -> str:
    try:
        morceaux = urlsplit(valeur)
        valable = bool(
            morceaux.scheme in ("http", "https")
            and morceaux.hostname
            and "." in morceaux.hostname
            and morceaux.username is None
            and (morceaux.port is None or morceaux.port > 0)
            and not re.search(r"[\s\"<>{}\\^`]", valeur)
        )
    except ValueError:
        valable = False
    if not valable:
        refuser(
            "{valeur} n'est pas une adresse de site complète",
            "Copiez-la depuis le navigateur, par exemple https://www.ville.fr/logement",
        )
    return valeur


AdresseWeb = Annotated[str, AfterValidator(_adresse_web)]
"""Adresse absolue, http ou https."""


def _date(valeur: Any) -> Any:
    if isinstance(valeur, date):
        return valeur
    if isinstance(valeur, str):
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", valeur):
            try:
                jour = date.fromisoformat(valeur)
            except ValueError:
                refuser(
                    "{valeur} n'existe pas dans le calendrier",
                    "Vérifiez le jour et le mois, par exemple 2026-11-21",
                )
            if not 1900 <= jour.year < 2100:
                refuser("{valeur} est hors du siècle", "Vérifiez l'année, par exemple 2026-11-21")
            return jour
        refuser("{valeur} n'est pas une date", "Écrivez année-mois-jour, par exemple 2026-11-21")
    return valeur


Jour = Annotated[date, BeforeValidator(_date)]
"""Une date au jour près, écrite AAAA-MM-JJ."""


Periode = Annotated[
    str,
    motif(
        r"\d{4}(-(0[1-9]|1[0-2]))?",
        "{valeur} n'est pas une année ni un mois",
        "Écrivez une année (2026) ou une année et un mois (2026-10)",
    ),
]
"""Une année ou un mois : « 2026 », « 2026-10 »."""


def _ouinon(valeur: Any) -> Any:
    if isinstance(valeur, str):
        if valeur in ("oui", "non"):
            return valeur == "oui"
        refuser("{valeur} ne répond pas par oui ou par non", "Écrivez oui ou non, en minuscules")
    return valeur


OuiNon = Annotated[bool, BeforeValidator(_ouinon)]


def _nombre(valeur: Any) -> Any:
    if isinstance(valeur, str):
        compact = re.sub(r"[\s\u00a0\u202f]", "", valeur).replace(",", ".")
        if not re.fullmatch(r"[+-]?[0-9]{1,15}(\.[0-9]{1,10})?", compact):
            refuser("{valeur} n'est pas un nombre", "Écrivez des chiffres, par exemple 26920 ou 0,87")
        try:
            return Decimal(compact)
        except InvalidOperation:
            refuser("{valeur} n'est pas un nombre", "Écrivez des chiffres, par exemple 26920 ou 0,87")
    return valeur


Nombre = Annotated[Decimal, BeforeValidator(_nombre)]
"""Un nombre décimal exact ; la virgule et les espaces de milliers sont admis."""


def _entier(valeur: Any) -> Any:
    if isinstance(valeur, str):
        compact = re.sub(r"[\s\u00a0\u202f]", "", valeur)
        if not re.fullmatch(r"[+-]?[0-9]{1,15}([.,]0+)?", compact):
            refuser(
                "{valeur} n'est pas un nombre entier", "Écrivez des chiffres sans virgule, par exemple 12"
            )
        return int(re.split(r"[.,]", compact)[0])
    return valeur


Entier = Annotated[int, BeforeValidator(_entier)]


def entre(minimum: int | Decimal, maximum: int | Decimal) -> AfterValidator:
    """Borne un nombre, les deux extrêmes compris."""

    def verifier(valeur: Any) -> Any:
        if not minimum <= valeur <= maximum:
            refuser("{valeur} est hors des bornes", f"Écrivez un nombre compris entre {minimum} et {maximum}")
        return valeur

    return AfterValidator(verifier)


_RAYON_TERRESTRE_KM = 6371.0088
KM_PAR_DEGRE = _RAYON_TERRESTRE_KM * pi / 180
"""La longueur d'un degré de latitude."""


class Point(Enregistrement):
    """Une position, en degrés décimaux (WGS84)."""

    latitude: Annotated[Nombre, entre(-90, 90)]
    longitude: Annotated[Nombre, entre(-180, 180)]

    def distance_km(self, autre: "Point") -> float:
        """Distance à vol d'oiseau, en kilomètres (formule de haversine, rayon terrestre moyen)."""
        lat1, lat2 = radians(self.latitude), radians(autre.latitude)
        ecart_lat, ecart_lon = lat2 - lat1, radians(autre.longitude) - radians(self.longitude)
        corde = sin(ecart_lat / 2) ** 2 + cos(lat1) * cos(lat2) * sin(ecart_lon / 2) ** 2
        return 2 * _RAYON_TERRESTRE_KM * asin(sqrt(corde))


def lire_point(latitude: str | None, longitude: str) -> Point | None:
    """Le point que donnent deux textes, ou rien s'ils sont mal écrits."""
    try:
        return Point.model_validate({"latitude": latitude, "longitude": longitude})
    except ValidationError:
        return None


AdresseDePage = Annotated[
    str,
    motif(
        r"([a-z0-9-]+/)*(#[a-z0-9-]+)?",
        "{valeur} n'est pas l'adresse d'une page du site",
        "Écrivez-la depuis l'accueil, sans barre au début, ni .md à la fin, par exemple demande/delais/#pourquoi",
    ),
]
"""Une page du site et son ancre, depuis la racine : « demande/delais/#pourquoi »."""


def sans_ancre(page: AdresseDePage) -> str:
    """La page seule : « demande/delais/#pourquoi » donne « demande/delais/ »."""
    return page.partition("#")[0]


class Source(Enregistrement):
    """D'où vient une affirmation : un titre lisible, et de quoi la retrouver."""

    titre: Texte
    url: AdresseWeb | None = None
    article: Texte | None = None
    reference: Texte | None = None
    date: Texte | None = None
