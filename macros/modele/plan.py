"""Le plan partenarial : orientations, thèmes, parties, calendrier."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from .communs import Enregistrement, Entier, Identifiant, Jour, OuiNon, Texte, entre, refuser
from .fiche import Enonce


class Orientation(Enregistrement):
    """Une des orientations du plan."""

    numero: Annotated[Entier, entre(1, 20)]
    titre: Texte


class Theme(Enregistrement):
    """Un thème traité par le plan, et ses enjeux tels que la source les énonce."""

    id: Identifiant
    titre: Texte
    enjeux: Annotated[tuple[Enonce, ...], Field(min_length=1)]
    fiches: tuple[Identifiant, ...] = ()


class Partie(Enregistrement):
    """Une partie du document : A, B, C, D."""

    lettre: Literal["A", "B", "C", "D", "E", "F"]
    titre: Texte


class Etape(Enregistrement):
    """Un moment de la vie du plan : daté, situé par une période, ou compté depuis l'approbation.

    `mois_apres_approbation: 0` est l'approbation elle-même : sa date se lit dans territoire.yaml.
    """

    id: Identifiant
    libelle: Texte
    date: Jour | None = None
    periode: Texte | None = None
    mois_apres_approbation: Annotated[Entier, entre(0, 240)] | None = None
    statut: Literal["fait", "annonce", "a_venir", "a_confirmer"]
    enonce: Enonce | None = None

    @model_validator(mode="after")
    def _une_seule_date(self) -> Self:
        donnees = [self.date, self.periode, self.mois_apres_approbation]
        if sum(valeur is not None for valeur in donnees) != 1:
            refuser(
                "l'étape doit être située d'une seule façon",
                "Gardez une seule ligne parmi date, periode et mois_apres_approbation",
            )
        return self

    @property
    def est_derivee(self) -> bool:
        """Vrai si la date est déduite de l'approbation, et non lue."""
        return bool(self.mois_apres_approbation)


class Plan(Enregistrement):
    """Le fichier `plan.yaml`."""

    nom: Texte
    sigle: Texte
    presentation: Annotated[tuple[Enonce, ...], Field(min_length=1)]
    obligations: tuple[Enonce, ...] = ()
    orientations: Annotated[tuple[Orientation, ...], Field(min_length=1)]
    themes: tuple[Theme, ...]
    parties: tuple[Partie, ...]
    etapes: Annotated[tuple[Etape, ...], Field(min_length=1)]
    adoption_lue: OuiNon
