"""Les dates du renouvellement : les bords du calendrier, et ce que la page en reçoit."""

import json
from datetime import date, timedelta

import pytest
from conftest import Site
from hypothesis import given
from hypothesis import strategies as st
from test_site import texte

from macros.modele.calendrier import mois_plus_tard
from macros.modele.renouvellement import (
    ANNEES_AU_PLUS,
    RAPPELS,
    Fenetre,
    etat,
    lire_fenetre,
    rappels,
    refus,
    renouvellement,
)
from macros.rendu.filtres import typographie

FENETRE = Fenetre(10, 12)
JOURS = st.dates(date(2000, 1, 1), date(2120, 12, 31))


@pytest.mark.parametrize(
    ("depuis", "ouverture", "dernier"),
    [
        ("2026-03-15", "2027-01-15", "2027-03-14"),
        ("2026-01-01", "2026-11-01", "2026-12-31"),
        ("2025-12-31", "2026-10-31", "2026-12-30"),
        ("2026-04-30", "2027-02-28", "2027-04-29"),
        ("2027-04-30", "2028-02-29", "2028-04-29"),
        ("2026-03-31", "2027-01-31", "2027-03-30"),
        ("2026-12-31", "2027-10-31", "2027-12-30"),
        ("2027-03-01", "2028-01-01", "2028-02-29"),
        ("2099-03-01", "2100-01-01", "2100-02-28"),
        ("2099-04-30", "2100-02-28", "2100-04-29"),
    ],
)
def test_la_periode_conseillee_finit_la_veille_de_l_anniversaire(
    depuis: str, ouverture: str, dernier: str
) -> None:
    dates = renouvellement(date.fromisoformat(depuis), FENETRE)
    assert (str(dates.ouverture), str(dates.dernier)) == (ouverture, dernier)
    assert not dates.quantieme_absent


@pytest.mark.parametrize("annee", [2000, 2024, 2028, 2096])
def test_un_29_fevrier_a_son_anniversaire_le_28(annee: int) -> None:
    dates = renouvellement(date(annee, 2, 29), FENETRE)
    assert dates.anniversaire == date(annee + 1, 2, 28)
    assert dates.dernier == date(annee + 1, 2, 27)
    assert dates.quantieme_absent


@given(JOURS, st.integers(-240, 240))
def test_des_mois_plus_tard_le_quantieme_reste_ou_le_mois_finit(jour: date, mois: int) -> None:
    arrivee = mois_plus_tard(jour, mois)
    assert (arrivee.year - jour.year) * 12 + arrivee.month - jour.month == mois
    assert arrivee.day == jour.day or (
        arrivee.day < jour.day and (arrivee + timedelta(days=1)).month != arrivee.month
    )


@given(JOURS)
def test_la_periode_dure_deux_mois_et_ne_sort_jamais_de_l_annee_de_validite(depuis: date) -> None:
    dates = renouvellement(depuis, FENETRE)
    assert 58 <= (dates.anniversaire - dates.ouverture).days <= 62
    assert 365 <= (dates.anniversaire - depuis).days <= 366
    assert dates.dernier + timedelta(days=1) == dates.anniversaire


def test_chaque_jour_n_est_que_dans_un_etat_et_ils_se_suivent() -> None:
    depuis = date(2026, 3, 15)
    dates = renouvellement(depuis, FENETRE)
    suite = [etat(dates, depuis + timedelta(days=rang)) for rang in range(500)]
    etats = [nom for nom, _ in suite]
    assert list(dict.fromkeys(etats)) == ["tot", "ouverte", "anniversaire", "passee"]
    assert [etats.count(nom) for nom in ("tot", "ouverte", "anniversaire")] == [306, 59, 1]
    assert [jours for nom, jours in suite if nom == "tot"] == list(range(306, 0, -1))
    assert [jours for nom, jours in suite if nom == "ouverte"] == list(range(59, 0, -1))
    assert [jours for nom, jours in suite if nom == "passee"] == list(range(1, 135))


@pytest.mark.parametrize(
    ("aujourd_hui", "attendus"),
    [
        ("2027-01-14", ["2027-01-15", "2027-02-27", "2027-03-11"]),
        ("2027-01-15", ["2027-02-27", "2027-03-11"]),
        ("2027-02-27", ["2027-03-11"]),
        ("2027-03-10", ["2027-03-11"]),
        ("2027-03-11", []),
        ("2027-03-14", []),
        ("2028-01-01", []),
    ],
)
def test_aucun_rappel_n_est_deja_passe(aujourd_hui: str, attendus: list[str]) -> None:
    assert RAPPELS == (15, 3)
    dates = renouvellement(date(2026, 3, 15), FENETRE)
    assert list(map(str, rappels(dates, date.fromisoformat(aujourd_hui)))) == attendus


def test_une_date_future_ou_trop_ancienne_est_refusee() -> None:
    ici = date(2026, 11, 21)
    assert refus(ici, ici) is None
    assert refus(ici + timedelta(days=1), ici) == "future"
    ancienne = date(2026 - ANNEES_AU_PLUS, 11, 21)
    assert refus(ancienne, ici) is None
    assert refus(ancienne - timedelta(days=1), ici) == "ancienne"


def test_la_fenetre_se_lit_dans_la_valeur_du_fait() -> None:
    assert lire_fenetre("10e au 12e mois") == FENETRE


@pytest.mark.parametrize(
    "valeur", ["", "10 au 12", "10e au 12e", "12e au 10e mois", "12e au 12e mois", "0e au 12e mois"]
)
def test_une_fenetre_mal_ecrite_ne_se_devine_pas(valeur: str) -> None:
    with pytest.raises(ValueError, match=f"^{valeur}$"):
        lire_fenetre(valeur)


@pytest.mark.parametrize("nom", ["reel", "demonstration"])
def test_la_page_recoit_la_regle_du_fait_et_dit_d_ou_elle_vient(
    nom: str, request: pytest.FixtureRequest
) -> None:
    site: Site = request.getfixturevalue(nom)
    page = site.pages["demande/renouveler/"]
    regle = json.loads(page.get_element_by_id("regle-du-renouvellement").text)
    fait = site.catalogue.fait("fenetre-renouvellement")
    assert fait.valeur == f"{regle['ouverture']}e au {regle['validite']}e mois"
    assert (tuple(regle["rappels"]), regle["annees"]) == (RAPPELS, ANNEES_AU_PLUS)
    resultat = page.get_element_by_id("mes-dates")
    cites = {str(lien).partition("#fait-")[2] for lien in resultat.xpath(".//a/@href")}
    assert cites >= {
        "fenetre-renouvellement",
        "validite-un-an",
        "non-renouvelee-annulee",
        "radiation-consequence",
        "anciennete-perdue",
    }
    assert "Ces rappels sont notre choix, pas une règle." in texte(resultat)
    assert f"puis {' et '.join(map(str, RAPPELS))} jours avant" in texte(resultat).replace("\u00a0", " ")
    assert typographie(fait.enonce) in texte(page.xpath("//h2[@id='quand']/following-sibling::ul")[0])
