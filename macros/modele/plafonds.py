"""Les plafonds de ressources du logement social (arrêté du 29 juillet 1987 modifié, annexes)."""

from functools import cached_property
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from .communs import Enregistrement, Entier, Identifiant, Jour, Source, Texte, entre, refuser
from .fait import Verification
from .foyer import Ligne, foyers_sans_ligne, lire_lignes

EUROS_AU_PLUS = 10_000_000

Euros = Annotated[Entier, entre(1, EUROS_AU_PLUS)]
"""Un montant annuel, en euros entiers."""


def _lisible(libelle: str) -> str:
    lire_lignes(libelle)
    return libelle


class Categorie(Enregistrement):
    """Une catégorie de ménage, de 1 à 6. Son libellé nomme les foyers qui en sont, et le calcul l'y lit."""

    numero: Annotated[Entier, entre(1, 6)]
    libelle: Annotated[Texte, AfterValidator(_lisible)]

    @cached_property
    def lignes(self) -> tuple[Ligne, ...]:
        """Les foyers que nomme le libellé."""
        return lire_lignes(self.libelle)


def _tous_les_foyers(categories: tuple[Categorie, ...]) -> tuple[Categorie, ...]:
    if [categorie.numero for categorie in categories] != [1, 2, 3, 4, 5, 6]:
        refuser("les catégories ne se suivent pas de 1 à 6", "Rangez-les par numéro, chacune une fois")
    oublie = next(foyers_sans_ligne({categorie.numero: categorie.lignes for categorie in categories}), None)
    if oublie is not None:
        refuser(
            f"aucune catégorie ne décrit tous les foyers qui comptent {oublie} personnes",
            "Nommez-les dans un libellé, par exemple « quatre personnes »",
        )
    return categories


class Produit(Enregistrement):
    """Les plafonds d'un financement (PLAI, PLUS ou PLS) dans une zone."""

    sigle: Literal["PLAI", "PLUS", "PLS"]
    verification: Verification
    montants: Annotated[tuple[Euros, ...], Field(min_length=6, max_length=6)]
    par_personne_supplementaire: Euros

    @model_validator(mode="after")
    def _montants_croissants(self) -> Self:
        for avant, apres in pairwise(self.montants):
            if apres < avant:
                refuser(
                    f"le montant {apres} vient après {avant}, alors qu'une catégorie plus haute a un plafond plus haut",
                    "Vérifiez les six montants, de la catégorie 1 à la catégorie 6",
                )
        return self


class Zone(Enregistrement):
    """Une zone géographique de plafonds. Ses produits vont du plafond le plus bas au plus haut."""

    id: Identifiant
    libelle: Texte
    produits: Annotated[tuple[Produit, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _produits_ranges(self) -> Self:
        for avant, apres in pairwise(self.produits):
            if any(haut < bas for bas, haut in zip(avant.montants, apres.montants, strict=True)):
                refuser(
                    f"le {apres.sigle} suit le {avant.sigle}, mais un de ses plafonds est plus bas",
                    "Vérifiez les montants, et rangez les produits du plus bas au plus haut",
                )
        return self


class Seuils(Enregistrement):
    """Les faits dont la valeur est un seuil du calcul : la somme des âges d'un jeune ménage, et la baisse en pour cent."""

    ages_du_jeune_menage: Identifiant
    baisse_de_revenus: Identifiant


class Plafonds(Enregistrement):
    """Le fichier `demandeur/plafonds.yaml`. `definitions` : les faits qui disent comment compter foyer et ressources."""

    texte: Texte
    en_vigueur_depuis: Jour
    valables_jusqu_au: Jour
    annee_des_revenus: Annotated[Entier, entre(2000, 2100)]
    assiette: Texte
    methode: Annotated[tuple[Texte, ...], Field(min_length=1)]
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    categories: Annotated[
        tuple[Categorie, ...], Field(min_length=6, max_length=6), AfterValidator(_tous_les_foyers)
    ]
    seuils: Seuils
    definitions: tuple[Identifiant, ...] = ()
    zones: Annotated[tuple[Zone, ...], Field(min_length=1)]

    @cached_property
    def lignes(self) -> dict[int, tuple[Ligne, ...]]:
        """Les foyers que nomme chaque catégorie, par numéro."""
        return {categorie.numero: categorie.lignes for categorie in self.categories}
