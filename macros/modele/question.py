"""Les questions des demandeurs, dans leurs mots, et la réponse courte de chacune."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from .communs import AdresseDePage, Enregistrement, Identifiant, Texte, refuser
from .texte_cite import TexteCite


class Rubrique(Enregistrement):
    """Un groupe de questions."""

    id: Identifiant
    titre: Texte


class Question(Enregistrement):
    """Une question. `variantes` : ce que les gens tapent, fautes comprises ; `page` : où lire la suite."""

    id: Identifiant
    rubrique: Identifiant
    question: Texte
    variantes: Annotated[tuple[Texte, ...], Field(min_length=1)]
    reponse: TexteCite
    faits: tuple[Identifiant, ...] = ()
    qui_sait: TexteCite | None = None
    page: AdresseDePage

    @model_validator(mode="after")
    def _quelqu_un_sait(self) -> Self:
        if not self.faits and self.qui_sait is None:
            refuser(
                "cette réponse ne cite aucun fait et ne dit pas qui sait",
                "Citez dans « faits » ce qui la prouve, ou dites dans « qui_sait » à qui poser la question",
            )
        return self


class Questions(Enregistrement):
    """Le fichier `demandeur/questions.yaml`."""

    rubriques: Annotated[tuple[Rubrique, ...], Field(min_length=1)]
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
