"""Construire les deux sites, ou ne rien toucher : ceux qui sont en place ne sont remplacés que par des sites entiers."""

import logging
import os
import re
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
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


REGLAGES = {"public": "mkdocs.yml", "reseau": "mkdocs.reseau.yml"}
"""Le fichier de réglages du site de chaque audience."""


def construire(
    racine: Path, donnees: Path, vers: Mapping[str, Path], verifies: object = None
) -> dict[str, int]:
    """Construit le site de chaque audience de `vers` dans un dossier provisoire, puis les met tous en place.

    `verifies` : ce que la vérification vient de rendre pour ces données, pour ne pas la refaire ; à défaut, le premier
    site construit la fait pour tous. Rend le nombre de pages de chaque site. Lève ConstructionImpossible ou DestinationRefusee ; rien n'est alors touché.
    """
    verifier_adresse()
    extra = {"donnees": str(donnees.resolve()), "verification": {"faite": verifies} if verifies else {}}
    with ExitStack() as remplacements:
        for audience, dossier in vers.items():
            neuf = remplacements.enter_context(remplacer(dossier, MARQUE, "un site construit", "site"))
            with _en_francais(racine, REGLAGES[audience]):
                reglages = load_config(str(racine / REGLAGES[audience]), site_dir=str(neuf))
                reglages.extra.update(extra)
                build(reglages)
    return {audience: sum(1 for _ in dossier.rglob("*.html")) for audience, dossier in vers.items()}


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
    with _en_francais(racine, REGLAGES["public"]):
        reglages = load_config(str(racine / REGLAGES["public"]))
    return reglages.site_name, reglages.site_url or ""


MARQUE = ".construit-par-ppgd"
"""Le fichier vide qui dit qu'un dossier est un site construit, et peut être remplacé."""


class PortPris(Exception):
    """Un autre programme écoute déjà sur ce port."""


class _Serveur(LiveReloadServer):
    """Le serveur de MkDocs, qui dit en français, s'il le faut, où il est une fois qu'il répond."""

    def __init__(self, reconstruire: Callable[[], None], port: int, site: Path, annonce: str = "") -> None:
        super().__init__(reconstruire, "127.0.0.1", port, str(site))
        self._annonce = annonce
        self.error_handler = lambda code: (site / "404.html").read_bytes() if code == 404 else None

    def server_activate(self) -> None:
        super().server_activate()
        if self._annonce:
            print(self._annonce, flush=True)


def servir(racine: Path, donnees: Path, port: int, verifies: object = None) -> None:
    """Sert les deux sites sur cette machine, celui du réseau au port suivant, et les reconstruit quand données ou pages changent.

    Un changement fautif est dit, et les sites d'avant restent servis. Lève ConstructionImpossible si les premiers
    sites ne peuvent pas être construits, PortPris si l'un des ports est occupé.
    """
    for voulu in (port, port + 1):
        with socket.socket() as essai:
            essai.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                essai.bind(("127.0.0.1", voulu))
            except OSError:
                raise PortPris(str(voulu)) from None
    with tempfile.TemporaryDirectory(prefix="ppgd-") as dossier:
        sites = {audience: Path(dossier) / audience for audience in REGLAGES}
        temoin = Path(dossier) / "reconstruit"
        temoin.touch()
        construire(racine, donnees, sites, verifies)

        def reconstruire() -> None:
            print("Un fichier a changé : reconstruction…", flush=True)
            try:
                construire(racine, donnees, sites)
            except ConstructionImpossible as raison:
                print(f"{raison}\nLes sites d'avant restent servis en attendant.", flush=True)
            else:
                temoin.touch()
                print("Les sites sont à jour.", flush=True)

        # Il ne construit rien : il recharge ses pages quand l'autre a fini.
        reseau = _Serveur(lambda: None, port + 1, sites["reseau"])
        ici = f"http://127.0.0.1:{port}/"
        annonce = f"Le site public est sur {ici}, celui du réseau sur {reseau.url} (Ctrl+C pour arrêter)."
        public = _Serveur(reconstruire, port, sites["public"], annonce)
        reseau.watch(str(temoin))
        for suivi in (
            "data",
            "docs",
            "overrides",
            "macros/rendu/gabarits",
            *REGLAGES.values(),
        ):
            public.watch(str(racine / suivi))
        public.watch(str(donnees))
        # Chaque requête sans réponse y serait dite en anglais.
        logging.getLogger("mkdocs").setLevel(logging.ERROR)
        fil = threading.Thread(target=reseau.serve, daemon=True)
        try:
            fil.start()
            public.serve()  # type: ignore[no-untyped-call]
        finally:
            reseau.shutdown()
            public.shutdown()


def _page_absente(trouve: re.Match[str], racine: Path, reglages: str) -> str:
    lignes = (racine / reglages).read_text(encoding="utf-8").splitlines()
    ligne, colonne = next(
        ((rang, texte.index(trouve[1]) + 1) for rang, texte in enumerate(lignes, 1) if trouve[1] in texte),
        (1, 1),
    )
    ici = f"{reglages}:{ligne}:{colonne} — nav : la page « {trouve[1]} »"
    if (racine / "docs" / trouve[1]).is_file():
        return (
            f"{ici} est réservée au réseau. Retirez la ligne : elle va dans le menu de {REGLAGES['reseau']}."
        )
    return f"{ici} n'existe pas dans docs/. Créez-la, ou retirez la ligne."


def _reglage_inconnu(trouve: re.Match[str], racine: Path, reglages: str) -> str:
    return f"{reglages} — {trouve[1]} : MkDocs refuse ce réglage ({trouve[2].strip()}). Vérifiez son nom et sa valeur."


def _mal_ecrit(trouve: re.Match[str], racine: Path, reglages: str) -> str:
    return (
        f"{reglages}:{trouve[1]}:{trouve[2]} — Le fichier n'est pas du YAML bien écrit à cet endroit. "
        "Alignez les champs d'un même groupe, avec deux espaces par niveau."
    )


def _macro_en_echec(trouve: re.Match[str], racine: Path, reglages: str) -> str:
    return (
        f"docs/{trouve[1]} — une macro a échoué. C'est un défaut du programme, pas des données : signalez-le."
    )


_TRADUCTIONS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Path, str], str]], ...] = (
    (
        re.compile(r"A reference to '(.+)' is included in the 'nav' configuration, which is not found"),
        _page_absente,
    ),
    (
        re.compile(r"Config file '.*' does not exist"),
        lambda trouve, racine, reglages: (
            f"{reglages} — Ce fichier manque. Remettez-le à la racine du projet."
        ),
    ),
    (re.compile(r"Config value '(.+?)': (.+)"), _reglage_inconnu),
    (re.compile(r"error parsing the configuration file.*line (\d+), column (\d+)", re.DOTALL), _mal_ecrit),
    (re.compile(r"Macro (?:Rendering|Syntax) Error.*?_File_: `(.+?)`", re.DOTALL), _macro_en_echec),
)


def _traduire(message: str, racine: Path, reglages: str) -> str | None:
    return next(
        (dire(t, racine, reglages) for motif, dire in _TRADUCTIONS if (t := motif.search(message))), None
    )


class _Traducteur(logging.Handler):
    """Retient, en français, ce que MkDocs signale en anglais."""

    def __init__(self, racine: Path, reglages: str) -> None:
        super().__init__(logging.WARNING)
        self._ou = racine, reglages
        self.dites: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        self.dites.append(_traduire(message, *self._ou) or f"MkDocs signale : {message}")


@contextmanager
def _en_francais(racine: Path, reglages: str) -> Iterator[None]:
    """Change toute fin anormale de MkDocs en ConstructionImpossible."""
    journal = logging.getLogger("mkdocs")
    traducteur = _Traducteur(racine, reglages)
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
            phrases.append(_traduire(texte, racine, reglages) or texte)
        raise ConstructionImpossible("\n".join(phrases)) from None
    finally:
        journal.removeHandler(traducteur)
        journal.setLevel(niveau)
        journal.propagate = True
