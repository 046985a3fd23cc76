"""Livrer des sites construits : en faire une version nommée par son contenu, puis la servir d'un coup."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..publication.entetes import POUR_NGINX
from .nommage import empreinte, nommer_par_contenu
from .preparation import dater_et_ouvrir, ecrire_les_durees, precompresser
from .versions import COURANTE, PROPRES, basculer, designee, ouvrir, ranger, version


@dataclass(frozen=True)
class Livraison:
    """`nom` : la version servie ; `avant` : celle qui l'était, rien à la première ; `entetes` : vrai si le serveur doit
    relire les siens.
    """

    nom: str
    avant: str | None
    entetes: bool

    @property
    def nouvelle(self) -> bool:
        """Faux si ce contenu était déjà servi : rien n'a changé."""
        return self.nom != self.avant


def livrer(sites: Mapping[str, Path], vers: Path, adresse: str = "") -> Livraison:
    """Met les sites construits, un dossier par audience, dans une version de `vers`, et la fait servir.

    Les dossiers donnés ne sont que lus. `adresse` : l'adresse publique, vide si elle est inconnue. Lève
    DestinationRefusee ; à toute erreur, ce qui était servi le reste.
    """
    with ouvrir(vers) as atelier:
        neuf = atelier / "neuf"
        propres = []
        for audience, construit in sorted(sites.items()):
            site = Path(shutil.copytree(construit, neuf / audience))
            propre = nommer_par_contenu(site, adresse)
            ecrire_les_durees(site, propre, reserve=audience == "reseau")
            precompresser(site)
            if propre:
                propres.append(f"{audience}/{propre}\n")
        (neuf / PROPRES).write_text("".join(propres), encoding="utf-8")
        dater_et_ouvrir(neuf)
        nom, avant = empreinte(neuf)[:16], designee(vers, COURANTE)
        entetes = _entetes(neuf) != (_entetes(version(vers, avant)) if avant else {})
        if nom != avant:
            ranger(vers, neuf, nom)
            basculer(vers, nom, atelier)
    return Livraison(nom, avant, entetes)


def _entetes(livree: Path) -> dict[str, bytes]:
    """Ce que nginx inclut, par audience : il ne le relit que si on le lui demande."""
    return {fichier.parent.name: fichier.read_bytes() for fichier in livree.glob(f"*/{POUR_NGINX}")}
