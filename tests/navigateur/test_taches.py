"""Un vrai Chromium : ce que l'on vient faire se fait au clavier seul, et sans JavaScript."""

from collections.abc import Callable

import pytest
from conftest import ECRANS, Site
from playwright.sync_api import BrowserContext, Page

Contexte = Callable[..., BrowserContext]
Servir = Callable[[Site], str]


def tabuler_jusqu_a(page: Page, texte: str, limite: int = 120) -> None:
    """Appuie sur Tab jusqu'à l'élément dont le nom ou le texte commence ainsi."""
    nom = "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()"
    for _ in range(limite):
        page.keyboard.press("Tab")
        if page.evaluate(nom).startswith(texte):
            return
    pytest.fail(f"La touche Tab ne mène pas à « {texte} ».")


def test_au_clavier_seul_de_l_accueil_a_un_guichet(contexte: Contexte, servir: Servir, reel: Site) -> None:
    page = contexte(viewport=ECRANS["telephone"]).new_page()
    page.goto(f"{servir(reel)}/")
    tabuler_jusqu_a(page, "Ma commune ou mon code postal")
    page.keyboard.type("mantes la jolie")
    page.keyboard.press("Enter")
    page.wait_for_url("**/guichets/#commune=78361")
    tabuler_jusqu_a(page, "Tout ce qu’il faut savoir")
    page.keyboard.press("Enter")
    page.wait_for_url("**/guichets/mantes-la-jolie/")
    mairie = page.get_by_role("article").filter(has_text="Mairie de Mantes-la-Jolie")
    assert mairie.get_by_role("link").first.get_attribute("href", timeout=1000)


@pytest.fixture
def sans_script(contexte: Contexte, servir: Servir, reel: Site) -> Page:
    page = contexte(viewport=ECRANS["telephone"], java_script_enabled=False).new_page()
    page.goto(f"{servir(reel)}/")
    return page


def test_sans_javascript_je_trouve_mon_guichet(sans_script: Page) -> None:
    sans_script.get_by_label("Ma commune ou mon code postal").fill("poissy")
    sans_script.get_by_role("button", name="Trouver").click()
    assert sans_script.locator("h1").inner_text() == "Où aller près de chez vous"
    sans_script.get_by_role("link", name="Poissy", exact=True).click()
    assert sans_script.locator("h1").inner_text().startswith("Poissy")
    (telephone, *_) = sans_script.locator(".lieu-carte a[href^='tel:']").all()
    assert telephone.is_visible()


def test_sans_javascript_je_lis_une_fiche(sans_script: Page) -> None:
    sans_script.get_by_role("link", name="Je suis professionnel").click()
    sans_script.get_by_role("link", name="Le plan partenarial").click()
    sans_script.get_by_role("link", name="Voir les 5 orientations et les 12 actions").click()
    sans_script.get_by_role("link", name="Compléter l’observatoire").click()
    assert sans_script.locator("h1").inner_text().startswith("Compléter l’observatoire")
    for section in ("Constats et enjeux", "Indicateurs de suivi"):
        assert sans_script.get_by_role("heading", name=section, exact=True).is_visible()


def test_sans_javascript_je_trouve_les_plafonds(sans_script: Page, reel: Site) -> None:
    sans_script.get_by_role("link", name="Les plafonds de revenus").click()
    (zone,) = (z for z in reel.catalogue.plafonds.zones if z.id == reel.catalogue.territoire.zone_de_plafonds)
    tableau = "".join(sans_script.locator("table.plafonds").inner_text().split())
    for produit in zone.produits:
        for montant in produit.montants:
            assert str(montant) in tableau, (produit.sigle, montant)
