"""Un vrai Chromium : les couleurs suivent l'appareil, ou le choix que l'on a fait."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Site
from playwright.sync_api import BrowserContext, Page

Contexte = Callable[..., BrowserContext]
Servir = Callable[[Site], str]

ASSETS = Path(__file__).parents[2] / "overrides" / "assets"
FONDS = {"light": "rgb(251, 250, 246)", "dark": "rgb(18, 25, 27)"}


def fond(page: Page) -> str:
    lu: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return lu


def bouton_enfonce(page: Page) -> str | None:
    return page.get_by_role("button", name="Mode sombre").get_attribute("aria-pressed")


@pytest.mark.parametrize("actif", [True, False], ids=["avec-script", "sans-script"])
@pytest.mark.parametrize("couleurs", ["light", "dark"])
def test_sans_choix_les_couleurs_suivent_l_appareil(
    couleurs: str, actif: bool, contexte: Contexte, servir: Servir, reel: Site
) -> None:
    page = contexte(color_scheme=couleurs, java_script_enabled=actif).new_page()
    page.goto(f"{servir(reel)}/plan/")
    assert (
        page.locator("h1").evaluate("e => getComputedStyle(document.body).backgroundColor") == FONDS[couleurs]
    )


@pytest.mark.parametrize(("appareil", "voulu"), [("light", "dark"), ("dark", "light")])
def test_le_choix_est_retenu_d_une_page_a_l_autre_puis_oublie(
    appareil: str, voulu: str, contexte: Contexte, servir: Servir, reel: Site
) -> None:
    page = contexte(color_scheme=appareil).new_page()
    page.goto(f"{servir(reel)}/plan/")
    enfonce = {"light": "false", "dark": "true"}
    assert bouton_enfonce(page) == enfonce[appareil]
    page.get_by_role("button", name="Mode sombre").press("Enter")
    assert (fond(page), bouton_enfonce(page)) == (FONDS[voulu], enfonce[voulu])
    page.goto(f"{servir(reel)}/demande/")
    assert (fond(page), bouton_enfonce(page)) == (FONDS[voulu], enfonce[voulu])
    page.get_by_role("button", name="Mode sombre").click()
    assert fond(page) == FONDS[appareil]
    assert page.evaluate("localStorage.length") == 0
    page.emulate_media(color_scheme="dark" if appareil == "light" else "light")
    assert fond(page) == FONDS[voulu]


def test_une_memoire_refusee_n_empeche_pas_de_choisir(contexte: Contexte, servir: Servir, reel: Site) -> None:
    page = contexte(color_scheme="light").new_page()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('non', 'SecurityError'); }})"
    )
    page.goto(f"{servir(reel)}/plan/")
    page.get_by_role("button", name="Mode sombre").click()
    assert fond(page) == FONDS["dark"]


def test_le_choix_sombre_ne_s_imprime_pas(contexte: Contexte, servir: Servir, reel: Site) -> None:
    page = contexte(color_scheme="light").new_page()
    page.goto(f"{servir(reel)}/plan/")
    page.get_by_role("button", name="Mode sombre").click()
    page.emulate_media(media="print")
    assert fond(page) == "rgb(255, 255, 255)"


def jetons(feuille: str) -> dict[str, str]:
    """Les jetons du premier bloc :root d'une feuille."""
    bloc = re.search(r":root \{(.*?)\n\}", (ASSETS / feuille).read_text(encoding="utf-8"), re.DOTALL)
    assert bloc
    return dict(re.findall(r"(--[\w-]+): ([^;]+);", bloc[1]))


def test_chaque_couleur_a_sa_couleur_sombre_et_aucune_ne_s_ecrit_hors_des_jetons() -> None:
    clairs, sombres = jetons("style.css"), jetons("sombre.css")
    couleurs = {nom for nom, valeur in clairs.items() if valeur.startswith(("#", "rgb")) or nom == "--ombre"}
    assert couleurs == set(sombres)
    style = (ASSETS / "style.css").read_text(encoding="utf-8")
    regles = re.sub(r":root \{.*?\n\s*\}|@media print \{.*\n\}", "", style, flags=re.DOTALL)
    assert re.findall(r"#[0-9a-f]{3,8}\b", regles) == []
    assert [
        nom for nom in set(re.findall(r"var\((--[\w-]+)", style)) if nom not in clairs and nom != "--o"
    ] == []
