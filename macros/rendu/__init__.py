"""Du catalogue au contenu des pages : une méthode publique par macro, un gabarit par méthode."""

from .citations import Page, citations, faits_cites, lire_page, verifier_pages
from .rendu import Rendu

__all__ = ["Page", "Rendu", "citations", "faits_cites", "lire_page", "verifier_pages"]
