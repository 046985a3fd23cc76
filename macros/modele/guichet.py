"""Un guichet ou un lieu d'accueil : où il est, quand il ouvre, ce qu'on y fait."""

import re
from datetime import time
from itertools import groupby
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from .communs import (
    AdresseWeb,
    CodeInsee,
    CodePostal,
    Courriel,
    Enregistrement,
    Entier,
    Identifiant,
    Jour,
    OuiNon,
    Point,
    Source,
    Texte,
    entre,
    refuser,
)
from .telephone import Telephone

JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

TypeDeLieu = Literal[
    "mairie",
    "ccas",
    "maison_de_l_habitat",
    "bailleur",
    "action_logement",
    "etat",
    "departement",
    "france_services",
    "association",
    "adil",
]

Enregistreur = Literal["oui", "non", "a_confirmer"]

RendezVous = Literal["sans", "possible", "obligatoire"]

HorairesDe = Literal["mairie", "service_logement"]

Service = Literal[
    "information",
    "enregistrement",
    "renouvellement",
    "modification",
    "numerisation",
    "aide_numerique",
    "accompagnement_social",
    "aide_dalo",
    "conseil_juridique",
]


class Creneau(Enregistrement):
    """Une plage d'ouverture dans une journée."""

    debut: time
    fin: time


_EXEMPLE = "Écrivez les heures avec leurs minutes, par exemple 08:30-12:00, 13:30-17:30"


def _heure(texte: str) -> time:
    if not (trouve := re.fullmatch(r"([0-9]{1,2})\s*[:hH]\s*([0-9]{2})", texte.strip())):
        refuser(f"« {texte.strip()[:30]} » n'est pas une heure complète", _EXEMPLE)
    heures, minutes = int(trouve[1]), int(trouve[2])
    if heures > 23 or minutes > 59:
        refuser(f"« {texte.strip()} » n'est pas une heure de la journée", _EXEMPLE)
    return time(heures, minutes)


def _creneaux(valeur: Any) -> Any:
    """« 08:30-12:00, 13:30-17:30 » devient une suite de créneaux, dans l'ordre et sans recouvrement."""
    if isinstance(valeur, (list, dict)):
        refuser("les heures d'une journée tiennent sur une seule ligne", _EXEMPLE)
    if not isinstance(valeur, str):
        return valeur
    creneaux: list[Creneau] = []
    for plage in (" ".join(plage.split()) for plage in valeur.split(",")):
        bornes = re.split(r"[-–]", plage)
        if not plage:
            refuser("aucune plage d'ouverture ne suit la virgule", _EXEMPLE)
        if len(bornes) != 2 or not re.search("[0-9]", plage):
            refuser(
                f"« {plage[:60]} » n'est pas une plage d'ouverture",
                f"{_EXEMPLE} ; un jour fermé ne s'écrit pas",
            )
        debut, fin = _heure(bornes[0]), _heure(bornes[1])
        if fin <= debut:
            refuser(f"la plage « {plage} » finit avant de commencer", _EXEMPLE)
        if creneaux and debut < creneaux[-1].fin:
            refuser(
                f"la plage « {plage} » recouvre la précédente",
                "Écrivez les plages dans l'ordre de la journée, sans qu'elles se recouvrent",
            )
        creneaux.append(Creneau(debut=debut, fin=fin))
    return tuple(creneaux)


Creneaux = Annotated[tuple[Creneau, ...], BeforeValidator(_creneaux)]
"""Les plages d'une journée, écrites « 08:30-12:00, 13:30-17:30 »."""


class Horaires(Enregistrement):
    """Les plages de chaque jour. Un jour absent est un jour fermé."""

    lundi: Creneaux = ()
    mardi: Creneaux = ()
    mercredi: Creneaux = ()
    jeudi: Creneaux = ()
    vendredi: Creneaux = ()
    samedi: Creneaux = ()
    dimanche: Creneaux = ()

    @property
    def par_jour(self) -> tuple[tuple[str, tuple[Creneau, ...]], ...]:
        """Sept paires (jour, plages), du lundi au dimanche."""
        return tuple((jour, getattr(self, jour)) for jour in JOURS)

    @property
    def par_periode(self) -> tuple[tuple[str, tuple[Creneau, ...]], ...]:
        """Les mêmes plages, les jours de suite qui se ressemblent réunis : « lundi au vendredi », « samedi »."""
        periodes = []
        for creneaux, suite in groupby(self.par_jour, key=lambda paire: paire[1]):
            jours = [jour for jour, _ in suite]
            lien = " et " if len(jours) == 2 else " au "
            periodes.append((lien.join(dict.fromkeys((jours[0], jours[-1]))), creneaux))
        return tuple(periodes)


class Adresse(Enregistrement):
    """Une adresse postale, telle qu'on l'écrit sur une enveloppe."""

    lignes: Annotated[tuple[Texte, ...], Field(min_length=1, max_length=4)]
    code_postal: CodePostal
    ville: Texte


class Fermeture(Enregistrement):
    """Une fermeture exceptionnelle, les deux jours compris."""

    du: Jour
    au: Jour
    motif: Texte

    @model_validator(mode="after")
    def _dates_ordonnees(self) -> Self:
        if self.au < self.du:
            refuser("la fermeture finit avant de commencer", "Vérifiez les dates du: et au:")
        return self


class Passage(Enregistrement):
    """Une étape d'un guichet itinérant."""

    commune: CodeInsee
    lieu: Texte
    quand: Texte
    creneaux: Creneaux


class Accessibilite(Enregistrement):
    """L'accès au lieu pour une personne handicapée."""

    sans_marche: OuiNon | None = None
    acceslibre: AdresseWeb | None = None
    precisions: Texte | None = None


class Guichet(Enregistrement):
    """Un lieu où l'on reçoit des demandeurs. Ce qui est inconnu reste absent et se montre « à confirmer »."""

    id: Identifiant
    nom: Texte
    type: TypeDeLieu
    niveau: Annotated[Entier, entre(1, 3)] | None = None
    enregistreur: Enregistreur
    commune: CodeInsee
    communes_desservies: tuple[CodeInsee, ...] = ()
    public: Texte | None = None
    adresse: Adresse | None = None
    point: Point | None = None
    telephone: Telephone | None = None
    courriel: Courriel | None = None
    site: AdresseWeb | None = None
    rendez_vous: RendezVous | None = None
    rendez_vous_lien: AdresseWeb | None = None
    horaires: Horaires | None = None
    horaires_de: HorairesDe | None = None
    fermetures: tuple[Fermeture, ...] = ()
    passages: tuple[Passage, ...] = ()
    langues: tuple[Texte, ...] = ()
    accessibilite: Accessibilite | None = None
    services: tuple[Service, ...] = ()
    note: Texte | None = None
    source: Source
    verifie_le: Jour | None = None
    a_revoir_avant: Jour | None = None

    @property
    def communes_servies(self) -> tuple[str, ...]:
        """Les codes INSEE des communes desservies ; à défaut de liste, la commune du lieu."""
        return self.communes_desservies or (self.commune,)


class Guichets(Enregistrement):
    """Le fichier `guichets.yaml`."""

    guichets: tuple[Guichet, ...]
