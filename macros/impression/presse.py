"""La presse : WeasyPrint, avec nos polices et rien d'autre. Le seul module qui le connaît."""

import unicodedata
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from fontTools.ttLib import TTFont
from lxml.html import document_fromstring
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

STYLE = Path(__file__).parent / "feuille.css"
DOSSIER = Path(__file__).parent / "polices"
POLICES = ("texte.woff2", "gras.woff2")
"""Les mêmes lettres que celles de l'écran, avec plus de signes : le papier n'a aucune police de secours."""


class SigneAbsent(Exception):
    """La police du papier n'a pas un signe du texte ; le message dit lequel, en français."""


@dataclass(frozen=True)
class Epreuve:
    """Une feuille mise en page, pas encore écrite."""

    _document: Document

    @property
    def pages(self) -> int:
        """Le nombre de pages."""
        return len(self._document.pages)

    def ecrire(self, vers: Path) -> None:
        """Le PDF, balisé. Les polices y sont entières : les réduire dépendrait de la bibliothèque de la machine."""
        self._document.write_pdf(vers, pdf_variant="pdf/ua-1", full_fonts=True)


class _Polices(URLFetcher):  # type: ignore[misc]
    """Ne donne à WeasyPrint que nos polices : ni réseau, ni autre fichier de la machine."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=())

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Lève ValueError pour toute autre adresse."""
        nom = url.removeprefix("police:")
        if nom not in POLICES:
            raise ValueError(f"refusé : {url}")
        return URLFetcherResponse(url, (DOSSIER / nom).read_bytes())


class Presse:
    """Met des feuilles en page."""

    def __init__(self) -> None:
        self._lire = _Polices()
        self._fontes = FontConfiguration()
        self._style = CSS(
            string=STYLE.read_text(encoding="utf-8"), font_config=self._fontes, url_fetcher=self._lire
        )

    @cached_property
    def _signes(self) -> set[str]:
        """Les signes que les deux polices savent écrire."""
        jeux = (TTFont(DOSSIER / nom).getBestCmap() for nom in POLICES)
        return {chr(code) for code in set.intersection(*map(set, jeux))}

    def composer(self, feuille: str, corps: float) -> Epreuve:
        """La feuille mise en page. `corps` : la taille du texte, en points ; tout le style en dépend.

        Lève SigneAbsent.
        """
        lus = set("".join(map(str, document_fromstring(feuille).itertext())))
        absents = sorted(signe for signe in lus - self._signes if unicodedata.category(signe)[0] != "C")
        if absents:
            raise SigneAbsent(
                f"la police du papier n'a pas le signe « {absents[0]} » (U+{ord(absents[0]):04X}). "
                "Écrivez-le autrement, en lettres latines."
            )
        taille = CSS(string=f"html {{ font-size: {corps}pt }}")
        source = HTML(string=feuille, base_url="police:", url_fetcher=self._lire)
        return Epreuve(source.render(stylesheets=[self._style, taille], font_config=self._fontes))
