"""L'espace du réseau : ses questions, ses documents, ses rendez-vous, ses partenaires, ce qui a vieilli."""

from ...flux import AGENDA, NOUVELLES
from ...modele.fraicheur import a_reprendre, par_motif
from ..atelier import Atelier

_DATES_EN_VUE = 5
_NOUVELLES_EN_VUE = 3
_D_ABORD = 7


class Reseau:
    """Ce que se partagent les professionnels. Sur le site public, seul ce qui est public s'y montre."""

    def __init__(self, atelier: Atelier) -> None:
        self._a = atelier
        self._reseau = atelier.catalogue.reseau

    def questions_du_reseau(self) -> str:
        """Toutes les questions des professionnels, par rubrique, avec leur réponse, et ce qui manque à chacune."""
        groupes = [
            (rubrique, [q for q in self._reseau.questions if q.rubrique == rubrique.id])
            for rubrique in self._reseau.rubriques
        ]
        incompletes = [q for q in self._reseau.questions if q.proprietaire]
        return self._a.bloc("questions_du_reseau.html", groupes=groupes, incompletes=len(incompletes))

    def bibliotheque(self) -> str:
        """Les documents partagés : de quoi les trier, et la liste, ceux qui sont remplacés à la fin."""
        reseau = self._reseau
        triees = sorted(reseau.ressources, key=lambda r: (reseau.remplacante(r) is not None, r.titre, r.id))
        fiches = [
            (r, reseau.documents.get(r.fichier or ""), reseau.remplacee(r), reseau.remplacante(r))
            for r in triees
        ]
        return self._a.bloc(
            "bibliotheque.html",
            fiches=fiches,
            types=sorted({r.type for r in reseau.ressources}),
            themes=sorted({theme for r in reseau.ressources for theme in r.themes}),
        )

    def documents_en_vue(self) -> str:
        """Les documents en vigueur, en une ligne chacun."""
        en_vigueur = [r for r in self._reseau.ressources if self._reseau.remplacante(r) is None]
        return self._a.bloc(
            "documents_en_vue.html",
            ressources=[(r, self._reseau.documents.get(r.fichier or "")) for r in en_vigueur],
        )

    def dates_en_vue(self) -> str:
        """Les prochains rendez-vous."""
        dates = self._reseau.a_venir(self._a.aujourd_hui)[:_DATES_EN_VUE]
        return self._a.bloc("dates_en_vue.html", dates=dates, agenda=AGENDA)

    def agenda(self) -> str:
        """Tous les rendez-vous : à venir, annulés, passés."""
        reseau, aujourd_hui = self._reseau, self._a.aujourd_hui
        a_venir = reseau.a_venir(aujourd_hui)
        annules = [e for e in reseau.evenements if e.statut == "annule" and e.le >= aujourd_hui]
        vus = {evenement.id for _, evenement in a_venir} | {evenement.id for evenement in annules}
        passes = sorted(
            ((e.le, e) for e in reseau.evenements if e.id not in vus),
            key=lambda p: (p[0], p[1].id),
            reverse=True,
        )
        return self._a.bloc(
            "agenda.html",
            a_venir=a_venir,
            annules=sorted(((e.le, e) for e in annules), key=lambda p: (p[0], p[1].id)),
            passes=passes,
            fichier=AGENDA,
        )

    def nouvelles(self) -> str:
        """Toutes les nouvelles, la plus récente d'abord."""
        return self._a.bloc("nouvelles.html", nouvelles=self._reseau.actualites, flux=NOUVELLES)

    def nouvelles_en_vue(self) -> str:
        """Les dernières nouvelles."""
        return self._a.bloc(
            "nouvelles.html", nouvelles=self._reseau.actualites[:_NOUVELLES_EN_VUE], flux=NOUVELLES
        )

    def partenaires(self) -> str:
        """Qui fait quoi, et quand s'adresser à lui."""
        return self._a.bloc("partenaires.html", partenaires=self._reseau.partenaires)

    def fraicheur(self) -> str:
        """Ce qu'il faut reprendre : d'abord ce qui est en retard et ce que le plus de pages citent, puis tout, par motif."""
        tout = a_reprendre(self._a.catalogue, self._a.aujourd_hui)
        groupes = par_motif(tout)
        proprietaires = sorted({a.proprietaire for a in tout})
        tableau = [
            (nom, [sum(a.proprietaire == nom for a in groupe) for _, groupe in groupes])
            for nom in proprietaires
        ]
        citants = self._a.renvois.faits
        cites = sorted(
            (a for a in tout if a.motif == "fait_a_confirmer"),
            key=lambda a: -len(citants.get(a.page.partition("#fait-")[2], ())),
        )
        premiers = [*(a for a in tout if a.depuis is not None), *cites][:_D_ABORD]
        return self._a.bloc(
            "fraicheur.html",
            premiers=[(a, len(citants.get(a.page.partition("#fait-")[2], ()))) for a in premiers],
            par_motif=groupes,
            tableau=tableau,
            nombre=len(tout),
        )

    def sommaire_de_l_espace(self) -> str:
        """Les pages de l'espace et ce que l'on y trouve ; au public, ce qu'il contient, sans y mener."""
        return self._a.bloc("sommaire_de_l_espace.html")

    def connexion_au_reseau(self) -> str:
        """Ce que l'on sait de qui entre sur le site du réseau ; rien à dire au public."""
        return self._a.bloc("connexion_au_reseau.html")

    def acces_a_l_espace(self) -> str:
        """Comment entrer dans l'espace réservé : son adresse si elle est connue."""
        return self._a.bloc("acces_a_l_espace.html")
