"""L'aiguillage : quelques questions, dont les réponses mènent à la page qui répond à une situation.

C'est un arbre : chaque réponse mène à une question écrite plus bas, ou à une voie ; chaque question, sauf la première,
n'est atteinte que par une réponse. Le chemin d'une question est donc unique, et l'on ne tourne jamais en rond
(macros/regles/aiguillage.py). Une voie n'en exclut pas une autre : `aussi` dit lesquelles suivre en même temps.
"""

from typing import Annotated, Self

from pydantic import Field, model_validator

from .communs import AdresseDePage, Enregistrement, Identifiant, Texte, refuser
from .texte_cite import TexteCite


class Reponse(Enregistrement):
    """Une réponse : elle mène à une autre question, ou à une voie."""

    texte: Texte
    question: Identifiant | None = None
    voie: Identifiant | None = None

    @model_validator(mode="after")
    def _une_seule_arrivee(self) -> Self:
        if self.question is None and self.voie is None:
            refuser(
                "cette réponse ne mène nulle part", "Ajoutez « question: » ou « voie: », et un identifiant"
            )
        if self.question is not None and self.voie is not None:
            refuser("cette réponse mène à deux endroits", "Gardez « question: » ou « voie: », pas les deux")
        return self


class Embranchement(Enregistrement):
    """Une question et ses réponses."""

    id: Identifiant
    texte: Texte
    aide: TexteCite | None = None
    faits: tuple[Identifiant, ...] = ()
    reponses: Annotated[tuple[Reponse, ...], Field(min_length=2)]

    @property
    def reponses_par_arrivee(self) -> list[list[Reponse]]:
        """Les réponses dans l'ordre, celles qui se suivent et mènent au même endroit réunies."""
        groupes: list[list[Reponse]] = []
        for reponse in self.reponses:
            derniere = groupes[-1][-1] if groupes else None
            arrivee = (reponse.question, reponse.voie)
            if derniere is not None and arrivee == (derniere.question, derniere.voie):
                groupes[-1].append(reponse)
            else:
                groupes.append([reponse])
        return groupes


class Voie(Enregistrement):
    """Où mène l'aiguillage : une page, une phrase, et ce qu'un agent doit savoir de plus."""

    id: Identifiant
    titre: Texte
    en_bref: TexteCite
    page: AdresseDePage
    faits: Annotated[tuple[Identifiant, ...], Field(min_length=1)]
    aussi: tuple[Identifiant, ...] = ()
    pour_l_agent: TexteCite | None = None


class Aiguillage(Enregistrement):
    """Le fichier `demandeur/orientation.yaml`. La première question est celle du haut."""

    questions: Annotated[tuple[Embranchement, ...], Field(min_length=1)]
    voies: Annotated[tuple[Voie, ...], Field(min_length=1)]

    def voie(self, identifiant: str) -> Voie:
        """La voie de cet identifiant, que les règles disent connu."""
        return next(voie for voie in self.voies if voie.id == identifiant)

    def rang(self, identifiant: str) -> int:
        """Le numéro d'une question sur le schéma, à partir de un."""
        return [question.id for question in self.questions].index(identifiant) + 1

    def chemin(self, identifiant: str) -> tuple[tuple[Embranchement, Reponse], ...]:
        """Les questions posées et les réponses données avant d'arriver à cette question."""
        for question in self.questions:
            for reponse in question.reponses:
                if reponse.question == identifiant:
                    return (*self.chemin(question.id), (question, reponse))
        return ()
