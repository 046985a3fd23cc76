"""Le dossier du demandeur : ses papiers, et la date de son renouvellement."""

from ...modele import renouvellement
from ...modele.catalogue import Introuvable
from ..atelier import Atelier


class Dossier:
    """Ce que le demandeur rassemble, et ce qu'il ne doit pas laisser passer."""

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

    def dates_du_renouvellement(self) -> str:
        """Les dates d'une demande, d'après celle de son dépôt, et le rappel à mettre dans son agenda."""
        fait = self._catalogue.fait("fenetre-renouvellement")
        if fait.valeur is None:
            raise Introuvable("valeur du fait", fait.id, ())
        fenetre = renouvellement.lire_fenetre(fait.valeur)
        regle = {
            **fenetre._asdict(),
            "rappels": renouvellement.RAPPELS,
            "annees": renouvellement.ANNEES_AU_PLUS,
        }
        return self._a.bloc("dates_du_renouvellement.html", regle=regle, rappels=renouvellement.RAPPELS)
