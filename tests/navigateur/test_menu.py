"""Un vrai Chromium : le menu du téléphone, au clavier, au doigt et sans JavaScript."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ECRANS, Site
from playwright.sync_api import BrowserContext, Locator, Page

Contexte = Callable[..., BrowserContext]
Servir = Callable[[Site], str]

DANS_LE_MENU = "document.getElementById('menu').contains(document.activeElement)"


@pytest.fixture
def telephone(contexte: Contexte, servir: Servir, reel: Site) -> Page:
    page = contexte(viewport=ECRANS["telephone"]).new_page()
    page.goto(f"{servir(reel)}/guichets/poissy/")
    return page


def bouton(page: Page) -> Locator:
    return page.get_by_role("button", name="Menu", exact=True)


def menu(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Menu")


def aller_au_bouton(page: Page) -> None:
    """Par la touche Tab seule, depuis le haut de la page."""
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "ouvrir-menu":
            return
    pytest.fail("La touche Tab ne mène pas au bouton du menu.")


def test_le_clavier_seul_ouvre_le_menu_va_a_une_page_ferme_et_le_focus_revient(telephone: Page) -> None:
    aller_au_bouton(telephone)
    assert bouton(telephone).get_attribute("aria-expanded") == "false"
    telephone.keyboard.press("Enter")
    assert telephone.locator("#ouvrir-menu").get_attribute("aria-expanded") == "true"
    assert menu(telephone).is_visible()
    assert telephone.evaluate(DANS_LE_MENU)
    telephone.keyboard.press("Escape")
    assert not menu(telephone).is_visible()
    assert telephone.evaluate("document.activeElement.id") == "ouvrir-menu"
    assert bouton(telephone).get_attribute("aria-expanded") == "false"

    telephone.keyboard.press("Enter")
    for _ in range(10):
        telephone.keyboard.press("Tab")
        if telephone.evaluate("document.activeElement.textContent") == "Ma demande":
            break
    telephone.keyboard.press("Enter")
    telephone.wait_for_url("**/demande/")
    assert telephone.locator("h1").inner_text() == "Ma demande, étape par étape"
    assert not menu(telephone).is_visible()


def test_la_touche_tab_tourne_dans_le_menu_ouvert(telephone: Page) -> None:
    bouton(telephone).click()
    arrets = menu(telephone).locator("a, button").count()
    assert arrets >= 8
    for touche in ("Tab", "Shift+Tab"):
        atteints = set()
        for _ in range(2 * arrets):
            telephone.keyboard.press(touche)
            assert telephone.evaluate(DANS_LE_MENU), touche
            atteints.add(telephone.evaluate("document.activeElement.textContent.trim()"))
        assert len(atteints) == arrets, touche


def test_le_menu_ferme_n_est_sur_le_chemin_d_aucune_touche(telephone: Page) -> None:
    avant = ["Aller au contenu", "Demande de logement social", "Menu", "17", "115"]
    lus = []
    for _ in avant:
        telephone.keyboard.press("Tab")
        lus.append(telephone.evaluate("document.activeElement.textContent.trim()"))
    assert [lu.startswith(attendu) for lu, attendu in zip(lus, avant, strict=True)] == [True] * 5, lus


def test_le_menu_se_ferme_par_son_bouton_et_en_touchant_a_cote(
    contexte: Contexte, servir: Servir, reel: Site
) -> None:
    page = contexte(viewport=ECRANS["telephone"], has_touch=True).new_page()
    page.goto(f"{servir(reel)}/guichets/poissy/")
    for fermer in (
        lambda: page.get_by_role("button", name="Fermer").tap(),
        lambda: page.touchscreen.tap(10, 500),
    ):
        bouton(page).tap()
        assert menu(page).is_visible()
        fermer()
        assert not menu(page).is_visible()
        assert page.evaluate("document.activeElement.id") == "ouvrir-menu"


def test_toucher_un_vide_du_menu_ne_le_ferme_pas(telephone: Page) -> None:
    bouton(telephone).click()
    telephone.mouse.click(300, 780)
    assert menu(telephone).is_visible()


def test_un_navigateur_sans_fenetres_garde_la_navigation_en_vue(
    contexte: Contexte, servir: Servir, reel: Site
) -> None:
    page = contexte(viewport=ECRANS["telephone"]).new_page()
    page.add_init_script("delete window.HTMLDialogElement.prototype.showModal")
    page.goto(f"{servir(reel)}/demande/")
    assert not bouton(page).is_visible()
    assert page.get_by_role("navigation", name="Navigation principale").is_visible()
    assert page.get_by_role("button", name="Mode sombre").is_visible()


def test_une_fenetre_elargie_retrouve_la_navigation_a_sa_place(telephone: Page) -> None:
    bouton(telephone).click()
    telephone.keyboard.press("Tab")
    telephone.set_viewport_size(ECRANS["bureau"])
    menu(telephone).wait_for(state="hidden")
    assert telephone.evaluate("document.activeElement.textContent") == "Ma demande"
    assert not bouton(telephone).is_visible()
    navigation = telephone.get_by_role("navigation", name="Navigation principale")
    assert navigation.is_visible()
    assert telephone.locator("header .entete-ligne nav").count() == 1


@pytest.mark.parametrize("couleurs", ["light", "dark"])
def test_axe_ne_trouve_rien_menu_ouvert(
    couleurs: str, contexte: Contexte, servir: Servir, reel: Site
) -> None:
    page = contexte(viewport=ECRANS["telephone"], color_scheme=couleurs).new_page()
    page.goto(f"{servir(reel)}/demande/")
    bouton(page).click()
    page.wait_for_timeout(300)
    assert menu(page).is_visible()
    assert [v["id"] for v in Axe().run(page).response["violations"]] == []


def test_sans_javascript_la_navigation_reste_en_vue_et_aucun_bouton_ne_ment(
    contexte: Contexte, servir: Servir, reel: Site
) -> None:
    page = contexte(viewport=ECRANS["telephone"], java_script_enabled=False).new_page()
    page.goto(f"{servir(reel)}/guichets/poissy/")
    assert [bouton.inner_text() for bouton in page.get_by_role("button").all()] == ["Chercher"]
    navigation = page.get_by_role("navigation", name="Navigation principale")
    for nom in ("Ma demande", "Ma situation", "Questions", "Où aller", "Le plan"):
        assert navigation.get_by_role("link", name=nom).is_visible()
    navigation.get_by_role("link", name="Le plan").click()
    assert page.locator("h1").inner_text() == "Le plan partenarial"
