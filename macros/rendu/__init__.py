"""Du catalogue au contenu des pages : une méthode publique par macro, un gabarit par méthode."""

from .citations import Page, lire_page, verifier_pages
from .rendu import Rendu

__all__ = ["Page", "Rendu", "lire_page", "verifier_pages"]
