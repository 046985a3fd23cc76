"""Un vrai Chromium : contraste et structure (axe), clavier, petits écrans, impression, sans JavaScript."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ECRANS, Site, Visite
from playwright.sync_api import BrowserContext, Page

REGLES: dict[tuple[str, str], dict[str, Any]] = {
    ("bureau", "light"): {},
    ("telephone", "dark"): {},
    # Les balises sont les mêmes : n'y changent que les couleurs et la place de chaque chose.
    ("bureau", "dark"): {"runOnly": ["color-contrast", "link-in-text-block"]},
    ("telephone", "light"): {"runOnly": ["color-contrast", "link-in-text-block"]},
}


@pytest.mark.parametrize("couleurs", ["light", "dark"])
@pytest.mark.parametrize("ecran", ECRANS)
def test_axe_ne_trouve_rien(
    ecran: str, couleurs: str, contexte: Callable[..., BrowserContext], visiter: Visite
) -> None:
    page = contexte(viewport=ECRANS[ecran], color_scheme=couleurs).new_page()
    axe = Axe()
    trouves = []
    for ou in visiter(page):
        for violation in axe.run(page, options=REGLES[ecran, couleurs]).response["violations"]:
            cibles = [noeud["target"] for noeud in violation["nodes"][:3]]
            trouves.append(f"{ou} — {violation['id']} ({len(violation['nodes'])}) : {cibles}")
    assert trouves == []


def _premier_pas(page: Page) -> str | None:
    """Ce qui ne va pas quand on entre dans la page au clavier."""
    page.keyboard.press("Tab")
    premier = page.evaluate("document.activeElement.textContent")
    if premier != "Aller au contenu":
        return f"la première touche Tab mène à « {premier.strip()[:40]} », et non à « Aller au contenu »"
    boite = page.locator(":focus").bounding_box()
    if not boite or boite["x"] < 0 or boite["y"] < 0:
        return f"« Aller au contenu » ne se voit pas : {boite}"
    page.keyboard.press("Enter")
    if (arrivee := page.evaluate("document.activeElement.id")) != "contenu":
        return f"« Aller au contenu » mène à « {arrivee} », et non à « contenu »"
    page.keyboard.press("Tab")
    if not page.evaluate("document.querySelector('main').contains(document.activeElement)"):
        return "la touche Tab qui suit « Aller au contenu » sort du contenu"
    return None


def test_le_premier_pas_au_clavier_mene_au_contenu(
    contexte: Callable[..., BrowserContext], visiter: Visite
) -> None:
    page = contexte().new_page()
    fautes = [f"{ou} : {faute}" for ou in visiter(page) if (faute := _premier_pas(page))]
    assert fautes == []


ATTENDUS = """() => [...document.querySelectorAll('a[href], summary, [tabindex="0"], button, input, select')]
    .filter(e => e.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true}))
    .map((e, rang) => { e.dataset.rang = rang; return rang; })"""
SUIVRE_LE_FOCUS = """() => { window.vus = []; document.addEventListener('focusin', () => {
    const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
    window.vus.push({
        rang: e.dataset.rang === undefined ? null : Number(e.dataset.rang), texte: e.textContent.trim().slice(0, 40),
        contour: s.outlineStyle, epaisseur: parseFloat(s.outlineWidth), hauteur: b.height, largeur: b.width});
}); }"""
"""Note chaque endroit atteint au moment où il l'est : le demander après chaque touche serait deux fois plus long."""


@pytest.mark.parametrize("ecran", ECRANS)
def test_tout_lien_s_atteint_au_clavier_et_se_voit(
    ecran: str, contexte: Callable[..., BrowserContext], visiter: Visite
) -> None:
    page = contexte(viewport=ECRANS[ecran]).new_page()
    fautes = []
    cas = [
        ("reel", "demande"),
        ("reel", "pieces"),
        ("reel", "plafonds"),
        ("reel", "attribution"),
        ("reel", "commune"),
        ("reel", "fiche"),
        ("reel", "plan"),
        ("demonstration", "cotation"),
        ("demonstration", "commune"),
    ]
    for ou in visiter(page, cas):
        attendus = page.evaluate(ATTENDUS)
        page.evaluate(SUIVRE_LE_FOCUS)
        for _ in attendus:
            page.keyboard.press("Tab")
        vus = page.evaluate("window.vus")
        fautes += [
            f"{ou} : l'endroit atteint ne se voit pas : {vu}"
            for vu in vus
            if vu["contour"] == "none" or vu["epaisseur"] < 2 or vu["hauteur"] <= 0
        ]
        if (atteints := [vu["rang"] for vu in vus]) != attendus:
            fautes.append(f"{ou} : le clavier passe par {atteints}, et non par {attendus}")
        if not attendus:
            fautes.append(f"{ou} : rien ne s'atteint au clavier")
    assert fautes == []


MISES = ((320, ""), (390, ""), (640, "200%"))
"""Deux petits écrans, puis un texte grossi deux fois : largeur de l'écran, taille du texte."""


def test_rien_ne_deborde_sur_un_petit_ecran_ni_en_gros(
    contexte: Callable[..., BrowserContext], visiter: Visite
) -> None:
    page = contexte().new_page()
    fautes = []
    for ou in visiter(page):
        for largeur, taille in MISES:
            page.set_viewport_size({"width": largeur, "height": 700})
            page.evaluate("taille => { document.documentElement.style.fontSize = taille; }", taille)
            occupe = page.evaluate("document.documentElement.scrollWidth")
            if occupe > largeur:
                texte = f"texte à {taille}" if taille else "texte ordinaire"
                fautes.append(f"{ou} : {occupe} pixels de large, pour un écran de {largeur} ({texte})")
    assert fautes == []


PETITES_CIBLES = """() => [...document.querySelectorAll(
        'nav a, .liste-serree a, .communes a, .proches a, .portes a, .numero, .bouton, summary')]
    .filter(a => a.checkVisibility({contentVisibilityAuto: true}))
    .map(a => [a.textContent.trim().slice(0, 40), Math.round(a.getBoundingClientRect().height * 10) / 10])
    .filter(([, hauteur]) => hauteur < 24)"""


def test_les_cibles_sont_assez_hautes(contexte: Callable[..., BrowserContext], visiter: Visite) -> None:
    """Vingt-quatre pixels au moins dans toute liste de liens (WCAG 2.2, 2.5.8)."""
    page = contexte(viewport=ECRANS["telephone"]).new_page()
    fautes = [
        f"{ou} : « {texte} » n'a que {hauteur} pixels de haut"
        for ou in visiter(page)
        for texte, hauteur in page.evaluate(PETITES_CIBLES)
    ]
    assert fautes == []


def test_la_page_est_la_meme_sans_javascript(
    contexte: Callable[..., BrowserContext], visiter: Visite
) -> None:
    """Les filtres, les calculs et les boutons, que le script fait marcher, ne portent rien d'autre ; l'aiguillage, qu'il
    montre une question à la fois, a son test (test_quelle_voie.py)."""
    texte = """() => {
        document.querySelectorAll('form:is(.calcul, .trouver, .tri-du-reseau), .aiguillage, .outil, .ouverture, noscript').forEach(e => e.remove());
        document.querySelectorAll('details').forEach(e => { e.open = true; });
        return document.body.innerText;
    }"""
    avec, sans = (
        {ou: page.evaluate(texte) for ou in visiter(page)}
        for page in (contexte(java_script_enabled=actif).new_page() for actif in (True, False))
    )
    fautes = [f"{ou} : le texte change sans JavaScript" for ou in avec if sans[ou] != avec[ou]]
    fautes += [f"{ou} : presque rien à lire : {texte}" for ou, texte in avec.items() if len(texte) <= 200]
    assert fautes == []


def _feuilles(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def test_la_page_s_imprime_en_peu_de_feuilles(
    contexte: Callable[..., BrowserContext], visiter: Visite
) -> None:
    page = contexte().new_page()
    limites = {("reel", "en-bref"): 1, ("reel", "commune"): 1, ("reel", "fiche"): 12}
    fautes = [
        f"{ou} : {feuilles} feuilles, pour {limite} au plus"
        for ou, limite in zip(visiter(page, limites), limites.values(), strict=True)
        if not 1 <= (feuilles := _feuilles(page.pdf(format="A4"))) <= limite
    ]
    assert fautes == []


def test_la_carte_d_une_commune_tient_sur_une_feuille(
    contexte: Callable[..., BrowserContext], servir: Callable[[Site], str], reel: Site
) -> None:
    """Les cinq plus longues : si elles tiennent, les autres aussi."""
    longueurs = {
        commune.page: len(reel.pages[commune.page].text_content())
        for commune in reel.catalogue.territoire.communes
    }
    plus_longues = sorted(longueurs, key=lambda adresse: -longueurs[adresse])[:5]
    page = contexte().new_page()
    feuilles = {}
    for adresse in plus_longues:
        page.goto(f"{servir(reel)}/{adresse}")
        feuilles[adresse] = _feuilles(page.pdf(format="A4"))
    assert feuilles == dict.fromkeys(plus_longues, 1)


DERNIERES_COLONNES_COUPEES = """() => [...document.querySelectorAll('table tr > :last-child')]
    .filter(c => c.getBoundingClientRect().right > 681).map(c => c.textContent.trim().slice(0, 40))"""


def test_les_tableaux_imprimes_gardent_leur_derniere_colonne(
    contexte: Callable[..., BrowserContext], visiter: Visite
) -> None:
    """Une feuille A4 aux marges de 15 mm fait 680 pixels de large."""
    page = contexte(viewport={"width": 680, "height": 1000}).new_page()
    page.emulate_media(media="print")
    fautes = [
        f"{ou} : « {coupee} » sort de la feuille"
        for ou in visiter(
            page,
            [
                ("reel", "fiche"),
                ("reel", "plafonds"),
                ("reel", "sources"),
                ("demonstration", "fiche"),
                ("demonstration", "cotation"),
            ],
        )
        for coupee in page.evaluate(DERNIERES_COLONNES_COUPEES)
    ]
    assert fautes == []


def test_l_impression_montre_le_contenu_et_cache_la_navigation(
    contexte: Callable[..., BrowserContext], visiter: Visite
) -> None:
    page = contexte(color_scheme="dark", viewport={"width": 680, "height": 1000}).new_page()
    page.emulate_media(media="print")
    next(visiter(page, [("reel", "commune")]))
    assert not page.locator("header nav").is_visible()
    assert not page.get_by_role("button").filter(visible=True).all()
    assert page.locator("article.lieu-carte").first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
