"""Mesurer un programme (temps, mémoire) et peser un site (pages, octets)."""

import json
import os
import re
import subprocess
import tempfile
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from lxml import html

DATE_DE_CONSTRUCTION = "1795262400"
"""Le 21 novembre 2026 à midi : les pages, qui disent des âges, pèsent le même poids à chaque mesure."""


class Echec(Exception):
    """Le programme mesuré a échoué ; le message est ce qu'il a écrit."""


@dataclass(frozen=True)
class Mesure:
    """`secondes` : le temps écoulé ; `memoire` : le plus haut, en octets."""

    secondes: float
    memoire: int


def lancer(commande: Sequence[str], dossier: Path) -> Mesure:
    """Un programme neuf, mesuré seul. Lève Echec."""
    environnement = {
        **os.environ,
        "NO_MKDOCS_2_WARNING": "1",
        "SOURCE_DATE_EPOCH": DATE_DE_CONSTRUCTION,
    }
    with tempfile.TemporaryFile() as sortie:
        depart = time.perf_counter()
        enfant = subprocess.Popen(commande, cwd=dossier, env=environnement, stdout=sortie, stderr=sortie)
        _, etat, ressources = os.wait4(enfant.pid, 0)
        secondes = time.perf_counter() - depart
        enfant.returncode = os.waitstatus_to_exitcode(etat)
        if enfant.returncode:
            sortie.seek(0)
            raise Echec(sortie.read().decode("utf-8", "replace")[-3000:])
    return Mesure(secondes, ressources.ru_maxrss * 1024)


def repeter(commande: Sequence[str], dossier: Path, fois: int) -> Mesure:
    """Le temps le plus court et la mémoire la plus haute de plusieurs essais. Lève Echec."""
    essais = [lancer(commande, dossier) for _ in range(fois)]
    return Mesure(min(e.secondes for e in essais), max(e.memoire for e in essais))


_CHARGES = ("stylesheet", "icon", "preload")
"""Les liens qu'un navigateur suit de lui-même."""


@dataclass(frozen=True)
class Poids:
    """Des octets : tels quels, et comprimés par gzip comme un serveur les envoie."""

    brut: int
    gzip: int


def peser(fichiers: Sequence[Path]) -> Poids:
    """La somme de ces fichiers, chacun comprimé à part."""
    brut = comprime = 0
    for fichier in fichiers:
        octets = fichier.read_bytes()
        brut += len(octets)
        comprime += len(zlib.compress(octets, 6)) + 12
    return Poids(brut, comprime)


@dataclass(frozen=True)
class Site:
    """Un site pesé. `moyenne` et `maximum` portent sur le HTML des pages ; `plus_lourde` nomme la page."""

    pages: int
    taille: int
    moyenne: Poids
    maximum: Poids
    plus_lourde: str


def peser_site(site: Path) -> Site:
    """Pèse toutes les pages et tous les fichiers d'un site construit."""
    pages = sorted(site.rglob("*.html"))
    poids = {page: peser([page]) for page in pages}
    plus_lourde = max(pages, key=lambda page: poids[page].brut)
    return Site(
        pages=len(pages),
        taille=sum(fichier.stat().st_size for fichier in site.rglob("*") if fichier.is_file()),
        moyenne=Poids(
            sum(p.brut for p in poids.values()) // len(pages),
            sum(p.gzip for p in poids.values()) // len(pages),
        ),
        maximum=Poids(poids[plus_lourde].brut, max(p.gzip for p in poids.values())),
        plus_lourde=plus_lourde.relative_to(site).as_posix().removesuffix("index.html"),
    )


def premiere_visite(site: Path, page: str) -> Poids:
    """Ce qu'un navigateur sans cache charge pour ouvrir une page : elle, et tout ce qu'elle appelle d'elle-même.

    Le script de Material charge dès l'ouverture, par http, le moteur et l'index de recherche : ils comptent.
    """
    return peser(sorted(set(_charges(site, site / page))))


def _charges(site: Path, page: Path) -> Iterator[Path]:
    yield page
    arbre = html.fromstring(page.read_bytes())
    for element in arbre.iter("link", "script", "img"):
        cite = element.get("src") or (element.get("href") if element.get("rel") in _CHARGES else None)
        if cite and not urlsplit(cite).netloc:
            yield (page.parent / cite).resolve()
        if element.get("id") == "__config":
            yield from _recherche(site, page.parent / json.loads(element.text or "{}").get("search", ""))


def _recherche(site: Path, moteur: Path) -> Iterator[Path]:
    index = site / "search" / "search_index.json"
    if moteur.is_file() and index.is_file():
        lunr = site / "assets" / "javascripts" / "lunr" / "min"
        for fichier in (moteur, index, lunr / "lunr.stemmer.support.min.js", lunr / "lunr.fr.min.js"):
            yield fichier.resolve()


def secondes(valeur: float) -> str:
    """« 1,84 s », « 102 s »."""
    return (f"{valeur:.2f}" if valeur < 100 else f"{valeur:.0f}").replace(".", ",") + " s"


def millisecondes(valeur: float) -> str:
    """« 20,4 ms », d'après des secondes."""
    return f"{valeur * 1000:.1f} ms".replace(".", ",")


def octets(valeur: float) -> str:
    """« 812 o », « 24,1 Ko », « 3,20 Mo »."""
    if valeur < 1000:
        return f"{valeur:.0f} o"
    texte = f"{valeur / 1e3:.1f} Ko" if valeur < 1e6 else f"{valeur / 1e6:.1f} Mo"
    return texte.replace(".", ",")


def poids(valeur: Poids) -> str:
    """« 24,1 Ko (6,0 Ko) » : tel quel, puis comprimé."""
    return f"{octets(valeur.brut)} ({octets(valeur.gzip)})"


def tableau(titre: str, lignes: Sequence[tuple[str, ...]]) -> str:
    """Un tableau Markdown ; la première ligne est l'en-tête."""
    entete, *reste = lignes
    trait = ("---", *["---:"] * (len(entete) - 1))
    corps = "\n".join("| " + " | ".join(ligne) + " |" for ligne in (entete, trait, *reste))
    return re.sub(r" +\n", "\n", f"\n{titre}\n\n{corps}\n")
