"""Le nom d'une commune ou d'un terme, tel qu'une adresse l'écrit et qu'un dictionnaire le range."""

import re
import unicodedata


def adresse(nom: str) -> str:
    """Le nom en minuscules ASCII et tirets : « Les Alluets-le-Roi » donne `les-alluets-le-roi`."""
    nom = nom.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae").replace("Æ", "ae")
    sans_accent = "".join(s for s in unicodedata.normalize("NFKD", nom) if not unicodedata.combining(s))
    return re.sub(r"[^a-z0-9]+", "-", sans_accent.lower()).strip("-")


def cle_de_tri(nom: str) -> str:
    """Range comme un dictionnaire français : sans casse, accents ni article placé devant le nom."""
    return re.sub(r"^(le|la|les|l)-(?=.)", "", adresse(nom))
