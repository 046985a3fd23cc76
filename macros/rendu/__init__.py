"""Du catalogue au contenu des pages : une méthode publique par macro, et les gabarits qu'elles remplissent."""

from .citations import Page, lire_page, verifier_pages
from .prose import verifier_prose
from .rendu import Rendu, noms_des_macros
from .renvois import Lien, Renvois

__all__ = [
    "Lien",
    "Page",
    "Rendu",
    "Renvois",
    "lire_page",
    "noms_des_macros",
    "verifier_pages",
    "verifier_prose",
]
