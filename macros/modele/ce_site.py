"""Ce que seule la collectivité peut dire de son site : qui l'édite, l'héberge, en répond."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import model_validator

from .communs import AdresseWeb, Courriel, Enregistrement, Jour, Nombre, Texte, entre, refuser
from .telephone import Telephone

Conformite = Literal["non_conforme", "partiellement_conforme", "totalement_conforme"]
"""L'état que la loi demande d'afficher (loi n° 2005-102, article 47 ; décret n° 2019-768)."""

_TAUX_EXIGE = {"non_conforme": 0, "partiellement_conforme": 50, "totalement_conforme": 100}
"""La part des critères qu'un audit doit trouver respectés, en pour cent."""


class Editeur(Enregistrement):
    """La collectivité qui édite le site. Le nom officiel et le SIREN sont déjà au territoire.

    `adresse` : celle du siège ; `courriel` : une boîte générique ; `directeur_de_la_publication` : sa fonction, par
    exemple « le président de la Communauté urbaine ».
    """

    adresse: Texte | None = None
    telephone: Telephone | None = None
    courriel: Courriel | None = None
    directeur_de_la_publication: Texte | None = None


class Hebergeur(Enregistrement):
    """L'entreprise ou le service dont les machines servent le site."""

    nom: Texte | None = None
    adresse: Texte | None = None
    telephone: Telephone | None = None


class Audit(Enregistrement):
    """Un audit d'accessibilité mené à son terme. `taux` : la part des critères respectés, en pour cent."""

    date: Jour
    auditeur: Texte
    taux: Annotated[Nombre, entre(0, 100)]
    rapport: AdresseWeb | None = None


class Accessibilite(Enregistrement):
    """L'état déclaré, et à qui écrire. `declaree_le` : le jour où la déclaration a été établie.

    `engagement` : la phrase par laquelle la collectivité s'engage ; `schema_pluriannuel` et `plan_d_action` : les
    adresses où ils se lisent.
    """

    conformite: Conformite = "non_conforme"
    audit: Audit | None = None
    engagement: Texte | None = None
    declaree_le: Jour | None = None
    courriel: Courriel | None = None
    telephone: Telephone | None = None
    schema_pluriannuel: AdresseWeb | None = None
    plan_d_action: AdresseWeb | None = None

    @model_validator(mode="after")
    def _prouvee_par_un_audit(self) -> Self:
        exige = _TAUX_EXIGE[self.conformite]
        if exige and self.audit is None:
            refuser(
                f"« conformite: {self.conformite} » annonce un résultat que rien ne prouve",
                "Ajoutez « audit » avec sa date, son auditeur et son taux, ou écrivez conformite: non_conforme",
            )
        if self.audit is not None and self.audit.taux < exige:
            trouve = str(self.audit.taux).replace(".", ",")
            refuser(
                f"« conformite: {self.conformite} » demande un taux d'au moins {exige}, et l'audit trouve {trouve}",
                "Corrigez le taux, ou écrivez l'état que l'audit permet",
            )
        return self


class DonneesPersonnelles(Enregistrement):
    """À qui écrire pour ses droits. `courriel` : la boîte du délégué à la protection des données, sans nom d'agent."""

    courriel: Courriel | None = None
    adresse: Texte | None = None


class Journaux(Enregistrement):
    """Les journaux du serveur : combien de temps ils sont gardés, et quel service les lit."""

    duree_de_conservation: Texte | None = None
    lus_par: Texte | None = None


class CeSite(Enregistrement):
    """Le groupe `ce_site` de `territoire.yaml`. Ce qui n'y est pas s'affiche « à compléter »."""

    editeur: Editeur = Editeur()
    hebergeur: Hebergeur = Hebergeur()
    accessibilite: Accessibilite = Accessibilite()
    donnees_personnelles: DonneesPersonnelles = DonneesPersonnelles()
    journaux: Journaux = Journaux()

    @property
    def mentions(self) -> dict[str, str | date | None]:
        """Chaque mention par son chemin, « editeur.adresse » ; rien pour celles qui manquent."""
        lues: dict[str, str | date | None] = {}
        for groupe in type(self).model_fields:
            for champ, valeur in getattr(self, groupe):
                if (groupe, champ) not in (("accessibilite", "conformite"), ("accessibilite", "audit")):
                    lues[f"{groupe}.{champ}"] = valeur
        return lues

    @property
    def manquantes(self) -> tuple[str, ...]:
        """Le chemin de chaque mention que la collectivité doit encore donner."""
        return tuple(chemin for chemin, valeur in self.mentions.items() if valeur is None)
