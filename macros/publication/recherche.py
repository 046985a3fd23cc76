"""L'index de la recherche, fait des pages construites : ce qui n'est pas publié ne peut pas y être."""

import posixpath
from collections.abc import Mapping

from ..modele.catalogue import Catalogue
from ..recherche.entrees import PageTrouvable, entrees
from ..recherche.index import ecrire_l_index
from .site import SiteLu


def ecrire_la_recherche(site: SiteLu, catalogue: Catalogue, alias: Mapping[str, tuple[str, ...]]) -> None:
    """Écrit l'index et les textes dans `recherche/`. `alias` : par adresse de page, ses autres noms."""
    pages = [
        PageTrouvable(adresse, page.passages, alias.get(adresse, ()))
        for nom, page in sorted(site.pages.items())
        if posixpath.basename(nom) == "index.html"
        for adresse in [nom.removesuffix("index.html")]
    ]
    for chemin, texte in ecrire_l_index(list(entrees(pages, catalogue)), catalogue).items():
        fichier = site.dossier / chemin
        fichier.parent.mkdir(parents=True, exist_ok=True)
        fichier.write_text(texte, encoding="utf-8", newline="\n")
