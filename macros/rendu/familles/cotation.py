"""La cotation : ce que l'on sait de la grille du territoire et, si elle est adoptée, de quoi la comprendre."""

from typing import Any

from ...modele.cotation import Grille, noter
from ..atelier import Atelier


class Cotation:
    """La grille, ses exemples, son estimateur. Sans grille adoptée, rien de chiffré."""

    def __init__(self, atelier: Atelier) -> None:
        self._a = atelier
        self._cotation = atelier.catalogue.cotation

    def cotation_ici(self) -> str:
        """En une phrase, où en est la cotation dans ce territoire."""
        return self._a.au_fil("cotation_ici.html", grille=self._cotation.grille)

    def grille_de_cotation(self) -> str:
        """La grille du territoire si elle est adoptée ; sinon, ce que l'on en sait."""
        return self._a.bloc(
            "grille_de_cotation.html",
            cotation=self._cotation,
            faits=self._a.catalogue.faits_de(self._cotation.faits),
        )

    def exemples_de_cotation(self) -> str:
        """Les cas types de la grille, calculés pas à pas ; rien sans grille."""
        if (grille := self._cotation.grille) is None:
            return ""
        exemples = [(exemple, noter(grille, exemple.criteres)) for exemple in grille.exemples]
        return self._a.bloc("exemples_de_cotation.html", grille=grille, exemples=exemples)

    def estimateur_de_cotation(self) -> str:
        """De quoi estimer sa note, dans la page même ; rien sans grille."""
        if (grille := self._cotation.grille) is None:
            return ""
        return self._a.bloc("estimateur_de_cotation.html", grille=grille, donnees=_pour_le_script(grille))

    def effet_du_refus_sur_la_note(self) -> str:
        """Ce que la grille prévoit quand un logement est refusé, ou l'aveu que l'on ne le sait pas."""
        return self._a.au_fil("effet_du_refus_sur_la_note.html", grille=self._cotation.grille)


def _pour_le_script(grille: Grille) -> dict[str, Any]:
    """Ce que `noter` lit d'une grille, pour assets/outils/cotation.js."""
    return {
        "compte": grille.dans_un_groupe.compte if grille.dans_un_groupe else None,
        "minimum": grille.minimum,
        "criteres": [
            {"id": critere.id, "points": critere.points, "groupe": critere.groupe_exclusif}
            for critere in grille.criteres
        ],
    }
