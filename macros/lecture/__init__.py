"""Lire du YAML en gardant ligne et colonne, et dire en français ce qui ne va pas. Ignore le domaine."""

from .arbre import Arbre, Chemin, lire_fichier
from .probleme import Probleme, abreger, cite, proches, suggestion
from .traduction import nommer, traduire

__all__ = [
    "Arbre",
    "Chemin",
    "Probleme",
    "abreger",
    "cite",
    "lire_fichier",
    "nommer",
    "proches",
    "suggestion",
    "traduire",
]
