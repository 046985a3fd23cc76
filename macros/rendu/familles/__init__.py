"""Les macros, rangées par ce dont elles parlent."""

from .ce_site import CeSite
from .demandeur import Demandeur
from .donnees import Donnees
from .faits import Faits
from .lieux import Lieux
from .plan import Plan
from .site import Site

FAMILLES = (Faits, Demandeur, Lieux, Plan, Site, CeSite, Donnees)

__all__ = ["FAMILLES"]
