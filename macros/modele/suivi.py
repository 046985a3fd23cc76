"""Où en est le plan : l'année en cours, les échéances passées ou en retard, ce que disent les indicateurs."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from .calendrier import MOIS, mois_entiers, mois_plus_tard
from .catalogue import Catalogue
from .fiche import Echeance, Fiche, Indicateur, Valeur

Etat = Literal["fait", "en_cours", "a_faire", "retard", "reporte", "abandonne", "inconnu_passe", "inconnu"]
"""Où en est une échéance. `retard` : sa dernière année est finie, et elle n'est ni faite, ni reportée, ni abandonnée ;
`inconnu_passe` : sa dernière année est finie, et personne n'a dit ce qu'il en est ; `inconnu` : personne ne l'a dit, et
son temps n'est pas passé."""

ETATS: tuple[Etat, ...] = (
    "fait",
    "en_cours",
    "a_faire",
    "retard",
    "reporte",
    "abandonne",
    "inconnu_passe",
    "inconnu",
)

_JOUR_FIXE = re.compile(rf"(\d{{1,2}})(?:er)? ({'|'.join(MOIS)})")
"""Un jour fixe que l'on sait placer dans l'année : « 28 février », « 1er janvier »."""

Tendance = Literal["hausse", "baisse", "stable"]


@dataclass(frozen=True)
class EcheanceSuivie:
    """Une échéance, sa fiche, et où elle en est."""

    fiche: Fiche
    echeance: Echeance
    etat: Etat


@dataclass(frozen=True)
class IndicateurSuivi:
    """Un indicateur et sa fiche. `valeurs` : de la plus ancienne à la plus récente."""

    fiche: Fiche
    indicateur: Indicateur
    valeurs: tuple[Valeur, ...]

    @property
    def derniere(self) -> Valeur | None:
        """La mesure la plus récente."""
        return self.valeurs[-1] if self.valeurs else None

    @property
    def tendance(self) -> Tendance | None:
        """Le sens entre les deux dernières mesures ; rien s'il n'y en a pas deux."""
        if len(self.valeurs) < 2:
            return None
        avant, apres = self.valeurs[-2].valeur, self.valeurs[-1].valeur
        return "hausse" if apres > avant else "baisse" if apres < avant else "stable"

    @property
    def va_bien(self) -> bool | None:
        """Vrai si la dernière mesure va dans le sens voulu ; rien si l'on ne peut pas le dire."""
        if self.indicateur.sens == "suivi" or self.tendance in (None, "stable"):
            return None
        return self.tendance == self.indicateur.sens

    @property
    def est_atteinte(self) -> bool | None:
        """Vrai si la cible est atteinte ; rien sans cible, sans mesure ou sans sens voulu."""
        cible, derniere = self.indicateur.cible, self.derniere
        if cible is None or derniere is None or self.indicateur.sens == "suivi":
            return None
        return derniere.valeur >= cible if self.indicateur.sens == "hausse" else derniere.valeur <= cible


@dataclass(frozen=True)
class Suivi:
    """Le suivi du plan à une date. `annee` : celle du plan, de 1 à sa durée ; plus s'il est fini, 0 s'il n'a pas commencé.

    `mesures_au_plus` : l'année civile des dernières mesures retenues, pour le bilan d'une année ; toutes à défaut.
    """

    catalogue: Catalogue
    aujourd_hui: date
    mesures_au_plus: int | None = None

    @cached_property
    def annee(self) -> int:
        """L'année du plan en cours."""
        depart = self.catalogue.territoire.dates_du_plan.approbation
        if self.aujourd_hui < depart:
            return 0
        return mois_entiers(depart, self.aujourd_hui) // 12 + 1

    @property
    def duree(self) -> int:
        """Combien d'années dure le plan."""
        return self.catalogue.territoire.dates_du_plan.duree_ans

    def bornes(self, annee: int) -> tuple[date, date]:
        """Le premier et le dernier jour de cette année du plan."""
        depart = self.catalogue.territoire.dates_du_plan.approbation
        return (
            mois_plus_tard(depart, 12 * (annee - 1)),
            mois_plus_tard(depart, 12 * annee) - timedelta(days=1),
        )

    @cached_property
    def echeances(self) -> tuple[EcheanceSuivie, ...]:
        """Toutes les échéances, fiche par fiche."""
        return tuple(
            EcheanceSuivie(fiche, echeance, self._etat(echeance))
            for fiche in self.catalogue.fiches
            for echeance in fiche.echeances
        )

    def _etat(self, echeance: Echeance) -> Etat:
        finie = echeance.derniere_annee < self.annee
        if echeance.statut is None:
            return "inconnu_passe" if finie else "inconnu"
        if echeance.statut in ("a_faire", "en_cours"):
            return "retard" if finie else echeance.statut
        return echeance.statut

    def de(self, fiche: Fiche) -> tuple[EcheanceSuivie, ...]:
        """Les échéances d'une fiche."""
        return tuple(suivie for suivie in self.echeances if suivie.fiche is fiche)

    def faites_en(self, annee: int) -> tuple[EcheanceSuivie, ...]:
        """Les échéances faites dans cette année civile, de la première à la dernière."""
        faites = [s for s in self.echeances if s.echeance.fait_le and s.echeance.fait_le.year == annee]
        return tuple(sorted(faites, key=lambda s: (s.echeance.fait_le, s.fiche.numero)))

    def dans_l_etat(self, *etats: Etat) -> tuple[EcheanceSuivie, ...]:
        """Les échéances qui en sont là."""
        return tuple(suivie for suivie in self.echeances if suivie.etat in etats)

    def prochaines(self, jours: int = 92) -> list[tuple[date, EcheanceSuivie]]:
        """Les échéances au jour fixe qui tombent d'ici tant de jours, la plus proche d'abord ; ni les faites, ni les abandonnées."""
        trouvees = []
        for suivie in self.echeances:
            fixe = _JOUR_FIXE.fullmatch(suivie.echeance.jour_fixe or "")
            if fixe is None or suivie.etat in ("fait", "abandonne"):
                continue
            mois = MOIS.index(fixe[2]) + 1
            for annee in (self.aujourd_hui.year, self.aujourd_hui.year + 1):
                with suppress(ValueError):  # un 29 février
                    jour = date(annee, mois, int(fixe[1]))
                    debut = self.bornes(suivie.echeance.premiere_annee)[0]
                    fin = self.bornes(suivie.echeance.derniere_annee)[1]
                    if debut <= jour <= fin and 0 <= (jour - self.aujourd_hui).days <= jours:
                        trouvees.append((jour, suivie))
        return sorted(trouvees, key=lambda paire: (paire[0], paire[1].fiche.numero))

    @staticmethod
    def compter(suivies: Iterable[EcheanceSuivie]) -> dict[Etat, int]:
        """Combien dans chaque état, dans l'ordre de ETATS ; les états vides n'y sont pas."""
        etats = [suivie.etat for suivie in suivies]
        return {etat: etats.count(etat) for etat in ETATS if etat in etats}

    @cached_property
    def indicateurs(self) -> tuple[IndicateurSuivi, ...]:
        """Tous les indicateurs, fiche par fiche."""
        return tuple(
            IndicateurSuivi(fiche, lu, self._retenues(lu))
            for fiche in self.catalogue.fiches
            for lu in fiche.indicateurs
        )

    def _retenues(self, indicateur: Indicateur) -> tuple[Valeur, ...]:
        jusqu_a = self.mesures_au_plus or date.max.year
        retenues = (valeur for valeur in indicateur.valeurs if int(valeur.periode[:4]) <= jusqu_a)
        return tuple(sorted(retenues, key=lambda valeur: valeur.periode))

    @cached_property
    def mesures(self) -> tuple[IndicateurSuivi, ...]:
        """Les indicateurs qui ont au moins une valeur."""
        return tuple(suivi for suivi in self.indicateurs if suivi.valeurs)

    @cached_property
    def a_collecter(self) -> tuple[IndicateurSuivi, ...]:
        """Les indicateurs sans aucune valeur."""
        return tuple(suivi for suivi in self.indicateurs if not suivi.valeurs)
