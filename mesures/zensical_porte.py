"""La porte du site pour Zensical : ce qui tiendrait lieu de `macros/__init__.py` et des crochets d'une page.

Ne s'ouvre que dans l'essai (`zensical.py`). Zensical appelle `define_env` à chaque page et ne connaît pas `hooks:` ;
mais il laisse changer l'en-tête de la page depuis la porte et depuis une extension de Markdown : c'est par là
que passent le fil d'Ariane, le fichier à corriger et les sigles.
"""

import json
import posixpath
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from zensical.extensions.context import ContextPreprocessor

from macros.horloge import aujourd_hui
from macros.rendu import Rendu
from macros.rendu.filtres import typographie
from macros.rendu.sigles import expliquer
from macros.verification import Verifie, tout_verifier

RACINE = Path.cwd()


@cache
def _verifie() -> Verifie:
    """Une fois pour toutes les pages."""
    return tout_verifier(RACINE / "data", RACINE / "docs", aujourd_hui()).public


@cache
def _contexte() -> dict[str, Any]:
    contexte: dict[str, Any] = json.loads((RACINE / "contexte.json").read_text(encoding="utf-8"))
    return contexte


def define_env(env: Any) -> None:
    """Offre les macros, et donne au gabarit ce que lui donnaient nos crochets."""
    page, verifie = env.page, _verifie()
    # Sous « ppgd » : une clé de l'en-tête cache la macro du même nom, comme « fiche ».
    page.meta["ppgd"] = _contexte()[page.path]
    for nom in ("title", "titre_court", "description"):
        if nom in page.meta:
            page.meta[nom] = typographie(page.meta[nom])
    rendu = Rendu(verifie.catalogue, aujourd_hui(), lambda: page.url, verifie.renvois)
    for nom, macro in rendu.macros():
        env.macro(_aux_liens_du_fichier(macro, page), nom)


_LIEN = re.compile(r'\b(href|src)="(?![a-z]+:|#)([^"#]*)')


def _aux_liens_du_fichier(macro: Callable[..., str], page: Any) -> Callable[..., str]:
    """La macro, ses liens écrits depuis le fichier Markdown et non depuis l'adresse de la page.

    Zensical récrit tout lien relatif, même dans du HTML, comme s'il partait du fichier ; MkDocs n'y touche pas.
    """

    def depuis_le_fichier(trouve: re.Match[str]) -> str:
        arrivee = posixpath.normpath(posixpath.join("/", page.url, trouve[2]))
        relatif = posixpath.relpath(arrivee, posixpath.join("/", posixpath.dirname(page.path)))
        return f'{trouve[1]}="{relatif}{"/" * trouve[2].endswith("/")}'

    return lambda *arguments: _LIEN.sub(depuis_le_fichier, macro(*arguments))


class _Sigles(Postprocessor):
    def run(self, text: str) -> str:
        page = ContextPreprocessor.from_markdown(self.md).page
        if page.url == "glossaire/":
            return text
        retour = "../" * page.path.count("/")
        texte, termes = expliquer(
            text, _verifie().catalogue.termes, lambda terme: f"{retour}glossaire/#{terme.id}"
        )
        page.meta["sigles"] = [{"sigle": t.sigle, "developpe": typographie(t.developpe)} for t in termes]
        return texte


class _Porte(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 : nom imposé par Markdown
        md.postprocessors.register(_Sigles(md), "sigles", 0)


def makeExtension(**options: Any) -> _Porte:  # noqa: N802 : nom imposé par Markdown
    """La porte que Markdown cherche."""
    return _Porte(**options)
