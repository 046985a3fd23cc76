"""Le cadre d'une feuille : le HTML entier que la presse met en page, avec son code QR."""

from datetime import date
from pathlib import Path
from typing import Literal

import segno
from jinja2 import FileSystemLoader
from lxml.html import HtmlElement
from markupsafe import Markup

from ..modele.catalogue import Catalogue
from ..modele.guichet import Guichet
from ..rendu.atelier import environnement
from ..rendu.filtres import fr, jour, phrase, sans_protocole
from .contenu import pour_le_papier
from .feuilles import Feuille

ICI = Path(__file__).parent

Forme = Literal["entiere", "serree", "liste"]
"""entiere : tout ce que dit la page ; serree : les lieux et les droits seuls ; liste : une ligne par lieu."""

PARTIES_OMISES: dict[Forme, tuple[str, ...]] = {
    "entiere": (),
    "serree": ("en-ligne", "proches"),
    "liste": ("proches",),
}

LIEUX_EN_ENTIER = 2
"""Au-delà, les fiches entières des lieux d'une commune ne tiennent jamais sur une page : on ne l'essaie pas."""


class Cadre:
    """Habille les pages d'un site. `nom` : celui du site ; `adresse` : la sienne, qui finit par « / »."""

    def __init__(self, catalogue: Catalogue, aujourd_hui: date, nom: str, adresse: str) -> None:
        self._catalogue = catalogue
        self._adresse = adresse
        jinja = environnement(FileSystemLoader(ICI))
        jinja.filters |= {"fr": fr, "jour": jour, "phrase": phrase, "sans_protocole": sans_protocole}
        jinja.globals |= {
            "aujourd_hui": aujourd_hui,
            "catalogue": catalogue,
            "site": nom,
            "territoire": catalogue.territoire,
        }
        self._gabarit = jinja.get_template("feuille.html")

    def formes(self, feuille: Feuille) -> tuple[Forme, ...]:
        """Les formes que la feuille peut prendre, la plus complète d'abord."""
        if feuille.sorte != "commune":
            return ("entiere",)
        return ("entiere", "serree", "liste") if len(self._lieux(feuille)) <= LIEUX_EN_ENTIER else ("liste",)

    def habiller(self, feuille: Feuille, page: HtmlElement, forme: Forme) -> str:
        """La feuille en HTML. `page` : la page construite."""
        adresse = self._adresse + feuille.adresse
        titre_du_document = page.findtext(".//title")
        description = page.xpath("string(.//meta[@name='description']/@content)")
        contenu = pour_le_papier(page, adresse, self._adresse, self._catalogue)
        mots = {mot for article in contenu.articles for mot in article.split()}
        return self._gabarit.render(
            feuille=feuille,
            adresse=adresse,
            qr=code_qr(adresse),
            titre_du_document=titre_du_document,
            description=description,
            titre=contenu.titre,
            forme=forme,
            parties=[(nom, texte) for nom, texte in contenu.parties if nom not in PARTIES_OMISES[forme]],
            guichets=self._lieux(feuille),
            codes=[terme for terme in self._catalogue.termes if terme.sigle in mots],
        )

    def _lieux(self, feuille: Feuille) -> tuple[Guichet, ...]:
        """Les lieux de la commune que montre la feuille, s'il s'agit d'une commune."""
        communes = (c for c in self._catalogue.territoire.communes if c.page == feuille.adresse)
        return tuple(lieu for commune in communes for lieu in self._catalogue.guichets_de(commune))


def code_qr(adresse: str) -> Markup:
    """Le code QR d'une adresse (ISO/IEC 18004), en SVG, avec sa marge blanche de quatre modules et ce qu'il dit."""
    code = segno.make(adresse, error="m", micro=False)
    return Markup(
        code.svg_inline(border=4, omitsize=True, title=f"Code QR : {adresse}", svgclass=None, lineclass=None)
    )
