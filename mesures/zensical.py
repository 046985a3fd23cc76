"""Essaie de construire le site avec Zensical, et compare chaque page à celle de MkDocs.

Se lance à la main : `.venv/bin/python mesures/zensical.py` (`--detail` montre la première différence de chaque page,
`--garder DOSSIER` laisse les trois sites). Zensical est installé à part, aux versions exactes de `zensical.lock` ;
rien n'est écrit hors d'un dossier provisoire. Ce que l'on en conclut est dans `decisions/`.
"""

import argparse
import json
import os
import posixpath
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from construction import commande, photographier
from lxml import html
from sonde import Echec, Mesure, lancer, secondes, tableau

ICI = Path(__file__).resolve().parent
ADRESSE = "https://exemple.fr/"

MENU_ET_SIGLES = "//nav[@class='sommaire'] | //div[@class='sigles'] | //a[@id='__skip']"
"""Ce que le gabarit ajoute au contenu : hors de la comparaison quand le gabarit n'est pas le nôtre."""


@dataclass(frozen=True)
class Page:
    """Une page construite. `contenu` choisit son texte : notre `main`, ou l'`article` du thème de Zensical."""

    chemin: str
    arbre: html.HtmlElement
    contenu: html.HtmlElement

    @cached_property
    def texte(self) -> str:
        """Le texte du contenu, espaces réduits."""
        return _texte(self.contenu)

    @cached_property
    def entiere(self) -> str:
        """Tout ce que la page dit : titre, description, adresse, en-tête, menu, contenu et pied."""
        dits = self.arbre.xpath("//title/text() | //meta/@content | //link[@rel='canonical']/@href")
        return "\n".join([*map(str, dits), _texte(self.arbre.find("body"))])

    @cached_property
    def liens(self) -> list[str]:
        """Où mènent les liens du contenu, depuis la racine du site."""
        return sorted(self._arrivee(str(lien)) for lien in self.contenu.xpath(".//@href | .//@src"))

    @cached_property
    def ancres(self) -> list[str]:
        """Les endroits du contenu que l'on peut viser."""
        return sorted(map(str, self.contenu.xpath(".//@id")))

    def _arrivee(self, lien: str) -> str:
        morceaux = urlsplit(lien)
        if morceaux.scheme or morceaux.netloc:
            return lien
        chemin = (
            posixpath.join(posixpath.dirname(self.chemin), morceaux.path) if morceaux.path else self.chemin
        )
        arrivee = posixpath.normpath(chemin).removesuffix("index.html").rstrip("/")
        return f"{arrivee or '.'}#{morceaux.fragment}"


def _texte(noeud: html.HtmlElement) -> str:
    return " ".join("".join(map(str, noeud.itertext())).split())


@dataclass
class Essai:
    """Un site de Zensical comparé à celui de MkDocs : les pages de chaque sorte, et pourquoi elles diffèrent."""

    construction: Mesure
    attendues: int
    manquantes: list[str] = field(default_factory=list)
    identiques: list[str] = field(default_factory=list)
    differentes: dict[str, str] = field(default_factory=dict)
    liens: list[str] = field(default_factory=list)
    ancres: list[str] = field(default_factory=list)
    entieres: list[str] = field(default_factory=list)
    morts: list[dict[str, str]] = field(default_factory=list)
    absents: list[str] = field(default_factory=list)
    en_trop: list[str] = field(default_factory=list)


def lire(site: Path, contenu: str, sans: str = "") -> dict[str, Page]:
    """Les pages d'un site, par chemin. `contenu`, `sans` : ce que l'on compare, et ce que l'on en retire (XPath)."""
    pages = {}
    for fichier in sorted(site.rglob("*.html")):
        chemin = fichier.relative_to(site).as_posix()
        arbre = html.parse(str(fichier), html.HTMLParser(encoding="utf-8")).getroot()
        for parasite in arbre.xpath("//script | //style" + (f" | {sans}" if sans else "")):
            parasite.drop_tree()
        if trouves := arbre.xpath(contenu):
            pages[chemin] = Page(chemin, arbre, trouves[0])
    return pages


def comparer(reference: dict[str, Page], essayees: dict[str, Page], construction: Mesure) -> Essai:
    """Page par page : le texte, l'arrivée des liens, les ancres, et la page entière."""
    essai = Essai(construction, len(reference))
    for chemin, voulue in reference.items():
        if (faite := essayees.get(chemin)) is None:
            essai.manquantes.append(chemin)
            continue
        if faite.texte == voulue.texte:
            essai.identiques.append(chemin)
        else:
            essai.differentes[chemin] = _ou(voulue.texte, faite.texte)
        for rangees, lire_de in _ASPECTS:
            if lire_de(faite) == lire_de(voulue):
                rangees(essai).append(chemin)
    return essai


_ASPECTS: tuple[tuple[Callable[[Essai], list[str]], Callable[[Page], object]], ...] = (
    (lambda essai: essai.liens, lambda page: page.liens),
    (lambda essai: essai.ancres, lambda page: page.ancres),
    (lambda essai: essai.entieres, lambda page: page.entiere),
)


def _ou(voulu: str, fait: str) -> str:
    """La première différence, et ce qui l'entoure."""
    couples = enumerate(zip(voulu, fait, strict=False))
    rang = next((rang for rang, (un, autre) in couples if un != autre), min(len(voulu), len(fait)))
    debut = max(0, rang - 30)
    return f"« {voulu[debut : rang + 50]} » devient « {fait[debut : rang + 50]} »"


def _fichiers(site: Path) -> set[str]:
    noms = (fichier.relative_to(site).as_posix() for fichier in site.rglob("*") if fichier.is_file())
    return {nom for nom in noms if not nom.endswith(".html") and not nom.startswith(".")}


def essayer(atelier: Path) -> Iterator[tuple[str, Essai]]:
    """Prépare, installe, construit trois fois, compare. Lève Echec."""
    copie, outils, isole = atelier / "depot", atelier / "outils", atelier / "venv"
    photographier(copie)
    # À part de mesures/ : material.py et zensical.py y cacheraient les paquets du même nom.
    outils.mkdir()
    for nom in ("zensical_autour.py", "zensical_porte.py"):
        shutil.copy(ICI / nom, outils)
    os.environ |= {"PYTHONPATH": f"{copie}{os.pathsep}{outils}", "PPGD_ADRESSE": ADRESSE}
    lancer([sys.executable, "-m", "venv", str(isole)], atelier)
    pip = [str(isole / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check"]
    lancer([*pip, "--no-deps", "--require-hashes", "-r", str(ICI / "zensical.lock")], atelier)
    lancer(commande("construire", copie / "data", "--vers", str(copie / "mkdocs")), copie)
    autour = [sys.executable, str(outils / "zensical_autour.py")]
    lancer([*autour, "avant"], copie)
    for titre, dossier, choix, notre, sien in (
        ("Réglage seul", "seul", MENU_ET_SIGLES, "//div[@class='texte']", "//article"),
        ("Avec nos crochets autour", "complet", "", "//main", "//main"),
    ):
        print(f"{titre}…", file=sys.stderr, flush=True)
        zensical = [str(isole / "bin" / "zensical"), "build", "--strict", "-f", f"{dossier}.yml"]
        mesure = lancer(zensical, copie)
        trouves, voulus = _fichiers(copie / dossier), _fichiers(copie / "mkdocs")
        lancer([*autour, "apres", dossier], copie)
        essai = comparer(lire(copie / "mkdocs", notre, choix), lire(copie / dossier, sien, choix), mesure)
        essai.morts = json.loads((copie / f"{dossier}.liens.json").read_text(encoding="utf-8"))
        essai.absents, essai.en_trop = sorted(voulus - trouves), sorted(trouves - voulus)
        yield titre, essai


def presenter(essais: list[tuple[str, Essai]]) -> str:
    """Le tableau des essais, prêt pour le registre des décisions."""
    lignes = [
        ("", *(titre for titre, _ in essais)),
        ("Pages attendues", *(str(e.attendues) for _, e in essais)),
        ("Pages construites", *(str(e.attendues - len(e.manquantes)) for _, e in essais)),
        ("Contenu au texte identique", *(str(len(e.identiques)) for _, e in essais)),
        ("Contenu au texte différent", *(str(len(e.differentes)) for _, e in essais)),
        ("Mêmes arrivées de liens", *(str(len(e.liens)) for _, e in essais)),
        ("Mêmes ancres", *(str(len(e.ancres)) for _, e in essais)),
        ("Page entière identique (titre, menu, fil, pied)", *(str(len(e.entieres)) for _, e in essais)),
        ("Liens morts", *(str(len(e.morts)) for _, e in essais)),
        ("Autres fichiers qui manquent", *(_noms(e.absents) for _, e in essais)),
        ("Autres fichiers en trop", *(_noms(e.en_trop) for _, e in essais)),
        ("Construction", *(secondes(e.construction.secondes) for _, e in essais)),
    ]
    return tableau("Le site sous Zensical, comparé page par page à celui de MkDocs", lignes)


def _noms(fichiers: list[str]) -> str:
    return ", ".join(fichiers) if len(fichiers) <= 3 else str(len(fichiers))


QUI_FAIT_QUOI = (
    ("Quoi", "Réglage seul", "Avec nos crochets autour"),
    ("Macros des pages, Markdown, typographie, tables des matières", "le moteur", "le moteur"),
    ("Gabarit de la page", "le moteur, avec son thème", "le moteur, avec le nôtre adapté"),
    ("Vérification des données", "nous, refaite à chaque page", "nous, une fois"),
    ("Pages des communes et des sujets de sources", "personne", "nous, avant : des fichiers Markdown"),
    ("Fil d'Ariane, fichier à corriger, territoire", "personne", "nous, avant, par la porte"),
    ("Sigles expliqués", "personne", "nous, par une extension de Markdown"),
    ("Page d'erreur, plan du site", "le moteur, en anglais", "le moteur, avec nos gabarits"),
    ("Liens morts, fichier de recherche retiré", "nous, après", "nous, après"),
)


def main() -> int:
    """Rend 0, ou 1 si un site n'a pas pu être construit."""
    analyseur = argparse.ArgumentParser(description="Construit le site avec Zensical et le compare.")
    analyseur.add_argument("--detail", action="store_true", help="la première différence de chaque page")
    analyseur.add_argument("--garder", type=Path, metavar="DOSSIER", help="où laisser les trois sites")
    choix = analyseur.parse_args()
    with tempfile.TemporaryDirectory(prefix="zensical-") as nom:
        try:
            essais = list(essayer(Path(nom)))
        except Echec as echec:
            print(f"L'essai a échoué :\n{echec}", file=sys.stderr)
            return 1
        if choix.garder:
            for site in ("mkdocs", "seul", "complet"):
                shutil.copytree(Path(nom) / "depot" / site, choix.garder / site)
    print(presenter(essais))
    print(tableau("Qui fait quoi", list(QUI_FAIT_QUOI)))
    if choix.detail:
        for titre, essai in essais:
            for page, difference in essai.differentes.items():
                print(f"{titre} : {page} : {difference}")
            for mort in essai.morts:
                print(f"{titre} : {mort['page']} : lien mort {mort['lien']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
