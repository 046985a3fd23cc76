"""Un fait : une affirmation sur la demande de logement social, avec sa source et l'état de sa vérification."""

import re
from typing import Literal, Self

from pydantic import model_validator

from .communs import Enregistrement, Identifiant, Jour, Source, Texte, refuser
from .telephone import lien_d_appel

_UN_SEUL = "Écrivez un seul numéro, par exemple 115, ou plusieurs séparés par une barre : 17 / 114"

Verification = Literal["lu", "lu_ancien", "secondaire", "derive", "calcule", "non_relu", "definition"]
"""lu : texte ou page officielle lus dans un état récent ; lu_ancien : lus dans une version ancienne ;
secondaire : lu chez un tiers ; derive, calcule : déduit ou calculé de faits lus ; non_relu : connaissance
générale à vérifier ; definition : simple sens d'un mot."""

Confiance = Literal["haute", "moyenne"]


class Fait(Enregistrement):
    """Une affirmation citable par `{{ fait("…") }}`."""

    id: Identifiant
    sujet: Identifiant
    enonce: Texte
    valeur: Texte | None = None
    unite: Texte | None = None
    en_vigueur_depuis: Jour | None = None
    source: Source
    etat_de_la_source: Texte
    verifie_le: Jour | None = None
    verification: Verification
    confiance: Confiance
    note: Texte | None = None

    @model_validator(mode="after")
    def _numero_composable(self) -> Self:
        if self.numero is not None and not re.fullmatch(r"[0-9][0-9 .]{1,15}", self.numero):
            refuser("« valeur » n'est pas un numéro que l'on peut composer", _UN_SEUL)
        return self

    @property
    def numero(self) -> str | None:
        """Le numéro à composer que donne le fait, s'il en donne un seul."""
        seul = self.unite in ("téléphone", "SMS") and self.valeur is not None and "/" not in self.valeur
        return self.valeur if seul else None

    @property
    def appel(self) -> str | None:
        """L'adresse du lien qui appelle ce numéro, ou qui lui écrit : « tel:115 », « sms:114 »."""
        return lien_d_appel(self.numero, par_sms=self.unite == "SMS") if self.numero else None

    @property
    def page(self) -> str:
        """L'adresse de sa source sur le site : « sources/validite/#fait-validite-un-an »."""
        return f"sources/{self.sujet}/#fait-{self.id}"

    @property
    def est_confirme(self) -> bool:
        """Vrai si la règle a été lue dans un texte actuel, ou si ce n'est qu'une définition."""
        return self.verification in ("lu", "definition") and self.confiance == "haute"


class Sujet(Enregistrement):
    """Ce dont parlent plusieurs faits, et le titre sous lequel la page des sources les range."""

    id: Identifiant
    titre: Texte

    @property
    def page(self) -> str:
        """L'adresse de sa page depuis la racine du site : « sources/validite/ »."""
        return f"sources/{self.id}/"


class Faits(Enregistrement):
    """Les fichiers `demandeur/faits.yaml`, qui donne les sujets, et `faits_du_territoire.yaml`."""

    sujets: tuple[Sujet, ...] = ()
    faits: tuple[Fait, ...]
