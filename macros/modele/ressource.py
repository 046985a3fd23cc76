"""L'espace du réseau : ressources documentaires et agenda."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, model_validator

from .communs import AdresseWeb, Enregistrement, Identifiant, Jour, Texte, refuser

Audience = Literal["public", "reseau"]


def _moment(valeur: Any) -> Any:
    if isinstance(valeur, str):
        if re.fullmatch(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", valeur):
            try:
                return datetime.fromisoformat(valeur)
            except ValueError:
                pass
        refuser("{valeur} n'est pas une date avec une heure", "Écrivez par exemple 2026-12-03 09:30")
    return valeur


Moment = Annotated[datetime, BeforeValidator(_moment)]
"""Date et heure légales françaises, écrites « 2026-12-03 09:30 »."""


class Ressource(Enregistrement):
    """Un document partagé : un lien, ou un fichier du dépôt."""

    id: Identifiant
    titre: Texte
    type: Literal["guide", "modele", "formulaire", "convention", "bilan", "support", "texte"]
    theme: Texte
    version: Texte
    date: Jour
    proprietaire: Texte
    audience: Audience
    resume: Texte
    lien: AdresseWeb | None = None
    fichier: Texte | None = None
    remplace: Identifiant | None = None

    @model_validator(mode="after")
    def _un_acces(self) -> Self:
        if (self.lien is None) == (self.fichier is None):
            refuser("la ressource a un lien ou un fichier, et un seul", "Gardez lien: ou fichier:")
        return self


class Evenement(Enregistrement):
    """Un rendez-vous du réseau."""

    id: Identifiant
    titre: Texte
    type: Literal["reunion", "formation", "instance", "date_legale"]
    debut: Moment
    fin: Moment
    lieu: Texte
    audience: Audience
    statut: Literal["prevu", "annule", "tenu"]
    resume: Texte

    @model_validator(mode="after")
    def _fin_apres_debut(self) -> Self:
        if self.fin <= self.debut:
            refuser("l'événement finit avant de commencer", "Vérifiez debut: et fin:")
        return self


class Ressources(Enregistrement):
    """Le fichier `reseau/ressources.yaml`."""

    ressources: tuple[Ressource, ...]


class Agenda(Enregistrement):
    """Le fichier `reseau/agenda.yaml`."""

    evenements: tuple[Evenement, ...]
