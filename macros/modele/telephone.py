"""Les numéros de téléphone : ceux que l'on compose, ceux que l'on lit."""

import re
from typing import Annotated

import phonenumbers
from pydantic import AfterValidator

from .communs import refuser

_COURTS = re.compile(r"1[578]|1\d{2}|116\d{3}|3\d{3}|10\d{2}")


_UN_NUMERO = "Écrivez un seul numéro, en chiffres, par exemple 01 39 22 00 00"


def _telephone(valeur: str) -> str:
    if not re.fullmatch(r"[0-9+ ().\u00a0\u202f-]+", valeur):
        refuser("{valeur} n'est pas un numéro de téléphone", _UN_NUMERO)
    compact = re.sub(r"\D", "", valeur)
    if _COURTS.fullmatch(compact):
        return f"{compact[:3]} {compact[3:]}" if len(compact) == 6 else compact
    try:
        numero = phonenumbers.parse(valeur, "FR")
    except phonenumbers.NumberParseException:
        refuser("{valeur} n'est pas un numéro complet", _UN_NUMERO)
    if len(compact) > 10 and numero.country_code == 33 and not phonenumbers.is_possible_number(numero):
        refuser("{valeur} a trop de chiffres", _UN_NUMERO)
    if not phonenumbers.is_possible_number(numero):
        refuser("{valeur} n'est pas un numéro complet", _UN_NUMERO)
    if not phonenumbers.is_valid_number(numero) or numero.country_code != 33:
        refuser(
            "{valeur} n'existe pas dans le plan de numérotation français",
            "Vérifiez chaque chiffre ; un numéro s'écrit par exemple 01 39 22 00 00",
        )
    national = phonenumbers.national_significant_number(numero)
    if national.startswith("8"):
        return f"0 {national[:3]} {national[3:6]} {national[6:]}"
    return phonenumbers.format_number(numero, phonenumbers.PhoneNumberFormat.NATIONAL)


Telephone = Annotated[str, AfterValidator(_telephone)]
"""Numéro français, rendu comme on le lit : « 01 39 22 00 00 », « 0 806 000 113 », « 116 006 », « 3919 »."""


def e164(numero: Telephone) -> str:
    """Le numéro à composer : « +33139220000 » ; un numéro court reste tel quel."""
    chiffres = re.sub(r"\D", "", numero)
    return f"+33{chiffres[1:]}" if len(chiffres) == 10 and chiffres[0] == "0" else chiffres


def lien_d_appel(numero: Telephone, *, par_sms: bool = False) -> str:
    """L'adresse du lien qui appelle, ou qui écrit par SMS : « tel:+33139220000 », « sms:114 »."""
    return f"{'sms' if par_sms else 'tel'}:{e164(numero)}"
