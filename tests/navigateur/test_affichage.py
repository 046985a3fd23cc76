"""Un vrai Chromium : les réglages de qui voit mal, bouge peu ou lit autrement."""

from collections.abc import Callable

import pytest
from conftest import ECRANS, Visite
from playwright.sync_api import BrowserContext

Contexte = Callable[..., BrowserContext]

ESPACEMENT = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
"""L'espacement que chacun doit pouvoir imposer (WCAG 2.2, 1.4.12)."""

COUPES = """() => [...document.querySelectorAll('main *, header *, footer *')]
    .filter(e => e.checkVisibility() && e.textContent.trim() && !e.closest('.invisible, .defilant, .renvoi, svg'))
    .filter(e => {
        const s = getComputedStyle(e);
        return s.overflow !== 'visible' && s.overflow !== 'auto'
            && (e.scrollHeight > e.clientHeight + 2 || e.scrollWidth > e.clientWidth + 2);
    }).map(e => e.className + ' : ' + e.textContent.trim().slice(0, 40))"""


def test_l_espacement_du_texte_peut_grandir_sans_que_rien_ne_soit_coupe(
    contexte: Contexte, visiter: Visite
) -> None:
    page = contexte(viewport={"width": 390, "height": 844}, bypass_csp=True).new_page()
    fautes = []
    for ou in visiter(page):
        page.add_style_tag(content=ESPACEMENT)
        occupe = page.evaluate("document.documentElement.scrollWidth")
        if occupe > 390:
            fautes.append(f"{ou} : {occupe} pixels de large")
        fautes += [f"{ou} : texte coupé : {coupe}" for coupe in page.evaluate(COUPES)]
    assert fautes == []


MOUVEMENTS = """() => {
    const duree = e => [getComputedStyle(e), getComputedStyle(e, '::before'), getComputedStyle(e, '::after')]
        .some(s => [s.animationDuration, s.transitionDuration].join().split(',').some(d => parseFloat(d) > 0));
    const doux = getComputedStyle(document.documentElement).scrollBehavior;
    return [...document.querySelectorAll('*')].filter(duree).map(e => e.id || e.className)
        .concat(doux === 'auto' ? [] : ['défilement ' + doux]);
}"""


def test_rien_ne_bouge_pour_qui_le_demande(contexte: Contexte, visiter: Visite) -> None:
    page = contexte(viewport=ECRANS["telephone"], reduced_motion="reduce").new_page()
    for ou in visiter(page, [("reel", "accueil"), ("reel", "commune"), ("reel", "questions")]):
        page.get_by_role("button", name="Menu", exact=True).click()
        assert page.evaluate(MOUVEMENTS) == [], ou


SANS_BORD = """selecteurs => selecteurs.filter(s => {
    const e = document.querySelector(s);
    if (!e) return false;
    const c = getComputedStyle(e);
    return ![c.borderTopWidth, c.borderBottomWidth, c.borderLeftWidth, c.outlineStyle === 'none' ? '0' : c.outlineWidth]
        .some(l => parseFloat(l) > 0);
})"""


def test_les_couleurs_imposees_gardent_les_bords_et_les_reperes(contexte: Contexte, visiter: Visite) -> None:
    """Quand le lecteur impose ses couleurs, les fonds disparaissent : un bord doit dire la même chose."""
    page = contexte(viewport=ECRANS["bureau"], forced_colors="active").new_page()
    for ou in visiter(
        page, [("reel", "accueil"), ("reel", "demande"), ("reel", "orientations"), ("reel", "commune")]
    ):
        reperes = [".bouton", ".portes a", ".note", ".etat li", ".a-confirmer", ".carte-numero", ".urgences"]
        reperes += [".message", ".lieu-carte", "#tiroir nav a[aria-current]", ".jalons [aria-current]"]
        assert page.evaluate(SANS_BORD, reperes) == [], ou
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid", ou


@pytest.mark.parametrize("couleurs", ["active", "none"])
def test_le_repere_du_clavier_se_voit_meme_sur_l_etape_en_cours(
    couleurs: str, contexte: Contexte, visiter: Visite
) -> None:
    """L'étape et la page en cours portent déjà un cercle ou un trait : le repère doit s'y ajouter."""
    page = contexte(viewport=ECRANS["bureau"], forced_colors=couleurs).new_page()
    next(visiter(page, [("reel", "pieces")]))
    for repere in (".jalons [aria-current]", "#tiroir nav a[aria-current]"):
        element = page.locator(repere).first
        boite = element.bounding_box()
        assert boite is not None
        cadre = {
            "x": boite["x"] - 14,
            "y": boite["y"] - 14,
            "width": boite["width"] + 28,
            "height": boite["height"] + 28,
        }
        avant = page.screenshot(clip=cadre)  # type: ignore[arg-type]
        page.keyboard.press("Tab")
        element.focus()
        style = element.evaluate("e => [getComputedStyle(e).outlineWidth, getComputedStyle(e).outlineOffset]")
        assert page.screenshot(clip=cadre) != avant, repere  # type: ignore[arg-type]
        assert style[0] == "3px", repere


LIENS_SANS_SOULIGNEMENT = """() => [...document.querySelectorAll('main p a, main li a, main dd a, main td a')]
    .filter(a => a.checkVisibility() && !a.closest('nav, .jalons, .portes') && !a.matches('.bouton'))
    .filter(a => ![a, ...a.querySelectorAll('*')].some(e => getComputedStyle(e).textDecorationLine.includes('underline')))
    .map(a => a.textContent.trim().slice(0, 40))"""


def test_un_lien_dans_un_texte_est_souligne(contexte: Contexte, visiter: Visite) -> None:
    page = contexte().new_page()
    fautes = [f"{ou} : « {lien} »" for ou in visiter(page) for lien in page.evaluate(LIENS_SANS_SOULIGNEMENT)]
    assert fautes == []


TABLEAUX = """() => [...document.querySelectorAll('table')].flatMap(t => {
    const fautes = [];
    if (!t.caption || !t.caption.textContent.trim()) fautes.push('sans titre');
    if ([...t.querySelectorAll('th')].some(c => !c.scope)) fautes.push('en-tête sans portée');
    const cadre = t.closest('.defilant');
    if (t.scrollWidth > t.parentElement.clientWidth && !cadre) fautes.push('déborde sans cadre qui défile');
    if (cadre && (cadre.tabIndex !== 0 || cadre.getAttribute('role') !== 'region'
        || !document.getElementById(cadre.getAttribute('aria-labelledby'))?.textContent.trim()))
        fautes.push('cadre sans nom ou hors du clavier');
    return fautes.map(f => f + ' : ' + (t.caption?.textContent ?? '').slice(0, 40));
})"""


def test_chaque_tableau_a_un_titre_et_defile_au_clavier(contexte: Contexte, visiter: Visite) -> None:
    page = contexte(viewport=ECRANS["telephone"]).new_page()
    fautes = [f"{ou} : {faute}" for ou in visiter(page) for faute in page.evaluate(TABLEAUX)]
    assert fautes == []


def test_un_tableau_large_defile_par_les_fleches(contexte: Contexte, visiter: Visite) -> None:
    page = contexte(viewport=ECRANS["telephone"]).new_page()
    next(visiter(page, [("reel", "fiche")]))
    cadre = page.get_by_role("region").filter(has=page.locator("table.indicateurs"))
    cadre.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.activeElement.scrollLeft > 0")
