"""Mesure la construction du site à plusieurs échelles : temps, mémoire, poids, et où va le temps.

Se lance à la main : `.venv/bin/python mesures/construction.py`. Rien n'est écrit hors d'un dossier provisoire.
"""

import argparse
import pstats
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from sonde import (
    Echec,
    Mesure,
    Poids,
    Site,
    lancer,
    millisecondes,
    octets,
    peser,
    peser_site,
    poids,
    premiere_visite,
    repeter,
    secondes,
    tableau,
)
from territoires import COMMUNES

RACINE = Path(__file__).resolve().parent.parent
FACTEURS = (1, 10)
FOIS = 3


@dataclass(frozen=True)
class Echelle:
    """Tout ce qui est mesuré à une échelle."""

    facteur: int
    donnees: int
    verification: Mesure
    construction: Mesure
    site: Site
    accueil: Poids
    guichets: Poids
    visite: Poids

    @property
    def par_page(self) -> float:
        """Les secondes de construction par page."""
        return self.construction.secondes / self.site.pages


def photographier(vers: Path) -> None:
    """Copie ce qui fait le site : toutes les mesures portent sur le même code, même si l'on y travaille."""
    for dossier in ("macros", "docs", "overrides", "data", "exemples"):
        shutil.copytree(RACINE / dossier, vers / dossier, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(RACINE / "mkdocs.yml", vers)


def fabriquer_a_part(facteur: int, vers: Path, copie: Path) -> None:
    """Dans un autre programme : la mémoire de celui-ci reste petite, et ne fausse pas celle qu'il mesure."""
    script = Path(__file__).with_name("territoires.py")
    lancer([sys.executable, str(script), "exemples/demonstration", str(vers), str(facteur)], copie)


def essais(facteur: int, fois: int) -> int:
    """Deux essais au plus quand un seul dure plus d'une minute."""
    return fois if facteur <= 10 else min(fois, 2)


def commande(verbe: str, donnees: Path, *reste: str) -> list[str]:
    """L'appel de `ppgd` que l'on mesure."""
    return [sys.executable, "-m", "macros", verbe, "--donnees", str(donnees), *reste]


def mesurer(facteur: int, fois: int, atelier: Path, copie: Path) -> Echelle:
    """Fabrique les données, vérifie, construit, pèse. Lève Echec."""
    donnees, site = atelier / f"donnees-{facteur}", atelier / f"site-{facteur}"
    fois = essais(facteur, fois)
    fabriquer_a_part(facteur, donnees, copie)
    verification = repeter(commande("verifier", donnees), copie, fois)
    construction = repeter(commande("construire", donnees, "--vers", str(site)), copie, fois)
    fichiers = [fichier for fichier in donnees.rglob("*.yaml") if fichier.name == "guichets.yaml"]
    commune = next(page.parent.name for page in sorted((site / "guichets").glob("*/index.html")))
    return Echelle(
        facteur=facteur,
        donnees=sum(fichier.stat().st_size for fichier in fichiers),
        verification=verification,
        construction=construction,
        site=peser_site(site),
        accueil=peser([site / "index.html"]),
        guichets=peser([site / "guichets" / "index.html"]),
        visite=premiere_visite(site, f"guichets/{commune}/index.html"),
    )


def presenter(echelles: Sequence[Echelle]) -> str:
    """Le tableau des échelles, prêt pour le LISEZMOI."""
    base = echelles[0].par_page
    ajoutees = ["—"]
    for avant, apres in pairwise(echelles):
        secondes_de_plus = apres.construction.secondes - avant.construction.secondes
        ajoutees.append(millisecondes(secondes_de_plus / (apres.site.pages - avant.site.pages)))
    colonnes = [
        (
            f"{e.facteur} ×",
            str(e.facteur * COMMUNES),
            octets(e.donnees),
            str(e.site.pages),
            secondes(e.verification.secondes),
            secondes(e.construction.secondes),
            millisecondes(e.par_page),
            f"{e.par_page / base:.2f}".replace(".", ","),
            ajoutee,
            octets(e.verification.memoire),
            octets(e.construction.memoire),
            octets(e.site.taille),
            poids(e.site.moyenne),
            f"{poids(e.site.maximum)}, {e.site.plus_lourde or 'accueil'}",
            poids(e.accueil),
            poids(e.guichets),
            poids(e.visite),
        )
        for e, ajoutee in zip(echelles, ajoutees, strict=True)
    ]
    noms = (
        "Échelle",
        "Communes, et autant de guichets",
        "Taille de guichets.yaml",
        "Pages HTML",
        "Vérifier seul",
        "Vérifier et construire",
        "Construction, par page",
        "Rapport à la première échelle",
        "Par page ajoutée depuis l'échelle précédente",
        "Mémoire au plus haut, vérifier",
        "Mémoire au plus haut, construire",
        "Taille du site",
        "HTML d'une page, moyenne (gzip)",
        "HTML d'une page, maximum (gzip)",
        "Page d'accueil (gzip)",
        "Page guichets/ (gzip)",
        "Première visite d'une page de commune (gzip)",
    )
    lignes = [(nom, *(colonne[rang] for colonne in colonnes)) for rang, nom in enumerate(noms)]
    return tableau("Le site, à chaque échelle", lignes)


def profiler(facteur: int, atelier: Path, copie: Path, combien: int = 24) -> str:
    """Où va le temps d'une construction : les fonctions les plus chères, tout compris, puis par elles-mêmes."""
    donnees, releve, site = atelier / f"donnees-{facteur}", atelier / "profil", atelier / "site-profil"
    fabriquer_a_part(facteur, donnees, copie)
    lancer(commande("verifier", donnees), copie)
    appel = commande("construire", donnees, "--vers", str(site))
    lancer([appel[0], "-m", "cProfile", "-o", str(releve), *appel[1:]], copie)
    if not site.exists():  # cProfile tait le code de sortie
        raise Echec("La construction profilée n'a rien écrit.")
    statistiques: dict[tuple[str, int, str], tuple[int, int, float, float, object]]
    statistiques = pstats.Stats(str(releve)).stats  # type: ignore[attr-defined]
    total = sum(ligne[2] for ligne in statistiques.values())
    rendu = f"\nProfil à l'échelle {facteur} × ({secondes(total)} sous cProfile)\n"
    vues = {
        "Le projet, tout compris": (3, str(copie)),
        "Tout, tout compris": (3, ""),
        "Tout, par soi-même": (2, ""),
    }
    for titre, (rang, debut) in vues.items():
        temps = {
            cle: (float((valeurs[2], valeurs[3])[rang - 2]), valeurs[1])
            for cle, valeurs in statistiques.items()
            if cle[0].startswith(debut)
        }
        lignes: list[tuple[str, ...]] = [("Fonction", "Temps", "Part", "Appels")]
        for (fichier, ligne, nom), (duree, appels) in sorted(temps.items(), key=lambda p: -p[1][0])[:combien]:
            lieu = "/".join(Path(fichier).parts[-2:]) + f":{ligne} " if ligne else ""
            lignes.append((f"`{lieu}{nom}`", secondes(duree), f"{duree / total:.0%}", str(appels)))
        rendu += tableau(titre, lignes)
    return rendu


def _entiers(texte: str) -> tuple[int, ...]:
    return tuple(int(morceau) for morceau in texte.split(","))


def main() -> int:
    """Rend 0, ou 1 si une construction a échoué."""
    analyseur = argparse.ArgumentParser(description="Mesure la construction du site à plusieurs échelles.")
    analyseur.add_argument("--echelles", type=_entiers, default=FACTEURS, help="par exemple 1,10,50")
    analyseur.add_argument(
        "--fois", type=int, default=FOIS, help="essais par mesure ; le plus court est gardé"
    )
    analyseur.add_argument("--profil", type=int, metavar="ÉCHELLE", help="dit seulement où va le temps")
    choix = analyseur.parse_args()
    with tempfile.TemporaryDirectory(prefix="mesures-") as nom:
        atelier, copie = Path(nom), Path(nom) / "depot"
        photographier(copie)
        try:
            if choix.profil:
                print(profiler(choix.profil, atelier, copie))
                return 0
            echelles = []
            for facteur in choix.echelles:
                print(f"Échelle {facteur} ×…", file=sys.stderr, flush=True)
                echelles.append(mesurer(facteur, choix.fois, atelier, copie))
                print(presenter(echelles[-1:]), file=sys.stderr, flush=True)
            print(presenter(echelles))
        except Echec as echec:
            print(f"La mesure a échoué :\n{echec}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
