"""Les tableaux écrits en Markdown, rendus lisibles à tous : un titre, des en-têtes de ligne et de colonne, un défilement au clavier."""

from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

_TITRES = ("h1", "h2", "h3", "h4")


class _Tableaux(Treeprocessor):
    def run(self, root: Element) -> None:
        """Chaque tableau prend pour titre celui de la partie où il est (RGAA 5.4), et dit ses en-têtes (RGAA 5.6, 5.7)."""
        titre, nombre = "", 0
        for parent in list(root.iter()):
            for rang, enfant in enumerate(list(parent)):
                if enfant.tag in _TITRES:
                    titre = "".join(enfant.itertext()).strip()
                elif enfant.tag == "table" and enfant.find("caption") is None:
                    nombre += 1
                    parent[rang] = _entourer(enfant, titre, f"tableau-{nombre}")


def _entourer(tableau: Element, titre: str, identifiant: str) -> Element:
    legende = Element("caption", {"id": identifiant, "class": "invisible"})
    legende.text = titre
    tableau.insert(0, legende)
    for cellule in tableau.findall("./thead/tr/th"):
        if "".join(cellule.itertext()).strip():
            cellule.set("scope", "col")
        else:
            cellule.tag = "td"
    for ligne in tableau.findall("./tbody/tr"):
        ligne[0].tag = "th"
        ligne[0].set("scope", "row")
    region = Element(
        "div", {"class": "defilant", "role": "region", "aria-labelledby": identifiant, "tabindex": "0"}
    )
    region.append(tableau)
    region.tail, tableau.tail = tableau.tail, None
    return region


class TableauxLisibles(Extension):
    """Après la mise en forme des phrases et la lecture des ancres."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 : nom imposé par Markdown
        md.treeprocessors.register(_Tableaux(md), "tableaux-lisibles", 5)


def makeExtension(**options: Any) -> TableauxLisibles:  # noqa: N802 : nom imposé par Markdown
    """La porte que Markdown cherche."""
    return TableauxLisibles(**options)
