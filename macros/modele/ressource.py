"""La bibliothèque du réseau : les documents partagés, et les fichiers qui vont avec."""

from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from .communs import AdresseWeb, Enregistrement, Identifiant, Jour, Texte, motif, refuser

Audience = Literal["public", "reseau"]
"""À qui un enregistrement ou une page se montre : à tous, ou au seul réseau des professionnels."""

EXTENSIONS = ("csv", "docx", "ods", "odt", "pdf", "pptx", "txt", "xlsx")
"""Les sortes de fichiers que l'on partage : celles que tout poste ouvre, et qui ne lancent rien."""

NomDeFichier = Annotated[
    str,
    motif(
        rf"[a-z0-9]+([.-][a-z0-9]+)*\.({'|'.join(EXTENSIONS)})",
        "{valeur} n'est pas le nom d'un fichier que l'on partage",
        "Écrivez le seul nom du fichier, en minuscules sans accent ni espace, par exemple guide-de-l-accueil.pdf "
        f"(sortes admises : {', '.join(EXTENSIONS)})",
    ),
]
"""Un fichier du dossier `reseau/documents/` : son nom, sans chemin."""


class Ressource(Enregistrement):
    """Un document partagé : un lien, ou un fichier de `reseau/documents/`.

    `version` et `date` : celles du document lui-même, absentes s'il n'en porte pas ; `remplace` : la ressource que
    celle-ci rend caduque ; `revoir_le` : le jour où son propriétaire la relit.
    """

    id: Identifiant
    titre: Texte
    type: Literal["guide", "modele", "formulaire", "convention", "bilan", "support", "texte"]
    themes: Annotated[tuple[Texte, ...], Field(min_length=1)]
    version: Texte | None = None
    date: Jour | None = None
    proprietaire: Texte
    audience: Audience
    resume: Texte
    lien: AdresseWeb | None = None
    fichier: NomDeFichier | None = None
    remplace: Identifiant | None = None
    revoir_le: Jour | None = None

    @model_validator(mode="after")
    def _un_acces(self) -> Self:
        if (self.lien is None) == (self.fichier is None):
            refuser("la ressource a un lien ou un fichier, et un seul", "Gardez lien: ou fichier:")
        if self.revoir_le is not None and self.date is not None and self.revoir_le <= self.date:
            refuser("la ressource serait à revoir avant d'être écrite", "Vérifiez date: et revoir_le:")
        return self


class Ressources(Enregistrement):
    """Le fichier `reseau/ressources.yaml`."""

    ressources: tuple[Ressource, ...]


@dataclass(frozen=True)
class Document:
    """Un fichier partagé. `empreinte` : son SHA-256 en hexadécimal, pour vérifier que l'on a bien le même."""

    nom: str
    contenu: bytes
    empreinte: str

    @property
    def octets(self) -> int:
        """Sa taille."""
        return len(self.contenu)

    @property
    def page(self) -> str:
        """Son adresse depuis la racine du site."""
        return f"reseau/documents/{self.nom}"
