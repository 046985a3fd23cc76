"""Le plan partenarial : ses orientations, ses fiches, son calendrier."""

from datetime import date

from ...modele.plan import Etape
from ..atelier import Atelier


class Plan:
    """Le plan et ses fiches actions."""

    def __init__(self, atelier: Atelier) -> None:
        self._a = atelier
        self._catalogue = atelier.catalogue

    def fiche(self, identifiant: str) -> str:
        """Une fiche action entière : tête, six sections, dessins, voisines."""
        fiche = self._catalogue.fiche(identifiant)
        precedente, suivante = self._catalogue.voisines(fiche)
        return self._a.bloc(
            "fiche.html",
            fiche=fiche,
            orientation=self._catalogue.orientation(fiche.orientation),
            precedente=precedente,
            suivante=suivante,
            annees=range(1, self._catalogue.territoire.dates_du_plan.duree_ans + 1),
            etapes=self._etapes(derivees=True),
        )

    def fiches(self) -> str:
        """Les orientations et leurs fiches."""
        return self._a.bloc("fiches.html")

    def actions_du_plan(self, identifiant: str, *autres: str) -> str:
        """Les actions du plan que cette page met en œuvre ; chacune de leurs fiches renvoie à la page."""
        fiches = [self._catalogue.fiche(cite) for cite in (identifiant, *autres)]
        return self._a.bloc("actions_du_plan.html", fiches=sorted(fiches, key=lambda fiche: fiche.numero))

    def plan_en_bref(self) -> str:
        """La présentation du plan et ce que la loi en attend."""
        return self._a.bloc("plan_en_bref.html")

    def plan_calendrier(self) -> str:
        """Les étapes du plan, passées et à venir ; les dates déduites sont dites telles."""
        return self._a.bloc("plan_calendrier.html", etapes=self._etapes(derivees=False))

    def plan_a_venir(self) -> str:
        """Ce que le plan doit encore rendre, avec sa date déduite ; ce qui est passé sans être dit fait le montre."""
        etapes = [(e, quand) for e, quand in self._etapes(derivees=True) if e.statut != "fait"]
        return self._a.bloc("plan_a_venir.html", etapes=etapes)

    def plan_themes(self) -> str:
        """Les thèmes du plan, leurs enjeux, leurs fiches."""
        return self._a.bloc("plan_themes.html")

    def plan_sommaire(self) -> str:
        """Les parties du document."""
        return self._a.bloc("plan_sommaire.html")

    def _etapes(self, derivees: bool) -> list[tuple[Etape, date | None]]:
        etapes = self._catalogue.plan.etapes
        return [(e, self._catalogue.date_de(e)) for e in etapes if e.est_derivee or not derivees]
