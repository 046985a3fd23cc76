"""Un vrai Chromium : la recherche dans les questions, la page à imprimer, le parcours sur un petit écran."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import Site
from playwright.sync_api import Browser, Locator, Page
from test_accessibilite import _feuilles

from macros.modele.catalogue import Catalogue

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


@pytest.fixture
def recherche(ouvrir: Ouvrir) -> Page:
    return ouvrir("questions/")


def champ(page: Page) -> Locator:
    return page.get_by_label("Chercher dans les questions")


def visibles(page: Page, quoi: str) -> list[str]:
    """Les identifiants des éléments que l'on voit."""
    identifiants: list[str] = page.locator(quoi).evaluate_all(
        "elements => elements.filter(e => e.checkVisibility()).map(e => e.id)"
    )
    return identifiants


def annonce(page: Page) -> str:
    return page.get_by_role("status").inner_text()


def question_aux_mots(catalogue: Catalogue, variante: str) -> str:
    (trouvee,) = (question.id for question in catalogue.questions if variante in question.variantes)
    return trouvee


@pytest.mark.parametrize("variante", ["numero unik perdu", "jai oublié de renouveler je perds tout ?"])
def test_une_question_se_trouve_avec_des_fautes(variante: str, reel: Site, recherche: Page) -> None:
    attendue = question_aux_mots(reel.catalogue, variante)
    assert variante not in recherche.locator(f"#{attendue}").inner_text().lower()
    champ(recherche).fill(variante)
    assert attendue in visibles(recherche, ".question")
    assert len(visibles(recherche, ".question")) < len(reel.catalogue.questions) / 4


CHAQUE_VARIANTE = """cas => {
    const champ = document.querySelector('input[type=search]');
    return cas.filter(([identifiant, variante]) => {
        champ.value = variante;
        champ.dispatchEvent(new Event('input', {bubbles: true}));
        return !document.getElementById(identifiant).checkVisibility();
    });
}"""


def test_chaque_graphie_des_donnees_trouve_sa_question(reel: Site, recherche: Page) -> None:
    cas = [[question.id, forme] for question in reel.catalogue.questions for forme in question.variantes]
    assert len(cas) >= 3 * len(reel.catalogue.questions)
    assert recherche.evaluate(CHAQUE_VARIANTE, cas) == []


def test_les_accents_et_les_majuscules_ne_comptent_pas(recherche: Page) -> None:
    champ(recherche).fill("DEPOT DE GARANTIE")
    sans_accent = visibles(recherche, ".question")
    champ(recherche).fill("dépôt de garantie")
    assert sans_accent == visibles(recherche, ".question")
    assert "payer-le-depot-de-garantie" in sans_accent


def test_la_recherche_annonce_combien_elle_trouve(reel: Site, recherche: Page) -> None:
    assert annonce(recherche) == ""
    champ(recherche).press_sequentially("dossier")
    nombre = len(visibles(recherche, ".question"))
    assert 1 < nombre < len(reel.catalogue.questions)
    assert annonce(recherche) == f"{nombre} questions"
    champ(recherche).fill("numero unik perdu")
    assert len(visibles(recherche, ".question")) == 1
    assert annonce(recherche) == "Une question"


def test_la_recherche_cache_les_rubriques_ou_elle_ne_trouve_rien(reel: Site, recherche: Page) -> None:
    champ(recherche).fill("surloyer")
    trouvees = set(visibles(recherche, ".question"))
    attendues = {f"rubrique-{q.rubrique}" for q in reel.catalogue.questions if q.id in trouvees}
    assert 0 < len(attendues) < len(reel.catalogue.rubriques)
    assert set(visibles(recherche, "h2[id^=rubrique-]")) == attendues
    assert len(visibles(recherche, "div.questions")) == len(attendues)


def test_la_recherche_dit_quand_rien_ne_correspond_puis_se_vide(reel: Site, recherche: Page) -> None:
    champ(recherche).fill("xylophone")
    assert visibles(recherche, ".question, h2[id^=rubrique-]") == []
    assert annonce(recherche).startswith("Aucune question")
    champ(recherche).fill("")
    assert visibles(recherche, ".question") == [question.id for question in reel.catalogue.questions]
    assert len(visibles(recherche, "h2[id^=rubrique-]")) == len(reel.catalogue.rubriques)
    assert annonce(recherche) == "Toutes les questions"


@pytest.mark.parametrize("tape", ["caution", '"caution"', "caution,", "(Caution)", "la caution ?"])
def test_la_ponctuation_ne_compte_pas(tape: str, recherche: Page) -> None:
    champ(recherche).fill("caution")
    attendues = visibles(recherche, ".question")
    assert attendues
    champ(recherche).fill(tape)
    assert visibles(recherche, ".question") == attendues


def test_les_petits_mots_ne_comptent_que_seuls(recherche: Page) -> None:
    champ(recherche).fill("mon mari me tape")
    assert visibles(recherche, ".question")[0] == "violences-partir-maintenant"


def test_le_retour_du_navigateur_retrouve_ce_que_l_on_cherchait(ouvrir: Ouvrir) -> None:
    page = ouvrir("questions/#q=caution")
    assert champ(page).input_value() == "caution"
    page.evaluate("location.hash = 'q=surloyer'")
    page.wait_for_function("document.querySelector('.filtre input').value === 'surloyer'")
    page.go_back()
    page.wait_for_function("document.querySelector('.filtre input').value === 'caution'")


def test_un_filtre_dont_le_script_ne_vient_pas_ne_se_montre_pas(ouvrir: Ouvrir) -> None:
    page = ouvrir("")
    page.route("**/filtre.js", lambda route: route.abort())
    page.goto(page.url + "questions/")
    assert not page.locator(".filtre").is_visible()
    assert page.locator(".question").first.is_visible()


@pytest.mark.parametrize("tape", ["<script>alert(1)</script>", "a" * 10_000])
def test_une_recherche_etrange_ne_fait_aucun_mal(tape: str, ouvrir: Ouvrir) -> None:
    page = ouvrir("questions/")
    page.evaluate("mot => { location.hash = new URLSearchParams({q: mot}); }", tape)
    page.wait_for_function("mot => document.querySelector('.filtre input').value === mot", arg=tape)
    assert annonce(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_une_question_cherchee_depuis_l_accueil_arrive_deja_filtree(reel: Site, ouvrir: Ouvrir) -> None:
    page = ouvrir("")
    page.get_by_label("Votre question, avec vos mots").fill("dépôt de garantie")
    page.keyboard.press("Enter")
    page.wait_for_url("**/questions/#q=*")
    assert champ(page).input_value() == "dépôt de garantie"
    assert "payer-le-depot-de-garantie" in visibles(page, ".question")
    assert len(visibles(page, ".question")) < len(reel.catalogue.questions) / 4


def test_quand_rien_ne_contient_tous_les_mots_les_plus_proches_restent(recherche: Page) -> None:
    champ(recherche).fill("dépôt de garantie xylophone")
    assert "payer-le-depot-de-garantie" in visibles(recherche, ".question")
    assert annonce(recherche).startswith("Aucune question ne contient tous ces mots. Les plus proches")


@pytest.mark.parametrize(
    "adresse",
    ["questions/#q=loyer", "questions/#q=xylophone", "questions/#q=loyer+xylophone"],
)
@pytest.mark.parametrize("couleurs", ["light", "dark"])
def test_axe_ne_trouve_rien_quand_une_liste_est_filtree(couleurs: str, adresse: str, ouvrir: Ouvrir) -> None:
    page = ouvrir(adresse, color_scheme=couleurs)
    assert annonce(page)
    assert [v["id"] for v in Axe().run(page).response["violations"]] == []


def test_entree_ne_recharge_pas_la_page(recherche: Page) -> None:
    champ(recherche).fill("surloyer")
    trouvees = visibles(recherche, ".question")
    champ(recherche).press("Enter")
    assert champ(recherche).input_value() == "surloyer"
    assert visibles(recherche, ".question") == trouvees


def test_sans_javascript_toutes_les_questions_se_lisent_et_rien_ne_se_cherche(
    reel: Site, ouvrir: Ouvrir
) -> None:
    page = ouvrir("questions/", java_script_enabled=False)
    for question in reel.catalogue.questions:
        article = page.locator(f"#{question.id}")
        assert article.is_visible(), question.id
        assert article.locator("p").first.is_visible(), question.id
    visibles_ = page.locator("input, form, button").evaluate_all(
        "l => l.filter(e => e.checkVisibility()).length"
    )
    assert visibles_ == 0
    assert page.locator("noscript p").is_visible()


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
