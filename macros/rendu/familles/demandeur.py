"""Le parcours du demandeur : ses étapes, ses questions."""

from markupsafe import Markup

from ...modele.communs import sans_ancre
from ...modele.question import Question
from ..atelier import Atelier


class Demandeur:
    """Ce que lisent d'abord les demandeurs."""

    def __init__(self, atelier: Atelier) -> None:
        self._a = atelier
        self._catalogue = atelier.catalogue

    def parcours(self) -> str:
        """Toutes les étapes, dessinées et détaillées."""
        return self._a.bloc("parcours.html")

    def etape(self, identifiant: str, *autres: str) -> str:
        """Le parcours réduit à une ligne, où les étapes de la page sont marquées."""
        etapes = self._catalogue.etapes
        rangs = sorted(etapes.index(self._catalogue.etape(cite)) for cite in (identifiant, *autres))
        ici = self._a.page_courante()
        avant = [etape for etape in etapes[: rangs[0]] if sans_ancre(etape.pages[0]) != ici]
        apres = [etape for etape in etapes[rangs[-1] + 1 :] if sans_ancre(etape.pages[0]) != ici]
        return self._a.bloc(
            "etape.html",
            courantes=[etapes[rang] for rang in rangs],
            precedente=avant[-1] if avant else None,
            suivante=apres[0] if apres else None,
        )

    def qui_decide(self) -> str:
        """Le dessin de l'attribution : qui propose, qui décide, ce qui peut être décidé."""
        return self._a.bloc("qui_decide.html")

    def questions(self) -> str:
        """Toutes les questions, par rubrique, avec leur réponse courte."""
        groupes = [
            (
                rubrique,
                [
                    (question, self._reponse_en_texte(question))
                    for question in self._catalogue.questions
                    if question.rubrique == rubrique.id
                ],
            )
            for rubrique in self._catalogue.rubriques
        ]
        return self._a.bloc("questions.html", groupes=groupes)

    def questions_de_la_page(self) -> str:
        """Les questions auxquelles la page en cours répond."""
        ici = self._a.page_courante()
        questions = [q for q in self._catalogue.questions if sans_ancre(q.page) == ici]
        return self._a.bloc("questions_de_la_page.html", questions=questions)

    def _reponse_en_texte(self, question: Question) -> str:
        """La réponse sans mise en forme ; elle dit elle-même si l'un de ses faits reste à confirmer."""
        faits = self._catalogue.faits_de(question.faits)
        return Markup(self._a.au_fil("reponse_en_texte.html", question=question, faits=faits)).striptags()
