"""Construire le site, ou ne rien toucher : le site en place n'est remplacé que par un site entier."""

import logging
import os
import re
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException
from mkdocs.livereload import LiveReloadServer

from .remplacement import remplacer

# Le thème écrirait à chaque construction une réclame en anglais pour son successeur.
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")


class ConstructionImpossible(Exception):
    """Le site n'a pas été construit ; le message dit pourquoi, en français."""


def construire(racine: Path, donnees: Path, vers: Path, verifie: object = None) -> int:
    """Construit dans un dossier provisoire, puis le met à la place de `vers`. Rend le nombre de pages.

    `verifie` : ce que la vérification vient de rendre pour ces données, pour ne pas la refaire. Lève
    ConstructionImpossible ou DestinationRefusee ; `vers` est alors tel qu'il était.
    """
    verifier_adresse()
    with remplacer(vers, MARQUE, "un site construit", "site") as neuf, _en_francais(racine):
        extra = {"donnees": str(donnees.resolve()), "verifie": verifie}
        build(load_config(str(racine / "mkdocs.yml"), site_dir=str(neuf), extra=extra))
    return sum(1 for _ in vers.rglob("*.html"))


_ADRESSE_DE_SITE = re.compile(r"https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?(/[A-Za-z0-9._~-]+)*/?")


def verifier_adresse() -> None:
    """Lève ConstructionImpossible si la variable PPGD_ADRESSE ne peut pas être l'adresse d'un site."""
    adresse = os.environ.get("PPGD_ADRESSE", "")
    if adresse and not _ADRESSE_DE_SITE.fullmatch(adresse):
        raise ConstructionImpossible(
            f"PPGD_ADRESSE : « {adresse} » n'est pas l'adresse d'un site. Écrivez-la en entier, par exemple https://exemple.fr/ ou "
            "https://exemple.fr/logement/."
        )


def nom_et_adresse(racine: Path) -> tuple[str, str]:
    """Le nom du site et son adresse publique, tels que mkdocs.yml les donne ; l'adresse finit par « / », ou reste vide.

    Lève ConstructionImpossible.
    """
    verifier_adresse()
    with _en_francais(racine):
        reglages = load_config(str(racine / "mkdocs.yml"))
    return reglages.site_name, reglages.site_url or ""


MARQUE = ".construit-par-ppgd"
"""Le fichier vide qui dit qu'un dossier est un site construit, et peut être remplacé."""


class PortPris(Exception):
    """Un autre programme écoute déjà sur ce port."""


class _Serveur(LiveReloadServer):
    """Le serveur de MkDocs, qui dit en français où il est, une fois qu'il répond."""

    def server_activate(self) -> None:
        super().server_activate()
        print(f"Le site est sur {self.url} (Ctrl+C pour arrêter).", flush=True)


def servir(racine: Path, donnees: Path, port: int, verifie: object = None) -> None:
    """Sert le site sur cette machine, et le reconstruit quand les données ou les pages changent.

    Un changement fautif est dit, et le site d'avant reste servi. Lève ConstructionImpossible si le premier
    site ne peut pas être construit, PortPris si le port est occupé.
    """
    with socket.socket() as essai:
        essai.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            essai.bind(("127.0.0.1", port))
        except OSError:
            raise PortPris from None
    with tempfile.TemporaryDirectory(prefix="ppgd-") as dossier:
        site = Path(dossier) / "site"
        construire(racine, donnees, site, verifie)

        def reconstruire() -> None:
            print("Un fichier a changé : reconstruction…", flush=True)
            try:
                construire(racine, donnees, site)
            except ConstructionImpossible as raison:
                print(f"{raison}\nLe site d'avant reste servi en attendant.", flush=True)
            else:
                print("Le site est à jour.", flush=True)

        serveur = _Serveur(reconstruire, "127.0.0.1", port, str(site))
        serveur.error_handler = lambda code: (site / "404.html").read_bytes() if code == 404 else None
        for suivi in (
            "data/demandeur",
            "data/accessibilite.yaml",
            "docs",
            "overrides",
            "macros/rendu/gabarits",
            "mkdocs.yml",
        ):
            serveur.watch(str(racine / suivi))
        serveur.watch(str(donnees))
        # Chaque requête sans réponse y serait dite en anglais.
        logging.getLogger("mkdocs").setLevel(logging.ERROR)
        try:
            serveur.serve()  # type: ignore[no-untyped-call]
        finally:
            serveur.shutdown()


def _page_absente(trouve: re.Match[str], racine: Path) -> str:
    lignes = (racine / "mkdocs.yml").read_text(encoding="utf-8").splitlines()
    ligne, colonne = next(
        ((rang, texte.index(trouve[1]) + 1) for rang, texte in enumerate(lignes, 1) if trouve[1] in texte),
        (1, 1),
    )
    return (
        f"mkdocs.yml:{ligne}:{colonne} — nav : la page « {trouve[1]} » n'existe pas dans docs/. "
        "Créez-la, ou retirez la ligne."
    )


def _reglage_inconnu(trouve: re.Match[str], racine: Path) -> str:
    return f"mkdocs.yml — {trouve[1]} : MkDocs refuse ce réglage ({trouve[2].strip()}). Vérifiez son nom et sa valeur."


def _mal_ecrit(trouve: re.Match[str], racine: Path) -> str:
    return (
        f"mkdocs.yml:{trouve[1]}:{trouve[2]} — Le fichier n'est pas du YAML bien écrit à cet endroit. "
        "Alignez les champs d'un même groupe, avec deux espaces par niveau."
    )


def _macro_en_echec(trouve: re.Match[str], racine: Path) -> str:
    return (
        f"docs/{trouve[1]} — une macro a échoué. C'est un défaut du programme, pas des données : signalez-le."
    )


_TRADUCTIONS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Path], str]], ...] = (
    (
        re.compile(r"A reference to '(.+)' is included in the 'nav' configuration, which is not found"),
        _page_absente,
    ),
    (
        re.compile(r"Config file '.*' does not exist"),
        lambda trouve, racine: "mkdocs.yml — Ce fichier manque. Remettez-le à la racine du projet.",
    ),
    (re.compile(r"Config value '(.+?)': (.+)"), _reglage_inconnu),
    (re.compile(r"error parsing the configuration file.*line (\d+), column (\d+)", re.DOTALL), _mal_ecrit),
    (re.compile(r"Macro (?:Rendering|Syntax) Error.*?_File_: `(.+?)`", re.DOTALL), _macro_en_echec),
)


def _traduire(message: str, racine: Path) -> str | None:
    return next((dire(t, racine) for motif, dire in _TRADUCTIONS if (t := motif.search(message))), None)


class _Traducteur(logging.Handler):
    """Retient, en français, ce que MkDocs signale en anglais."""

    def __init__(self, racine: Path) -> None:
        super().__init__(logging.WARNING)
        self._racine = racine
        self.dites: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        self.dites.append(_traduire(message, self._racine) or f"MkDocs signale : {message}")


@contextmanager
def _en_francais(racine: Path) -> Iterator[None]:
    """Change toute fin anormale de MkDocs en ConstructionImpossible."""
    journal = logging.getLogger("mkdocs")
    traducteur = _Traducteur(racine)
    niveau = journal.level
    journal.addHandler(traducteur)
    journal.setLevel(logging.WARNING)
    journal.propagate = False
    try:
        yield
    except (MkDocsException, SystemExit) as fin:
        # La dernière phrase de MkDocs (« Aborted with 1 warnings… ») n'apprend rien de plus que les siennes ;
        # 100 est le code par lequel mkdocs-macros dit qu'une macro a échoué.
        texte = "" if str(fin).startswith(("Aborted", "100")) else str(fin)
        phrases = list(traducteur.dites)
        if texte not in ("", "1"):
            phrases.append(_traduire(texte, racine) or texte)
        raise ConstructionImpossible("\n".join(phrases)) from None
    finally:
        journal.removeHandler(traducteur)
        journal.setLevel(niveau)
        journal.propagate = True
