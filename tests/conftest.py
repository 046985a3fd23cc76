"""Ce que les tests du site construit partagent : les deux sites, un serveur local, un navigateur."""

import fcntl
import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from lxml import html
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from serveur_nginx import nginx

from macros.chargement import charger
from macros.construction import MARQUE
from macros.modele.catalogue import Catalogue

# Une machine chargée est lente : un test dit ce qui est juste, jamais en combien de temps.
settings.register_profile("sans-duree", deadline=None)
settings.load_profile("sans-duree")

RACINE = Path(__file__).resolve().parent.parent
EPOQUE = "1795262400"
"""Le 21 novembre 2026 à midi : la date de toutes les constructions de test."""

PROJET = (
    "data",
    "docs",
    "macros",
    "overrides",
    "exemples",
    "mkdocs.yml",
    "mkdocs.reseau.yml",
    "pyproject.toml",
)
"""Ce dont la construction a besoin, et rien de plus."""


def lancer(racine: Path, *arguments: str, **environnement: str) -> subprocess.CompletedProcess[str]:
    """Lance `ppgd` avec le code et les pages de `racine`."""
    return subprocess.run(
        [sys.executable, "-m", "macros", *arguments],
        cwd=racine,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOQUE, "COLUMNS": "120", **environnement},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def copier_le_projet(vers: Path) -> Path:
    """Une copie du projet que l'on peut abîmer."""
    vers.mkdir(parents=True, exist_ok=True)
    for nom in PROJET:
        if (RACINE / nom).is_dir():
            shutil.copytree(RACINE / nom, vers / nom, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(RACINE / nom, vers / nom)
    return vers


def empreinte(dossier: Path) -> dict[str, bytes]:
    """Tous les fichiers d'un dossier, octet pour octet."""
    return {
        chemin.relative_to(dossier).as_posix(): chemin.read_bytes()
        for chemin in sorted(dossier.rglob("*"))
        if chemin.is_file()
    }


@dataclass(frozen=True)
class Site:
    """Un site construit, et le catalogue dont il vient."""

    dossier: Path
    catalogue: Catalogue

    @cached_property
    def pages(self) -> dict[str, html.HtmlElement]:
        """Chaque page lue, par adresse : « » pour l'accueil, « plan/ », « 404.html »."""
        return {
            chemin.relative_to(self.dossier).as_posix().removesuffix("index.html"): html.parse(
                str(chemin), html.HTMLParser(encoding="utf-8")
            ).getroot()
            for chemin in sorted(self.dossier.rglob("*.html"))
        }


def _construire(racines: pytest.TempPathFactory, nom: str, donnees: str, audience: str = "public") -> Site:
    """Le site d'une audience, construit une fois pour tous les processus de test : le premier arrivé le construit, les
    autres l'attendent.
    """
    commun = racines.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        commun = commun.parent
    vers = commun / nom / "site"
    ecrit = vers if audience == "public" else vers.with_name("site-reseau")
    with (commun / f"{nom}.verrou").open("w") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        if not ecrit.exists():
            options = ("--donnees", donnees, "--vers", str(vers), "--seulement", audience)
            fin = lancer(RACINE, "construire", *options)
            assert fin.returncode == 0, fin.stdout + fin.stderr
    return Site(ecrit, charger(RACINE / donnees, donnees, RACINE / "data"))


@pytest.fixture(scope="session")
def reel(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Le site du territoire."""
    return _construire(tmp_path_factory, "reel", "data")


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Le site du territoire fictif, où tout est rempli."""
    return _construire(tmp_path_factory, "demonstration", "exemples/demonstration")


@pytest.fixture(scope="session")
def reel_reseau(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Le site du réseau du territoire : le même, et les pages réservées."""
    return _construire(tmp_path_factory, "reel_reseau", "data", "reseau")


@pytest.fixture(scope="session")
def demonstration_reseau(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Le site du réseau du territoire fictif : le même, et les pages réservées."""
    return _construire(tmp_path_factory, "demonstration_reseau", "exemples/demonstration", "reseau")


@pytest.fixture(scope="module", params=["reel", "demonstration"])
def site(request: pytest.FixtureRequest) -> Site:
    """Chacun des deux sites, l'un après l'autre."""
    lu: Site = request.getfixturevalue(request.param)
    return lu


@pytest.fixture
def projet(tmp_path: Path) -> Path:
    """Une copie du projet, avec un site déjà en place."""
    racine = copier_le_projet(tmp_path / "projet")
    (racine / "site").mkdir()
    (racine / "site" / MARQUE).touch()
    (racine / "site" / "index.html").write_text("le site d'avant", encoding="utf-8")
    return racine


class _Muet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """La page d'erreur du site, comme le ferait le serveur de production."""
        corps = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(corps)))
        self.end_headers()
        self.wfile.write(corps)


@pytest.fixture(scope="session")
def servir() -> Iterator[Callable[[Site], str]]:
    """Sert un site sur cette machine ; rend son adresse, sans barre finale."""
    serveurs: dict[Path, http.server.ThreadingHTTPServer] = {}

    def ouvrir(site: Site) -> str:
        if site.dossier not in serveurs:
            repondre = functools.partial(_Muet, directory=str(site.dossier))
            serveurs[site.dossier] = http.server.ThreadingHTTPServer(("127.0.0.1", 0), repondre)
            threading.Thread(target=serveurs[site.dossier].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{serveurs[site.dossier].server_port}"

    yield ouvrir
    for serveur in serveurs.values():
        serveur.shutdown()
        serveur.server_close()


@pytest.fixture(scope="session")
def servir_par_nginx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Sert un dossier de site par un vrai nginx ; rend son adresse, sans barre finale.

    `ouvrir(dossier, reglages)` : les réglages s'ajoutent au bloc « server ».
    """
    adresses: dict[tuple[Path, str], str] = {}
    with ExitStack() as ouverts:

        def ouvrir(dossier: Path, reglages: str = "") -> str:
            if (dossier, reglages) not in adresses:
                serveur = nginx(dossier, tmp_path_factory.mktemp("nginx"), reglages)
                adresses[dossier, reglages] = ouverts.enter_context(serveur)
            return adresses[dossier, reglages]

        yield ouvrir


FICHES_REFLEXES = (
    *("cotation", "dalo", "expulsion", "handicap"),
    *("jeunes-sortants", "mutation", "quelle-voie", "violences"),
)
"""Les huit fiches réflexes du réseau, par adresse."""

NAVIGATEURS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def navigateur() -> Iterator[Browser]:
    """Un vrai Chromium, sans appel au dehors de sa propre initiative."""
    chemin = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAVIGATEURS)), None)
    if chemin is None:
        pytest.fail(
            "Chromium est introuvable. Installez-le (Debian, Ubuntu : sudo apt-get install chromium), "
            "ou dites où il est : CHROMIUM=/chemin/du/navigateur make test",
            pytrace=False,
        )
    with sync_playwright() as moteur:
        ouvert = moteur.chromium.launch(
            executable_path=chemin,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                # Un défilement en douceur ferait attendre chaque clic une demi-seconde.
                "--force-prefers-reduced-motion",
            ],
        )
        yield ouvert
        ouvert.close()


PAGES = {
    "reel": {
        "accueil": "",
        "demande": "demande/",
        "pieces": "demande/pieces/",
        "plafonds": "demande/plafonds/",
        "cotation": "demande/cotation/",
        "attribution": "demande/attribution/",
        "situations": "situations/",
        "urgence": "situations/urgence/",
        "questions": "questions/",
        "en-bref": "en-bref/",
        "commune": "guichets/poissy/",
        "guichets": "guichets/",
        "fiche": "plan/fiches/observatoire/",
        "plan": "plan/",
        "suivi": "plan/suivi/",
        "orientations": "plan/orientations/",
        "sources": "sources/",
        "source": "sources/publics-prioritaires/",
        "glossaire": "glossaire/",
        "accessibilite": "accessibilite/",
        "criteres": "accessibilite/criteres/",
        "mentions": "mentions-legales/",
        "donnees-personnelles": "donnees-personnelles/",
        "plan-du-site": "plan-du-site/",
        "donnees": "donnees/",
        "dictionnaire": "donnees/dictionnaire/",
        "absente": "absente/",
    },
    "demonstration": {
        "accueil": "",
        "cotation": "demande/cotation/",
        "commune": "guichets/brumeville-sur-ondre/",
        "fiche": "plan/fiches/cotation/",
        "plan": "plan/",
        "suivi": "plan/suivi/",
        "reseau": "reseau/",
        "mentions": "mentions-legales/",
    },
    "demonstration_reseau": {
        "reseau": "reseau/",
        "procedure": "reseau/procedures/enregistrer/",
        "reflexe": "reseau/fiches-reflexes/violences/",
        "questions": "reseau/questions/",
        "ressources": "reseau/ressources/",
        "agenda": "reseau/agenda/",
        "partenaires": "reseau/partenaires/",
        "fraicheur": "reseau/fraicheur/",
        "absente": "absente/",
    },
}
"""Une page de chaque gabarit ; dans la démonstration, celles que remplir change, et celles du réseau."""

CAS = tuple((site, nom) for site, pages in PAGES.items() for nom in pages)
ECRANS = {"bureau": {"width": 1280, "height": 900}, "telephone": {"width": 390, "height": 844}}


Visite = Callable[..., Iterator[str]]


@pytest.fixture
def visiter(request: pytest.FixtureRequest, servir: Callable[[Site], str]) -> Visite:
    """Mène un même onglet d'un cas de PAGES au suivant ; dit où il en est : « reel/plan »."""

    def mener(page: Page, cas: Iterable[tuple[str, str]] = CAS) -> Iterator[str]:
        for site, nom in cas:
            page.goto(f"{servir(request.getfixturevalue(site))}/{PAGES[site][nom]}")
            yield f"{site}/{nom}"

    return mener


@pytest.fixture
def contexte(navigateur: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Ouvre des contextes, et vérifie qu'ils n'ont rien demandé au dehors ni rien dit d'inquiétant."""
    ouverts: list[BrowserContext] = []
    dehors: list[str] = []
    plaintes: list[str] = []

    def suivre(page: Page) -> None:
        page.on("request", lambda r: None if r.url.startswith("http://127.0.0.1:") else dehors.append(r.url))
        page.on("pageerror", lambda erreur: plaintes.append(f"{page.url} : {erreur}"))
        page.on(
            "console",
            # La page d'erreur est servie avec le code 404 : le navigateur le note toujours.
            lambda m: (
                plaintes.append(f"{page.url} : {m.text}")
                if m.type in ("error", "warning") and "404" not in m.text
                else None
            ),
        )

    def ouvrir(**options: Any) -> BrowserContext:
        neuf = navigateur.new_context(locale="fr-FR", **options)
        neuf.on("page", suivre)
        ouverts.append(neuf)
        return neuf

    yield ouvrir
    for ouvert in ouverts:
        ouvert.close()
    assert dehors == []
    assert plaintes == []
