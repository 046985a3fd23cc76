"""Le site construit, lu une seule fois : chaque page analysée, chaque fichier compressé, chaque demande notée.

On retient peu de chaque page, et jamais son arbre : un site peut en avoir des milliers.
"""

import gzip
import posixpath
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html

from ..recherche.passages import Passage, passages
from .ecarts import Ecart, ecarts_de_page
from .ressources import LECTEURS, Ressource, ressources_de_page

_DEJA_COMPRESSES = {
    ".avif",
    ".gif",
    ".gz",
    ".jpeg",
    ".jpg",
    ".pdf",
    ".png",
    ".webp",
    ".woff",
    ".woff2",
    ".zip",
}


@dataclass(frozen=True)
class PageLue:
    """Ce que l'on retient d'une page. `liens` : chaque `href` et chaque `src`, et chaque fichier nommé dans un bloc de données ;
    `passages` : ce que la recherche y trouve.
    """

    ancres: frozenset[str]
    liens: frozenset[str]
    ressources: tuple[Ressource, ...]
    ecarts: tuple[Ecart, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class SiteLu:
    """Le site construit, par chemin de fichier depuis sa racine : « plan/index.html », « assets/style.css ».

    `racine` : le chemin du site dans son adresse, « / » le plus souvent. `octets` : le poids de chaque fichier servi,
    compressé par gzip au niveau 6 s'il ne l'est déjà. `demandes` : ce que demandent feuilles de style et scripts.
    """

    dossier: Path
    racine: str
    pages: dict[str, PageLue]
    octets: dict[str, int]
    demandes: dict[str, tuple[Ressource, ...]]

    def chemin(self, depuis: str, adresse: str) -> str:
        """Le fichier que vise l'adresse écrite dans le fichier `depuis` ; commence par « .. » s'il est hors du site."""
        vise = unquote(urlsplit(adresse).path)
        if vise.startswith("/"):
            return posixpath.relpath(vise, self.racine)
        return posixpath.normpath(posixpath.join(posixpath.dirname(depuis), vise)) if vise else depuis


def lire_site(dossier: Path, racine: str = "/") -> SiteLu:
    """Lit tout le site. `racine` : le chemin du site dans son adresse, avec ou sans barres."""
    pages: dict[str, PageLue] = {}
    octets: dict[str, int] = {}
    demandes: dict[str, tuple[Ressource, ...]] = {}
    for fichier in sorted(chemin for chemin in dossier.rglob("*") if chemin.is_file()):
        nom, fin = fichier.relative_to(dossier).as_posix(), fichier.suffix.lower()
        contenu = fichier.read_bytes()
        octets[nom] = len(contenu) if fin in _DEJA_COMPRESSES else len(gzip.compress(contenu, 6, mtime=0))
        if fin == ".html":
            pages[nom] = _lire_page(contenu)
        elif fin in LECTEURS:
            demandes[nom] = tuple(LECTEURS[fin](contenu.decode("utf-8", "replace")))
    return SiteLu(dossier, f"/{racine.strip('/')}/".replace("//", "/"), pages, octets, demandes)


def _nommes(arbre: html.HtmlElement) -> list[str]:
    """Les fichiers que le script de la page demandera peut-être : il en lit le nom dans un bloc de données."""
    blocs = arbre.xpath("//script[@type='application/json']/text()")
    return [nom for bloc in blocs for nom in re.findall(r'"([\w./-]+\.json)"', bloc)]


def _lire_page(contenu: bytes) -> PageLue:
    arbre: html.HtmlElement = html.document_fromstring(
        contenu.strip() or b"<html>", parser=html.HTMLParser(encoding="utf-8")
    )
    ressources = tuple(ressources_de_page(arbre))
    return PageLue(
        frozenset(str(nom) for nom in arbre.xpath("//@id | //a/@name")),
        frozenset(str(lien) for lien in (*arbre.xpath("//@href | //@src"), *_nommes(arbre))),
        ressources,
        tuple(ecarts_de_page(arbre, ressources)),
        tuple(passages(arbre)),
    )
