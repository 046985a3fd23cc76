"""Ce que le site dit de lui-même et de son territoire."""

from itertools import groupby

from ...modele.catalogue import Introuvable
from ...modele.noms import adresse
from .. import filtres
from ..atelier import Atelier
from ..signes import SIGNES


class Site:
    """Le territoire, les comptes, le glossaire, l'état des informations."""

    def __init__(self, atelier: Atelier) -> None:
        self._a = atelier
        self._catalogue = atelier.catalogue

    def territoire(self) -> str:
        """Le nom du territoire, au fil d'une phrase."""
        return str(filtres.fr(self._catalogue.territoire.nom))

    def compte(self, quoi: str) -> str:
        """Combien il y a de communes, de fiches, d'orientations, de lieux, de faits ou de critères, en chiffres."""
        comptes = {
            "communes": len(self._catalogue.territoire.communes),
            "fiches": len(self._catalogue.fiches),
            "orientations": len(self._catalogue.plan.orientations),
            "lieux": len(self._catalogue.guichets),
            "faits": len(self._catalogue.faits),
            "termes": len(self._catalogue.termes),
            "etapes": len(self._catalogue.etapes),
            "messages": len(self._catalogue.messages),
            "questions": len(self._catalogue.questions),
            "questions-du-reseau": len(self._catalogue.reseau.questions),
            "criteres": len(self._catalogue.accessibilite.criteres),
        }
        if quoi not in comptes:
            raise Introuvable("compte", quoi, tuple(comptes))
        return filtres.nombre(comptes[quoi])

    def signe(self, nom: str) -> str:
        """Un petit dessin qui accompagne un texte, et ne le remplace jamais."""
        if nom not in SIGNES:
            raise Introuvable("signe", nom, tuple(SIGNES))
        return self._a.au_fil("signe.html", trace=SIGNES[nom])

    def hypothese(self) -> str:
        """Ce que l'on croit du territoire, et avec quelle certitude."""
        return self._a.bloc("hypothese.html")

    def etat_des_informations(self) -> str:
        """Ce que vaut l'information du site : combien de faits lus, combien à confirmer, quel âge."""
        faits = self._catalogue.faits
        return self._a.bloc(
            "etat_des_informations.html",
            confirmes=sum(fait.est_confirme for fait in faits),
            a_confirmer=sum(not fait.est_confirme for fait in faits),
            verifies=sum(guichet.verifie_le is not None for guichet in self._catalogue.guichets),
            enregistreurs=sum(guichet.enregistreur == "oui" for guichet in self._catalogue.guichets),
            dernier=max((fait.verifie_le for fait in faits if fait.verifie_le), default=None),
        )

    def glossaire(self) -> str:
        """Les termes, par initiale."""
        lettres = [
            (lettre.upper(), list(groupe))
            for lettre, groupe in groupby(self._catalogue.termes, key=lambda terme: adresse(terme.titre)[:1])
        ]
        return self._a.bloc(
            "glossaire.html", lettres=lettres, par_id={terme.id: terme for terme in self._catalogue.termes}
        )
