"""Les plafonds de revenus : le tableau, le calcul, et comment compter."""

from ...modele.foyer import BORNES
from ...modele.plafonds import EUROS_AU_PLUS
from ...modele.revenus import bareme_en_json
from ..atelier import Atelier


class Plafonds:
    """Ce que la page des plafonds montre de la zone du territoire."""

    def __init__(self, atelier: Atelier) -> None:
        self._a = atelier
        self._catalogue = atelier.catalogue
        self._bareme = atelier.catalogue.bareme(atelier.catalogue.territoire.zone_de_plafonds)

    def plafonds(self) -> str:
        """Les plafonds de la zone du territoire : une ligne par ménage, une colonne par financement."""
        return self._a.bloc("plafonds.html", zone=self._bareme.zone)

    def calcul_des_plafonds(self) -> str:
        """De quoi calculer la catégorie d'un foyer et savoir quels plafonds ses revenus respectent."""
        return self._a.bloc(
            "plafonds_calcul.html",
            zone=self._bareme.zone,
            bareme=bareme_en_json(self._bareme),
            bornes=BORNES,
            euros_au_plus=EUROS_AU_PLUS,
        )

    def definitions_des_plafonds(self) -> str:
        """Comment compter le foyer et les ressources."""
        return self._a.bloc(
            "faits.html", faits=self._catalogue.faits_de(self._catalogue.plafonds.definitions)
        )
