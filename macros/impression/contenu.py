"""D'une page construite à ce que le papier en garde : ni menus, ni liens sans issue, les sources en bref."""

import re
from copy import deepcopy
from dataclasses import dataclass

from lxml import html
from lxml.html import HtmlElement
from markupsafe import Markup, escape

from ..modele.catalogue import Catalogue
from ..modele.communs import Source
from ..rendu.filtres import sans_protocole
from .disposition import deplier, mettre_en_colonnes, mettre_en_parties, ranger_les_horaires

_INUTILES = ("script", "nav", "form", "button", "svg", "img")
_CLASSES_INUTILES = ("dans-le-plan", "sources-de-la-page", "questions-de-la-page", "parcours-reduit")

_ARTICLE = re.compile(r"[A-Z]{2,5} [LRDA]\.? ?\d[\d-]*")
"""Un article de code en tête d'un titre de source : « CCH R441-2-3 »."""

ADRESSE_RECOPIABLE = 60
"""La longueur, en signes, au-delà de laquelle personne ne recopie une adresse lue sur le papier."""


@dataclass(frozen=True)
class Contenu:
    """Ce qu'une feuille montre de sa page.

    `parties` : par nom (l'ancre de leur titre, rien pour ce qui précède le premier) ; `articles` : les articles de
    loi cités.
    """

    titre: Markup
    parties: tuple[tuple[str, Markup], ...]
    articles: tuple[str, ...]


def pour_le_papier(page: HtmlElement, adresse: str, site: str, catalogue: Catalogue) -> Contenu:
    """Le titre de la page et son texte, prêts à imprimer.

    `page` : une page construite ; `adresse` : la sienne, complète ; `site` : celle du site.
    """
    page = deepcopy(page)
    page.make_links_absolute(adresse)
    (texte,) = _de_classe(page, "texte")
    for element in [
        *texte.iter(*_INUTILES),
        *texte.xpath(".//*[@hidden]"),
        *(e for nom in _CLASSES_INUTILES for e in _de_classe(texte, nom)),
    ]:
        element.drop_tree()
    for element in [*texte.xpath(".//p[a[contains(@class, 'bouton')]]"), *_apres_l_essentiel(texte)]:
        element.drop_tree()
    _nommer_les_sources(texte)
    _montrer_les_signes(texte)
    _abreger_les_sources(texte, catalogue)
    _ecrire_les_liens(texte, site)
    deplier(texte)
    ranger_les_horaires(texte)
    for essentiel in _de_classe(texte, "essentiel"):
        mettre_en_colonnes(essentiel)
    (titre,) = texte.iter("h1")
    dit = _interieur(titre)
    titre.drop_tree()
    mettre_en_parties(texte)
    return Contenu(
        dit,
        tuple((partie.get("class").removeprefix("partie-"), _html(partie)) for partie in texte),
        tuple(mention.text_content() for mention in _de_classe(texte, "articles")),
    )


def _de_classe(element: HtmlElement, nom: str) -> list[HtmlElement]:
    trouves: list[HtmlElement] = element.xpath(
        f".//*[contains(concat(' ', normalize-space(@class), ' '), ' {nom} ')]"
    )
    return trouves


def _apres_l_essentiel(texte: HtmlElement) -> list[HtmlElement]:
    """Sous « En bref », les liens vers la suite."""
    suite: list[HtmlElement] = texte.xpath("./*[@class='essentiel']/following-sibling::p")
    return suite


def _nommer_les_sources(texte: HtmlElement) -> None:
    """Un renvoi qui sort du site devient le titre qu'il ne disait qu'aux lecteurs d'écran."""
    for renvoi in _de_classe(texte, "renvoi"):
        if "#fait-" not in renvoi.get("href"):
            titre = renvoi.text_content().removeprefix("source").lstrip(" :\u00a0")
            renvoi.addprevious(_mot("reference", titre))
            renvoi.drop_tree()


def _montrer_les_signes(texte: HtmlElement) -> None:
    """Un point de couleur devient un mot, une flèche disparaît devant le sien : la police du papier ne les a pas."""
    for mot in texte.xpath(".//td[contains(@class, 'plein')]/span[@class='invisible']"):
        mot.attrib.pop("class")
    for element in [*_de_classe(texte, "invisible"), *_de_classe(texte, "point")]:
        element.drop_tree()
    for element in texte.iter("td"):
        if element.text:
            element.text = re.sub(r"^[←-⇿]\s*", "", element.text)


def _abreger_les_sources(texte: HtmlElement, catalogue: Catalogue) -> None:
    """Les renvois d'un même paragraphe deviennent une mention : les articles de loi, puis « à confirmer »."""
    renvois = _de_classe(texte, "renvoi")
    for bloc in dict.fromkeys(renvoi.getparent() for renvoi in renvois):
        articles: dict[str, None] = {}
        doute = ""
        for renvoi in [enfant for enfant in bloc if enfant in renvois]:
            if "a-confirmer" in renvoi.get("class"):
                doute = doute or renvoi.text
            _, identifiant = renvoi.get("href").split("#fait-")
            if article := _article(catalogue.fait(identifiant).source):
                articles[article] = None
            renvoi.drop_tree()
        _finir(bloc)
        if articles:
            bloc.append(_mot("articles", ", ".join(articles)))
        if doute:
            bloc.append(_mot("a-confirmer", doute))


def _article(source: Source) -> str | None:
    """L'article de loi que l'on peut montrer au guichet, si la source en donne un."""
    trouve = _ARTICLE.match(source.titre)
    return source.article or (trouve[0] if trouve else None)


def _mot(classe: str, texte: str) -> HtmlElement:
    mot = html.Element("span", {"class": classe})
    mot.text = texte
    return mot


def _finir(bloc: HtmlElement) -> None:
    """Une seule espace à la fin du bloc."""
    if len(bloc):
        bloc[-1].tail = f"{(bloc[-1].tail or '').rstrip()} "
    else:
        bloc.text = f"{(bloc.text or '').rstrip()} "


def _ecrire_les_liens(texte: HtmlElement, site: str) -> None:
    """Un lien du site n'est plus qu'un mot, ou rien s'il suit une phrase finie ; un autre site montre son adresse."""
    for lien in list(texte.iter("a")):
        cible = lien.get("href", "")
        if cible.startswith(("tel:", "sms:", "mailto:")):
            continue
        avant = lien.getprevious()
        precede = (avant.tail if avant is not None else lien.getparent().text) or ""
        du_site = cible.startswith(site)
        isole = not (lien.tail or "").strip() and re.search(r"[.?!»]\s*$", precede)
        if lien.get("class") == "a-confirmer":
            lien.tag = "span"
            del lien.attrib["href"]
        elif isole and (du_site or len(cible) > ADRESSE_RECOPIABLE):
            lien.drop_tree()
        elif du_site:
            lien.drop_tag()
        elif not lien.xpath("ancestor::*[@class='reference' or @class='discret' or self::td or self::th]"):
            _montrer_l_adresse(lien)


def _montrer_l_adresse(lien: HtmlElement) -> None:
    adresse = str(sans_protocole(lien.get("href")))
    if adresse.rstrip("/") not in lien.text_content():
        lien.tail = f" ({adresse}){lien.tail or ''}"


def _html(element: HtmlElement) -> Markup:
    return Markup(html.tostring(element, encoding="unicode", with_tail=False))


def _interieur(element: HtmlElement) -> Markup:
    """Le HTML de ce que l'élément contient."""
    return Markup("").join(
        [escape(element.text or ""), *(Markup(html.tostring(e, encoding="unicode")) for e in element)]
    )
