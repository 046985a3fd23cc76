"""Les plafonds de ressources du logement social (arrêté du 29 juillet 1987 modifié, annexes)."""

from typing import Annotated, Literal

from pydantic import Field

from .communs import Enregistrement, Entier, Identifiant, Jour, Source, Texte, entre
from .fait import Verification

Euros = Annotated[Entier, entre(1, 10_000_000)]
"""Un montant annuel, en euros entiers."""


class Categorie(Enregistrement):
    """Une catégorie de ménage, de 1 à 6."""

    numero: Annotated[Entier, entre(1, 6)]
    libelle: Texte


class Produit(Enregistrement):
    """Les plafonds d'un financement (PLAI, PLUS ou PLS) dans une zone."""

    sigle: Literal["PLAI", "PLUS", "PLS"]
    verification: Verification
    montants: Annotated[tuple[Euros, ...], Field(min_length=6, max_length=6)]
    par_personne_supplementaire: Euros


class Zone(Enregistrement):
    """Une zone géographique de plafonds."""

    id: Identifiant
    libelle: Texte
    produits: Annotated[tuple[Produit, ...], Field(min_length=1)]


class Plafonds(Enregistrement):
    """Le fichier `demandeur/plafonds.yaml`. `definitions` : les faits qui disent comment compter foyer et ressources."""

    texte: Texte
    en_vigueur_depuis: Jour
    valables_jusqu_au: Jour
    annee_des_revenus: Annotated[Entier, entre(2000, 2100)]
    assiette: Texte
    methode: Annotated[tuple[Texte, ...], Field(min_length=1)]
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    categories: Annotated[tuple[Categorie, ...], Field(min_length=6, max_length=6)]
    definitions: tuple[Identifiant, ...] = ()
    zones: Annotated[tuple[Zone, ...], Field(min_length=1)]
