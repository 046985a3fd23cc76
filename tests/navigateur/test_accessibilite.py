"""Un vrai Chromium : contraste et structure (axe), clavier, petits écrans, impression, sans JavaScript."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import Site
from playwright.sync_api import Browser, BrowserContext, Page

PAGES = {
    "reel": {
        "accueil": "",
        "commune": "guichets/poissy/",
        "guichets": "guichets/",
        "fiche": "plan/fiches/observatoire/",
        "plan": "plan/",
        "orientations": "plan/orientations/",
        "sources": "sources/",
        "glossaire": "glossaire/",
        "absente": "absente/",
    },
    "demonstration": {
        "accueil": "",
        "commune": "guichets/brumeville-sur-ondre/",
        "fiche": "plan/fiches/cotation/",
        "plan": "plan/",
    },
}
"""Une page de chaque gabarit ; dans la démonstration, celles que remplir change."""

CAS = [(site, nom) for site, pages in PAGES.items() for nom in pages]
ECRANS = {"bureau": {"width": 1280, "height": 900}, "telephone": {"width": 390, "height": 844}}


@pytest.fixture
def adresse_de(request: pytest.FixtureRequest, servir: Callable[[Site], str]) -> Callable[[str, str], str]:
    """L'adresse d'une page d'un site, par leurs noms dans PAGES."""

    def trouver(site: str, nom: str) -> str:
        return f"{servir(request.getfixturevalue(site))}/{PAGES[site][nom]}"

    return trouver


@pytest.fixture
def contexte(navigateur: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Ouvre des contextes, et vérifie qu'ils n'ont rien demandé au dehors ni rien dit d'inquiétant."""
    ouverts: list[BrowserContext] = []
    dehors: list[str] = []
    plaintes: list[str] = []

    def suivre(page: Page) -> None:
        page.on("request", lambda r: None if r.url.startswith("http://127.0.0.1:") else dehors.append(r.url))
        page.on("pageerror", lambda erreur: plaintes.append(str(erreur)))
        page.on(
            "console",
            # La page d'erreur est servie avec le code 404 : le navigateur le note toujours.
            lambda m: (
                plaintes.append(m.text) if m.type in ("error", "warning") and "404" not in m.text else None
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


@pytest.mark.parametrize("couleurs", ["light", "dark"])
@pytest.mark.parametrize("ecran", ECRANS)
def test_axe_ne_trouve_rien(
    ecran: str, couleurs: str, contexte: Callable[..., BrowserContext], adresse_de: Callable[[str, str], str]
) -> None:
    page = contexte(viewport=ECRANS[ecran], color_scheme=couleurs).new_page()
    trouves = []
    for site, nom in CAS:
        page.goto(adresse_de(site, nom))
        for violation in Axe().run(page).response["violations"]:
            cibles = [noeud["target"] for noeud in violation["nodes"][:3]]
            trouves.append(f"{site}/{nom} — {violation['id']} ({len(violation['nodes'])}) : {cibles}")
    assert trouves == []


@pytest.mark.parametrize(("site", "nom"), CAS)
def test_le_premier_pas_au_clavier_mene_au_contenu(
    site: str, nom: str, contexte: Callable[..., BrowserContext], adresse_de: Callable[[str, str], str]
) -> None:
    page = contexte().new_page()
    page.goto(adresse_de(site, nom))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller au contenu"
    boite = page.locator(":focus").bounding_box()
    assert boite
    assert boite["x"] >= 0
    assert boite["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


ATTENDUS = """() => [...document.querySelectorAll('a[href], summary, [tabindex="0"], button, input, select')]
    .filter(e => e.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true}))
    .map((e, rang) => { e.dataset.rang = rang; return rang; })"""
FOCUS = """() => { const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
    return {rang: e.dataset.rang === undefined ? null : Number(e.dataset.rang), texte: e.textContent.trim().slice(0, 40),
            contour: s.outlineStyle, epaisseur: parseFloat(s.outlineWidth), hauteur: b.height, largeur: b.width}; }"""


@pytest.mark.parametrize("ecran", ECRANS)
@pytest.mark.parametrize(
    ("site", "nom"), [("reel", "commune"), ("reel", "fiche"), ("reel", "plan"), ("demonstration", "commune")]
)
def test_tout_lien_s_atteint_au_clavier_et_se_voit(
    site: str,
    nom: str,
    ecran: str,
    contexte: Callable[..., BrowserContext],
    adresse_de: Callable[[str, str], str],
) -> None:
    page = contexte(viewport=ECRANS[ecran]).new_page()
    page.goto(adresse_de(site, nom))
    attendus = page.evaluate(ATTENDUS)
    atteints = []
    for _ in attendus:
        page.keyboard.press("Tab")
        vu = page.evaluate(FOCUS)
        assert vu["contour"] != "none", vu
        assert vu["epaisseur"] >= 2, vu
        assert vu["hauteur"] > 0, vu
        atteints.append(vu["rang"])
    assert atteints == attendus


@pytest.mark.parametrize("largeur", [320, 390])
@pytest.mark.parametrize(("site", "nom"), CAS)
def test_rien_ne_deborde_sur_un_petit_ecran(
    site: str,
    nom: str,
    largeur: int,
    contexte: Callable[..., BrowserContext],
    adresse_de: Callable[[str, str], str],
) -> None:
    page = contexte(viewport={"width": largeur, "height": 700}).new_page()
    page.goto(adresse_de(site, nom))
    assert page.evaluate("document.documentElement.scrollWidth") <= largeur


def test_le_texte_grossi_deux_fois_ne_deborde_pas(
    contexte: Callable[..., BrowserContext], adresse_de: Callable[[str, str], str]
) -> None:
    page = contexte(viewport={"width": 640, "height": 900}).new_page()
    for site, nom in CAS:
        page.goto(adresse_de(site, nom))
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, (site, nom)


@pytest.mark.parametrize(("site", "nom"), CAS)
def test_les_cibles_sont_assez_hautes(
    site: str, nom: str, contexte: Callable[..., BrowserContext], adresse_de: Callable[[str, str], str]
) -> None:
    """Vingt-quatre pixels au moins dans toute liste de liens (WCAG 2.2, 2.5.8)."""
    page = contexte(viewport=ECRANS["telephone"]).new_page()
    page.goto(adresse_de(site, nom))
    petites = page.evaluate(
        """() => [...document.querySelectorAll('nav a, .liste-serree a, .communes a, .proches a, .portes a, .numero, .bouton, summary')]
        .filter(a => a.checkVisibility({contentVisibilityAuto: true}))
        .map(a => [a.textContent.trim().slice(0, 40), Math.round(a.getBoundingClientRect().height * 10) / 10])
        .filter(([, hauteur]) => hauteur < 24)"""
    )
    assert petites == []


@pytest.mark.parametrize(("site", "nom"), CAS)
def test_la_page_est_la_meme_sans_javascript(
    site: str, nom: str, contexte: Callable[..., BrowserContext], adresse_de: Callable[[str, str], str]
) -> None:
    textes = []
    for javascript in (True, False):
        page = contexte(java_script_enabled=javascript).new_page()
        page.goto(adresse_de(site, nom))
        textes.append(page.locator("body").inner_text())
    assert textes[0] == textes[1]
    assert len(textes[0]) > 200


def _feuilles(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@pytest.mark.parametrize(("site", "nom", "limite"), [("reel", "commune", 2), ("reel", "fiche", 12)])
def test_la_page_s_imprime_en_peu_de_feuilles(
    site: str,
    nom: str,
    limite: int,
    contexte: Callable[..., BrowserContext],
    adresse_de: Callable[[str, str], str],
    tmp_path: Path,
) -> None:
    page = contexte().new_page()
    page.goto(adresse_de(site, nom))
    pdf = page.pdf(format="A4", path=str(tmp_path / "page.pdf"))
    assert 1 <= _feuilles(pdf) <= limite


def test_les_tableaux_imprimes_gardent_leur_derniere_colonne(
    contexte: Callable[..., BrowserContext], adresse_de: Callable[[str, str], str]
) -> None:
    """Une feuille A4 aux marges de 15 mm fait 680 pixels de large."""
    page = contexte(viewport={"width": 680, "height": 1000}).new_page()
    page.emulate_media(media="print")
    for site in ("reel", "demonstration"):
        page.goto(adresse_de(site, "fiche"))
        coupes = page.evaluate(
            """() => [...document.querySelectorAll('table tr > :last-child')]
            .filter(c => c.getBoundingClientRect().right > 681).map(c => c.textContent.trim().slice(0, 40))"""
        )
        assert coupes == [], site


def test_l_impression_montre_le_contenu_et_cache_la_navigation(
    contexte: Callable[..., BrowserContext], adresse_de: Callable[[str, str], str]
) -> None:
    page = contexte(color_scheme="dark").new_page()
    page.emulate_media(media="print")
    page.goto(adresse_de("reel", "commune"))
    assert not page.locator("header nav").is_visible()
    assert page.locator("article.lieu-carte").first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
