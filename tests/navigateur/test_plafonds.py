"""Un vrai Chromium : le calcul des plafonds dit ce que dit la référence, et se remplit avec ce que l'on a sous la main."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ECRANS, Site
from playwright.sync_api import BrowserContext, Locator, Page
from test_foyer import UN_FOYER_PAR_CATEGORIE, ZONES, en_json, tableau, vecteurs

from macros.modele.revenus import bareme_en_json, calculer

Contexte = Callable[..., BrowserContext]
PLAFONDS = "/demande/plafonds/"


@pytest.fixture
def ouvrir(contexte: Contexte, reel: Site, servir: Callable[[Site], str]) -> Callable[..., Page]:
    """Ouvre la page des plafonds dans un contexte neuf, par défaut un téléphone, à midi d'un jour où ils valent."""

    def aller(instant: str = "2026-11-21T12:00:00+01:00", **options: Any) -> Page:
        reglages = {"viewport": ECRANS["telephone"], "timezone_id": "Europe/Paris", **options}
        page = contexte(**reglages).new_page()
        page.clock.set_fixed_time(instant)
        page.goto(servir(reel) + PLAFONDS)
        return page

    return aller


def module(page: Page, expression: str, donnees: Any) -> Any:
    """Ce que vaut une expression où `m` est le module du calcul et `d` les données."""
    return page.evaluate(
        f"async d => {{ const m = await import('/assets/outils/plafonds.js'); return {expression}; }}",
        donnees,
    )


def normal(texte: str) -> str:
    return re.sub(r"\s+", " ", texte).strip()


def resultat(page: Page) -> Locator:
    return page.locator("#plafonds-calcules")


def conclusion(page: Page) -> str:
    return normal(page.locator(".resultat-titre").inner_text())


def remplir(page: Page, **champs: Any) -> None:
    """Remplit les champs par leur nom : un booléen coche, le reste se tape."""
    for nom, valeur in champs.items():
        champ = page.locator(f"#plafonds-{nom.replace('_', '-')}")
        if isinstance(valeur, bool):
            champ.set_checked(valeur)
        else:
            champ.fill(str(valeur))


def calcul(page: Page, **champs: Any) -> str:
    """Remplit, demande le calcul, et rend la phrase de conclusion."""
    remplir(page, **champs)
    page.get_by_role("button", name="Voir mes plafonds").click()
    return conclusion(page)


def montants(page: Page, lecture: str = "plus-bas") -> list[str]:
    cellules = page.locator(f"[data-lecture='{lecture}'] td[data-champ=plafond]")
    return [normal(texte) for texte in cellules.all_inner_texts()]


def verdicts(page: Page, lecture: str = "plus-bas") -> list[str]:
    cellules = page.locator(f"[data-lecture='{lecture}'] td:nth-child(2)")
    return [normal(texte) for texte in cellules.all_inner_texts()]


def en_euros(nombre: int) -> str:
    return f"{nombre:,} €".replace(",", " ")


# La référence


@pytest.mark.parametrize("zone", ZONES)
def test_le_navigateur_calcule_comme_la_reference(zone: str, reel: Site, ouvrir: Callable[..., Page]) -> None:
    bareme = reel.catalogue.bareme(zone)
    cas = vecteurs(bareme)
    entrees = [[foyer.model_dump(), revenus.model_dump()] for foyer, revenus in cas]
    attendus = json.loads(json.dumps([en_json(calculer(f, r, bareme)) for f, r in cas]))
    donnees = {"bareme": bareme_en_json(bareme), "cas": entrees}
    trouves = module(
        ouvrir(), "d.cas.map(([foyer, revenus]) => m.calculer(foyer, revenus, d.bareme))", donnees
    )
    assert len(trouves) == len(attendus) > 800
    assert [(e, t, a) for e, t, a in zip(entrees, trouves, attendus, strict=True) if t != a][:3] == []


def test_la_page_porte_le_bareme_de_la_zone_du_territoire(reel: Site, ouvrir: Callable[..., Page]) -> None:
    porte = json.loads(ouvrir().locator("#bareme").inner_text())
    bareme = reel.catalogue.bareme(reel.catalogue.territoire.zone_de_plafonds)
    assert porte == json.loads(json.dumps(bareme_en_json(bareme)))


def test_la_page_montre_les_trois_plafonds_du_fichier_pour_chaque_categorie(
    reel: Site, ouvrir: Callable[..., Page]
) -> None:
    page = ouvrir()
    produits = tableau(reel.catalogue.territoire.zone_de_plafonds)
    for categorie, foyer in UN_FOYER_PAR_CATEGORIE.items():
        dit = calcul(page, adultes=foyer.adultes)
        assert dit == "Voici vos plafonds. Comparez-les à votre revenu fiscal de référence de 2024."
        assert montants(page) == [en_euros(p["montants"][categorie - 1]) for p in produits]
        assert verdicts(page) == ["À comparer à vos revenus"] * 3


LUS = (
    ("26 920", 26_920_00),
    ("26\u202f920 €", 26_920_00),
    ("26.920", 26_920_00),
    ("26920,5", 26_920_50),
    ("1 250,07", 1_250_07),
    ("0", 0),
    ("10000000", 10_000_000_00),
    ("10000000,01", None),
    ("10 000 000 000", None),
    ("-1", None),
    ("12,345", None),
    ("1e5", None),
    ("beaucoup", None),
    ("NaN", None),
    ("Infinity", None),
    ("", None),
)
"""Ce que l'on tape pour un montant, et les centimes qu'il vaut."""


def test_un_montant_se_lit_au_centime_ou_pas_du_tout(ouvrir: Callable[..., Page]) -> None:
    trouves = module(ouvrir(), "d.map(tape => m.lireCentimes(tape, 1000000000))", [tape for tape, _ in LUS])
    assert list(zip([tape for tape, _ in LUS], trouves, strict=True)) == list(LUS)


# Ce que l'on lit


def test_la_reponse_vient_d_abord_puis_les_plafonds_puis_le_calcul(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir()
    dit = calcul(page, adultes=2, charge=2, reference="57 930")
    assert dit == "Vos revenus sont sous le plafond de ces logements : PLUS, PLS."
    assert montants(page) == ["31 860 €", "57 930 €", "75 309 €"]
    assert verdicts(page) == ["Dépassé de 26 070 €", "Plafond respecté", "Plafond respecté"]
    assert normal(resultat(page).inner_text()).startswith(dit)
    pas = [normal(li) for li in resultat(page).locator("ol > li:visible").all_inner_texts()]
    assert pas[0] == "Personnes comptées : 4 (adultes : 2 ; à charge : 2)."
    assert pas[1].startswith(
        "Ligne retenue, la plus haute de celles qui vous décrivent : « quatre personnes », catégorie 4."
    )
    assert pas[2].startswith("Revenu comparé : 57 930 €, votre revenu fiscal de référence de 2024")
    assert len(pas) == 4


@pytest.mark.parametrize(
    ("reference", "dit"),
    [
        ("14811", "Vos revenus sont sous le plafond de toutes les sortes de logements : PLAI, PLUS, PLS."),
        ("14811,01", "Vos revenus sont sous le plafond de ces logements : PLUS, PLS."),
        ("26920,01", "Vos revenus sont sous le plafond de ces logements : PLS."),
        (
            "34996,01",
            "Vos revenus dépassent les plafonds de votre catégorie. Ne renoncez pas : vous pouvez déposer une demande.",
        ),
    ],
)
def test_la_conclusion_change_au_centime(reference: str, dit: str, ouvrir: Callable[..., Page]) -> None:
    page = ouvrir()
    assert calcul(page, reference=reference) == dit
    lien = resultat(page).get_by_role("link", name="Déposez votre demande")
    assert lien.is_visible()


def test_un_centime_de_trop_se_lit_au_centime(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir()
    calcul(page, reference="26920,01")
    assert verdicts(page)[1] == "Dépassé de 0,01 €"


def test_les_revenus_recents_remplacent_les_anciens_a_partir_de_dix_pour_cent_de_moins(
    ouvrir: Callable[..., Page],
) -> None:
    page = ouvrir()
    dit = calcul(page, reference="30000", baisse=True, recents="26920")
    assert dit == "Vos revenus sont sous le plafond de ces logements : PLUS, PLS."
    assert "vos revenus récents. Ils ne dépassent pas 27 000 €, soit 10 % de moins" in normal(
        resultat(page).inner_text()
    )
    dit = calcul(page, recents="27000,01")
    assert dit == "Vos revenus sont sous le plafond de ces logements : PLS."
    dits = normal(resultat(page).inner_text())
    assert "Revenu comparé : 30 000 €" in dits
    assert "il faudrait qu’ils ne dépassent pas 27 000 €, soit 10 % de moins" in dits


def test_les_personnes_en_plus_se_voient_dans_le_calcul(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir()
    calcul(page, adultes=2, charge=6)
    dits = normal(resultat(page).inner_text())
    assert "Catégorie 6 : six personnes, et personnes en plus : 2" in dits
    assert "PLUS : 77 171 € + 2 × 8 598 € = 94 367 €" in dits
    assert montants(page)[1] == "94 367 €"


def test_ce_qui_n_est_pas_tranche_montre_les_deux_reponses(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir()
    dit = calcul(page, charge=1, handicap=True, reference="50000")
    assert dit == "Vos revenus sont sous le plafond de ces logements : PLS."
    dits = normal(resultat(page).inner_text())
    assert "Ce cas n’est pas tranché par ce que nous avons lu : à confirmer au guichet." in dits
    assert "Avec l’autre réponse, vos revenus seraient sous le plafond de : PLUS, PLS." in dits
    assert montants(page) == ["29 018 €", "48 362 €", "62 871 €"]
    assert montants(page, "plus-haut") == ["31 860 €", "57 930 €", "75 309 €"]
    assert resultat(page).locator("ul li[data-cas]:visible").count() == 1
    calcul(page, handicap=False)
    assert not page.locator("[data-lecture='plus-haut']").is_visible()
    assert "pas tranché" not in resultat(page).inner_text()


def test_seules_les_questions_utiles_se_montrent(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir()

    def vus() -> list[str]:
        champs: list[str] = page.locator("#calcul-plafonds input").evaluate_all(
            "l => l.filter(e => e.checkVisibility()).map(e => e.id.replace('plafonds-', ''))"
        )
        return champs

    depart = ["adultes", "charge", "handicap", "naissance", "visite", "reference", "baisse"]
    assert vus() == depart
    remplir(page, adultes=2)
    assert vus() == [*depart[:2], "couple", *depart[2:]]
    remplir(page, couple=True)
    assert vus() == [*depart[:2], "couple", "age", "autre-age", *depart[2:]]
    remplir(page, charge=1)
    assert vus() == depart
    remplir(page, naissance=True, visite=True, baisse=True)
    assert set(vus()) - set(depart) == {"naissances", "visites", "recents"}


def test_l_age_d_un_couple_qui_n_est_plus_demande_ne_compte_plus(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir()
    calcul(page, adultes=2, couple=True, age=27, autre_age=28)
    assert "Catégorie 3 : jeune ménage sans personne à charge" in normal(resultat(page).inner_text())
    calcul(page, age=28)
    assert "Catégorie 2 : deux personnes sans personne à charge" in normal(resultat(page).inner_text())
    calcul(page, age="", charge=2)
    assert "Catégorie 4 : quatre personnes" in normal(resultat(page).inner_text())


def test_changer_une_reponse_efface_le_resultat(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir()
    calcul(page, reference="20000")
    assert resultat(page).is_visible()
    remplir(page, charge=1)
    assert not resultat(page).is_visible()


def test_effacer_remet_tout_comme_au_debut(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir()
    calcul(page, adultes=2, couple=True, age=20, autre_age=20, reference="20000")
    remplir(page, reference="abc")
    page.get_by_role("button", name="Voir mes plafonds").click()
    assert page.locator("#plafonds-reference-erreur").is_visible()
    page.get_by_role("button", name="Effacer").click()
    page.wait_for_function("!document.querySelector('#plafonds-couple').checkVisibility()")
    assert page.locator("#plafonds-adultes").input_value() == "1"
    assert page.locator("#plafonds-reference").input_value() == ""
    assert page.locator("#calcul-plafonds .erreur:visible").count() == 0
    assert page.locator("#calcul-plafonds [aria-invalid]").count() == 0
    assert not resultat(page).is_visible()


# L'absurde

ENTIER = "Écrivez un nombre entier, en chiffres, de {} à {}."
MONTANT = "Écrivez le montant d’une année, en euros et en chiffres, sans signe moins, au plus 10 000 000."


@pytest.mark.parametrize(
    ("champs", "fautif", "phrase"),
    [
        ({"adultes": "40"}, "adultes", ENTIER.format(1, 9)),
        ({"adultes": "0"}, "adultes", ENTIER.format(1, 9)),
        ({"adultes": "deux"}, "adultes", ENTIER.format(1, 9)),
        ({"adultes": ""}, "adultes", ENTIER.format(1, 9)),
        ({"adultes": "1,5"}, "adultes", ENTIER.format(1, 9)),
        ({"charge": "-1"}, "charge", ENTIER.format(0, 19)),
        ({"charge": "9999"}, "charge", ENTIER.format(0, 19)),
        ({"naissance": True, "naissances": "0"}, "naissances", ENTIER.format(1, 4)),
        ({"visite": True, "visites": "x"}, "visites", ENTIER.format(1, 9)),
        ({"adultes": "2", "couple": True, "age": "7", "autre_age": "30"}, "age", ENTIER.format(16, 120)),
        ({"reference": "-20000"}, "reference", MONTANT),
        ({"reference": "vingt mille"}, "reference", MONTANT),
        ({"reference": "10 000 000 000"}, "reference", MONTANT),
        ({"reference": "1e5"}, "reference", MONTANT),
        ({"reference": "20000", "baisse": True, "recents": "moins"}, "recents", MONTANT),
        (
            {"baisse": True, "recents": "12000"},
            "reference",
            "Écrivez aussi ce revenu : sans lui, on ne peut pas savoir de combien vos revenus ont baissé.",
        ),
    ],
)
def test_une_saisie_absurde_recoit_une_phrase_et_jamais_un_resultat(
    champs: dict[str, Any], fautif: str, phrase: str, ouvrir: Callable[..., Page]
) -> None:
    page = ouvrir()
    remplir(page, **champs)
    page.get_by_role("button", name="Voir mes plafonds").click()
    champ = page.locator(f"#plafonds-{fautif}")
    assert normal(page.locator(f"#plafonds-{fautif}-erreur").inner_text()) == phrase
    assert page.locator("#calcul-plafonds .erreur:visible").count() == 1
    assert champ.get_attribute("aria-invalid") == "true"
    assert f"plafonds-{fautif}-erreur" in str(champ.get_attribute("aria-describedby"))
    assert page.evaluate("document.activeElement.id") == f"plafonds-{fautif}"
    assert not resultat(page).is_visible()
    assert "NaN" not in page.locator("main").inner_text()


def test_une_faute_corrigee_ne_se_dit_plus(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir()
    remplir(page, adultes="beaucoup")
    page.get_by_role("button", name="Voir mes plafonds").click()
    calcul(page, adultes="3")
    assert page.locator("#calcul-plafonds .erreur:visible").count() == 0
    assert page.locator("#calcul-plafonds [aria-invalid]").count() == 0
    assert resultat(page).is_visible()


# Au clavier, au doigt, sans script


def aller_au_clavier(page: Page, nom: str) -> None:
    """Appuie sur Tab jusqu'à ce champ."""
    for _ in range(40):
        if page.evaluate("document.activeElement.id") == f"plafonds-{nom}":
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"la touche Tab n'atteint pas « {nom} »")


def test_le_calcul_se_fait_au_clavier_seul(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir()
    page.locator("#calcul").evaluate("titre => { titre.tabIndex = -1; titre.focus(); }")
    aller_au_clavier(page, "adultes")
    page.keyboard.type("2")
    aller_au_clavier(page, "couple")
    page.keyboard.press("Space")
    for nom, tape in (("age", "25"), ("autre-age", "30")):
        aller_au_clavier(page, nom)
        page.keyboard.type(tape)
    aller_au_clavier(page, "reference")
    page.keyboard.type("48 362")
    page.keyboard.press("Enter")
    assert conclusion(page) == "Vos revenus sont sous le plafond de ces logements : PLUS, PLS."
    assert page.evaluate("document.activeElement.className") == "resultat-titre"


def test_le_calcul_se_fait_au_doigt(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir(has_touch=True, is_mobile=True)
    page.get_by_label("Une personne du foyer a la carte mobilité inclusion").tap()
    page.get_by_label("Revenu fiscal de référence de 2024").tap()
    page.keyboard.type("24140")
    page.get_by_role("button", name="Voir mes plafonds").tap()
    assert conclusion(page).startswith("Vos revenus sont sous le plafond de toutes les sortes de logements")
    page.wait_for_function(
        "document.querySelector('.resultat-titre').getBoundingClientRect().top < innerHeight"
    )
    petites = page.locator("#calcul-plafonds :is(input[type=text], .case, button)").evaluate_all(
        "l => l.filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44).map(e => e.textContent)"
    )
    assert petites == []


def test_sans_javascript_le_tableau_fait_le_travail(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir(java_script_enabled=False)
    assert not page.locator("#calcul-plafonds").is_visible()
    assert not resultat(page).is_visible()
    assert normal(page.locator("noscript p").first.inner_text()) == (
        "Sans JavaScript, rien ne se calcule : cherchez votre ligne dans le tableau."
    )
    assert page.locator("table.plafonds tbody").count() == 7
    assert page.locator("table.plafonds").is_visible()


# Rien ne sort, rien ne reste


def test_rien_de_tape_ne_quitte_la_page_ni_n_y_reste(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir()
    page.wait_for_load_state("networkidle")
    demandes: list[str] = []
    page.on("request", lambda demande: demandes.append(demande.url))
    adresse = page.url
    calcul(page, adultes=2, charge=1, reference="31415", baisse=True, recents="27182")
    assert demandes == []
    assert page.url == adresse
    gardes = page.evaluate("[document.cookie, localStorage.length, sessionStorage.length, history.length]")
    assert gardes[:3] == ["", 0, 0]
    page.reload()
    assert page.locator("#plafonds-reference").input_value() == ""


# Le jour de l'appareil


@pytest.mark.parametrize(
    ("instant", "averti"),
    [
        ("2026-01-01T08:00:00+01:00", False),
        ("2026-12-31T23:59:59+01:00", False),
        ("2027-01-01T00:00:00+01:00", True),
        ("2031-06-01T12:00:00+02:00", True),
    ],
)
def test_la_page_avertit_quand_les_plafonds_ne_valent_plus(
    instant: str, averti: bool, ouvrir: Callable[..., Page]
) -> None:
    page = ouvrir(instant)
    calcul(page, reference="20000")
    avis = page.locator("[data-perime]")
    assert [a.is_visible() for a in avis.all()] == [averti, averti]
    assert normal(avis.first.locator("strong").text_content() or "") == (
        "Ces plafonds ne valent que jusqu’au 31 décembre 2026, et cette date est passée."
    )


# L'accès


@pytest.mark.parametrize("couleurs", ["light", "dark"])
@pytest.mark.parametrize(
    "champs",
    [
        {"charge": 5, "handicap": True, "naissance": True, "visite": True, "reference": "110000"},
        {"adultes": "quarante", "reference": "-1"},
    ],
    ids=["réponse", "fautes"],
)
def test_axe_ne_trouve_rien_dans_une_reponse_ni_dans_des_fautes(
    champs: dict[str, Any], couleurs: str, ouvrir: Callable[..., Page]
) -> None:
    page = ouvrir(color_scheme=couleurs)
    remplir(page, **champs)
    page.get_by_role("button", name="Voir mes plafonds").click()
    assert [v["id"] for v in Axe().run(page).response["violations"]] == []


def test_une_reponse_ne_deborde_pas_d_un_petit_telephone(ouvrir: Callable[..., Page]) -> None:
    page = ouvrir(viewport={"width": 320, "height": 640})
    calcul(page, charge=9, handicap=True, naissance=True, visite=True, reference="9999999,99")
    occupe, offert = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert occupe <= offert <= 320
