"""Les liens du site construit : chacun mène à une page, et chaque ancre à un endroit de cette page.

On lit les pages finies plutôt que le Markdown : les liens des gabarits y sont aussi, et un lien vers une page
écartée, que MkDocs laisse passer, y est mort.
"""

import os
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ..lecture import Probleme, cite, suggestion
from .site import SiteLu


@dataclass(frozen=True)
class LienMort:
    """Un lien sans arrivée. `page` : le chemin du fichier HTML dans le site ; `lien` : tel qu'écrit."""

    page: str
    lien: str
    constat: str
    conseil: str


def liens_morts(site: SiteLu) -> list[LienMort]:
    """Tous les liens internes sans arrivée, triés par page."""
    liens = sorted((page, lien) for page, lue in site.pages.items() for lien in lue.liens)
    return list(_chercher(site, liens))


def _chercher(site: SiteLu, liens: list[tuple[str, str]]) -> Iterator[LienMort]:
    arrivees = {adresse_de_page(page) for page in site.pages}
    for page, lien in liens:
        morceaux = urlsplit(lien)
        if morceaux.scheme or morceaux.netloc:
            continue
        cible = site.chemin(page, lien)
        if morceaux.path and not posixpath.splitext(cible)[1]:
            cible = posixpath.normpath(posixpath.join(cible, "index.html"))
        if cible not in site.octets:
            voulue = adresse_de_page(cible)
            yield LienMort(
                page,
                lien,
                f"le lien {cite(lien)} ne mène à aucune page du site",
                suggestion(voulue, arrivees, "Vérifiez le nom du fichier visé"),
            )
        elif (
            morceaux.fragment
            and cible in site.pages
            and unquote(morceaux.fragment) not in site.pages[cible].ancres
        ):
            ancre = unquote(morceaux.fragment)
            yield LienMort(
                page,
                lien,
                f"le lien {cite(lien)} vise l'ancre {cite(ancre)}, qui n'existe pas dans la page d'arrivée",
                suggestion(ancre, site.pages[cible].ancres, "Vérifiez le titre visé"),
            )


def adresse_de_page(fichier: str) -> str:
    """« guichets/poissy/index.html » donne « guichets/poissy/ »."""
    return fichier.removesuffix("index.html")


def page_ecrite(page: str, docs: Path) -> str | None:
    """La page écrite à la main dont vient une page du site : « plan/index.html » donne « plan/index.md »."""
    adresse = adresse_de_page(page)
    possibles = (f"{adresse.rstrip('/')}.md", f"{adresse}index.md")
    return next((nom for nom in possibles if page.endswith(".html") and (docs / nom).is_file()), None)


def situer(mort: LienMort, docs: Path) -> Probleme:
    """Retrouve dans la page écrite à la main la ligne du lien mort, que MkDocs a pu récrire."""
    page = page_ecrite(mort.page, docs)
    if page is None:
        return Probleme.du_fichier(f"site/{mort.page}", mort.constat, mort.conseil)
    for rang, ligne in enumerate((docs / page).read_text(encoding="utf-8-sig").splitlines(), 1):
        for trouve in _LIEN_ECRIT.finditer(ligne):
            ecrit = trouve["lien"]
            if ecrit != mort.lien and _arrivee(ecrit, page) != _arrivee(mort.lien, mort.page):
                continue
            constat = mort.constat.replace(cite(mort.lien), cite(ecrit))
            conseil = mort.conseil
            if (docs / page).parent.joinpath(unquote(ecrit)).is_file() and ecrit.endswith(".md"):
                vise = os.path.relpath((docs / page).parent / unquote(ecrit), docs)
                cause = (
                    "il est réservé au réseau" if vise.startswith("reseau") else "mkdocs.yml l'écarte du site"
                )
                conseil = f"Le fichier existe, mais {cause} : retirez le lien"
            elif ecrit.endswith(".md"):
                fichiers = (os.path.relpath(f, (docs / page).parent) for f in docs.rglob("*.md"))
                conseil = suggestion(ecrit, sorted(fichiers), "Vérifiez le nom du fichier visé")
            return Probleme(f"docs/{page}", rang, trouve.start("lien") + 1, "", constat, conseil)
    return Probleme.du_fichier(f"docs/{page}", mort.constat, mort.conseil)


_LIEN_ECRIT = re.compile(r"""(?:\]\(\s*<?|\]:\s+|\b(?:href|src)=["'])(?P<lien>[^)\s>"']+)""")


def _arrivee(lien: str, depart: str) -> tuple[str, str]:
    """L'adresse et l'ancre visées : un lien vers un fichier .md et celui que MkDocs en fait se valent."""
    chemin, _, ancre = unquote(lien).partition("#")
    cible = posixpath.normpath(posixpath.join(posixpath.dirname(depart), chemin)) if chemin else depart
    page = re.sub(r"(^|/)(index|README)$", "", cible.removesuffix(".md").removesuffix(".html"))
    return page.removeprefix("."), ancre
