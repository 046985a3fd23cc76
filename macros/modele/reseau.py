"""L'espace du réseau : ce que les professionnels se demandent, se partagent, et à qui ils s'adressent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, model_validator

from .agenda import Actualite, Evenement
from .communs import AdresseWeb, Enregistrement, Identifiant, Texte, refuser
from .question import Question, Rubrique
from .ressource import Audience, Document, Ressource
from .telephone import Telephone
from .texte_cite import TexteCite


class QuestionDuReseau(Question):
    """Une question d'un professionnel. `proprietaire` : qui doit compléter la réponse, si elle laisse un trou."""

    proprietaire: Texte | None = None

    @model_validator(mode="after")
    def _le_trou_a_un_proprietaire(self) -> Self:
        if (self.qui_sait is None) != (self.proprietaire is None):
            refuser(
                "une réponse incomplète dit ce qui manque et qui le complète, ou ne dit ni l'un ni l'autre",
                "Gardez ensemble qui_sait: et proprietaire:, par exemple proprietaire: la Communauté urbaine",
            )
        return self


class QuestionsDuReseau(Enregistrement):
    """Le fichier `reseau/questions.yaml`."""

    rubriques: Annotated[tuple[Rubrique, ...], Field(min_length=1)]
    questions: Annotated[tuple[QuestionDuReseau, ...], Field(min_length=1)]


class Partenaire(Enregistrement):
    """Un partenaire du plan : ce qu'il fait, et quand s'adresser à lui. Ce qui est inconnu reste absent."""

    id: Identifiant
    nom: Texte
    role: TexteCite
    quand: TexteCite
    faits: tuple[Identifiant, ...] = ()
    telephone: Telephone | None = None
    site: AdresseWeb | None = None


class Partenaires(Enregistrement):
    """Le fichier `reseau/partenaires.yaml`."""

    partenaires: Annotated[tuple[Partenaire, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Reseau:
    """Tout ce que tient le dossier `reseau/`. `documents` : les fichiers partagés, par nom.

    Les suites gardent l'ordre du fichier, sauf les nouvelles, la plus récente d'abord.
    """

    ressources: tuple[Ressource, ...] = ()
    documents: Mapping[str, Document] = field(default_factory=dict)
    evenements: tuple[Evenement, ...] = ()
    actualites: tuple[Actualite, ...] = ()
    rubriques: tuple[Rubrique, ...] = ()
    questions: tuple[QuestionDuReseau, ...] = ()
    partenaires: tuple[Partenaire, ...] = ()

    def pour(self, audience: Audience) -> "Reseau":
        """Le même espace, sans ce que cette audience ne doit pas voir : questions et partenaires sont tous réservés.

        Une ressource publique ne dit pas qu'elle en remplace une réservée : son nom serait déjà de trop.
        """
        if audience == "reseau":
            return self
        visibles = {ressource.id for ressource in self.ressources if ressource.audience == "public"}
        ressources = tuple(
            ressource if ressource.remplace in visibles else ressource.model_copy(update={"remplace": None})
            for ressource in self.ressources
            if ressource.id in visibles
        )
        fichiers = {ressource.fichier for ressource in ressources}
        return Reseau(
            ressources=ressources,
            documents={nom: lu for nom, lu in self.documents.items() if nom in fichiers},
            evenements=tuple(e for e in self.evenements if e.audience == "public"),
            actualites=tuple(a for a in self.actualites if a.audience == "public"),
        )

    @property
    def enregistrements(self) -> tuple[Ressource | Evenement | Actualite, ...]:
        """Ce qui dit chacun son audience : ressources, rendez-vous, nouvelles."""
        return (*self.ressources, *self.evenements, *self.actualites)

    @cached_property
    def _remplacantes(self) -> dict[str, Ressource]:
        return {r.remplace: r for r in self.ressources if r.remplace is not None}

    @cached_property
    def _ressources_par_id(self) -> dict[str, Ressource]:
        return {ressource.id: ressource for ressource in self.ressources}

    def remplacante(self, ressource: Ressource) -> Ressource | None:
        """Celle qui la remplace, s'il y en a une."""
        return self._remplacantes.get(ressource.id)

    def remplacee(self, ressource: Ressource) -> Ressource | None:
        """Celle qu'elle remplace, s'il y en a une."""
        return self._ressources_par_id.get(ressource.remplace) if ressource.remplace else None

    def a_venir(self, aujourd_hui: date) -> list[tuple[date, Evenement]]:
        """Les rendez-vous à venir, au jour de leur prochaine fois, le plus proche d'abord."""
        dates = [(evenement.prochaine(aujourd_hui), evenement) for evenement in self.evenements]
        return sorted(((jour, e) for jour, e in dates if jour), key=lambda paire: (paire[0], paire[1].id))
