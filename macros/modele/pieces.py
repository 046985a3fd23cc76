"""Les pièces : deux listes que rien ne doit mêler.

Pour enregistrer une demande, on ne peut exiger que la première (CCH R441-2-2 et R441-2-3). La seconde sert plus
tard, quand un service examine la demande : ses pièces prouvent ce que le demandeur a déclaré.
"""

from typing import Annotated

from pydantic import Field

from .communs import Enregistrement, Identifiant, Texte
from .texte_cite import TexteCite

POUR_TOUS = "tous"
"""L'identité du groupe des pièces que l'on demande à tout le monde."""


class Piece(Enregistrement):
    """Une pièce. L'énoncé du fait en donne le détail ; `prouve` dit à quoi elle sert.

    `case` est la phrase que coche qui est concerné ; une pièce que l'on demande à tout le monde n'en a pas. `id` sert
    de choix dans les liens que l'on s'envoie : il ne change plus une fois publié.
    """

    id: Identifiant
    titre: TexteCite
    case: TexteCite | None = None
    prouve: TexteCite
    fait: Identifiant


class Situation(Enregistrement):
    """Les pièces que l'on peut demander dans une situation, ou à tout le monde."""

    id: Identifiant
    titre: Texte
    pieces: Annotated[tuple[Piece, ...], Field(min_length=1)]

    @property
    def est_pour_tous(self) -> bool:
        """Vrai pour le groupe qui concerne tout le monde : il n'y a rien à y cocher."""
        return self.id == POUR_TOUS


class Pieces(Enregistrement):
    """Le fichier `demandeur/pieces.yaml`."""

    pour_enregistrer: Annotated[tuple[Piece, ...], Field(min_length=1)]
    pour_examiner: Annotated[tuple[Situation, ...], Field(min_length=1)]
