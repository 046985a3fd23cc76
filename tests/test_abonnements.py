"""L'agenda (.ics) et les nouvelles (Atom), relus par des lecteurs qui ne sont pas les nôtres."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import feedparser
import pytest
import vobject
from conftest import Site
from pydantic import ValidationError

from macros.flux import ecrire_l_agenda
from macros.modele.agenda import Evenement

PARIS = ZoneInfo("Europe/Paris")
LE_21 = date(2026, 11, 21)


def lire(site: Site) -> Any:
    return vobject.readOne((site.dossier / "reseau/agenda.ics").read_text(encoding="utf-8"))


@pytest.mark.parametrize("nom", ["reel", "reel_reseau", "demonstration", "demonstration_reseau"])
def test_l_agenda_se_lit_et_tient_tous_les_rendez_vous_de_son_audience(
    nom: str, request: pytest.FixtureRequest
) -> None:
    site: Site = request.getfixturevalue(nom)
    audience = "reseau" if nom.endswith("_reseau") else "public"
    attendus = site.catalogue.reseau.pour(audience).evenements
    siren = site.catalogue.territoire.siren
    lus = {lu.uid.value: lu for lu in lire(site).vevent_list}
    assert sorted(lus) == sorted(f"{evenement.id}@ppgd-{siren}" for evenement in attendus)
    for evenement in attendus:
        lu = lus[f"{evenement.id}@ppgd-{siren}"]
        assert lu.sequence.value == str(evenement.revision)
        assert lu.status.value == ("CANCELLED" if evenement.statut == "annule" else "CONFIRMED")
        assert evenement.titre in lu.summary.value
        assert lu.summary.value.startswith("Annulé : ") == (evenement.statut == "annule")
        debut = lu.dtstart.value
        if evenement.debut:
            assert debut.utcoffset() == evenement.debut.replace(tzinfo=PARIS).utcoffset()
            assert debut.replace(tzinfo=None) == evenement.debut
            assert lu.dtend.value.replace(tzinfo=None) == evenement.fin
        else:
            assert (debut, lu.dtend.value) == (evenement.jour, evenement.le + timedelta(days=1))


def test_les_bilans_reviennent_chaque_28_fevrier(reel: Site) -> None:
    (bilans,) = [lu for lu in lire(reel).vevent_list if lu.uid.value.startswith("bilans-de-flux@")]
    jours = [jour.date() for jour, _ in zip(bilans.getrruleset(), range(4), strict=False)]
    assert jours == [date(annee, 2, 28) for annee in (2027, 2028, 2029, 2030)]


def test_une_date_de_la_loi_se_rappelle_quinze_jours_avant(reel: Site) -> None:
    for lu in lire(reel).vevent_list:
        (rappel,) = lu.valarm_list
        assert (rappel.trigger.value, rappel.action.value) == (timedelta(days=-15), "DISPLAY")


def test_une_recurrence_finit_le_jour_dit(demonstration_reseau: Site) -> None:
    (rappel,) = [
        lu for lu in lire(demonstration_reseau).vevent_list if lu.uid.value.startswith("envoi-des-bilans@")
    ]
    assert [jour.date().year for jour in rappel.getrruleset()] == [2027, 2028, 2029]
    assert rappel.rrule.value == "FREQ=YEARLY;UNTIL=20291231"


def test_une_reunion_qui_revient_garde_son_heure_de_paris(demonstration: Site) -> None:
    """En janvier comme en juillet : l'heure d'été est dans l'agenda (VTIMEZONE)."""
    reunion = Evenement.model_validate(
        {
            **{"id": "point", "titre": "Point", "type": "reunion", "audience": "public", "statut": "prevu"},
            **{
                "debut": "2026-01-15 09:30",
                "fin": "2026-01-15 10:30",
                "recurrence": "semestrielle",
                "resume": "Point.",
            },
            "jusqu_au": "2026-12-31",
        }
    )
    catalogue = replace(
        demonstration.catalogue, reseau=replace(demonstration.catalogue.reseau, evenements=(reunion,))
    )
    (lu,) = vobject.readOne(ecrire_l_agenda(catalogue, LE_21)).vevent_list
    fois = [instant.astimezone(ZoneInfo("UTC")) for instant in lu.getrruleset(addRDate=True)]
    assert [(f.month, f.hour, f.minute) for f in fois] == [(1, 8, 30), (7, 7, 30)]


def test_l_agenda_ne_depend_que_du_jour_et_des_donnees(reel: Site) -> None:
    assert ecrire_l_agenda(reel.catalogue, LE_21) == ecrire_l_agenda(reel.catalogue, LE_21)
    brut = (reel.dossier / "reseau/agenda.ics").read_bytes()
    assert brut.count(b"\n") == brut.count(b"\r\n")
    assert max(len(ligne) for ligne in brut.split(b"\r\n")) <= 75


# Les rendez-vous


def evenement(**champs: object) -> Evenement:
    commun = {
        "id": "e",
        "titre": "E",
        "type": "reunion",
        "audience": "public",
        "statut": "prevu",
        "resume": "R.",
    }
    return Evenement.model_validate({**commun, **champs})


@pytest.mark.parametrize(
    ("champs", "attendue"),
    [
        ({"jour": "2026-11-21"}, date(2026, 11, 21)),
        ({"jour": "2026-11-20"}, None),
        ({"jour": "2025-02-28", "recurrence": "annuelle"}, date(2027, 2, 28)),
        ({"jour": "2024-02-29", "recurrence": "annuelle"}, date(2028, 2, 29)),
        ({"jour": "2026-10-31", "recurrence": "mensuelle"}, date(2026, 12, 31)),
        ({"jour": "2026-01-05", "recurrence": "trimestrielle", "jusqu_au": "2026-12-31"}, None),
        ({"jour": "2026-12-01", "statut": "annule"}, None),
        ({"debut": "2026-11-20 20:00", "fin": "2026-11-21 02:00"}, date(2026, 11, 20)),
    ],
)
def test_la_prochaine_fois(champs: dict[str, str], attendue: date | None) -> None:
    assert evenement(**champs).prochaine(LE_21) == attendue


@pytest.mark.parametrize(
    ("champs", "constat"),
    [
        ({}, "l'événement est daté d'une seule façon"),
        (
            {"jour": "2026-12-01", "debut": "2026-12-01 09:00", "fin": "2026-12-01 10:00"},
            "l'événement est daté d'une seule façon",
        ),
        ({"debut": "2026-12-01 09:00"}, "l'événement est daté d'une seule façon"),
        ({"debut": "2026-12-01 09:00", "fin": "2026-12-01 09:00"}, "l'événement finit avant de commencer"),
        ({"jour": "2026-12-01", "jusqu_au": "2027-01-01"}, "jusqu_au ne va pas sans recurrence"),
        (
            {"jour": "2026-12-01", "recurrence": "annuelle", "jusqu_au": "2026-01-01"},
            "l'événement cesse de revenir avant d'avoir lieu",
        ),
        (
            {"jour": "2026-12-01", "recurrence": "annuelle", "statut": "tenu"},
            "un événement qui revient n'est jamais « tenu » une fois pour toutes",
        ),
    ],
)
def test_un_rendez_vous_mal_date_est_refuse(champs: dict[str, str], constat: str) -> None:
    with pytest.raises(ValidationError) as refus:
        evenement(**champs)
    assert [erreur["ctx"]["constat"] for erreur in refus.value.errors()] == [constat]


def test_la_page_range_a_venir_annules_et_passes(demonstration_reseau: Site) -> None:
    page = demonstration_reseau.pages["reseau/agenda/"]
    titres = page.xpath("//main//h2/@id")
    assert titres == ["a-venir", "annules", "passes", "nouvelles"]
    dates = [
        [
            str(quand)
            for quand in page.xpath(f"//article[preceding-sibling::h2[1]/@id='{titre}']//time/@datetime")
        ]
        for titre in titres[:3]
    ]
    a_venir, annules, passes = dates
    assert a_venir == sorted(a_venir)
    assert a_venir[0] >= LE_21.isoformat()
    assert passes == sorted(passes, reverse=True)
    assert len(annules) == 1
    evenements = demonstration_reseau.catalogue.reseau.evenements
    assert len(a_venir) + len(annules) + len(passes) == len(evenements)


# Les nouvelles


@pytest.mark.parametrize("nom", ["reel", "reel_reseau", "demonstration", "demonstration_reseau"])
def test_les_nouvelles_se_lisent_et_menent_a_une_page(nom: str, request: pytest.FixtureRequest) -> None:
    site: Site = request.getfixturevalue(nom)
    audience = "reseau" if nom.endswith("_reseau") else "public"
    attendues = site.catalogue.reseau.pour(audience).actualites
    brut = (site.dossier / "reseau/actualites.atom").read_bytes()
    lu = feedparser.parse(brut)
    assert (lu.bozo, lu.version) == (0, "atom10")
    assert [entree.title for entree in lu.entries] == [nouvelle.titre for nouvelle in attendues]
    assert len({entree.id for entree in lu.entries} | {lu.feed.id}) == len(attendues) + 1
    dates = [datetime(*entree.updated_parsed[:6]) for entree in lu.entries]
    assert dates == sorted(dates, reverse=True)
    ici = "https://exemple.fr/reseau/actualites.atom"
    for entree in ElementTree.fromstring(brut).iter("{http://www.w3.org/2005/Atom}link"):
        if entree.get("rel") == "alternate":
            vers = urljoin(ici, str(entree.get("href"))).removeprefix("https://exemple.fr/")
            page = vers.partition("#")[0]
            assert page.replace("actualites.atom", "") in site.pages, vers


def test_une_nouvelle_dit_ses_chiffres_par_ses_faits(demonstration: Site) -> None:
    """Le flux donne les mêmes mots que la page, sans balise."""
    brut = (demonstration.dossier / "reseau/actualites.atom").read_text(encoding="utf-8")
    assert "&lt;" not in brut
    assert "{" not in brut.replace("{http", "")
