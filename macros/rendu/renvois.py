"""Qui cite quoi : ce que les pages disent les unes des autres."""

from dataclasses import dataclass, field
from typing import NamedTuple


class Lien(NamedTuple):
    """Une page : son titre court, et son adresse depuis la racine. Sans titre, c'est la page de chaque commune."""

    titre: str
    adresse: str


Citants = dict[str, list[Lien]]
"""Les pages qui citent chaque enregistrement, par identifiant."""


@dataclass(frozen=True)
class Renvois:
    """Le titre de chaque page écrite à la main, par adresse, et les pages qui citent chaque fait, message et fiche."""

    titres: dict[str, str] = field(default_factory=dict)
    faits: Citants = field(default_factory=dict)
    messages: Citants = field(default_factory=dict)
    fiches: Citants = field(default_factory=dict)
