"""Le dossier du demandeur : ses papiers."""

from ..atelier import Atelier


class Dossier:
    """Ce que le demandeur rassemble."""

    def __init__(self, atelier: Atelier) -> None:
        self._a = atelier
        self._catalogue = atelier.catalogue

    def choix_des_pieces(self) -> str:
        """Les cases à cocher qui réduisent les pièces de la page à une liste personnelle."""
        situations = [s for s in self._catalogue.pieces.pour_examiner if not s.est_pour_tous]
        return self._a.bloc("choix_des_pieces.html", situations=situations)

    def pieces_pour_enregistrer(self) -> str:
        """Les pièces qui suffisent pour enregistrer la demande."""
        return self._a.bloc("pieces_pour_enregistrer.html")

    def pieces_pour_examiner(self) -> str:
        """Les pièces que l'on peut demander pour examiner la demande, par situation."""
        return self._a.bloc("pieces_pour_examiner.html")
