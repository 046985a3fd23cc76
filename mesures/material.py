"""Le même texte, en Markdown simple, construit par Material sans rien d'autre : à quoi le site se compare.

Se lance à la main : `.venv/bin/python mesures/material.py`. Chaque page du site construit est relue et réécrite
en Markdown ; les deux sites ont donc le même nombre de pages et le même texte.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from construction import FOIS, commande, fabriquer_a_part, photographier
from construction import essais as nombre_d_essais
from lxml import html
from sonde import (
    Echec,
    Mesure,
    Poids,
    Site,
    lancer,
    millisecondes,
    octets,
    peser_site,
    poids,
    premiere_visite,
    repeter,
    secondes,
    tableau,
)

ECHELLES = (1, 10, 50)
MENU_MAXIMAL = 10
"""Au-delà, le menu complet n'est pas mesuré : son poids croît comme le carré du nombre de pages."""

_COMMUN = """\
site_name: Demande de logement social
theme:
  name: material
  font: false
  language: fr
plugins:
  - search
validation:
  nav:
    omitted_files: ignore
"""

VARIANTES = {
    "hors du menu": _COMMUN + "nav:\n  - Accueil: index.md\n",
    "toutes au menu": _COMMUN,
}
"""Sans `nav`, MkDocs met toutes les pages au menu."""

_TITRES = {"h1": "# ", "h2": "## ", "h3": "### ", "h4": "#### "}
_LISTES = ("ul", "ol", "dl", "table")
_BLOCS = ("p", "h2", "h3", "li", "dd", "tr")
_SANS_TEXTE = {"script", "style", "svg", "caption"}


@dataclass(frozen=True)
class Essai:
    """Un site Material mesuré."""

    nom: str
    construction: Mesure
    site: Site
    accueil: Poids
    commune: Poids

    @property
    def colonne(self) -> tuple[str, ...]:
        """Ses chiffres, dans l'ordre des lignes du tableau."""
        return (
            self.nom,
            str(self.site.pages),
            secondes(self.construction.secondes),
            millisecondes(self.construction.secondes / self.site.pages),
            octets(self.construction.memoire),
            octets(self.site.taille),
            poids(self.site.moyenne),
            poids(self.site.maximum),
            poids(self.accueil),
            poids(self.commune),
        )


def recopier(site: Path, vers: Path) -> None:
    """Réécrit en Markdown chaque page du site, sauf la page 404, que Material fait lui-même."""
    for page in sorted(site.rglob("index.html")):
        dossier = page.parent.relative_to(site)
        a_des_filles = any(page.parent.glob("*/index.html"))
        fichier = vers / dossier / "index.md" if a_des_filles else vers / f"{dossier}.md"
        fichier.parent.mkdir(parents=True, exist_ok=True)
        corps = next(html.fromstring(page.read_bytes()).iter("main"))
        fichier.write_text("\n\n".join(_blocs(corps)) + "\n", encoding="utf-8")


def _blocs(noeud: html.HtmlElement) -> Iterator[str]:
    """Les titres, paragraphes, éléments de listes et lignes de tableaux, chacun en Markdown."""
    for enfant in noeud:
        balise = enfant.tag
        if not isinstance(balise, str) or balise in _SANS_TEXTE or enfant.get("class") == "sommaire":
            continue
        if balise == "tr":
            yield "- " + " : ".join(_phrase(case) for case in enfant)
        elif balise in _LISTES or next(enfant.iterdescendants(*_BLOCS), None) is not None:
            yield from _blocs(enfant)
        elif texte := _phrase(enfant):
            yield _TITRES.get(balise, "- " if balise in ("li", "dd") else "") + texte


def _phrase(noeud: html.HtmlElement) -> str:
    morceaux = [escape(noeud.text or "", quote=False)]
    for enfant in noeud:
        if enfant.tag not in _SANS_TEXTE:
            texte, lien = _phrase(enfant), enfant.get("href", "")
            morceaux.append(f"[{texte}]({lien})" if ":" in lien and texte else texte)
        morceaux.append(" " if enfant.tag == "br" else "")
        morceaux.append(escape(enfant.tail or "", quote=False))
    return " ".join("".join(morceaux).split())


def mesurer(facteur: int, fois: int, atelier: Path, copie: Path) -> list[Essai]:
    """Construit le site, le recopie en Markdown, le reconstruit avec Material seul. Lève Echec."""
    donnees, notre = atelier / f"donnees-{facteur}", atelier / f"site-{facteur}"
    fabriquer_a_part(facteur, donnees, copie)
    lancer(commande("construire", donnees, "--vers", str(notre)), copie)
    commune = next(page.relative_to(notre) for page in sorted((notre / "guichets").glob("*/index.html")))
    mesures = []
    for rang, (nom, configuration) in enumerate(VARIANTES.items()):
        if rang and facteur > MENU_MAXIMAL:
            continue
        dossier = atelier / f"material-{facteur}-{rang}"
        recopier(notre, dossier / "docs")
        (dossier / "mkdocs.yml").write_text(configuration, encoding="utf-8")
        mesure = repeter(
            [sys.executable, "-m", "mkdocs", "build", "--quiet"], dossier, nombre_d_essais(facteur, fois)
        )
        site = dossier / "site"
        mesures.append(
            Essai(
                nom=f"{facteur} ×, {nom}",
                construction=mesure,
                site=peser_site(site),
                accueil=premiere_visite(site, "index.html"),
                commune=premiere_visite(site, str(commune)),
            )
        )
        print(tableau("", list(zip(_LIGNES, mesures[-1].colonne, strict=True))), file=sys.stderr, flush=True)
    return mesures


_LIGNES = (
    "Échelle et menu",
    "Pages HTML",
    "Construction",
    "Construction, par page",
    "Mémoire au plus haut",
    "Taille du site",
    "HTML d'une page, moyenne (gzip)",
    "HTML d'une page, maximum (gzip)",
    "Première visite, accueil (gzip)",
    "Première visite, page de commune (gzip)",
)


def presenter(essais: Sequence[Essai]) -> str:
    """Le tableau des essais, prêt pour le LISEZMOI."""
    return tableau(
        "Material seul, même texte", list(zip(_LIGNES, *(essai.colonne for essai in essais), strict=True))
    )


def main() -> int:
    """Rend 0, ou 1 si une construction a échoué."""
    analyseur = argparse.ArgumentParser(description="Mesure un site Material simple, au même texte.")
    analyseur.add_argument(
        "--echelles", type=lambda texte: tuple(map(int, texte.split(","))), default=ECHELLES
    )
    analyseur.add_argument(
        "--fois", type=int, default=FOIS, help="essais par mesure ; le plus court est gardé"
    )
    choix = analyseur.parse_args()
    with tempfile.TemporaryDirectory(prefix="mesures-") as nom:
        atelier, copie = Path(nom), Path(nom) / "depot"
        photographier(copie)
        essais: list[Essai] = []
        try:
            for facteur in choix.echelles:
                essais += mesurer(facteur, choix.fois, atelier, copie)
        except Echec as echec:
            print(f"La mesure a échoué :\n{echec}", file=sys.stderr)
            return 1
        print(presenter(essais))
    return 0


if __name__ == "__main__":
    sys.exit(main())
