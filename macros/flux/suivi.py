"""Le suivi du plan en tableaux, à ouvrir dans un tableur."""

from typing import Any

from ..donnees_ouvertes.tableur import en_csv
from ..modele.suivi import Suivi

ECHEANCES = "plan/suivi/echeances.csv"
INDICATEURS = "plan/suivi/indicateurs.csv"


def ecrire_les_echeances(suivi: Suivi) -> str:
    """Une ligne par échéance. Une case vide est une information que personne n'a donnée."""
    lignes: list[dict[str, Any]] = [
        {
            "action": suivie.fiche.numero,
            "fiche": suivie.fiche.id,
            "orientation": suivie.fiche.orientation,
            "echeance": suivie.echeance.libelle,
            "premiere_annee": suivie.echeance.premiere_annee,
            "derniere_annee": suivie.echeance.derniere_annee,
            "rythme": suivie.echeance.rythme,
            "jour_fixe": suivie.echeance.jour_fixe,
            "statut": suivie.echeance.statut,
            "fait_le": suivie.echeance.fait_le,
            "etat": suivie.etat,
            "origine": suivie.echeance.enonce.origine,
        }
        for suivie in suivi.echeances
    ]
    return en_csv(tuple(lignes[0]), lignes)


def ecrire_les_indicateurs(suivi: Suivi) -> str:
    """Une ligne par mesure, et une ligne sans mesure par indicateur que personne n'a encore mesuré."""
    lignes: list[dict[str, Any]] = [
        {
            "action": suivi_.fiche.numero,
            "fiche": suivi_.fiche.id,
            "indicateur": suivi_.indicateur.libelle,
            "unite": suivi_.indicateur.unite,
            "sens": suivi_.indicateur.sens,
            "frequence": suivi_.indicateur.frequence,
            "donnee": suivi_.indicateur.donnee,
            "cible": suivi_.indicateur.cible,
            "echeance_de_la_cible": suivi_.indicateur.echeance_de_la_cible,
            "periode": mesure.periode if mesure else None,
            "valeur": float(mesure.valeur) if mesure else None,
            "source": mesure.source.titre if mesure else None,
        }
        for suivi_ in suivi.indicateurs
        for mesure in (suivi_.valeurs or (None,))
    ]
    return en_csv(tuple(lignes[0]), lignes)
