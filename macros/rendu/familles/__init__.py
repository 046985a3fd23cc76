"""Les macros, rangées par ce dont elles parlent."""

from .ce_site import CeSite
from .cotation import Cotation
from .demandeur import Demandeur
from .donnees import Donnees
from .dossier import Dossier
from .faits import Faits
from .lieux import Lieux
from .orientation import Orientation
from .plafonds import Plafonds
from .plan import Plan
from .reseau import Reseau
from .site import Site
from .suivi import Suivi

FAMILLES = (
    Faits,
    Demandeur,
    Dossier,
    Plafonds,
    Cotation,
    Orientation,
    Lieux,
    Plan,
    Suivi,
    Reseau,
    Site,
    CeSite,
    Donnees,
)

__all__ = ["FAMILLES"]
