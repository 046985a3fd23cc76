"""Ce qu'une page construite dit, morceau par morceau : son début, puis chaque partie, chaque question, chaque définition."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import html

_BALISES_MUETTES = ("nav", "form", "pre", "script", "noscript", "template", "svg", "dialog", "meta")
_CLASSES_MUETTES = {"renvoi", "sigles", "sources-de-la-page", "questions-de-la-page", "voir", "surtitre"}
"""Ce qui se répète d'une page à l'autre, ne se lit pas, ou renvoie seulement ailleurs."""

_A_PART = ("article", "div")
"""Les éléments qui, portant une ancre et un titre à eux, se trouvent pour eux-mêmes."""

_SANS_REPONSE = {"sources", "questions"}
"""Les parties, au bas des pages, qui ne répondent à rien."""


@dataclass(frozen=True)
class Passage:
    """Un morceau de page. `ancre` : vide pour le début de la page."""

    ancre: str
    titre: str
    texte: str


def passages(arbre: html.HtmlElement) -> Iterator[Passage]:
    """Les passages d'une page, dans l'ordre ; aucun pour une page sans contenu. Défait l'arbre."""
    for contenu in arbre.find_class("texte")[:1]:
        for element in list(contenu.iterdescendants()):
            if _est_muet(element):
                element.drop_tree()
        yield from _decouper(contenu)


def _est_muet(element: html.HtmlElement) -> bool:
    classes = (element.get("class") or "").split()
    # « Sources : 1, 2 » : la ligne entière ne fait que renvoyer.
    if "discret" in classes and element.find_class("renvoi"):
        return True
    return (
        element.tag in _BALISES_MUETTES
        or element.get("hidden") is not None
        or not _CLASSES_MUETTES.isdisjoint(classes)
    )


def _decouper(contenu: html.HtmlElement) -> Iterator[Passage]:
    a_part = [
        element for element in contenu.iter(*_A_PART) if element.get("id") and element.xpath("./dt | ./h3")
    ]
    for element in a_part:
        titre = element.xpath("./dt | ./h3")[0]
        ecrit = _texte(titre)
        titre.drop_tree()
        yield Passage(element.get("id"), ecrit, _texte(element))
        element.drop_tree()
    ancre, titre, morceaux = "", "", list[str]()
    for element in _a_plat(contenu):
        if element.tag == "h2" and element.get("id"):
            yield Passage(ancre, titre, " ".join(filter(None, morceaux)))
            ancre, titre, morceaux = element.get("id", ""), _texte(element), []
        elif element.tag == "h1":
            titre = _texte(element)
        elif ancre not in _SANS_REPONSE:
            morceaux.append(_texte(element))
    yield Passage(ancre, titre, " ".join(filter(None, morceaux)))


def _a_plat(element: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Les éléments du contenu, sans les cadres qui réunissent plusieurs parties ou le titre de la page."""
    for enfant in element:
        if enfant.tag not in ("h1", "h2") and enfant.xpath(".//h1 | .//h2[@id]"):
            yield from _a_plat(enfant)
        else:
            yield enfant


_AU_FIL = {"a", "abbr", "b", "code", "em", "i", "span", "strong", "sup", "time"}
"""Les éléments qui se suivent dans une phrase : une espace de plus y couperait un mot ou décollerait une virgule."""


_ESPACE_EN_TROP = re.compile(r" (?=[.,)])")
"""Celle qui précédait un renvoi, une fois le renvoi ôté."""


def _texte(element: html.HtmlElement) -> str:
    """Le texte d'un élément ; ce qui s'affiche l'un sous l'autre ne se colle pas."""
    return _ESPACE_EN_TROP.sub("", " ".join("".join(_morceaux(element)).split()))


def _morceaux(element: html.HtmlElement) -> Iterator[str]:
    yield element.text or ""
    for enfant in element:
        espace = "" if enfant.tag in _AU_FIL else " "
        yield espace
        if isinstance(enfant.tag, str):
            yield from _morceaux(enfant)
        yield espace
        yield enfant.tail or ""
