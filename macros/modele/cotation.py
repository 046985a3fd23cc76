"""La cotation : la grille du territoire, si elle est adoptée (CCH L441-2-8, décret n° 2019-1378)."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from .communs import Enregistrement, Entier, Identifiant, Jour, Source, Texte, entre, refuser


class Critere(Enregistrement):
    """Un critère et ses points. Deux critères d'un même `groupe_exclusif` ne s'additionnent pas."""

    id: Identifiant
    famille: Texte
    libelle: Texte
    points: Annotated[Entier, entre(-1000, 1000)]
    groupe_exclusif: Identifiant | None = None
    preuve: Texte | None = None


class Grille(Enregistrement):
    """Une grille adoptée."""

    version: Texte
    adoptee_le: Jour
    source: Source
    criteres: Annotated[tuple[Critere, ...], Field(min_length=1)]


class Cotation(Enregistrement):
    """Le fichier `demandeur/cotation.yaml`."""

    etat: Literal["inconnue", "en_preparation", "adoptee"]
    explication: Texte
    faits: tuple[Identifiant, ...] = ()
    grille: Grille | None = None

    @model_validator(mode="after")
    def _grille_adoptee(self) -> Self:
        if (self.etat == "adoptee") != (self.grille is not None):
            refuser(
                "la grille et l'état ne s'accordent pas",
                "Une grille n'est donnée que si etat: adoptee, et elle l'est alors toujours",
            )
        return self
