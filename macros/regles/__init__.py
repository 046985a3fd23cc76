"""Ce qui doit s'accorder d'un enregistrement à l'autre : une petite fonction par règle.

Les règles lisent les arbres plutôt que les modèles : elles gardent ainsi la ligne de chaque citation, et
jugent aussi un fichier dont un autre enregistrement est refusé. Si un document dont une règle a besoin n'a
pas pu être lu, elle se tait : son tour viendra quand la première faute sera corrigée.
"""

from collections.abc import Callable, Iterator

from ..lecture import Probleme
from ..lus import DocumentAbsent, Lus
from .aiguillage import (
    arrivees_connues,
    questions_dans_l_ordre,
    voies_accompagnees_d_autres,
    voies_atteintes,
)
from .citations import (
    faits_connus,
    fiches_des_themes_connues,
    messages_connus,
    rubriques_connues,
    seuils_en_chiffres,
    sujets_connus,
    termes_connus,
    valeurs_connues,
    zone_connue,
)
from .cotation import criteres_des_exemples_connus, groupes_a_plusieurs
from .fiches import (
    echeances_dans_le_plan,
    numeros_d_orientations_uniques,
    numeros_de_fiches_sans_trou,
    numeros_de_fiches_uniques,
    orientations_connues,
)
from .identites import (
    echeances_uniques,
    faits_uniques,
    identites_uniques,
    indicateurs_uniques,
    pieces_uniques,
)
from .lieux import (
    communes_connues,
    communes_desservies_une_fois,
    lieux_pres_de_leur_commune,
    pages_de_communes_uniques,
)
from .outils import cases_a_cocher, fenetre_de_renouvellement_lisible
from .ressources import remplacements_sans_detour, ressources_remplacees_connues
from .sigles import sigles_definis

REGLES: tuple[Callable[[Lus], Iterator[Probleme]], ...] = (
    identites_uniques,
    faits_uniques,
    echeances_uniques,
    indicateurs_uniques,
    pieces_uniques,
    pages_de_communes_uniques,
    communes_connues,
    communes_desservies_une_fois,
    lieux_pres_de_leur_commune,
    numeros_d_orientations_uniques,
    numeros_de_fiches_uniques,
    numeros_de_fiches_sans_trou,
    orientations_connues,
    faits_connus,
    valeurs_connues,
    seuils_en_chiffres,
    sujets_connus,
    termes_connus,
    messages_connus,
    rubriques_connues,
    fiches_des_themes_connues,
    zone_connue,
    ressources_remplacees_connues,
    remplacements_sans_detour,
    criteres_des_exemples_connus,
    groupes_a_plusieurs,
    arrivees_connues,
    questions_dans_l_ordre,
    voies_atteintes,
    voies_accompagnees_d_autres,
    echeances_dans_le_plan,
    cases_a_cocher,
    fenetre_de_renouvellement_lisible,
    sigles_definis,
)


def verifier(lus: Lus) -> list[Probleme]:
    """Tous les désaccords, règle par règle."""
    problemes: list[Probleme] = []
    for regle in REGLES:
        try:
            problemes += regle(lus)
        except DocumentAbsent:
            continue
    return problemes
