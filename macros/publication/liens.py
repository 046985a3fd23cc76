"""Les liens du site construit : chacun mène à une page, et chaque ancre à un endroit de cette page.

On lit les pages finies plutôt que le Markdown : les liens des gabarits y sont aussi, et un lien vers une page
écartée, que MkDocs laisse passer, y est mort.
"""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html

from ..lecture import cite, suggestion


@dataclass(frozen=True)
class LienMort:
    """Un lien sans arrivée. `page` : le chemin du fichier HTML dans le site ; `lien` : tel qu'écrit."""

    page: str
    lien: str
    constat: str
    conseil: str


def liens_morts(site: Path, racine: str = "/") -> list[LienMort]:
    """Tous les liens internes sans arrivée, triés par page. `racine` : le chemin du site dans son adresse."""
    ancres: dict[str, set[str]] = {}
    liens: list[tuple[str, str]] = []
    for fichier in sorted(site.rglob("*.html")):
        page = fichier.relative_to(site).as_posix()
        arbre = html.parse(str(fichier), html.HTMLParser(encoding="utf-8"))
        ancres[page] = {str(nom) for nom in arbre.xpath("//@id | //a/@name")}
        liens += [(page, str(lien)) for lien in arbre.xpath("//@href | //@src")]
    return list(_chercher(site, ancres, sorted(set(liens)), f"/{racine.strip('/')}/".replace("//", "/")))


def _chercher(
    site: Path, ancres: dict[str, set[str]], liens: list[tuple[str, str]], racine: str
) -> Iterator[LienMort]:
    arrivees = {adresse_de_page(page) for page in ancres}
    for page, lien in liens:
        morceaux = urlsplit(lien)
        if morceaux.scheme or morceaux.netloc:
            continue
        chemin = unquote(morceaux.path)
        depart = posixpath.dirname(page)
        cible = posixpath.normpath(posixpath.join(depart, chemin)) if chemin else page
        if chemin.startswith("/"):
            cible = posixpath.relpath(chemin, racine)
        if chemin and not posixpath.splitext(cible)[1]:
            cible = posixpath.normpath(posixpath.join(cible, "index.html"))
        if cible not in ancres and not (not cible.startswith("..") and (site / cible).is_file()):
            voulue = adresse_de_page(cible)
            yield LienMort(
                page,
                lien,
                f"le lien {cite(lien)} ne mène à aucune page du site",
                suggestion(voulue, arrivees, "Vérifiez le nom du fichier visé"),
            )
        elif morceaux.fragment and cible in ancres and unquote(morceaux.fragment) not in ancres[cible]:
            ancre = unquote(morceaux.fragment)
            yield LienMort(
                page,
                lien,
                f"le lien {cite(lien)} vise l'ancre {cite(ancre)}, qui n'existe pas dans la page d'arrivée",
                suggestion(ancre, ancres[cible], "Vérifiez le titre visé"),
            )


def adresse_de_page(fichier: str) -> str:
    """« guichets/poissy/index.html » donne « guichets/poissy/ »."""
    return fichier.removesuffix("index.html")
