"""L'index de la recherche, fait des pages construites : ce qui n'est pas publié ne peut pas y être."""

import posixpath
from collections.abc import Mapping

from ..modele.catalogue import Catalogue
from ..recherche.entrees import PageTrouvable, entrees
from ..recherche.index import ecrire_l_index
from .site import SiteLu


def pages_trouvables(site: SiteLu, alias: Mapping[str, tuple[str, ...]]) -> list[PageTrouvable]:
    """Les pages du site, sauf celle d'erreur, triées. `alias` : par adresse de page, ses autres noms."""
    lues = {nom: page for nom, page in sorted(site.pages.items()) if posixpath.basename(nom) == "index.html"}
    adresses = {nom: nom.removesuffix("index.html") for nom in lues}
    return [
        PageTrouvable(adresses[nom], page.passages, alias.get(adresses[nom], ()))
        for nom, page in lues.items()
    ]


def ecrire_la_recherche(site: SiteLu, catalogue: Catalogue, alias: Mapping[str, tuple[str, ...]]) -> None:
    """Écrit l'index et les textes dans `recherche/`."""
    trouvees = list(entrees(pages_trouvables(site, alias), catalogue))
    for chemin, texte in ecrire_l_index(trouvees, catalogue).items():
        fichier = site.dossier / chemin
        fichier.parent.mkdir(parents=True, exist_ok=True)
        fichier.write_text(texte, encoding="utf-8", newline="\n")
