"""Un vrai Chromium : on trouve où aller en écrivant sa commune, en partant de sa position, en triant."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ECRANS, Site
from playwright.sync_api import BrowserContext, Page, Route

from macros.modele.noms import adresse

Contexte = Callable[..., BrowserContext]
Servir = Callable[[Site], str]

RIEN = "Aucune commune du territoire ne porte ce nom ni ce code. Vérifiez l’écriture, touchez « Autour de moi », ou cherchez-la dans la liste plus bas."
LUNDI_MATIN = "2026-11-23T09:30:00+01:00"


@pytest.fixture
def ouvrir(contexte: Contexte, servir: Servir, request: pytest.FixtureRequest) -> Callable[..., Page]:
    """La page « Où aller » sur un téléphone, un lundi matin, ou telle que demandée."""

    def neuf(suite: str = "", site: str = "reel", a: str = LUNDI_MATIN, **options: Any) -> Page:
        page = contexte(viewport=ECRANS["telephone"], **options).new_page()
        page.clock.set_fixed_time(a)
        page.goto(f"{servir(request.getfixturevalue(site))}/guichets/{suite}")
        return page

    return neuf


def champ(page: Page) -> Any:
    return page.get_by_role("combobox", name="Ma commune ou mon code postal")


def proposees(page: Page) -> list[str]:
    return [texte.rsplit(" ", 1)[0] for texte in options(page).all_inner_texts()]


def options(page: Page) -> Any:
    return page.locator("#communes-proposees [role=option]")


def lu(texte: str | None) -> str:
    return (texte or "").replace("\u00a0", " ").replace("\u202f", " ")


def trouves(page: Page, groupe: str) -> list[str]:
    page.locator("#resultats").wait_for()
    page.wait_for_function("document.getElementById('bilan').textContent")
    return page.locator(f"[data-groupe={groupe}] h4").all_inner_texts()


def test_au_clavier_seul_de_la_case_au_telephone_du_lieu(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir()
    champ(page).focus()
    page.keyboard.type("mante")
    assert proposees(page)[:2] == ["Mantes-la-Jolie", "Mantes-la-Ville"]
    assert champ(page).get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    active = champ(page).get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").inner_text().startswith("Mantes-la-Ville")
    assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    assert trouves(page, "servent") == ["Mairie de Mantes-la-Ville"]
    assert lu(page.evaluate("document.activeElement.textContent")) == "Où aller : Mantes-la-Ville"
    assert page.url.endswith("#commune=78362")
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "tel:+33130985549"


def test_au_doigt_on_touche_sa_commune(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir(has_touch=True, is_mobile=True)
    champ(page).tap()
    champ(page).press_sequentially("les mur")
    options(page).filter(has_text="Les Mureaux").tap()
    assert trouves(page, "servent") == ["Mairie des Mureaux"]


def test_echap_ferme_la_liste_puis_vide_la_case(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir()
    champ(page).press_sequentially("pois")
    page.keyboard.press("Escape")
    assert not page.get_by_role("listbox").is_visible()
    assert champ(page).input_value() == "pois"
    page.keyboard.press("Escape")
    assert champ(page).input_value() == ""


def test_ce_qui_arrive_apres_echap_ne_rouvre_pas_la_liste(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir()
    retenues: list[Route] = []
    page.route("**/communes.json", lambda route: retenues.append(route))
    champ(page).press_sequentially("pois")
    page.keyboard.press("Escape")
    with page.expect_response("**/communes.json"):
        retenues[0].continue_()
    page.evaluate("() => new Promise(requestAnimationFrame)")
    assert not page.get_by_role("listbox").is_visible()
    champ(page).press_sequentially("s")
    assert page.get_by_role("listbox").is_visible()


def test_les_fleches_tournent_dans_la_liste(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir()
    champ(page).press_sequentially("mantes")
    nombre = options(page).count()
    page.keyboard.press("ArrowUp")
    assert options(page).nth(nombre - 1).get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowDown")
    assert options(page).first.get_attribute("aria-selected") == "true"


@pytest.mark.parametrize(
    ("tape", "dit"),
    [
        ("limay", "Une commune trouvée : touchez-la, ou appuyez sur Entrée."),
        ("78580", "2 communes trouvées : choisissez la vôtre."),
        ("poisy", "Aucune commune ne s’écrit ainsi. Les plus ressemblantes : 2."),
        ("marseille", RIEN),
        ("75001", RIEN),
        ("  ", ""),
        ("<script>", RIEN),
    ],
)
def test_ce_que_l_on_tape_est_annonce(tape: str, dit: str, ouvrir: Callable[..., Page]) -> None:
    page = ouvrir()
    champ(page).press_sequentially(tape)
    annonce = lu(page.locator("#annonce").inner_text())
    assert annonce == dit


def test_un_code_postal_partage_ne_choisit_pas_a_votre_place(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir("#q=78580")
    assert len(proposees(page)) == 2
    assert not page.locator("#resultats").is_visible()
    assert page.evaluate("document.activeElement.id") == "ou"


def test_un_lien_partage_montre_aussitot_le_meme_choix(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir("#commune=99001&service=enregistrement&langue=arabe&acces=oui", site="demonstration")
    servent = trouves(page, "servent")
    assert servent
    assert page.get_by_label("Pour faire quoi ?").input_value() == "enregistrement"
    assert page.get_by_label("Dans quelle langue").input_value() == "arabe"
    assert page.get_by_label("Entrée sans marche").is_checked()
    page.get_by_label("Entrée sans marche").uncheck()
    page.wait_for_url("**/guichets/#commune=99001&service=enregistrement&langue=arabe")


def test_un_lien_partage_abime_ne_casse_rien(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir("#commune=00000&service=voler&quand=hierTmidi", site="demonstration")
    assert not page.locator("#resultats").is_visible()
    champ(page).fill("brumeville")
    page.keyboard.press("Enter")
    trouves(page, "servent")
    assert "NaN" not in page.locator("main").inner_text()


def test_ouvert_a_une_heure_choisie(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir("#commune=99001&quand=2026-11-26T19:00", site="demonstration")
    assert "Maison de l’habitat du Val-de-Brume" in trouves(page, "servent")
    carte = page.locator(".lieu-carte").filter(has_text="Maison de l’habitat du Val-de-Brume")
    assert lu(carte.locator(".ouverture strong").inner_text()) == "Ouvert à ce moment, ferme à 19 h 30"


def test_quand_rien_ne_repond_les_lieux_de_la_commune_restent(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir("#commune=78498&quand=2026-11-23T03:00")
    assert trouves(page, "servent") == ["Mairie de Poissy"]
    assert page.locator("#bilan").inner_text() == (
        "Aucun lieu ne répond à tous vos filtres. Retirez-en un, ou appelez un lieu de votre commune."
    )
    assert page.locator("[data-groupe=servent] .numero").get_attribute("href") == "tel:+33139225640"


def test_un_jour_ferie_le_lieu_est_a_appeler_pas_ecarte(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir("#commune=78498&quand=2026-12-25T10:00")
    assert "Mairie de Poissy" in trouves(page, "a-demander")


def test_qui_n_a_pas_dit_ses_langues_est_a_appeler_pas_ecarte(
    ouvrir: Callable[..., Page], demonstration: Site
) -> None:
    """Même quand un autre lieu répond : celui de sa commune, dont on ne sait rien, reste en vue."""
    catalogue = demonstration.catalogue
    commune = next(
        c
        for c in catalogue.territoire.communes
        if any(not g.langues for g in catalogue.guichets_sur_place(c))
    )
    page = ouvrir(f"#commune={commune.code_insee}&langue=arabe", site="demonstration")
    attendus = {g.nom.replace("'", "’") for g in catalogue.guichets_de(commune) if not g.langues}
    assert set(trouves(page, "a-demander")) == attendus
    assert trouves(page, "servent") + trouves(page, "proches")


def test_ce_que_les_lieux_n_ont_pas_dit_ne_se_filtre_pas(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir("#commune=78498")
    assert page.get_by_label("Pour faire quoi ?").count() == 0
    assert "demandez-les au téléphone" in (page.locator(".filtres").text_content() or "")


def test_le_nom_d_un_lieu_mene_a_sa_fiche_sur_la_page_de_sa_commune(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir("#commune=78361")
    trouves(page, "servent")
    page.get_by_role("link", name="Mairie de Mantes-la-Jolie", exact=True).click()
    page.wait_for_url("**/guichets/mantes-la-jolie/#mairie-mantes-la-jolie")
    assert page.locator("h1").inner_text().startswith("Mantes-la-Jolie")
    assert page.locator("#mairie-mantes-la-jolie").is_visible()


@pytest.mark.parametrize("site", ["reel", "demonstration"])
def test_chaque_lieu_des_lots_a_sa_fiche(site: str, request: pytest.FixtureRequest) -> None:
    construit: Site = request.getfixturevalue(site)
    for lot in sorted((construit.dossier / "guichets/lots").glob("[0-9]*.json")):
        for lieu in json.loads(lot.read_text(encoding="utf-8")):
            page, ancre = lieu["page"].split("#")
            assert construit.pages[page].xpath(f"//article[@id='{ancre}']"), lieu["page"]


def test_du_centre_de_sa_commune_a_son_lieu_aucune_distance_n_est_promise(
    ouvrir: Callable[..., Page],
) -> None:
    page = ouvrir("#commune=78361")
    trouves(page, "servent")
    assert lu(page.locator("[data-groupe=servent] .surtitre").inner_text()) == "Mairie · Mantes-la-Jolie"
    assert "km" in page.locator("[data-groupe=proches] .surtitre").first.inner_text()
    assert "depuis le centre de Mantes-la-Jolie" in page.locator("#distances").inner_text()


def test_un_code_postal_entier_montre_toutes_ses_communes_la_plus_peuplee_d_abord(
    ouvrir: Callable[..., Page],
) -> None:
    page = ouvrir()
    champ(page).focus()
    page.wait_for_load_state("networkidle")
    champ(page).press_sequentially("78 200")
    assert options(page).count() == 9
    assert proposees(page)[0] == "Mantes-la-Jolie"


def test_un_lien_vers_une_commune_d_ailleurs_se_dit(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir("#commune=99999")
    page.wait_for_function(
        "document.getElementById('annonce').textContent.startsWith('Ce lien ne désigne pas')"
    )


def test_loin_du_territoire_la_page_le_dit(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir(geolocation={"latitude": 44.84, "longitude": -0.58}, permissions=["geolocation"])
    page.get_by_role("button", name="Autour de moi").click()
    trouves(page, "proches")
    assert page.locator("#bilan").inner_text().startswith("Vous semblez loin de ce territoire")


def test_un_filtre_retire_aussitot_ne_laisse_pas_l_ancien_resultat(
    contexte: Contexte, servir: Servir, reel: Site
) -> None:
    """La réponse d'une recherche abandonnée arrive après l'autre : elle ne doit pas la remplacer."""
    page = contexte(viewport=ECRANS["telephone"]).new_page()
    page.clock.set_fixed_time(LUNDI_MATIN)
    page.goto(f"{servir(reel)}/guichets/")
    retenues: list[Any] = []
    page.route("**/lots/0.json", lambda route: retenues.append(route))
    page.evaluate("location.hash = 'commune=78498&quand=2026-11-23T03:00'")
    page.wait_for_timeout(300)
    page.evaluate("location.hash = 'commune=78498'")
    page.wait_for_timeout(300)
    assert not page.locator("#resultats").is_visible()
    for route in retenues:
        route.continue_()
    page.locator("#resultats").wait_for()
    assert page.locator("#bilan").inner_text().endswith("le plus utile d’abord.")


def test_un_outil_dont_le_script_ne_vient_pas_ne_promet_rien(
    contexte: Contexte, servir: Servir, reel: Site
) -> None:
    page = contexte(viewport=ECRANS["telephone"]).new_page()
    page.route("**/outils/*.js", lambda r: r.fulfill(status=200, content_type="text/javascript", body=""))
    for adresse_ in ("guichets/", "demande/plafonds/", "demande/pieces/", "demande/renouveler/"):
        page.goto(f"{servir(reel)}/{adresse_}")
        assert page.locator("main form:visible").count() == 0, adresse_


def test_autour_de_moi_ne_se_demande_que_si_on_le_veut(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir(geolocation={"latitude": 48.9290, "longitude": 2.0454}, permissions=["geolocation"])
    assert not page.locator("#resultats").is_visible()
    page.get_by_role("button", name="Autour de moi").click()
    assert trouves(page, "proches")[0] == "Mairie de Poissy"
    assert trouves(page, "servent") == []
    assert page.locator("#titre-des-resultats").inner_text() == "Autour de vous"
    assert "48" not in page.url.partition("#")[2]


def test_une_position_refusee_se_dit(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir()
    page.get_by_role("button", name="Autour de moi").click()
    page.wait_for_function("document.getElementById('annonce').textContent.includes('n’a pas donné')")


def test_en_montrer_d_autres_mene_au_premier_nouveau(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir("#commune=78498")
    avant = trouves(page, "proches")
    page.get_by_role("button", name="En montrer d’autres").click()
    page.wait_for_function("document.querySelectorAll('[data-groupe=proches] li.lieu-carte').length === 10")
    apres = trouves(page, "proches")
    assert (len(avant), apres[:5]) == (5, avant)
    page.wait_for_function("nom => document.activeElement.textContent === nom", arg=apres[5])


def test_nouvelle_recherche_rend_la_case(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir("#commune=78498")
    trouves(page, "servent")
    page.get_by_role("button", name="Nouvelle recherche").click()
    assert not page.locator("#resultats").is_visible()
    assert (champ(page).input_value(), page.evaluate("document.activeElement.id")) == ("", "ou")
    assert page.url.rstrip("#").endswith("/guichets/")


def test_une_panne_se_dit_et_ne_dure_pas(contexte: Contexte, servir: Servir, reel: Site) -> None:
    page = contexte(viewport=ECRANS["telephone"]).new_page()
    page.route("**/lots/*.json", lambda route: route.fulfill(status=404, body="404"))
    page.goto(f"{servir(reel)}/guichets/#commune=78498")
    panne = "id => document.getElementById(id).textContent.startsWith('Les lieux n’ont pas pu être lus')"
    page.wait_for_function(panne, arg="annonce")
    champ(page).fill("poissy")
    page.keyboard.press("Enter")
    page.wait_for_function(panne, arg="bilan")
    page.unroute("**/lots/*.json")
    champ(page).fill("poissy")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('[data-groupe=servent] li.lieu-carte').length === 1")


def test_rien_de_ce_que_l_on_tape_ne_part(contexte: Contexte, servir: Servir, reel: Site) -> None:
    page = contexte(viewport=ECRANS["telephone"]).new_page()
    page.goto(f"{servir(reel)}/guichets/")
    page.wait_for_load_state("networkidle")
    demandes: list[str] = []
    # L'icône du site : le navigateur la demande de lui-même, quand il veut.
    page.on("request", lambda d: None if d.url.endswith(".svg") else demandes.append(f"{d.method} {d.url}"))
    for tape in ("poissy", "78200", "ma vie privee"):
        champ(page).fill(tape)
        page.keyboard.press("Enter")
        page.wait_for_timeout(200)
    assert demandes == [f"GET {servir(reel)}/guichets/lots/{nom}.json" for nom in ("communes", "0")]
    assert page.context.storage_state() == {"cookies": [], "origins": []}


@pytest.mark.parametrize("site", ["reel", "demonstration"])
def test_chaque_commune_montre_ses_lieux_sans_etiquette_vide(
    site: str, ouvrir: Callable[..., Page], request: pytest.FixtureRequest
) -> None:
    """Chaque lieu du territoire s'affiche entier : ni case vide, ni valeur brute."""
    page = ouvrir("", site=site)
    catalogue = request.getfixturevalue(site).catalogue
    for commune in catalogue.territoire.communes:
        page.evaluate("code => { location.hash = `commune=${code}` }", commune.code_insee)
        page.wait_for_function(
            "nom => document.getElementById('titre-des-resultats').textContent.endsWith(nom)"
            " && !document.getElementById('resultats').hidden && document.querySelector('.lieux-trouves li')",
            arg=commune.nom.replace("'", "’"),
        )
        defauts = page.locator("#resultats").evaluate(
            """resultats => [...resultats.querySelectorAll('.lieu-carte :is(p, dd, dt, h4, a, li)')]
            .filter(e => !e.textContent.trim() || /undefined|null|NaN|\\[\\w+\\]/.test(e.textContent)
                || (e.tagName === 'A' && !e.getAttribute('href')))
            .map(e => e.outerHTML)"""
        )
        assert defauts == [], commune.nom


@pytest.mark.parametrize("couleurs", ["light", "dark"])
@pytest.mark.parametrize("ecran", ["bureau", "telephone"])
def test_axe_ne_trouve_rien_dans_les_resultats(
    couleurs: str, ecran: str, contexte: Contexte, servir: Servir, demonstration: Site
) -> None:
    page = contexte(viewport=ECRANS[ecran], color_scheme=couleurs).new_page()
    page.goto(f"{servir(demonstration)}/guichets/#commune=99001&service=enregistrement")
    trouves(page, "servent")
    champ(page).press_sequentially(" ")
    champ(page).fill("brume")
    assert options(page).count()
    assert [v["id"] for v in Axe().run(page).response["violations"]] == []
    page.goto(f"{servir(demonstration)}/guichets/carte/")
    assert [v["id"] for v in Axe().run(page).response["violations"]] == []


def test_sans_javascript_la_liste_et_la_carte_menent_a_chaque_commune(
    contexte: Contexte, servir: Servir, reel: Site
) -> None:
    page = contexte(viewport=ECRANS["telephone"], java_script_enabled=False).new_page()
    page.goto(f"{servir(reel)}/guichets/")
    assert not page.locator("form.trouver").is_visible()
    assert page.locator("#sans-script").is_visible()
    page.get_by_role("link", name="Voir la carte des communes et des lieux").click()
    page.locator(".carte-du-territoire").get_by_role("link", name="Triel-sur-Seine").click()
    assert page.locator("h1").inner_text().startswith("Triel-sur-Seine")


def test_la_carte_a_un_lien_par_commune_que_le_clavier_atteint(
    contexte: Contexte, servir: Servir, reel: Site
) -> None:
    page = contexte(viewport=ECRANS["bureau"]).new_page()
    page.goto(f"{servir(reel)}/guichets/carte/")
    communes = reel.catalogue.territoire.communes
    liens = page.locator(".carte-du-territoire svg a")
    assert liens.evaluate_all("l => l.map(a => a.getAttribute('aria-label'))") == [
        c.nom.replace("'", "’") for c in communes
    ]
    liens.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/guichets/{adresse(communes[0].nom)}/")
