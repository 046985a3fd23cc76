"""Le nom d'une commune ou d'un terme, tel qu'une adresse l'écrit et qu'un dictionnaire le range ; un texte sans accent."""

import re
import unicodedata


def sans_accent(texte: str) -> str:
    """Le texte en minuscules sans accent : « Œuvre à l'État » donne « oeuvre a l'etat »."""
    decompose = unicodedata.normalize("NFKD", texte)
    nu = "".join(signe for signe in decompose if signe < "\u0300" or unicodedata.category(signe)[0] != "M")
    return nu.lower().replace("œ", "oe").replace("æ", "ae")


def adresse(nom: str) -> str:
    """Le nom en minuscules ASCII et tirets : « Les Alluets-le-Roi » donne `les-alluets-le-roi`."""
    return re.sub(r"[^a-z0-9]+", "-", sans_accent(nom)).strip("-")


def cle_de_tri(nom: str) -> str:
    """Range comme un dictionnaire français : sans casse, accents ni article placé devant le nom."""
    return re.sub(r"^(le|la|les|l)-(?=.)", "", adresse(nom))
