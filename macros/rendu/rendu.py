"""Les macros offertes aux pages. Une méthode publique d'une famille = une macro ; son gabarit l'écrit."""

from collections.abc import Callable, Iterator
from datetime import date

from ..modele.catalogue import Catalogue
from .atelier import Atelier
from .familles import FAMILLES
from .lots import COMMUNES, ecrire_le_lot, ecrire_les_communes, former_les_lots
from .renvois import Renvois


class Rendu:
    """Rend les macros d'un catalogue.

    `page_courante` rend l'adresse de la page en cours, depuis la racine du site ; `renvois` dit qui cite quoi.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        aujourd_hui: date,
        page_courante: Callable[[], str] = lambda: "",
        renvois: Renvois | None = None,
    ) -> None:
        self._atelier = Atelier(catalogue, aujourd_hui, page_courante, renvois or Renvois())
        familles = [famille(self._atelier) for famille in FAMILLES]
        self._macros: dict[str, Callable[..., str]] = {
            nom: getattr(famille, nom) for famille in familles for nom in _publics(type(famille))
        }

    def macros(self) -> Iterator[tuple[str, Callable[..., str]]]:
        """Les macros, par nom."""
        yield from sorted(self._macros.items())

    def fichiers(self) -> dict[str, str]:
        """Ce que le site publie à côté de ses pages, par chemin : ce que les scripts demandent, et les données ouvertes."""
        catalogue = self._atelier.catalogue
        lots = former_les_lots(catalogue)
        return {
            "recherche/phrases.json": self._atelier.au_fil("phrases_de_recherche.json"),
            COMMUNES: ecrire_les_communes(catalogue, lots),
            **{lot.chemin: ecrire_le_lot(lot, self._atelier) for lot in lots},
            **{fichier.chemin: fichier.texte for fichier in self._atelier.donnees_ouvertes},
        }

    def appeler(self, nom: str, *arguments: str) -> str:
        """Ce qu'écrit une macro. Lève Introuvable si elle cite ce qui n'existe pas."""
        return self._macros[nom](*arguments)


def noms_des_macros() -> list[str]:
    """Les noms de toutes les macros, triés."""
    return sorted(nom for famille in FAMILLES for nom in _publics(famille))


def _publics(famille: type) -> list[str]:
    return [nom for nom in vars(famille) if not nom.startswith("_")]
