"""Le suivi du plan : où en sont les échéances, ce que disent les indicateurs, ce qui reste à recueillir."""

from functools import cached_property
from itertools import groupby

from ...flux import ECHEANCES, INDICATEURS
from ...modele.suivi import ETATS
from ...modele.suivi import Suivi as SuiviDuPlan
from .. import dessins
from ..atelier import Atelier


class Suivi:
    """Ce que montre la page de suivi, et le bilan imprimé."""

    def __init__(self, atelier: Atelier) -> None:
        self._a = atelier

    @cached_property
    def _suivi(self) -> SuiviDuPlan:
        return SuiviDuPlan(self._a.catalogue, self._a.aujourd_hui)

    def suivi_en_bref(self) -> str:
        """L'année du plan, combien d'échéances en sont où, combien d'indicateurs sont mesurés."""
        suivi = self._suivi
        return self._a.bloc(
            "suivi_en_bref.html",
            suivi=suivi,
            comptes=suivi.compter(suivi.echeances),
            bornes=suivi.bornes(min(max(suivi.annee, 1), suivi.duree)),
        )

    def bientot(self) -> str:
        """Les échéances au jour fixe des trois mois qui viennent."""
        return self._a.bloc("bientot.html", prochaines=self._suivi.prochaines())

    def frise_du_plan(self) -> str:
        """Chaque échéance sur les années du plan, action par action, dessinée puis en tableau."""
        suivi = self._suivi
        return self._a.bloc(
            "frise_du_plan.html",
            suivi=suivi,
            barres={
                (suivie.fiche.id, suivie.echeance.id): dessins.barre(suivie, suivi)
                for suivie in suivi.echeances
            },
            annees=range(1, suivi.duree + 1),
            par_an=dessins.PAR_AN,
        )

    def avancement_des_actions(self) -> str:
        """Combien d'échéances de chaque action et de chaque orientation en sont où."""
        suivi = self._suivi
        lignes = [
            (
                orientation,
                suivi.compter(s for s in suivi.echeances if s.fiche.orientation == orientation.numero),
                [
                    (fiche, suivi.compter(suivi.de(fiche)))
                    for fiche in self._a.catalogue.fiches_de(orientation)
                ],
            )
            for orientation in self._a.catalogue.plan.orientations
        ]
        etats = [etat for etat in ETATS if any(s.etat == etat for s in suivi.echeances)]
        return self._a.bloc("avancement_des_actions.html", lignes=lignes, etats=etats)

    def ce_qui_est_en_retard(self) -> str:
        """Les échéances en retard, reportées, ou passées sans que personne n'ait dit ce qu'il en est."""
        suivi = self._suivi
        return self._a.bloc(
            "ce_qui_est_en_retard.html",
            retards=suivi.dans_l_etat("retard", "reporte", "abandonne"),
            inconnues=suivi.dans_l_etat("inconnu_passe"),
        )

    def courbes_des_indicateurs(self) -> str:
        """Chaque indicateur mesuré : sa courbe, son tableau, sa tendance, sa cible."""
        mesures = [(suivi, dessins.courbe(suivi)) for suivi in self._suivi.mesures]
        groupes = [(fiche, list(g)) for fiche, g in groupby(mesures, key=lambda paire: paire[0].fiche)]
        return self._a.bloc(
            "courbes_des_indicateurs.html", groupes=groupes, largeur=dessins.LARGEUR, hauteur=dessins.HAUTEUR
        )

    def a_collecter(self) -> str:
        """Les indicateurs sans valeur : quoi, auprès de qui, à quel rythme."""
        groupes = [
            (fiche, list(g)) for fiche, g in groupby(self._suivi.a_collecter, key=lambda suivi: suivi.fiche)
        ]
        return self._a.bloc("a_collecter.html", groupes=groupes, nombre=len(self._suivi.a_collecter))

    def suivi_en_tableaux(self) -> str:
        """Les liens vers le suivi en CSV."""
        return self._a.bloc("suivi_en_tableaux.html", echeances=ECHEANCES, indicateurs=INDICATEURS)
