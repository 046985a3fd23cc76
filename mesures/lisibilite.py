"""Mesure la lisibilité des pages du demandeur, de la plus difficile à la plus facile.

Se lance à la main, sur un site construit : `.venv/bin/python mesures/lisibilite.py` (`--detail` ajoute les phrases les
plus longues de chaque page). Rien n'est écrit.
"""

import argparse
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyphen
from lxml import html
from sonde import tableau

SITE = Path(__file__).resolve().parent.parent / "site"
DOSSIERS = ("demande", "situations", "questions", "en-bref")
COUPEUR = pyphen.Pyphen(lang="fr", left=1, right=1)
PARASITES = (
    "//nav | //table | //script | //abbr/@title | //*[contains(@class, 'renvoi')] | //*[@class='invisible']"
    " | //*[@class='sigles'] | //*[@class='sources-de-la-page'] | //*[@class='dans-le-plan'] | //details"
)
BLOCS = "//main//*[self::p or self::li or self::h1 or self::h2 or self::h3 or self::dd][not(.//p or .//li)]"


@dataclass(frozen=True)
class Lisibilite:
    """Ce que l'on mesure d'une page."""

    page: str
    phrases: list[str]
    mots: int
    syllabes: int
    longs: int

    @property
    def kandel_moles(self) -> float:
        """L'indice de Flesch réglé pour le français (Kandel et Moles, 1958) : 100 très facile, 0 très difficile."""
        return 207 - 1.015 * self.mots / len(self.phrases) - 73.6 * self.syllabes / self.mots

    @property
    def lix(self) -> float:
        """L'indice LIX (Björnsson, 1968) : sous 30 très facile, au-dessus de 50 difficile."""
        return self.mots / len(self.phrases) + 100 * self.longs / self.mots


def phrases(page: Path) -> list[str]:
    """Les phrases d'une page, sans les menus, les tableaux ni les renvois aux sources."""
    arbre = html.parse(str(page), html.HTMLParser(encoding="utf-8")).getroot()
    for parasite in arbre.xpath(PARASITES):
        if isinstance(parasite, html.HtmlElement):
            parasite.drop_tree()
    return [
        phrase for bloc in arbre.xpath(BLOCS) for phrase in _couper(" ".join(bloc.text_content().split()))
    ]


def _couper(texte: str) -> Iterator[str]:
    for phrase in re.split(r"(?<=[.!?…])\s+|\s+:\s+|\s*;\s+", texte):
        if len(mots(phrase)) > 1:
            yield phrase


def mots(phrase: str) -> list[str]:
    """Les mots d'une phrase ; l'article élidé compte avec son nom."""
    return re.findall(r"[^\W_]+(?:[’'-][^\W_]+)*", phrase)


def mesurer(page: str, lues: list[str]) -> Lisibilite:
    """Les indices d'une page."""
    tous = [mot for phrase in lues for mot in mots(phrase)]
    syllabes = sum(len(COUPEUR.inserted(mot.lower()).split("-")) for mot in tous)
    return Lisibilite(page, lues, len(tous), syllabes, sum(len(mot) > 6 for mot in tous))


def principal() -> None:
    """Affiche le tableau, les pages les plus difficiles d'abord."""
    arguments = argparse.ArgumentParser(description="Mesure la lisibilité des pages du demandeur.")
    arguments.add_argument("--site", type=Path, default=SITE, help="le site construit (site/)")
    arguments.add_argument("--detail", action="store_true", help="montre les phrases les plus longues")
    options = arguments.parse_args()
    pages = [p for dossier in DOSSIERS for p in sorted((options.site / dossier).rglob("index.html"))]
    mesures = [mesurer(page.parent.relative_to(options.site).as_posix(), phrases(page)) for page in pages]
    mesures.sort(key=lambda mesure: mesure.kandel_moles)
    lignes = [
        (
            mesure.page,
            str(mesure.mots),
            f"{mesure.mots / len(mesure.phrases):.1f}".replace(".", ","),
            f"{mesure.kandel_moles:.0f}",
            f"{mesure.lix:.0f}",
        )
        for mesure in mesures
    ]
    print(tableau("Lisibilité", [("Page", "Mots", "Mots par phrase", "Kandel-Moles", "LIX"), *lignes]))
    for mesure in mesures if options.detail else ():
        print(f"\n{mesure.page}")
        for phrase in sorted(mesure.phrases, key=lambda p: -len(mots(p)))[:5]:
            print(f"  {len(mots(phrase))} mots : {phrase}")


if __name__ == "__main__":
    principal()
