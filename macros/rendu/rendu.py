"""Les macros offertes aux pages. Une méthode publique d'une famille = une macro ; son gabarit l'écrit."""

from collections.abc import Callable, Iterator
from datetime import date

from markupsafe import Markup

from ..flux import (
    AGENDA,
    ECHEANCES,
    INDICATEURS,
    NOUVELLES,
    ecrire_l_agenda,
    ecrire_les_echeances,
    ecrire_les_indicateurs,
    ecrire_les_nouvelles,
)
from ..modele.catalogue import Catalogue
from ..modele.fraicheur import a_reprendre, par_motif
from ..modele.suivi import Suivi
from .atelier import Atelier
from .bilan import rendre_le_bilan
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
            **self._abonnements(),
        }

    def _abonnements(self) -> dict[str, str]:
        """L'agenda, les nouvelles, et les tableaux du suivi."""
        catalogue, aujourd_hui = self._atelier.catalogue, self._atelier.aujourd_hui
        suivi = Suivi(catalogue, aujourd_hui)
        nouvelles = {
            nouvelle.id: self._atelier.avec_valeurs(nouvelle.texte).unescape()
            for nouvelle in catalogue.reseau.actualites
        }
        return {
            AGENDA: ecrire_l_agenda(catalogue, aujourd_hui),
            NOUVELLES: ecrire_les_nouvelles(catalogue, aujourd_hui, nouvelles),
            ECHEANCES: ecrire_les_echeances(suivi),
            INDICATEURS: ecrire_les_indicateurs(suivi),
        }

    def veille(self) -> str:
        """Ce qu'il faut reprendre, en texte, comme la page de fraîcheur le montre."""
        tout = a_reprendre(self._atelier.catalogue, self._atelier.aujourd_hui)
        texte = self._atelier.au_fil("veille.txt", par_motif=par_motif(tout))
        return Markup(texte).unescape()

    def bilan(self, annee: int, site: str) -> str:
        """Le bilan annuel du plan, en une page HTML pour le papier ; `site` : le nom du site."""
        return rendre_le_bilan(self._atelier, annee, site)

    def appeler(self, nom: str, *arguments: str) -> str:
        """Ce qu'écrit une macro. Lève Introuvable si elle cite ce qui n'existe pas."""
        return self._macros[nom](*arguments)


def noms_des_macros() -> list[str]:
    """Les noms de toutes les macros, triés."""
    return sorted(nom for famille in FAMILLES for nom in _publics(famille))


def _publics(famille: type) -> list[str]:
    return [nom for nom in vars(famille) if not nom.startswith("_")]
