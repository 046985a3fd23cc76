"""Tout ce qui doit être vrai avant de construire : les données, et les pages qui les citent."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from .chargement import DonneesInvalides, charger
from .lecture import Probleme
from .modele.catalogue import Catalogue
from .rendu import Page, Rendu, citations, faits_cites, lire_page, verifier_pages


@dataclass(frozen=True)
class Verifie:
    """Un catalogue valide, les pages écrites à la main, et les pages qui citent chaque fait."""

    catalogue: Catalogue
    pages: tuple[Page, ...]
    citations: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


def tout_verifier(donnees: Path, docs: Path, aujourd_hui: date) -> Verifie:
    """Charge les données et confronte les pages. Lève DonneesInvalides, avec tous les problèmes."""
    projet = docs.parent
    nom = donnees.relative_to(projet).as_posix() if donnees.is_relative_to(projet) else str(donnees)
    catalogue = charger(donnees, nom, projet / "data").pour("public")
    pages: list[Page] = []
    problemes: list[Probleme] = []
    for chemin in sorted(docs.rglob("*.md")):
        fichier = f"{docs.name}/{chemin.relative_to(docs).as_posix()}"
        try:
            pages.append(lire_page(chemin, fichier))
        except UnicodeDecodeError:
            conseil = "Enregistrez-la de nouveau en choisissant l'encodage « UTF-8 »"
            problemes.append(Probleme.du_fichier(fichier, "la page n'est pas écrite en UTF-8", conseil))
        except (OSError, RecursionError):
            conseil = "Remplacez-la par un fichier de texte ordinaire"
            problemes.append(Probleme.du_fichier(fichier, "la page ne peut pas être lue", conseil))
    rendu = Rendu(catalogue, aujourd_hui)
    problemes += verifier_pages(pages, rendu)
    problemes += _fiches_sans_page(catalogue, pages, docs.name)
    problemes += _pages_en_double(catalogue, pages)
    if problemes:
        raise DonneesInvalides(problemes)
    return Verifie(catalogue, tuple(pages), _citations(pages, rendu, catalogue))


def _fiches_sans_page(catalogue: Catalogue, pages: list[Page], docs: str) -> Iterator[Probleme]:
    """Chaque fiche a sa page, qui l'appelle."""
    appels = {page.fichier: [a.arguments for a in page.appels if a.macro == "fiche"] for page in pages}
    for fiche in catalogue.fiches:
        page = f"{docs}/{fiche.page.rstrip('/')}.md"
        appel = f'{{{{ fiche("{fiche.id}") }}}}'
        if page not in appels:
            constat = f"la fiche « {fiche.id} » n'a pas sa page"
            yield Probleme.du_fichier(page, constat, f"Créez ce fichier avec un titre et l'appel {appel}")
        elif (fiche.id,) not in appels[page]:
            constat = f"cette page ne montre pas la fiche « {fiche.id} », dont elle porte le nom"
            yield Probleme.du_fichier(page, constat, f"Écrivez-y l'appel {appel}")


def _pages_en_double(catalogue: Catalogue, pages: list[Page]) -> Iterator[Probleme]:
    """Deux sources pour une même adresse : MkDocs garderait l'une des deux sans le dire."""
    prises = {
        commune.page: f"la page que le site fait pour {commune.nom}"
        for commune in catalogue.territoire.communes
    }
    for page in pages:
        if (autre := prises.get(adresse_de(page.fichier))) is not None:
            constat = f"cette page prendrait l'adresse qu'occupe déjà {autre}"
            yield Probleme.du_fichier(page.fichier, constat, "Renommez ce fichier, ou retirez-le")
        prises[adresse_de(page.fichier)] = page.fichier


def adresse_de(fichier: str) -> str:
    """L'adresse d'une page d'après son fichier : « docs/plan/index.md » donne « plan/ »."""
    chemin = fichier.split("/", 1)[1].removesuffix(".md")
    chemin = re.sub(r"(^|/)(index|README)$", r"\1", chemin)
    return chemin if not chemin or chemin.endswith("/") else f"{chemin}/"


def _citations(pages: list[Page], rendu: Rendu, catalogue: Catalogue) -> dict[str, list[tuple[str, str]]]:
    """Titre et adresse des pages qui citent chaque fait ; sans titre, c'est la page de chaque commune."""
    par_fait = {
        fait: [(page.titre, adresse_de(page.fichier)) for page in citantes]
        for fait, citantes in citations(pages, rendu).items()
    }
    for fait in faits_cites(rendu.commune(catalogue.territoire.communes[0].code_insee)):
        par_fait.setdefault(fait, []).append(("", "guichets/"))
    return par_fait
