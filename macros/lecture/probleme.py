"""Un problème : où il est, ce qui ne va pas, ce qu'il faut écrire."""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class Probleme:
    """Ligne et colonne comptent à partir de 1. `ou` nomme l'enregistrement et le champ, ou reste vide."""

    fichier: str
    ligne: int
    colonne: int
    ou: str
    constat: str
    conseil: str

    @classmethod
    def du_fichier(cls, fichier: str, constat: str, conseil: str) -> "Probleme":
        """Un problème du fichier entier."""
        return cls(fichier, 1, 1, "", constat, conseil)

    @property
    def message(self) -> str:
        """Ce qui suit la position : « où : constat. Conseil. »"""
        debut = f"{self.ou} : {self.constat}" if self.ou else self.constat[:1].upper() + self.constat[1:]
        fin = self.conseil if self.conseil.endswith(("?", ".")) else f"{self.conseil}."
        return f"{debut}. {fin}"

    def __str__(self) -> str:
        return f"{self.fichier}:{self.ligne}:{self.colonne} — {self.message}"

    def en_annotation(self) -> str:
        """La commande que les forges affichent sur la ligne fautive d'une demande de modification."""

        place = f"file={_echapper(self.fichier, ':,')},line={self.ligne},col={self.colonne}"
        return f"::error {place}::{_echapper(self.message)}"

    def en_json(self) -> str:
        """Une ligne JSON : fichier, ligne, colonne, ou, constat, conseil."""
        return json.dumps(asdict(self), ensure_ascii=False)


def _echapper(texte: str, aussi: str = "") -> str:
    return re.sub(f"[%\r\n{aussi}]", lambda trouve: f"%{ord(trouve.group()):02X}", texte)


def cite(valeur: object) -> str:
    """La valeur lue entre guillemets, sur une ligne, coupée à soixante signes."""
    return f"« {abreger(str(valeur))} »"


def abreger(texte: str) -> str:
    """Le texte sur une ligne, coupé à soixante signes ; ce qui ne se voit pas y devient « � »."""
    texte = " ".join(texte.split())
    if len(texte) > 60:
        texte = f"{texte[:60].rstrip()}…"
    return "".join(signe if signe.isprintable() else "\N{REPLACEMENT CHARACTER}" for signe in texte)


def proches(mot: str, possibles: Iterable[str]) -> list[str]:
    """Les mots possibles qui ressemblent au mot lu, le plus proche d'abord."""
    return get_close_matches(mot[:80], list(possibles), n=1, cutoff=0.75)


def suggestion(mot: str, possibles: Iterable[str], sinon: str) -> str:
    """« Vouliez-vous dire… ? » si un mot possible ressemble au mot lu, sinon le conseil donné."""
    trouves = proches(mot, possibles)
    return f"Vouliez-vous dire {cite(trouves[0])} ?" if trouves else sinon
