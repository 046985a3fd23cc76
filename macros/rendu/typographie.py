"""La typographie française de ce qui s'écrit à la main : les pages (Markdown) et les gabarits (Jinja)."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from jinja2.ext import Extension as ExtensionDeGabarit
from jinja2.lexer import Token, TokenStream
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


class TypographieDesGabarits(ExtensionDeGabarit):
    """Les phrases que les gabarits portent eux-mêmes, reprises une fois pour toutes à leur lecture."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        for jeton in stream:
            if jeton.type in ("data", "string"):
                yield Token(jeton.lineno, jeton.type, typographie(jeton.value))
            else:
                yield jeton
