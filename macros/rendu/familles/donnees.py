"""Les données ouvertes : les fichiers publiés, ce qui leur manque, leur dictionnaire."""

from collections import Counter

from ...donnees_ouvertes import SCHEMAS, dictionnaire
from ..atelier import Atelier


class Donnees:
    """Les fichiers que le site publie."""

    def __init__(self, atelier: Atelier) -> None:
        self._a = atelier

    def fichiers_de_donnees(self) -> str:
        """Les fichiers : ce qu'ils contiennent, leur poids, leur nombre d'enregistrements."""
        fichiers = [f for f in self._a.donnees_ouvertes if not f.nom.startswith(SCHEMAS)]
        return self._a.bloc("fichiers_de_donnees.html", fichiers=fichiers)

    def schemas_des_donnees(self) -> str:
        """Les schémas des fichiers."""
        schemas = [f for f in self._a.donnees_ouvertes if f.nom.startswith(SCHEMAS)]
        return self._a.bloc("schemas_des_donnees.html", schemas=schemas)

    def citer_les_donnees(self) -> str:
        """La phrase à recopier pour dire d'où viennent les données."""
        return self._a.bloc("citer_les_donnees.html")

    def manques_des_donnees(self) -> str:
        """Ce que les lieux publiés ne disent pas encore, en nombres."""
        guichets = self._a.catalogue.guichets
        manques = Counter(
            manque
            for guichet in guichets
            for manque, absent in (
                ("verification", guichet.verifie_le is None),
                ("enregistreur", guichet.enregistreur == "a_confirmer"),
                ("horaires", guichet.horaires is None),
                ("horaires_de_mairie", guichet.horaires_de == "mairie"),
                ("point", guichet.point is None),
                ("acces", guichet.accessibilite is None),
            )
            if absent
        )
        return self._a.bloc("manques_des_donnees.html", manques=manques)

    def ouvrir_les_donnees(self) -> str:
        """Comment lire les fichiers : dans un tableur, par un programme, sur une carte."""
        return self._a.bloc("ouvrir_les_donnees.html")

    def dictionnaire_des_donnees(self) -> str:
        """Chaque champ publié : son sens, son type, un exemple, son nom dans les schémas nationaux."""
        return self._a.bloc(
            "dictionnaire_des_donnees.html", tables={table.id: table for table in dictionnaire()}
        )
