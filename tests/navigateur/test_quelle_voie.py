"""Un vrai Chromium : une question à la fois, le chemin parcouru, le retour, sans script, et le schéma sur une feuille."""

import random
import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ECRANS, Site
from playwright.sync_api import BrowserContext, Page
from pypdf import PdfReader

from macros.modele.aiguillage import Aiguillage

PAGE = "situations/"
TRACER = "async (cas) => { const { chemin } = await import('/assets/outils/orientation.js'); return cas.map(([liens, question]) => chemin(liens, question)); }"

Ouvrir = Callable[..., Page]


@pytest.fixture
def aiguillage(reel: Site) -> Aiguillage:
    return reel.catalogue.aiguillage


@pytest.fixture
def ouvrir(reel: Site, servir: Callable[[Site], str], contexte: Callable[..., BrowserContext]) -> Ouvrir:
    """La page des situations, sur un téléphone par défaut."""

    def aller(ancre: str = "", **options: Any) -> Page:
        page = contexte(**{"viewport": ECRANS["telephone"], **options}).new_page()
        page.goto(f"{servir(reel)}/{PAGE}{ancre}")
        return page

    return aller


def attendre(page: Page, question: str) -> None:
    """L'adresse change après la touche ou le clic, la feuille de style montre la question, puis le script y mène le lecteur."""
    page.locator(f"#question-{question} h3:focus").wait_for()


def visibles(page: Page) -> list[str]:
    """Les questions que l'on voit."""
    identifiants: list[str] = page.locator(".embranchement").evaluate_all(
        "e => e.filter(q => q.checkVisibility()).map(q => q.id.replace('question-', ''))"
    )
    return identifiants


def chemin_lu(page: Page) -> list[str]:
    if not page.locator(".chemin").is_visible():
        return []
    return [" ".join(pas.split()) for pas in page.locator(".chemin li").all_inner_texts()]


def titre_atteint(page: Page) -> str:
    atteint: str = page.evaluate("document.activeElement.tagName + ' ' + document.activeElement.textContent")
    return " ".join(atteint.split())


def _liens(aiguillage: Aiguillage) -> list[dict[str, str]]:
    return [
        {"de": question.id, "vers": reponse.question, "reponse": reponse.texte}
        for question in aiguillage.questions
        for reponse in question.reponses
        if reponse.question
    ]


def _arbre_au_hasard(hasard: random.Random) -> Aiguillage:
    """Un arbre bien formé : chaque question, sauf la première, est l'arrivée d'une réponse d'une question du dessus."""
    nombre = hasard.randint(1, 12)
    reponses: list[list[dict[str, str]]] = [[] for _ in range(nombre)]
    for rang in range(1, nombre):
        reponses[hasard.randrange(rang)].append({"texte": f"vers {rang}", "question": f"q{rang}"})
    for liste in reponses:
        while len(liste) < 2:
            liste.insert(hasard.randint(0, len(liste)), {"texte": "fin", "voie": "v"})
    return Aiguillage.model_validate(
        {
            "questions": [
                {"id": f"q{rang}", "texte": "Quoi", "reponses": liste} for rang, liste in enumerate(reponses)
            ],
            "voies": [{"id": "v", "titre": "Voie", "en_bref": "Voie.", "page": "demande/", "faits": ["f"]}],
        }
    )


def test_le_script_trace_les_memes_chemins_que_la_reference(aiguillage: Aiguillage, ouvrir: Ouvrir) -> None:
    hasard = random.Random(2026)
    arbres = [aiguillage, *(_arbre_au_hasard(hasard) for _ in range(100))]
    cas = [(arbre, question.id) for arbre in arbres for question in arbre.questions]
    assert len(cas) > 500
    attendus = [[[q.id, str(r.question)] for q, r in arbre.chemin(question)] for arbre, question in cas]
    assert max(map(len, attendus)) > 4
    traces = ouvrir().evaluate(TRACER, [[_liens(arbre), question] for arbre, question in cas])
    assert [[[lien["de"], lien["vers"]] for lien in trace] for trace in traces] == attendus


# Une question à la fois


def test_on_repond_au_clavier_seul_et_l_on_revient(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    assert (visibles(page), chemin_lu(page)) == (["urgence"], [])
    assert titre_atteint(page).startswith("BODY"), "rien ne prend le focus à l'arrivée"
    for reponse, suivante, titre in (
        ("Non, rien de cela", "parc-social", "Êtes-vous déjà locataire d’un logement social (HLM) ?"),
        ("Non", "recherche", "Que cherchez-vous en ce moment ?"),
    ):
        for _ in range(80):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent") == reponse:
                break
        page.keyboard.press("Enter")
        attendre(page, suivante)
        assert visibles(page) == [suivante]
        assert titre_atteint(page) == f"H3 {titre}"
    assert chemin_lu(page) == [
        "Avez-vous besoin d’aide tout de suite ? Non, rien de cela",
        "Êtes-vous déjà locataire d’un logement social (HLM) ? Non",
    ]
    page.get_by_role("link", name="Question précédente").focus()
    page.keyboard.press("Enter")
    attendre(page, "parc-social")
    assert (visibles(page), len(chemin_lu(page))) == (["parc-social"], 1)
    page.get_by_role("link", name="Tout recommencer").focus()
    page.keyboard.press("Enter")
    attendre(page, "urgence")
    assert (visibles(page), chemin_lu(page)) == (["urgence"], [])
    assert titre_atteint(page) == "H3 Avez-vous besoin d’aide tout de suite ?"


def test_le_retour_du_navigateur_ramene_a_la_question_d_avant(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    page.get_by_role("link", name="Non, rien de cela").click()
    page.get_by_role("link", name="Oui, et je voudrais en changer").click()
    page.wait_for_url("**/situations/deja-locataire/")
    page.go_back()
    page.locator("#question-parc-social").wait_for()
    assert (visibles(page), len(chemin_lu(page))) == (["parc-social"], 1)
    page.go_back()
    attendre(page, "urgence")
    assert (visibles(page), chemin_lu(page)) == (["urgence"], [])
    assert titre_atteint(page) == "H3 Avez-vous besoin d’aide tout de suite ?"
    page.go_forward()
    attendre(page, "parc-social")
    assert visibles(page) == ["parc-social"]


def test_on_repond_au_doigt_et_le_chemin_reste_a_l_ecran(ouvrir: Ouvrir) -> None:
    page = ouvrir(has_touch=True)
    for reponse in ("Non, rien de cela", "Non", "Un logement à louer", "Oui"):
        page.locator(".embranchement:visible").get_by_role("link", name=reponse, exact=True).tap()
    attendre(page, "motifs")
    assert visibles(page) == ["motifs"]
    assert len(chemin_lu(page)) == 4
    page.wait_for_function(
        "() => Math.abs(document.querySelector('.aiguillage').getBoundingClientRect().top) < 40"
    )
    assert page.locator(".chemin").bounding_box()["y"] >= 0  # type: ignore[index]
    page.locator(".embranchement:visible").get_by_role("link", name="Je n’ai pas de logement").tap()
    page.wait_for_url("**/situations/dalo/")


def test_chaque_question_s_ouvre_par_son_adresse(aiguillage: Aiguillage, ouvrir: Ouvrir) -> None:
    for question in aiguillage.questions:
        page = ouvrir(f"#question-{question.id}")
        assert visibles(page) == [question.id]
        assert len(chemin_lu(page)) == len(aiguillage.chemin(question.id))


def test_une_autre_ancre_ne_vole_pas_le_lecteur(ouvrir: Ouvrir) -> None:
    page = ouvrir(viewport=ECRANS["bureau"])
    page.get_by_role("link", name="Travail et études").click()
    page.wait_for_function("() => location.hash === '#travail'")
    assert visibles(page) == ["urgence"]
    assert not titre_atteint(page).startswith("H3")


def test_rien_ne_part_et_rien_ne_reste(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    page.wait_for_load_state("networkidle")
    demandes: list[str] = []
    page.on("request", lambda demande: demandes.append(demande.url))
    for reponse in ("Non, rien de cela", "Non", "Un logement à louer", "Oui", "Aucune"):
        page.locator(".embranchement:visible").get_by_role("link", name=reponse, exact=True).click()
    attendre(page, "difficultes")
    assert visibles(page) == ["difficultes"]
    # Chromium redemande l'icône de l'onglet à chaque changement d'adresse.
    assert [url for url in demandes if not url.endswith("/icone.svg")] == []
    assert page.context.storage_state() == {"cookies": [], "origins": []}


def test_sans_javascript_toutes_les_questions_sont_la(aiguillage: Aiguillage, ouvrir: Ouvrir) -> None:
    page = ouvrir(java_script_enabled=False, reduced_motion="reduce")
    assert visibles(page) == [question.id for question in aiguillage.questions]
    assert chemin_lu(page) == []
    page.get_by_role("link", name="Non, rien de cela").click()
    assert page.url.endswith("#question-parc-social")
    assert page.locator("#question-parc-social").bounding_box()["y"] < 100  # type: ignore[index]
    assert page.locator("#schema noscript p").is_visible()


@pytest.mark.parametrize("couleurs", ["light", "dark"])
def test_les_questions_et_le_schema_se_lisent_partout(couleurs: str, ouvrir: Ouvrir) -> None:
    page = ouvrir("#question-motifs", viewport={"width": 320, "height": 700}, color_scheme=couleurs)
    page.get_by_text("Voir le schéma").click()
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    hauteurs = page.locator(".reponse:visible").evaluate_all(
        "e => e.map(c => c.getBoundingClientRect().height)"
    )
    assert min(hauteurs) >= 44


# Le papier


def test_le_bouton_imprime_le_schema_seul(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    page.evaluate("() => { window.imprimes = []; window.print = () => window.imprimes.push(location.hash); }")
    page.get_by_role("link", name="Imprimer le schéma").click()
    assert page.evaluate("window.imprimes") == ["#schema"]
    page.emulate_media(media="print")
    vus = page.locator(".texte > *").evaluate_all(
        "e => e.filter(x => x.checkVisibility()).map(x => x.className)"
    )
    assert vus == ["schema"]
    assert page.locator("#schema").get_by_text("Quelle voie pour quelle situation").is_visible()
    page.emulate_media(media="screen")
    assert visibles(page) == ["urgence"]


@pytest.mark.parametrize("nom", ["reel", "demonstration"])
@pytest.mark.parametrize("script", [True, False])
def test_le_schema_tient_sur_une_feuille(
    nom: str,
    script: bool,
    request: pytest.FixtureRequest,
    servir: Callable[[Site], str],
    contexte: Callable[..., BrowserContext],
) -> None:
    """Visé par l'adresse, il sort seul ; la page entière, elle, l'imprime sur une feuille à lui."""
    site: Site = request.getfixturevalue(nom)
    aiguillage = site.catalogue.aiguillage
    page = contexte(java_script_enabled=script).new_page()
    page.goto(f"{servir(site)}/{PAGE}#schema")
    (feuille,) = PdfReader(BytesIO(page.pdf(format="A4"))).pages
    dit = _compact(feuille.extract_text())
    manquants = [question.texte for question in aiguillage.questions if _compact(question.texte) not in dit]
    manquants += [voie.titre for voie in aiguillage.voies if _compact(voie.titre) not in dit]
    assert manquants == []
    page.goto(f"{servir(site)}/{PAGE}")
    feuilles = [_compact(f.extract_text()) for f in PdfReader(BytesIO(page.pdf(format="A4"))).pages]
    portent = [
        {rang for rang, f in enumerate(feuilles) if _compact(q.texte) in f} for q in aiguillage.questions
    ]
    assert portent == [portent[0]] * len(aiguillage.questions)
    assert len(portent[0]) == 1


def _compact(texte: str) -> str:
    return re.sub(r"\W+", "", texte).lower()


def test_le_schema_se_lit_en_noir_et_blanc(ouvrir: Ouvrir) -> None:
    """Des bords noirs, aucun fond : rien n'y dépend d'une couleur."""
    page = ouvrir("#schema", color_scheme="dark", viewport={"width": 680, "height": 1000})
    page.emulate_media(media="print")
    couleurs = page.locator("#schema").evaluate(
        """schema => [...new Set([schema, ...schema.querySelectorAll('*')].filter(e => e.checkVisibility()).flatMap(e => {
            const s = getComputedStyle(e);
            const bords = ['Top', 'Left'].filter(c => parseFloat(s[`border${c}Width`]) > 0).map(c => s[`border${c}Color`]);
            return [s.color, s.backgroundColor, ...bords];
        }))]"""
    )
    assert set(couleurs) <= {"rgb(0, 0, 0)", "rgb(51, 51, 51)", "rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
