"""Le territoire : qui est l'EPCI, quelles communes, quels contacts, quelles dates."""

import re
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from .ce_site import CeSite
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
    Siren,
    Source,
    Texte,
    entre,
    refuser,
)
from .fait import Verification
from .noms import adresse
from .telephone import Telephone, lien_d_appel


class Commune(Enregistrement):
    """Une commune membre. Le code INSEE est l'identité ; le nom donne l'adresse de la page."""

    code_insee: CodeInsee
    nom: Texte
    codes_postaux: Annotated[tuple[CodePostal, ...], Field(min_length=1)]
    population: Annotated[Entier, entre(0, 5_000_000)]
    point: Point
    origine_du_point: Texte
    autres_noms: tuple[Texte, ...] = ()

    @property
    def page(self) -> str:
        """L'adresse de sa page depuis la racine du site : « guichets/les-mureaux/ »."""
        return f"guichets/{adresse(self.nom)}/"


class Contact(Enregistrement):
    """Un interlocuteur du territoire. Ce qui n'est pas connu reste absent."""

    id: Identifiant
    nom: Texte
    role: Texte
    telephone: Telephone | None = None
    courriel: Courriel | None = None
    site: AdresseWeb | None = None
    adresse: Texte | None = None
    source: Source
    verification: Verification


class Portail(Enregistrement):
    """Le portail national de la demande."""

    nom: Texte
    url: AdresseWeb


Certitude = Literal["prouvee", "tres_probable", "fictive"]


class Hypothese(Enregistrement):
    """Ce que l'on croit du territoire sans en avoir la preuve."""

    certitude: Certitude
    texte: Texte


class DatesDuPlan(Enregistrement):
    """La date dont découlent les années du plan."""

    approbation: Jour
    approbation_confirmee: OuiNon
    duree_ans: Annotated[Entier, entre(1, 12)]
    source: Source


def _modele_d_adresse(valeur: str) -> str:
    if not re.fullmatch(r"https://[^\s\"<>{}]+\{chemin\}[^\s\"<>{}]*", valeur):
        refuser(
            "{valeur} n'est pas un modèle d'adresse",
            "Écrivez une adresse https qui contient {chemin}, "
            "par exemple https://forge.exemple.fr/edition/main/{chemin}",
        )
    return valeur


class Depot(Enregistrement):
    """La forge où l'on corrige les fichiers ; `{chemin}` y est remplacé par le chemin du fichier."""

    modifier: Annotated[str, AfterValidator(_modele_d_adresse)]


class Urgence(Enregistrement):
    """Un numéro à composer sans attendre. `partout` : il figure en tête de chaque page."""

    libelle: Texte
    numero: Telephone
    par_sms: OuiNon = False
    partout: OuiNon = False
    fait: Identifiant

    @property
    def appel(self) -> str:
        """L'adresse du lien qui appelle, ou qui écrit par SMS : « tel:115 », « sms:114 »."""
        return lien_d_appel(self.numero, par_sms=self.par_sms)


class Reperes(Enregistrement):
    """Ce que la page de chaque commune doit dire dans les mêmes mots.

    `au_guichet` : des messages communs ; `en_ligne` : des faits.
    """

    urgence: tuple[Urgence, ...]
    au_guichet: tuple[Identifiant, ...]
    en_ligne: tuple[Identifiant, ...]


def _fuseau(valeur: str) -> str:
    try:
        ZoneInfo(valeur)
    except (ValueError, OSError, LookupError):
        refuser("{valeur} n'est pas un fuseau horaire", "Écrivez par exemple Europe/Paris ou Indian/Reunion")
    return valeur


Fuseau = Annotated[str, AfterValidator(_fuseau)]
"""L'heure légale d'un lieu, par son nom international : « Europe/Paris »."""


class EspaceDuReseau(Enregistrement):
    """La porte du site réservé. `demander_acces` : à quel service, et comment ; `courriel` : une boîte générique."""

    adresse: AdresseWeb | None = None
    demander_acces: Texte | None = None
    courriel: Courriel | None = None


class Territoire(Enregistrement):
    """Le fichier `territoire.yaml`.

    `lieux_a_revoir_apres_mois` : au bout de combien de mois la vérification d'un lieu ne vaut plus, s'il ne le dit pas.
    """

    nom: Texte
    nom_officiel: Texte
    sigle: Texte | None = None
    siren: Siren
    departement: Texte
    zone_de_plafonds: Identifiant
    fuseau_horaire: Fuseau = "Europe/Paris"
    lieux_a_revoir_apres_mois: Annotated[Entier, entre(1, 60)] = 12
    fictif: OuiNon
    hypothese: Hypothese
    portail: Portail
    dates_du_plan: DatesDuPlan
    depot: Depot | None = None
    reperes: Reperes
    reserve_sur_les_lieux: Texte | None = None
    espace_du_reseau: EspaceDuReseau | None = None
    contacts: tuple[Contact, ...]
    ce_site: CeSite = CeSite()
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    communes: Annotated[tuple[Commune, ...], Field(min_length=1)]

    @property
    def conformite(self) -> str:
        """L'état d'accessibilité déclaré, en toutes lettres : « non conforme », tant qu'aucun audit ne dit mieux."""
        return self.ce_site.accessibilite.conformite.replace("_", " ")
