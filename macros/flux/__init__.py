"""Ce à quoi l'on s'abonne, et ce que l'on reprend du suivi : l'agenda (.ics), les nouvelles (Atom), les tableaux du plan."""

from .agenda import AGENDA, ecrire_l_agenda
from .nouvelles import NOUVELLES, ecrire_les_nouvelles
from .suivi import ECHEANCES, INDICATEURS, ecrire_les_echeances, ecrire_les_indicateurs

__all__ = [
    "AGENDA",
    "ECHEANCES",
    "INDICATEURS",
    "NOUVELLES",
    "ecrire_l_agenda",
    "ecrire_les_echeances",
    "ecrire_les_indicateurs",
    "ecrire_les_nouvelles",
]
