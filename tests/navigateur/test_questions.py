"""Un vrai Chromium : les questions sans script, la page à imprimer, le parcours sur un petit écran."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from conftest import Site
from playwright.sync_api import Browser, Page
from test_accessibilite import _feuilles

Ouvrir = Callable[..., Page]


@pytest.fixture
def ouvrir(reel: Site, servir: Callable[[Site], str], navigateur: Browser) -> Iterator[Ouvrir]:
    """Ouvre une page du site dans un contexte neuf ; rien ne doit y échouer."""
    contextes = []
    plaintes: list[str] = []

    def aller(adresse: str, **options: Any) -> Page:
        contextes.append(navigateur.new_context(locale="fr-FR", **options))
        page = contextes[-1].new_page()
        page.on("pageerror", lambda erreur: plaintes.append(f"{page.url} : {erreur}"))
        page.goto(f"{servir(reel)}/{adresse}")
        return page

    yield aller
    for contexte in contextes:
        contexte.close()
    assert plaintes == []


def test_sans_javascript_toutes_les_questions_se_lisent(reel: Site, ouvrir: Ouvrir) -> None:
    page = ouvrir("questions/", java_script_enabled=False)
    for question in reel.catalogue.questions:
        article = page.locator(f"#{question.id}")
        assert article.is_visible(), question.id
        assert article.locator("p").first.is_visible(), question.id


def test_l_essentiel_tient_sur_une_feuille(ouvrir: Ouvrir) -> None:
    page = ouvrir("en-bref/")
    assert _feuilles(page.pdf(format="A4")) == 1


@pytest.mark.parametrize("adresse", ["demande/", "demande/attribution/", "demande/plafonds/"])
def test_le_parcours_ne_deborde_pas_d_un_petit_telephone(adresse: str, ouvrir: Ouvrir) -> None:
    page = ouvrir(adresse, viewport={"width": 320, "height": 640})
    occupe, offert = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert offert <= 320
    assert occupe <= offert
