"""Construire le site, ou ne rien toucher : le site en place n'est remplacé que par un site entier."""

import logging
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mkdocs.commands.build import build
from mkdocs.commands.serve import serve
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")


class ConstructionImpossible(Exception):
    """Le site n'a pas été construit ; le message dit pourquoi, en français."""


def construire(racine: Path, donnees: Path, vers: Path) -> int:
    """Construit dans un dossier provisoire, puis le met à la place de `vers`. Rend le nombre de pages.

    Lève ConstructionImpossible ; `vers` est alors tel qu'il était.
    """
    vers.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{vers.name}-", dir=vers.parent) as provisoire:
        neuf = Path(provisoire) / "site"
        with _en_francais():
            build(load_config(str(racine / "mkdocs.yml"), site_dir=str(neuf), extra=_extra(donnees)))
        _remplacer(neuf, vers, Path(provisoire) / "ancien")
    return sum(1 for _ in vers.rglob("*.html"))


def servir(racine: Path, donnees: Path, adresse: str) -> None:
    """Sert le site et le reconstruit quand les données ou les pages changent. Lève ConstructionImpossible."""
    with _en_francais(logging.INFO):
        serve(
            str(racine / "mkdocs.yml"),
            dev_addr=adresse,
            extra=_extra(donnees),
            watch=[str(donnees), str(racine / "macros" / "rendu" / "gabarits"), str(racine / "overrides")],
        )


def _extra(donnees: Path) -> dict[str, Any]:
    return {"donnees": str(donnees.resolve())}


def _remplacer(neuf: Path, vers: Path, ancien: Path) -> None:
    neuf.chmod(0o755)
    if vers.exists():
        vers.rename(ancien)
    try:
        neuf.rename(vers)
    except OSError:
        if ancien.exists():
            ancien.rename(vers)
        raise
    shutil.rmtree(ancien, ignore_errors=True)


_TRADUCTIONS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (
        re.compile(r"A reference to '(.+)' is included in the 'nav' configuration, which is not found"),
        lambda trouve: (
            f"mkdocs.yml — nav : la page « {trouve[1]} » n'existe pas. Créez-la, ou retirez la ligne."
        ),
    ),
    (
        re.compile(r"Excluding '(.+)' from the site because it conflicts with '(.+)'"),
        lambda trouve: f"docs/ — « {trouve[1]} » et « {trouve[2]} » feraient la même page. Gardez-en un.",
    ),
    (
        re.compile(r"Serving on (\S+)"),
        lambda trouve: f"Le site est sur {trouve[1]} (Ctrl+C pour arrêter).",
    ),
    (
        re.compile(r"Documentation built in ([\d.]+) seconds"),
        lambda trouve: f"Site construit en {trouve[1].replace('.', ',')} s.",
    ),
    (
        re.compile(r"Macro (?:Rendering|Syntax) Error.*?_File_: `(.+?)`", re.DOTALL),
        lambda trouve: (
            f"docs/{trouve[1]} — une macro a échoué. C'est un défaut du programme, pas des données : signalez-le."
        ),
    ),
    (re.compile(r"Detected file changes"), lambda _: "Un fichier a changé : reconstruction…"),
)


class _Traducteur(logging.Handler):
    """Dit en français ce que MkDocs écrit en anglais. `dites` : les phrases d'avertissement ou d'erreur."""

    def __init__(self, niveau: int) -> None:
        super().__init__(niveau)
        self.dites: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        phrase = next((dire(t) for motif, dire in _TRADUCTIONS if (t := motif.search(message))), None)
        if record.levelno >= logging.WARNING:
            self.dites.append(phrase or f"MkDocs signale : {message}")
        elif phrase:
            print(phrase, flush=True)


@contextmanager
def _en_francais(niveau: int = logging.WARNING) -> Iterator[None]:
    """Change toute fin anormale de MkDocs en ConstructionImpossible."""
    journal = logging.getLogger("mkdocs")
    traducteur = _Traducteur(niveau)
    journal.addHandler(traducteur)
    journal.setLevel(niveau)
    journal.propagate = False
    try:
        yield
    except (MkDocsException, SystemExit) as fin:
        # La dernière phrase de MkDocs (« Aborted with 1 warnings… ») n'apprend rien de plus que les siennes.
        texte = "" if str(fin).startswith(("Aborted", "100")) else str(fin)
        phrases = [*traducteur.dites, texte] if texte not in ("", "1") else traducteur.dites
        raise ConstructionImpossible("\n".join(phrases)) from None
    finally:
        journal.removeHandler(traducteur)
