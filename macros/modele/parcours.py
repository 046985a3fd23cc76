"""Le parcours du demandeur : les étapes, de la première question au logement, et après."""

from typing import Annotated

from pydantic import Field

from .communs import AdresseDePage, Enregistrement, Identifiant, Texte
from .texte_cite import TexteCite


class EtapeDuParcours(Enregistrement):
    """Une étape. Son numéro est son rang dans le fichier ; `pages` : celles qui la détaillent, la première d'abord."""

    id: Identifiant
    titre: Texte
    vous: TexteCite
    ensuite: TexteCite
    piege: TexteCite
    faits: Annotated[tuple[Identifiant, ...], Field(min_length=1)]
    pages: Annotated[tuple[AdresseDePage, ...], Field(min_length=1)]


class Parcours(Enregistrement):
    """Le fichier `demandeur/etapes.yaml`."""

    etapes: Annotated[tuple[EtapeDuParcours, ...], Field(min_length=1)]
