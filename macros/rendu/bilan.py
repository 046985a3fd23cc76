"""Le bilan annuel du plan, en une page HTML que la presse met en PDF."""

from datetime import date

from ..modele.suivi import Suivi
from . import dessins
from .atelier import Atelier


def rendre_le_bilan(atelier: Atelier, annee: int, site: str) -> str:
    """Ce que le bilan de cette année civile doit au conseil communautaire (CCH R441-2-12), et ce qui y manque encore.

    `site` : le nom du site. Les mesures postérieures à l'année n'y sont pas ; les états des échéances sont ceux d'aujourd'hui.
    """
    jour = min(atelier.aujourd_hui, date(annee, 12, 31))
    suivi = Suivi(atelier.catalogue, jour, annee)
    fiches = atelier.catalogue.fiches
    return atelier.au_fil(
        "bilan.html",
        annee=annee,
        site=site,
        suivi=suivi,
        comptes=suivi.compter(suivi.echeances),
        faites=suivi.faites_en(annee),
        retards=suivi.dans_l_etat("retard", "reporte", "abandonne"),
        inconnues=suivi.dans_l_etat("inconnu_passe"),
        barres={(s.fiche.id, s.echeance.id): dessins.barre(s, suivi) for s in suivi.echeances},
        annees=range(1, suivi.duree + 1),
        par_an=dessins.PAR_AN,
        courbes={
            fiche.id: [(s, dessins.courbe(s)) for s in suivi.mesures if s.fiche is fiche] for fiche in fiches
        },
        absents={fiche.id: [s for s in suivi.a_collecter if s.fiche is fiche] for fiche in fiches},
        largeur=dessins.LARGEUR,
        hauteur=dessins.HAUTEUR,
        conventions=[r for r in atelier.catalogue.reseau.ressources if r.type == "convention"],
        instances=[
            e for e in atelier.catalogue.reseau.evenements if e.type == "instance" and e.le.year == annee
        ],
        etapes=[
            (e, atelier.catalogue.date_de(e))
            for e in atelier.catalogue.plan.etapes
            if e.est_derivee and e.statut != "fait"
        ],
    )
