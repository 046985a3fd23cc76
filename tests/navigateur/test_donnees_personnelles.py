"""Un vrai Chromium : rien n'est gardé, rien ne part, rien ne bouge ; les pages du site sur lui-même s'y lisent."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import Site
from playwright.sync_api import Browser, Page, Request

SUR_LUI_MEME = (
    "accessibilite/",
    "accessibilite/criteres/",
    "mentions-legales/",
    "donnees-personnelles/",
    "plan-du-site/",
)
AUTRES = ("", "demande/plafonds/", "situations/urgence/", "questions/", "guichets/", "plan/fiches/cotation/")

Ouvrir = Callable[..., Page]


@pytest.fixture
def ouvrir(navigateur: Browser) -> Iterator[Ouvrir]:
    """Un onglet d'un navigateur neuf."""
    contextes = []

    def neuf(**options: Any) -> Page:
        contextes.append(navigateur.new_context(locale="fr-FR", **options))
        return contextes[-1].new_page()

    yield neuf
    for contexte in contextes:
        contexte.close()


def test_rien_n_est_garde_et_rien_ne_part(reel: Site, servir: Callable[[Site], str], ouvrir: Ouvrir) -> None:
    """Ni témoin, ni mémoire du navigateur ; ce que l'on tape n'est dans aucune demande."""
    page, ici = ouvrir(), servir(reel)
    demandes: list[Request] = []
    page.on("request", lambda demande: demandes.append(demande))
    for adresse in (*AUTRES, *SUR_LUI_MEME):
        page.goto(f"{ici}/{adresse}")
        for champ in page.locator("input:visible").all():
            champ.press_sequentially("loyer")
    assert [d.url for d in demandes if not d.url.startswith(ici)] == []
    suspectes = [d.url for d in demandes if d.method != "GET" or "?" in d.url or "loyer" in d.url]
    assert suspectes == []
    assert page.context.storage_state() == {"cookies": [], "origins": []}


def test_rien_ne_bouge_tout_seul(reel: Site, servir: Callable[[Site], str], ouvrir: Ouvrir) -> None:
    page = ouvrir()
    mouvements = {}
    for adresse in (*AUTRES, *SUR_LUI_MEME):
        page.goto(f"{servir(reel)}/{adresse}")
        mouvements[adresse] = page.evaluate("document.getAnimations().length")
    assert mouvements == dict.fromkeys(mouvements, 0)


@pytest.mark.parametrize(("nom", "couleurs"), [("reel", "light"), ("demonstration", "dark")])
def test_les_pages_du_site_sur_lui_meme_n_ont_aucun_defaut_connu(
    nom: str, couleurs: str, request: pytest.FixtureRequest, servir: Callable[[Site], str], ouvrir: Ouvrir
) -> None:
    """Et chaque règle qu'un critère nomme a bien été passée par l'outil."""
    site: Site = request.getfixturevalue(nom)
    page, axe = ouvrir(color_scheme=couleurs, viewport={"width": 390, "height": 844}), Axe()
    defauts, passees = [], set()
    for adresse in SUR_LUI_MEME:
        page.goto(f"{servir(site)}/{adresse}")
        lu = axe.run(page).response
        passees |= {r["id"] for issue in ("passes", "inapplicable", "incomplete") for r in lu[issue]}
        defauts += [(adresse, v["id"], [n["target"] for n in v["nodes"][:3]]) for v in lu["violations"]]
    assert defauts == []
    assert {regle for critere in site.catalogue.accessibilite.criteres for regle in critere.axe} <= passees


def test_les_pages_du_site_sur_lui_meme_tiennent_sur_un_petit_ecran(
    reel: Site, servir: Callable[[Site], str], ouvrir: Ouvrir
) -> None:
    page = ouvrir(viewport={"width": 320, "height": 700})
    larges = {}
    for adresse in SUR_LUI_MEME:
        page.goto(f"{servir(reel)}/{adresse}")
        larges[adresse] = page.evaluate("document.documentElement.scrollWidth")
    assert larges == dict.fromkeys(SUR_LUI_MEME, 320)
