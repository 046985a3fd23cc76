"""« Quelle voie pour moi » : les questions de l'aiguillage, et le même arbre dessiné pour les agents."""

from ..atelier import Atelier


class Orientation:
    """L'aiguillage, à parcourir ou à imprimer."""

    def __init__(self, atelier: Atelier) -> None:
        self._a = atelier

    def quelle_voie(self) -> str:
        """Les questions, dans l'ordre ; chaque réponse est un lien vers la suite."""
        return self._a.bloc("quelle_voie.html", aiguillage=self._a.catalogue.aiguillage)

    def schema_des_voies(self) -> str:
        """Tout l'arbre en une feuille : les questions, les réponses, les voies."""
        return self._a.bloc("schema_des_voies.html", aiguillage=self._a.catalogue.aiguillage)
