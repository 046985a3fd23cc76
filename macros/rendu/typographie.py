"""La typographie française des pages écrites à la main : une extension de Markdown."""

from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from .filtres import typographie

_TELS_QUELS = ("code", "pre", "script", "style")


class _Typographe(Treeprocessor):
    def run(self, root: Element) -> None:
        for enfant in root:
            self.run(enfant)
            if enfant.tail:
                enfant.tail = typographie(enfant.tail)
        if root.tag not in _TELS_QUELS and root.text and not isinstance(root.text, AtomicString):
            root.text = typographie(root.text)


class TypographieFrancaise(Extension):
    """Espaces insécables et apostrophes, après la mise en forme des phrases."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 : nom imposé par Markdown
        md.treeprocessors.register(_Typographe(md), "typographie-francaise", 15)


def makeExtension(**options: Any) -> TypographieFrancaise:  # noqa: N802 : nom imposé par Markdown
    """La porte que Markdown cherche."""
    return TypographieFrancaise(**options)
