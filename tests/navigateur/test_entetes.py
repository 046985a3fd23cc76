"""Chaque page des deux sites, servie par un vrai nginx avec ses en-têtes, lue par un vrai Chromium."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path

import pytest
from conftest import Site
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from macros.construction import MARQUE
from macros.publication.entetes import POUR_NGINX, ecrire_entetes, entetes
from macros.publication.site import lire_site

SITES = ("reel", "demonstration")

ECOUTER = """document.addEventListener("securitypolicyviolation", (v) =>
  console.error(`refusé par ${v.effectiveDirective} : ${v.blockedURI}`));"""


@dataclass
class Visite:
    """Un navigateur qui note ce qu'il a demandé au dehors, et tout ce que la console dit d'inquiétant."""

    contexte: BrowserContext
    demandes_au_dehors: dict[str, str | None] = field(default_factory=dict)
    """Chaque adresse d'ailleurs, et pourquoi la demande n'est pas partie."""
    plaintes: list[str] = field(default_factory=list)

    def ouvrir(self) -> Page:
        """Un onglet, où chaque refus de la politique est noté."""
        page = self.contexte.new_page()
        page.add_init_script(ECOUTER)
        for moment in ("request", "requestfailed"):
            page.on(moment, self._suivre)
        page.on("console", lambda message: self._noter(page, message))
        page.on("pageerror", lambda erreur: self.plaintes.append(f"{page.url} : {erreur}"))
        return page

    def _suivre(self, demande: Request) -> None:
        if not demande.url.startswith("http://127.0.0.1:"):
            self.demandes_au_dehors[demande.url] = demande.failure

    def _noter(self, page: Page, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.plaintes.append(f"{page.url} : {message.text}")


@pytest.fixture
def visite(navigateur: Browser) -> Iterator[Visite]:
    contexte = navigateur.new_context(locale="fr-FR")
    yield Visite(contexte)
    contexte.close()


@contextmanager
def _demander(adresse: str) -> Iterator[Callable[[str], tuple[int, Message]]]:
    """Le code et les en-têtes que reçoit chaque chemin, demandés par une seule connexion."""
    connexion = HTTPConnection(adresse.removeprefix("http://"), timeout=10)

    def demander(chemin: str) -> tuple[int, Message]:
        connexion.request("GET", f"/{chemin}")
        reponse = connexion.getresponse()
        reponse.read()
        return reponse.status, reponse.headers

    yield demander
    connexion.close()


@pytest.mark.parametrize("nom", SITES)
def test_aucune_page_n_enfreint_la_politique_ni_ne_demande_rien_au_dehors(
    nom: str, request: pytest.FixtureRequest, visite: Visite, servir_par_nginx: Callable[..., str]
) -> None:
    """Toutes les pages ; et la recherche, la même partout, essayée sur deux d'entre elles."""
    site: Site = request.getfixturevalue(nom)
    adresse = servir_par_nginx(site.dossier)
    page = visite.ouvrir()
    for chemin in site.pages:
        page.goto(f"{adresse}/{chemin}")
        if chemin in ("", "recherche/"):
            page.locator("#chercher").press_sequentially("pièces")
            page.get_by_role("option").first.wait_for()
    assert visite.plaintes == []
    assert visite.demandes_au_dehors == {}


@pytest.mark.parametrize("nom", SITES)
def test_toute_reponse_porte_les_en_tetes_calcules(
    nom: str, request: pytest.FixtureRequest, servir_par_nginx: Callable[..., str]
) -> None:
    """Chaque fichier du site, et ce qui n'existe pas."""
    site: Site = request.getfixturevalue(nom)
    adresse = servir_par_nginx(site.dossier)
    attendus = {titre: [valeur] for titre, valeur in entetes(lire_site(site.dossier)).items()}
    servis = [c.relative_to(site.dossier).as_posix() for c in site.dossier.rglob("[!.]*") if c.is_file()]
    fautes = []
    with _demander(adresse) as demander:
        for chemin, code in (*((nom, 200) for nom in ("", *servis)), ("absente/", 404), ("absent.css", 404)):
            statut, lus = demander(chemin)
            pour_tous = ["*"] if chemin.startswith("donnees/") else None
            recus = {titre: lus.get_all(titre) for titre in attendus}
            if (statut, recus, lus.get_all("Access-Control-Allow-Origin")) != (code, attendus, pour_tous):
                fautes.append(f"{chemin} : {statut} {lus}")
    assert fautes == []


def test_un_autre_site_peut_lire_les_donnees_ouvertes_et_rien_d_autre(
    reel: Site, servir_par_nginx: Callable[..., str], navigateur: Browser, tmp_path: Path
) -> None:
    """Une page d'ailleurs demande un fichier de données, puis une page du site : seul le premier se lit."""
    (tmp_path / "index.html").write_text("<!doctype html><title>ailleurs</title>", encoding="utf-8")
    (tmp_path / POUR_NGINX).write_text("", encoding="utf-8")
    ici, ailleurs = servir_par_nginx(reel.dossier), servir_par_nginx(tmp_path)
    contexte = navigateur.new_context()
    page = contexte.new_page()
    page.goto(ailleurs)
    lire = "adresse => fetch(adresse).then(r => r.json()).then(d => d.features.length, () => null)"
    assert page.evaluate(lire, f"{ici}/donnees/guichets.geojson") == len(reel.catalogue.guichets)
    refuse = "adresse => fetch(adresse).then(() => 'lu', () => 'refusé')"
    assert page.evaluate(refuse, f"{ici}/guichets/lots/0.json") == "refusé"
    contexte.close()


def test_aucun_fichier_du_serveur_n_est_servi(reel: Site, servir_par_nginx: Callable[..., str]) -> None:
    with _demander(servir_par_nginx(reel.dossier)) as demander:
        for nom in (POUR_NGINX, MARQUE):
            assert (reel.dossier / nom).is_file()
            assert demander(nom)[0] == 404


FRAUDES = {
    '<script>document.title = "pris"</script>': "script-src-elem : inline",
    '<p style="color: red">Rouge</p>': "style-src-attr : inline",
    '<p id="p"></p><script src="balises.js"></script>': "require-trusted-types-for : trusted-types-sink",
    '<script src="envoi.js"></script>': "connect-src : https://stats.exemple.fr/",
    '<img src="https://stats.exemple.fr/pixel.png" alt="">': "img-src : https://stats.exemple.fr/pixel.png",
}
"""Ce que l'on glisse dans une page déjà construite, et ce que le navigateur en dit."""


@pytest.mark.parametrize("fraude", FRAUDES)
def test_une_page_falsifiee_est_arretee_par_le_navigateur(
    fraude: str, tmp_path: Path, visite: Visite, servir_par_nginx: Callable[..., str]
) -> None:
    """Sans quoi le premier test ne prouverait rien : les refus se voient bien, et rien ne part."""
    (tmp_path / "vrai.js").write_text("", encoding="utf-8")
    (tmp_path / "style.css").write_text("", encoding="utf-8")
    saine = (
        '<!doctype html><html lang="fr"><title>sain</title><link rel="stylesheet" href="style.css">'
        '<link rel="icon" href="icone.svg"><script src="vrai.js"></script>'
    )
    (tmp_path / "icone.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    (tmp_path / "index.html").write_text(saine, encoding="utf-8")
    ecrire_entetes(lire_site(tmp_path))
    (tmp_path / "balises.js").write_text(
        'document.querySelector("p").innerHTML = "<b>x</b>";', encoding="utf-8"
    )
    (tmp_path / "envoi.js").write_text(
        'fetch("https://stats.exemple.fr/").catch(() => {});', encoding="utf-8"
    )
    (tmp_path / "fausse.html").write_text(saine + fraude, encoding="utf-8")
    adresse = servir_par_nginx(tmp_path)
    page = visite.ouvrir()
    page.goto(f"{adresse}/")
    assert visite.plaintes == []
    page.goto(f"{adresse}/fausse.html", wait_until="networkidle")
    assert f"{adresse}/fausse.html : refusé par {FRAUDES[fraude]}" in visite.plaintes
    assert page.title() == "sain"
    assert set(visite.demandes_au_dehors.values()) <= {"csp"}
