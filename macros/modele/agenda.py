"""Les rendez-vous du réseau et ses nouvelles."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from .calendrier import mois_plus_tard
from .communs import (
    AdresseDePage,
    AdresseWeb,
    Enregistrement,
    Entier,
    Identifiant,
    Jour,
    Texte,
    entre,
    refuser,
)
from .ressource import Audience
from .texte_cite import TexteCite


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

MOIS_PAR_RECURRENCE = {"mensuelle": 1, "trimestrielle": 3, "semestrielle": 6, "annuelle": 12}

_FOIS_AU_PLUS = 720
"""Combien de fois, au plus, on cherche la prochaine : soixante ans de réunions mensuelles."""


class Evenement(Enregistrement):
    """Un rendez-vous du réseau : à une heure (`debut`, `fin`), ou une journée entière (`jour`).

    `recurrence` : il revient, le même jour du mois, jusqu'à `jusqu_au` s'il est dit. `revision` augmente à chaque
    changement de date, de lieu ou de statut : les agendas qui l'ont déjà se mettent à jour (SEQUENCE, RFC 5545 § 3.8.7.4).
    """

    id: Identifiant
    titre: Texte
    type: Literal["reunion", "formation", "instance", "date_legale"]
    debut: Moment | None = None
    fin: Moment | None = None
    jour: Jour | None = None
    recurrence: Literal["mensuelle", "trimestrielle", "semestrielle", "annuelle"] | None = None
    jusqu_au: Jour | None = None
    lieu: Texte | None = None
    lien: AdresseWeb | None = None
    audience: Audience
    statut: Literal["prevu", "annule", "tenu"]
    revision: Annotated[Entier, entre(0, 999)] = 0
    resume: Texte
    faits: tuple[Identifiant, ...] = ()

    @model_validator(mode="after")
    def _une_seule_forme(self) -> Self:
        if (self.jour is None) == (self.debut is None) or (self.debut is None) != (self.fin is None):
            refuser(
                "l'événement est daté d'une seule façon",
                "Gardez debut: et fin:, ou jour: seul pour une journée entière",
            )
        if self.debut is not None and self.fin is not None and self.fin <= self.debut:
            refuser("l'événement finit avant de commencer", "Vérifiez debut: et fin:")
        if self.recurrence is not None and self.statut == "tenu":
            refuser(
                "un événement qui revient n'est jamais « tenu » une fois pour toutes",
                "Laissez statut: prevu, et mettez une date à jusqu_au: quand il ne revient plus",
            )
        if self.jusqu_au is not None and self.recurrence is None:
            refuser("jusqu_au ne va pas sans recurrence", "Ajoutez par exemple recurrence: annuelle")
        if self.jusqu_au is not None and self.jusqu_au < self.le:
            refuser("l'événement cesse de revenir avant d'avoir lieu", "Vérifiez la date de jusqu_au:")
        return self

    @property
    def le(self) -> date:
        """Le jour de la première fois."""
        return self.jour or (self.debut.date() if self.debut else date.min)

    def prochaine(self, aujourd_hui: date) -> date | None:
        """Le jour de la prochaine fois, aujourd'hui compris ; rien si c'est passé ou annulé.

        Comme dans un agenda (RFC 5545 § 3.3.10), un mois qui n'a pas ce jour est sauté.
        """
        if self.statut != "prevu":
            return None
        duree = (self.fin.date() if self.fin else self.le) - self.le
        pas = MOIS_PAR_RECURRENCE[self.recurrence] if self.recurrence else 0
        fois = (mois_plus_tard(self.le, pas * rang) for rang in range(_FOIS_AU_PLUS if pas else 1))
        for jour in fois:
            if jour.day == self.le.day and jour + duree >= aujourd_hui:
                return jour if self.jusqu_au is None or jour <= self.jusqu_au else None
        return None


class Agenda(Enregistrement):
    """Le fichier `reseau/agenda.yaml`."""

    evenements: tuple[Evenement, ...]


class Actualite(Enregistrement):
    """Une nouvelle, datée. `page` : où lire la suite ; `faits` : ce qui la prouve."""

    id: Identifiant
    date: Jour
    titre: Texte
    texte: TexteCite
    audience: Audience
    page: AdresseDePage | None = None
    faits: tuple[Identifiant, ...] = ()


class Actualites(Enregistrement):
    """Le fichier `reseau/actualites.yaml`."""

    actualites: Annotated[tuple[Actualite, ...], Field(min_length=1)]
