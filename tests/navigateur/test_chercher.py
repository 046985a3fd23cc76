"""Un vrai Chromium : la recherche propose, range, se laisse conduire au clavier, et ne dit rien à personne."""

import json
import posixpath
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ECRANS, Site
from lxml import html
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from test_recherche import DEMANDES, MOTS, SONS  # les mêmes cas, des deux côtés

from macros.recherche.moteur import Moteur
from macros.recherche.mots import decouper
from macros.recherche.sons import son

Ouvrir = Callable[..., Page]


@pytest.fixture
def ouvrir(reel: Site, servir: Callable[[Site], str], contexte: Callable[..., BrowserContext]) -> Ouvrir:
    """Une page du site, sur un téléphone par défaut."""

    def aller(adresse: str = "plan/", **options: Any) -> Page:
        page = contexte(**{"viewport": ECRANS["telephone"], **options}).new_page()
        page.goto(f"{servir(reel)}/{adresse}")
        return page

    return aller


def champ(page: Page) -> Locator:
    return page.locator("#chercher")


def taper(page: Page, texte: str) -> Locator:
    """Les propositions pour ce texte."""
    champ(page).press_sequentially(texte)
    options = page.get_by_role("option")
    options.first.wait_for()
    return options


def resultats(page: Page) -> list[str]:
    """L'adresse de chaque résultat, depuis la racine du site."""
    page.locator("[data-resultat]").first.wait_for()
    liens: list[str] = page.locator("[data-resultat]").evaluate_all("l => l.map(a => a.href)")
    return [re.sub(r"^https?://[^/]+/", "", lien) for lien in liens]


# Le même moteur des deux côtés


def test_le_navigateur_decoupe_et_entend_comme_la_reference(ouvrir: Ouvrir, reel: Site) -> None:
    textes = [*MOTS, *(demande["q"] for lot in DEMANDES.values() for demande in lot)]
    mots = sorted({*SONS, *SONS.values(), *(mot for texte in textes for mot in decouper(texte))})
    lus = ouvrir().evaluate(
        """async ([textes, mots]) => {
            const { decouper } = await import('/assets/recherche/mots.js');
            const { son } = await import('/assets/recherche/sons.js');
            return [textes.map(decouper), mots.map(son)];
        }""",
        [textes, mots],
    )
    assert lus == [[decouper(texte) for texte in textes], [son(mot) for mot in mots]]


CHERCHER = """async (demandes) => {
    const { ouvrir } = await import('/assets/recherche/ouvrir.js');
    const moteur = await ouvrir();
    return demandes.map((d) => moteur.chercher(d).map((r) => [r.adresse, r.titre, r.genre, r.entree, r.urgent]));
}"""


@pytest.mark.parametrize("nom", ["reel", "demonstration"])
def test_le_navigateur_trouve_la_meme_chose_dans_le_meme_ordre(
    nom: str,
    request: pytest.FixtureRequest,
    servir: Callable[[Site], str],
    contexte: Callable[..., BrowserContext],
) -> None:
    site: Site = request.getfixturevalue(nom)
    moteur = Moteur(json.loads((site.dossier / "recherche/index.json").read_text(encoding="utf-8")))
    demandes = [demande["q"] for lot in DEMANDES.values() for demande in lot]
    demandes += [
        "",
        "?!",
        "a" * 10_000,
        "𝕏 hlm",
        "<script>alert(1)</script>",
        "constructor",
        "__proto__",
        "le la les",
    ]
    page = contexte().new_page()
    page.goto(f"{servir(site)}/plan/")
    desaccords = [
        demande
        for demande, trouves in zip(demandes, page.evaluate(CHERCHER, demandes), strict=True)
        if trouves != [[r.adresse, r.titre, r.genre, r.entree, r.urgent] for r in moteur.chercher(demande)]
    ]
    assert desaccords == []


# La case, sur chaque page


def test_rien_de_la_recherche_ne_vient_avant_qu_on_y_entre(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    page.wait_for_load_state("networkidle")
    demandes: list[str] = []
    page.on("request", lambda demande: demandes.append(demande.url))
    deja = page.evaluate("performance.getEntriesByType('resource').map(r => r.name)")
    assert [adresse for adresse in deja if "recherche" in adresse or "lunr" in adresse] == []
    champ(page).focus()
    page.wait_for_load_state("networkidle")
    noms = {re.sub(r"^https?://[^/]+/", "", url) for url in demandes}
    assert {"recherche/index.json", "assets/recherche/lunr.js", "assets/recherche/moteur.js"} <= noms
    assert len(noms) == len(demandes), "rien n'est demandé deux fois"


def test_chaque_page_a_la_meme_case_a_la_meme_place(reel: Site) -> None:
    formulaires = set()
    for nom, page in reel.pages.items():
        (case,) = page.xpath("//header/form[@role='search'][.//input[@id='chercher'][@name='q']]")
        assert case.get("method", "get") == "get"
        assert (
            posixpath.normpath(posixpath.join("/", posixpath.dirname(nom), case.get("action")))
            == "/recherche"
        ), nom
        case.attrib.pop("action")
        formulaires.add(html.tostring(case))
    assert len(formulaires) == 1


def test_la_touche_barre_mene_a_la_recherche_sauf_quand_on_ecrit(ouvrir: Ouvrir) -> None:
    page = ouvrir("guichets/", viewport=ECRANS["bureau"])
    page.keyboard.press("/")
    expect(champ(page)).to_be_focused()
    assert champ(page).input_value() == ""
    page.locator("#ou").focus()
    page.keyboard.press("/")
    assert page.locator("#ou").input_value() == "/"


def test_au_clavier_seul_on_choisit_une_proposition(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    page.keyboard.press("/")
    options = taper(page, "papiés pour la demande")
    boite = champ(page)
    expect(boite).to_have_attribute("role", "combobox")
    expect(boite).to_have_attribute("aria-expanded", "true")
    expect(boite).to_have_attribute("aria-autocomplete", "list")
    liste = page.get_by_role("listbox")
    expect(liste).to_have_accessible_name("Réponses proposées")
    assert boite.get_attribute("aria-controls") == liste.get_attribute("id")
    expect(page.locator("form.recherche [role=status]")).to_have_text(
        re.compile(
            r"^\d+ réponses, les meilleures sont proposées. Flèches pour choisir, Entrée pour ouvrir.$"
        )
    )
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert boite.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    expect(boite).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    expect(options.last).to_have_text(re.compile(r"^Voir les \d+ réponses$"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/demande/**")


def test_echap_referme_garde_les_mots_puis_les_efface(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    champ(page).focus()
    taper(page, "refus")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(champ(page)).to_be_focused()
    expect(champ(page)).to_have_attribute("aria-expanded", "false")
    assert champ(page).input_value() == "refus"
    page.keyboard.press("Escape")
    assert champ(page).input_value() == ""


def test_sortir_de_la_case_et_y_revenir_ne_la_double_pas(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    champ(page).focus()
    taper(page, "refus")
    for _ in range(2):
        page.keyboard.press("Tab")
        page.keyboard.press("Shift+Tab")
        expect(champ(page)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.get_by_role("option").first.wait_for()
    expect(page.get_by_role("listbox")).to_have_count(1)
    doubles = "[...document.querySelectorAll('[id]')].map(e => e.id).filter((id, rang, ids) => ids.indexOf(id) !== rang)"
    assert page.evaluate(doubles) == []
    assert Axe().run(page).response["violations"] == []


def test_au_doigt_on_touche_une_proposition(ouvrir: Ouvrir) -> None:
    page = ouvrir(has_touch=True)
    champ(page).tap()
    options = taper(page, "78300")
    expect(options).to_have_count(1)
    assert options.first.bounding_box()["height"] >= 44  # type: ignore[index]
    options.first.tap()
    page.wait_for_url("**/guichets/poissy/")


def test_la_derniere_proposition_mene_a_toutes_les_reponses(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    champ(page).focus()
    taper(page, "logement").last.click()
    page.wait_for_url("**/recherche/#q=logement")
    assert len(resultats(page)) == 10


def test_un_index_qui_ne_vient_pas_laisse_le_formulaire(
    reel: Site, servir: Callable[[Site], str], navigateur: Browser
) -> None:
    """Sans l'index, rien n'est proposé ; la page de recherche dit la panne, et où aller."""
    page = navigateur.new_context(locale="fr-FR").new_page()
    plaintes: list[str] = []
    page.on("pageerror", lambda erreur: plaintes.append(str(erreur)))
    page.route("**/index.json", lambda route: route.abort())
    page.goto(f"{servir(reel)}/plan/")
    champ(page).fill("cotation")
    champ(page).press("Enter")
    page.wait_for_url("**/recherche/#q=cotation")
    expect(page.locator("#bilan")).to_have_text(re.compile("^La recherche n’a pas pu se charger"))
    expect(page.get_by_role("option")).to_have_count(0)
    expect(page.locator("#rien a[href^='tel:']")).to_be_visible()
    page.unroute("**/index.json")
    champ(page).press("Enter")
    champ(page).fill("caution")
    champ(page).press("Enter")
    assert resultats(page)
    assert plaintes == []
    page.context.close()


# La page des résultats


def test_un_lien_montre_une_liste_rangee(ouvrir: Ouvrir) -> None:
    page = ouvrir("recherche/?q=refuser%20un%20logement")
    assert resultats(page)[0].startswith("demande/proposition/")
    rangs = page.locator("[data-resultat]").evaluate_all("l => l.map(a => a.dataset.resultat)")
    assert rangs == [str(rang) for rang in range(1, len(rangs) + 1)]
    assert champ(page).input_value() == "refuser un logement"
    expect(page.locator("#bilan")).to_have_text(
        re.compile(r"^\d+ réponses pour «\srefuser un logement\s», la meilleure d’abord$")
    )
    premier = page.locator("#resultats > li").first
    expect(premier.locator(".genre")).to_have_text("Page")
    marques = premier.locator("mark")
    marques.first.wait_for()
    assert {decouper(mot)[0][:5] for mot in marques.all_inner_texts()} & {"refus", "logem"}
    assert "source" not in premier.locator(".passage").inner_text()


def test_les_mots_ne_partent_pas_et_l_historique_les_garde(ouvrir: Ouvrir) -> None:
    page = ouvrir("recherche/")
    demandes: list[str] = []
    page.on("request", lambda demande: demandes.append(unquote(demande.url)))
    for mots in ("caution", "surloyer"):
        champ(page).fill(mots)
        champ(page).press("Enter")
        page.wait_for_url(f"**/recherche/#q={mots}")
        expect(page.locator("#bilan")).to_have_text(re.compile(rf"«\s{mots}\s»"))
    page.go_back()
    expect(page.locator("#bilan")).to_have_text(re.compile(r"«\scaution\s»"))
    assert champ(page).input_value() == "caution"
    assert [
        url for url in demandes if "caution" in url.partition("#")[0] or "surloyer" in url.partition("#")[0]
    ] == []


def test_les_genres_filtrent_et_se_gardent_dans_l_adresse(ouvrir: Ouvrir) -> None:
    page = ouvrir("recherche/?q=cotation")
    toutes = resultats(page)
    page.get_by_role("radio", name=re.compile("^Définitions")).check()
    assert page.url.endswith("#q=cotation&genre=definition")
    definitions = resultats(page)
    assert definitions
    assert all(adresse.startswith("glossaire/#") for adresse in definitions)
    assert len(definitions) < len(toutes)
    expect(page.locator("#resultats .genre").first).to_have_text("Définition")
    page.reload()
    assert resultats(page) == definitions


def test_une_commune_donne_son_lieu_et_son_telephone(ouvrir: Ouvrir, reel: Site) -> None:
    page = ouvrir("recherche/?q=poissy")
    assert resultats(page)[0] == "guichets/poissy/"
    premier = page.locator("#resultats > li").first
    expect(premier.locator(".genre")).to_have_text("Lieu d’accueil")
    expect(premier.locator(".passage")).to_contain_text("01 39 22 56 40")


def test_une_urgence_est_dite_et_mene_au_bon_endroit(ouvrir: Ouvrir) -> None:
    page = ouvrir("recherche/?q=mon%20mari%20me%20frappe")
    assert resultats(page)[0] == "situations/urgence/#violences"
    expect(page.locator("#resultats > li").first.locator(".genre.urgent")).to_have_text("Urgence")
    expect(page.locator(".genre.urgent")).to_have_count(1)


def test_on_en_montre_d_autres_sans_perdre_sa_place(ouvrir: Ouvrir) -> None:
    page = ouvrir("recherche/?q=logement")
    assert len(resultats(page)) == 10
    page.get_by_role("button", name="En montrer d’autres").click()
    assert len(resultats(page)) == 20
    assert page.evaluate("document.activeElement.dataset.resultat") == "11"


def test_un_genre_sans_reponse_le_dit_et_offre_les_autres(ouvrir: Ouvrir) -> None:
    page = ouvrir("recherche/?q=papiers&genre=guichet")
    expect(page.locator("#bilan")).to_have_text(
        re.compile(r"^Aucune réponse de ce genre pour «\spapiers\s»\s: choisissez")
    )
    expect(page.locator("#rien")).to_be_hidden()
    page.get_by_role("radio", name=re.compile("^Tout")).check()
    assert resultats(page)[0] == "demande/pieces/"


def test_la_case_dit_toujours_ce_que_la_page_montre(ouvrir: Ouvrir) -> None:
    page = ouvrir("recherche/?q=caution")
    resultats(page)
    champ(page).fill("surloyer")
    champ(page).press("Enter")
    expect(page.locator("#bilan")).to_have_text(re.compile("surloyer"))
    champ(page).focus()
    page.go_back()
    expect(page.locator("#bilan")).to_have_text(re.compile("caution"))
    assert champ(page).input_value() == "caution"


def test_quand_rien_ne_repond_on_sait_ou_aller(ouvrir: Ouvrir) -> None:
    page = ouvrir("recherche/?q=questinqzz")
    expect(page.locator("#bilan")).to_have_text("Aucune réponse pour « questinqzz »")
    rien = page.locator("#rien")
    expect(rien).to_be_visible()
    expect(rien.locator("#mots-proches a").first).to_be_visible()
    expect(rien.get_by_role("link", name="lire les questions que l’on se pose")).to_be_visible()
    expect(rien.locator("a[href^='tel:']")).to_have_count(1)
    expect(rien.get_by_role("link", name="Voici à qui le dire")).to_be_visible()
    rien.locator("#mots-proches a").first.click()
    assert resultats(page)
    expect(rien).to_be_hidden()


@pytest.mark.parametrize(
    "tape", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "a" * 10_000, "%", "\"'><b>"]
)
def test_une_demande_etrange_ne_fait_aucun_mal(tape: str, ouvrir: Ouvrir) -> None:
    page = ouvrir("recherche/")
    page.on("dialog", lambda fenetre: pytest.fail(f"une fenêtre s'est ouverte : {fenetre.message}"))
    page.evaluate("mots => location.assign(`?${new URLSearchParams({ q: mots })}`)", tape)
    expect(page.locator("#bilan")).to_have_text(re.compile("réponse"))
    assert tape[:200] in page.locator("#bilan").inner_text()
    assert page.locator("#bilan *, #resultats img, #resultats script").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_sans_javascript_on_a_les_questions_et_le_plan(ouvrir: Ouvrir, reel: Site) -> None:
    page = ouvrir(java_script_enabled=False)
    champ(page).fill("refus")
    champ(page).press("Enter")
    page.wait_for_url("**/recherche/?q=refus")
    for question in reel.catalogue.questions:
        assert page.locator(f"main a[href$='questions/#{question.id}']").is_visible(), question.id
    for adresse in (
        "demande/pieces/",
        "situations/dalo/",
        "plan/fiches/cotation/",
        "glossaire/",
        "guichets/",
    ):
        assert page.locator(f"main a[href='../{adresse}']:visible").count() >= 1, adresse
    expect(page.locator("#rien-tape")).to_be_hidden()


@pytest.mark.parametrize("couleurs", ["light", "dark"])
@pytest.mark.parametrize("ecran", ECRANS)
def test_axe_ne_trouve_rien_propositions_ouvertes_ni_dans_les_resultats(
    ecran: str, couleurs: str, ouvrir: Ouvrir
) -> None:
    page = ouvrir(viewport=ECRANS[ecran], color_scheme=couleurs)
    axe = Axe()
    champ(page).focus()
    taper(page, "violences papiers")
    page.keyboard.press("ArrowDown")
    trouves = {"propositions": [v["id"] for v in axe.run(page).response["violations"]]}
    for ou in ("q=violences%20papiers", "q=questinqzz", "q=cotation&genre=fiche"):
        page.goto(re.sub(r"/plan/.*|/recherche/.*", f"/recherche/?{ou}", page.url))
        page.locator("#resultats mark, #mots-proches a").first.wait_for()
        trouves[ou] = [v["id"] for v in axe.run(page).response["violations"]]
    assert [ou for ou, violations in trouves.items() if violations] == []


def test_ce_que_l_on_touche_est_assez_grand(ouvrir: Ouvrir) -> None:
    page = ouvrir("recherche/?q=cotation", viewport={"width": 320, "height": 640})
    resultats(page)
    petits = page.locator("main a, main button, main input:not([type=radio]), .genres label").evaluate_all(
        "l => l.filter(e => e.checkVisibility()).map(e => [e.textContent, e.getBoundingClientRect().height]).filter(([, h]) => h < 24)"
    )
    assert petits == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320
