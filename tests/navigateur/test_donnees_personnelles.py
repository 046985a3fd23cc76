"""Un vrai Chromium : rien n'est gardé, rien ne part, rien ne bouge."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import Site
from playwright.sync_api import Browser, Page, Request, expect

SUR_LUI_MEME = (
    "accessibilite/",
    "accessibilite/criteres/",
    "mentions-legales/",
    "donnees-personnelles/",
    "plan-du-site/",
)
AUTRES = (
    *(
        "",
        "demande/plafonds/",
        "demande/pieces/",
        "demande/renouveler/",
        "situations/",
        "situations/urgence/",
    ),
    *("questions/", "guichets/", "guichets/carte/", "plan/fiches/cotation/"),
)

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


def test_ce_que_l_on_cherche_depuis_l_accueil_ne_part_pas(
    reel: Site, servir: Callable[[Site], str], ouvrir: Ouvrir
) -> None:
    page = ouvrir()
    demandes: list[Request] = []
    page.on("request", lambda demande: demandes.append(demande))
    for libelle, mots, arrivee, case, lu in (
        ("Chercher dans le site, avec vos mots", "loyer", "q=loyer", "#chercher", "loyer"),
        ("Ma commune ou mon code postal", "poissy", "commune=78498", "#ou", "Poissy"),
    ):
        page.goto(f"{servir(reel)}/")
        page.get_by_label(libelle).fill(mots)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**#{arrivee}")
        expect(page.locator(case)).to_have_value(lu)
    parties = [urlsplit(demande.url)._replace(fragment="").geturl() for demande in demandes]
    assert [url for url in parties if "?" in url or "loyer" in url or "poissy" in url] == []


def test_chaque_regle_d_axe_que_nomme_un_critere_est_vraiment_passee(
    reel: Site, servir: Callable[[Site], str], ouvrir: Ouvrir
) -> None:
    page = ouvrir()
    page.goto(f"{servir(reel)}/accessibilite/")
    lu = Axe().run(page).response
    passees = {r["id"] for issue in ("passes", "inapplicable", "incomplete") for r in lu[issue]}
    nommees = {regle for critere in reel.catalogue.accessibilite.criteres for regle in critere.axe}
    assert nommees
    assert nommees - passees == set()
