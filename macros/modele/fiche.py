"""Une fiche action : six sections, et l'origine de chaque énoncé."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from .communs import Enregistrement, Entier, Identifiant, Jour, Nombre, Periode, Source, Texte, entre, refuser
from .fait import Verification

OrigineDEnonce = Literal["document", "loi", "pratique", "proposition"]

Rythme = Literal["une_fois", "annuel", "semestriel", "trimestriel", "mensuel", "triennal", "continu"]

Statut = Literal["a_faire", "en_cours", "fait", "reporte", "abandonne"]

Sens = Literal["hausse", "baisse", "suivi"]


class Enonce(Enregistrement):
    """Une affirmation d'une fiche, avec son origine.

    `document` : le document source du plan ; `loi` : un article, avec la version lue ;
    `pratique` : lue dans le document d'un autre territoire ; `proposition` : usage courant, à valider.
    """

    texte: Texte
    origine: OrigineDEnonce
    article: Texte | None = None
    version: Texte | None = None
    verification: Verification | None = None
    source: Source | None = None

    @model_validator(mode="after")
    def _origine_documentee(self) -> Self:
        if self.origine == "loi" and not (self.article and self.version and self.verification):
            refuser(
                "un énoncé d'origine « loi » donne son article, la version lue et sa vérification",
                "Ajoutez par exemple article: CCH R441-2-10, version: janvier 2017, verification: lu_ancien",
            )
        if self.origine == "pratique" and self.source is None:
            refuser(
                "un énoncé d'origine « pratique » dit où il a été lu",
                "Ajoutez source: avec titre:, date: et url: du document lu",
            )
        if self.origine != "loi" and (self.article or self.version or self.verification):
            refuser(
                f"article, version et verification ne vont pas avec l'origine « {self.origine} »",
                "Retirez ces lignes, ou écrivez origine: loi",
            )
        if self.origine != "pratique" and self.source is not None:
            refuser(
                f"source ne va pas avec l'origine « {self.origine} »",
                "Retirez cette ligne, ou écrivez origine: pratique",
            )
        return self


class Echeance(Enregistrement):
    """Une échéance, située dans les années du plan (année 1 : les douze mois qui suivent l'approbation)."""

    id: Identifiant
    libelle: Texte
    premiere_annee: Annotated[Entier, entre(1, 12)]
    derniere_annee: Annotated[Entier, entre(1, 12)]
    rythme: Rythme
    jour_fixe: Texte | None = None
    statut: Statut | None = None
    fait_le: Jour | None = None
    enonce: Enonce

    @model_validator(mode="after")
    def _annees_ordonnees(self) -> Self:
        if self.derniere_annee < self.premiere_annee:
            refuser(
                "la dernière année vient avant la première",
                "Écrivez par exemple premiere_annee: 1 et derniere_annee: 2",
            )
        return self


class Valeur(Enregistrement):
    """Une valeur mesurée d'un indicateur, toujours avec sa source."""

    periode: Periode
    valeur: Nombre
    source: Source


class Indicateur(Enregistrement):
    """Ce que l'on mesure. Une cible ou une valeur inconnue reste absente."""

    id: Identifiant
    libelle: Texte
    unite: Texte
    frequence: Texte
    donnee: Texte
    sens: Sens
    cible: Nombre | None = None
    echeance_de_la_cible: Periode | None = None
    valeurs: tuple[Valeur, ...] = ()
    enonce: Enonce


Enonces = Annotated[tuple[Enonce, ...], Field(min_length=1)]


class Fiche(Enregistrement):
    """Un fichier de `fiches/` ; son nom est l'identité et l'adresse de la page.

    Les six sections sont celles du document source. `echeancier` et `indicateurs_de_suivi` tiennent
    les énoncés ; `echeances` et `indicateurs`, les mêmes choses sous une forme que l'on peut dessiner.
    """

    id: Identifiant
    numero: Annotated[Entier, entre(1, 99)]
    titre: Texte
    orientation: Annotated[Entier, entre(1, 20)]
    resume: Texte
    constats: Enonces
    objectifs: Enonces
    modalites: Enonces
    pilotage: Enonces
    echeancier: Enonces
    echeances: Annotated[tuple[Echeance, ...], Field(min_length=1)]
    indicateurs_de_suivi: Enonces
    indicateurs: Annotated[tuple[Indicateur, ...], Field(min_length=1)]

    @property
    def page(self) -> str:
        """L'adresse de sa page depuis la racine du site : « plan/fiches/observatoire/ »."""
        return f"plan/fiches/{self.id}/"
