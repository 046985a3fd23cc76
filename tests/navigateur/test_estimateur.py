"""Un vrai Chromium : l'estimateur compte comme la référence, au clavier, au doigt, et ne garde ni n'envoie rien."""

import random
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ECRANS, Site
from playwright.sync_api import BrowserContext, Page

from macros.modele.cotation import Grille, noter
from macros.rendu.familles.cotation import _pour_le_script

PAGE = "demande/cotation/"
CALCULER = "async (vecteurs) => { const { noter } = await import('/assets/outils/cotation.js'); return vecteurs.map(([grille, coches]) => noter(grille, coches)); }"

Ouvrir = Callable[..., Page]


@pytest.fixture
def grille(demonstration: Site) -> Grille:
    assert demonstration.catalogue.cotation.grille
    return demonstration.catalogue.cotation.grille


@pytest.fixture
def ouvrir(
    demonstration: Site, servir: Callable[[Site], str], contexte: Callable[..., BrowserContext]
) -> Ouvrir:
    """La page de la cotation, sur un téléphone par défaut."""

    def aller(**options: Any) -> Page:
        page = contexte(**{"viewport": ECRANS["telephone"], **options}).new_page()
        page.goto(f"{servir(demonstration)}/{PAGE}")
        return page

    return aller


# Les mêmes notes que la référence


def _combinaisons(grille: Grille, hasard: random.Random) -> Iterator[list[str]]:
    """Rien, tout, chaque critère seul, chaque paire, chaque groupe entier, puis des tirages ; l'ordre importe peu."""
    identifiants = [critere.id for critere in grille.criteres]
    yield []
    yield identifiants
    yield identifiants[::-1]
    yield from ([identifiant] for identifiant in identifiants)
    yield from map(list, combinations(identifiants, 2))
    for groupe in {critere.groupe_exclusif for critere in grille.criteres if critere.groupe_exclusif}:
        yield [critere.id for critere in grille.criteres if critere.groupe_exclusif == groupe]
    for _ in range(300):
        yield hasard.sample(identifiants, hasard.randint(0, len(identifiants)))


def _grille_au_hasard(hasard: random.Random) -> Grille:
    return Grille.model_validate(
        {
            "version": "1",
            "adoptee_le": "2026-01-01",
            "source": {"titre": "Délibération fictive"},
            "dans_un_groupe": {
                "compte": hasard.choice(["le_plus_fort", "le_plus_faible"]),
                "phrase": "Un seul compte.",
            },
            "minimum": hasard.choice([None, 0, -20, 10]),
            "criteres": [
                {
                    "id": f"c{rang}",
                    "famille": "Famille",
                    "libelle": "Critère",
                    # Peu de valeurs : les égalités sont fréquentes.
                    "points": hasard.choice([-25, -10, 0, 5, 10, 10, 20, 1000]),
                    "groupe_exclusif": hasard.choice([None, "g", "h"]),
                }
                for rang in range(hasard.randint(1, 12))
            ],
        }
    )


def test_le_script_note_comme_la_reference(grille: Grille, ouvrir: Ouvrir) -> None:
    hasard = random.Random(2026)
    cas = [(grille, coches) for coches in _combinaisons(grille, hasard)]
    for autre in (_grille_au_hasard(hasard) for _ in range(200)):
        identifiants = [critere.id for critere in autre.criteres]
        cas += [(autre, identifiants), (autre, hasard.sample(identifiants, len(identifiants) // 2))]
    assert len(cas) > 900
    attendus = []
    for jugee, coches in cas:
        note = noter(jugee, coches)
        lignes = [
            {
                "id": ligne.critere.id,
                "points": ligne.critere.points,
                "retenu": ligne.retenu.id if ligne.retenu else None,
                "cumul": ligne.cumul,
            }
            for ligne in note.lignes
        ]
        attendus.append({"lignes": lignes, "somme": note.somme, "total": note.total})
    # Les bords sont bien dans les vecteurs.
    assert any(attendu["somme"] != attendu["total"] for attendu in attendus)
    assert any(attendu["total"] < 0 for attendu in attendus)
    vecteurs = [(_pour_le_script(jugee), coches) for jugee, coches in cas]
    obtenus = ouvrir().evaluate(CALCULER, vecteurs)
    ecarts = [v for v, obtenu, attendu in zip(vecteurs, obtenus, attendus, strict=True) if obtenu != attendu]
    assert ecarts == []


# Le formulaire


def _titre(page: Page) -> str:
    return page.locator(".resultat-titre").inner_text().replace("\u00a0", " ")


def _lignes(page: Page) -> list[str]:
    rangees = page.locator("#note-estimee tbody tr").all_inner_texts()
    return [" | ".join(" ".join(cellule.split()) for cellule in rangee.split("\t")) for rangee in rangees]


def _aller_jusqu_a(page: Page, selecteur: str) -> None:
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selecteur):
            return
    raise AssertionError(f"la touche Tab ne mène pas à {selecteur}")


def test_on_estime_sa_note_au_clavier_seul(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    for identifiant in ("dalo-reconnu", "accord-collectif", "heberge-tiers", "refus-sans-motif"):
        _aller_jusqu_a(page, f"input[value={identifiant}]")
        page.keyboard.press("Space")
    assert not page.locator("#note-estimee").is_visible()
    _aller_jusqu_a(page, "#estimateur [type=submit]")
    page.keyboard.press("Enter")
    assert _titre(page) == "Votre note estimée : 55 points"
    assert page.evaluate("document.activeElement.className") == "resultat-titre"
    assert _lignes(page) == [
        "Reconnu prioritaire au titre du droit au logement opposable | + 60 | 60",
        "Relevant de l’accord collectif départemental Ne s’additionne pas avec : "
        "Reconnu prioritaire au titre du droit au logement opposable | ne compte pas | 60",
        "Hébergé chez un tiers | + 20 | 80",
        "Refus sans motif légitime d’un logement adapté, dans les douze derniers mois | − 25 | 55",
    ]
    assert page.get_by_text("seul compte celui qui vaut le plus de points").last.is_visible()
    assert not page.get_by_text("La somme est de").is_visible()
    assert page.get_by_text("Ce que cette note ne décide pas").is_visible()
    assert page.locator("#note-estimee li").all_inner_texts()[0].startswith("Elle n’oblige jamais")


def test_on_estime_sa_note_au_doigt(ouvrir: Ouvrir) -> None:
    page = ouvrir(has_touch=True)
    page.get_by_text("Refus sans motif légitime").last.tap()
    page.get_by_role("button", name="Calculer").tap()
    assert _titre(page) == "Votre note estimée : 0 point"
    somme = page.get_by_text("La somme est de").inner_text().replace("\u00a0", " ")
    assert somme == "La somme est de − 25. La note ne descend pas sous 0 point."
    assert not page.locator("[data-si=ecartee]").is_visible()


def test_sans_rien_cocher_le_resultat_le_dit(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    page.get_by_role("button", name="Calculer").click()
    assert _titre(page) == "Votre note estimée : 0 point"
    assert page.get_by_text("Aucune case n’est cochée").is_visible()
    assert not page.locator("#note-estimee table").is_visible()


def test_une_note_affichee_suit_les_cases(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    page.locator("input[value=parent-isole]").check()
    page.get_by_role("button", name="Calculer").click()
    assert _titre(page) == "Votre note estimée : 10 points"
    page.locator("input[value=naissance-attendue]").check()
    assert page.evaluate("document.activeElement.value") == "naissance-attendue"
    assert _titre(page) == "Votre note estimée : 16 points"
    assert page.get_by_role("status").filter(has_text="16 points").count() == 1


def test_tout_effacer_efface_tout(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    page.locator("input[value=parent-isole]").check()
    page.get_by_role("button", name="Calculer").click()
    _aller_jusqu_a(page, "body")
    page.get_by_role("button", name="Tout effacer").focus()
    page.keyboard.press("Enter")
    assert not page.locator("#note-estimee").is_visible()
    assert _lignes(page) == []
    assert page.locator("#estimateur input:checked").count() == 0


def test_ce_que_l_on_coche_ne_part_pas_et_ne_reste_pas(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    page.wait_for_load_state("networkidle")
    adresse = page.url
    demandes: list[str] = []
    page.on("request", lambda demande: demandes.append(demande.url))
    for case in page.locator("#estimateur input").all():
        case.check()
    page.get_by_role("button", name="Calculer").click()
    assert (demandes, page.url) == ([], adresse)
    assert page.context.storage_state() == {"cookies": [], "origins": []}
    page.reload()
    assert page.locator("#estimateur input:checked").count() == 0
    assert not page.locator("#note-estimee").is_visible()


def test_meme_si_le_script_manquait_rien_ne_passerait_dans_l_adresse(
    demonstration: Site, servir: Callable[[Site], str], contexte: Callable[..., BrowserContext]
) -> None:
    page = contexte().new_page()
    page.route("**/outils/cotation.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(f"{servir(demonstration)}/{PAGE}")
    assert not page.locator("#estimateur").is_visible()
    assert page.locator("#estimateur [name]").count() == 0


def test_sans_javascript_la_grille_et_les_exemples_suffisent(ouvrir: Ouvrir) -> None:
    page = ouvrir(java_script_enabled=False)
    assert not page.locator("#estimateur").is_visible()
    assert not page.locator("#note-estimee").is_visible()
    (sans_script,) = page.locator("main noscript p").all()
    assert sans_script.is_visible()
    assert "additionnez vous-même les points de la grille" in sans_script.inner_text()
    assert page.get_by_role("heading", name="Une mère seule hébergée par sa sœur").is_visible()


@pytest.mark.parametrize("couleurs", ["light", "dark"])
def test_le_resultat_se_lit_partout(couleurs: str, ouvrir: Ouvrir) -> None:
    page = ouvrir(viewport={"width": 320, "height": 700}, color_scheme=couleurs)
    for case in page.locator("#estimateur input").all():
        case.check()
    page.get_by_role("button", name="Calculer").click()
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    hauteurs = page.locator("#estimateur .case").evaluate_all(
        "e => e.map(c => c.getBoundingClientRect().height)"
    )
    assert min(hauteurs) >= 36


def test_la_note_s_imprime_sans_le_formulaire(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    page.locator("input[value=parent-isole]").check()
    page.get_by_role("button", name="Calculer").click()
    page.emulate_media(media="print")
    assert not page.locator("#estimateur").is_visible()
    assert page.locator("#note-estimee").is_visible()
