"""Les mots des gens, tels que la recherche les entend : ce qui ne compte pas, ce qui s'abrège, ce qui veut dire la même chose."""

from typing import Annotated

from pydantic import Field

from .communs import AdresseDePage, Enregistrement, Texte


class Graphies(Enregistrement):
    """Des abréviations et des façons d'écrire. `ecrits` : ce que l'on tape, d'un seul mot ; `pour` : ce qu'il faut lire."""

    pour: Texte
    ecrits: Annotated[tuple[Texte, ...], Field(min_length=1)]


class Synonymes(Enregistrement):
    """Des mots, ou des suites de mots, que l'on emploie l'un pour l'autre."""

    mots: Annotated[tuple[Texte, ...], Field(min_length=2)]


class Urgence(Enregistrement):
    """Des mots qui mènent d'abord à une page, quoi que l'on ait tapé d'autre.

    `seuls` : ceux qui n'y mènent que si rien d'autre n'est tapé, comme « 17 », qui est aussi un âge ou un jour.
    """

    page: AdresseDePage
    mots: Annotated[tuple[Texte, ...], Field(min_length=1)]
    seuls: tuple[Texte, ...] = ()


class Vocabulaire(Enregistrement):
    """Le fichier `demandeur/recherche.yaml`. `mots_vides` : ceux qui sont partout et ne disent rien du sujet."""

    mots_vides: tuple[Texte, ...]
    graphies: tuple[Graphies, ...]
    synonymes: tuple[Synonymes, ...]
    urgences: tuple[Urgence, ...]
