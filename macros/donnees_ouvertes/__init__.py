"""Les données que le site publie en fichiers : leurs modèles, leurs schémas, leur dictionnaire, leurs textes.

Un champ se décrit une fois, dans son modèle : le schéma JSON et le dictionnaire en sortent tous deux.
"""

from .dictionnaire import Champ, Table, dictionnaire
from .documents import SCHEMAS
from .fichiers import DOSSIER, FichierOuvert, publier

__all__ = [
    "DOSSIER",
    "SCHEMAS",
    "Champ",
    "FichierOuvert",
    "Table",
    "dictionnaire",
    "publier",
]
