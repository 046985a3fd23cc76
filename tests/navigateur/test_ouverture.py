"""Un vrai Chromium : « ouvert maintenant » et « vérification trop ancienne » disent vrai, à l'heure du territoire."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from conftest import ECRANS, Site
from opening_hours import OpeningHours, State
from playwright.sync_api import BrowserContext, Page

from macros.modele.guichet import Guichet
from macros.modele.horaires_osm import osm
from macros.modele.jours_feries import jours_feries
from macros.rendu.lots import ouverture

Contexte = Callable[..., BrowserContext]
Servir = Callable[[Site], str]

PARIS = ZoneInfo("Europe/Paris")
FERIES = [jour.isoformat() for jour in jours_feries(2026, 2028)]


def instants() -> list[datetime]:
    """Chaque quart d'heure de jours bien choisis, et la minute d'avant chaque borne d'ouverture."""
    jours = [
        *(date(2026, 11, 23) + timedelta(days=rang) for rang in range(7)),  # une semaine ordinaire
        *(date(2026, 12, 23) + timedelta(days=rang) for rang in range(12)),  # Noël, jour de l'an, fermetures
        *(date(2027, 3, 26) + timedelta(days=rang) for rang in range(5)),  # heure d'été et lundi de Pâques
        *(date(2027, 5, 5) + timedelta(days=rang) for rang in range(5)),  # Ascension, 8 mai, pont
        *(date(2027, 10, 30) + timedelta(days=rang) for rang in range(4)),  # heure d'hiver et Toussaint
        date(2028, 2, 29),
    ]
    minutes = sorted(
        {*range(0, 24 * 60, 60), 0, 1439, 509, 510, 719, 720, 809, 810, 1019, 1049, 1050, 1169, 1170}
    )
    return [
        datetime.combine(jour, datetime.min.time()) + timedelta(minutes=m) for jour in jours for m in minutes
    ]


def attendu(reference: OpeningHours, instant: datetime) -> dict[str, Any]:
    """Ce que la bibliothèque dit : ouvert jusqu'à quand, ou fermé jusqu'à quand (rien d'ici deux mois : rien)."""
    ouvertes: list[tuple[datetime, datetime]] = []
    for debut, fin, sorte, _ in reference.intervals(instant, instant + timedelta(days=61)):
        if sorte == State.OPEN:
            debut, fin = debut.replace(tzinfo=None), fin.replace(tzinfo=None)
            if ouvertes and ouvertes[-1][1] == debut:
                ouvertes[-1] = (ouvertes[-1][0], fin)
            else:
                ouvertes.append((debut, fin))
        if len(ouvertes) > 1:
            break
    if ouvertes and ouvertes[0][0] <= instant:
        fin = ouvertes[0][1]
        return {"ouvert": True, "fin": fin.hour * 60 + fin.minute}
    limite = datetime.combine(instant.date() + timedelta(days=60), datetime.min.time())
    prochaine = ouvertes[0][0] if ouvertes and ouvertes[0][0] < limite else None
    return {
        "ouvert": False,
        "prochaine": prochaine
        and {"jour": prochaine.date().isoformat(), "minute": prochaine.hour * 60 + prochaine.minute},
    }


@pytest.fixture
def page(contexte: Contexte, servir: Servir, reel: Site) -> Page:
    page = contexte().new_page()
    page.goto(f"{servir(reel)}/guichets/poissy/")
    return page


@pytest.mark.parametrize("site", ["reel", "demonstration"])
def test_l_etat_est_celui_de_la_bibliotheque_de_reference(
    site: str, page: Page, request: pytest.FixtureRequest
) -> None:
    """Des dizaines de milliers d'instants : minuit, pause de midi, fériés, fermetures, changements d'heure."""
    guichets = [g for g in request.getfixturevalue(site).catalogue.guichets if g.horaires]
    assert guichets
    vus: dict[str, Guichet] = {osm(g.horaires, g.fermetures): g for g in guichets}
    quand = instants()
    for ecrit, guichet in list(vus.items())[:12]:
        reference = OpeningHours(ecrit, country="FR")
        lus = page.evaluate(
            """async ([lieu, feries, quand]) => {
                const { etat } = await import('/assets/outils/ouverture.js');
                return quand.map(([jour, minute]) => {
                    const { ouvert, fin, prochaine } = etat(lieu, feries, { jour, minute });
                    return ouvert ? { ouvert, fin } : { ouvert, prochaine };
                });
            }""",
            [ouverture(guichet), FERIES, [[i.date().isoformat(), i.hour * 60 + i.minute] for i in quand]],
        )
        ecarts = [
            (guichet.id, instant.isoformat(), lu, voulu)
            for instant, lu in zip(quand, lus, strict=True)
            if lu != (voulu := attendu(reference, instant))
        ]
        assert ecarts == []


@pytest.mark.parametrize("fuseau", ["Europe/Paris", "Indian/Reunion", "America/Cayenne"])
def test_l_heure_legale_ne_depend_pas_de_l_appareil(
    fuseau: str, contexte: Contexte, servir: Servir, reel: Site
) -> None:
    """Minuit, et les deux changements d'heure, vus d'un appareil à Auckland."""
    bords = [
        datetime(2026, 11, 22, 22, 59, tzinfo=ZoneInfo("UTC")),
        datetime(2027, 3, 28, 0, 30, tzinfo=ZoneInfo("UTC")),
        datetime(2027, 10, 31, 0, 30, tzinfo=ZoneInfo("UTC")),
        datetime(2026, 12, 31, 23, 30, tzinfo=ZoneInfo("UTC")),
    ]
    quand = [bord + timedelta(minutes=pas) for bord in bords for pas in range(0, 180, 10)]
    page = contexte(timezone_id="Pacific/Auckland").new_page()
    page.goto(f"{servir(reel)}/guichets/poissy/")
    lus = page.evaluate(
        """async ([fuseau, quand]) => {
            const { heureLegale } = await import('/assets/outils/ouverture.js');
            return quand.map((instant) => heureLegale(new Date(instant), fuseau));
        }""",
        [fuseau, [instant.isoformat() for instant in quand]],
    )
    locaux = [instant.astimezone(ZoneInfo(fuseau)) for instant in quand]
    assert lus == [{"jour": i.date().isoformat(), "minute": i.hour * 60 + i.minute} for i in locaux]


def test_un_lieu_sans_horaires_n_a_pas_d_etat(page: Page) -> None:
    lu = page.evaluate(
        "async () => (await import('/assets/outils/ouverture.js')).etat({}, [], { jour: '2026-11-23', minute: 600 })"
    )
    assert lu is None


@pytest.mark.parametrize(
    ("instant", "dit"),
    [
        ("2026-11-23T08:29:59+01:00", "Fermé, ouvre aujourd’hui à 8 h 30"),
        ("2026-11-23T08:30:00+01:00", "Ouvert maintenant, ferme à 12 h"),
        ("2026-11-23T12:00:00+01:00", "Fermé, ouvre aujourd’hui à 13 h 30"),
        ("2026-11-23T17:30:00+01:00", "Fermé, ouvre demain à 8 h 30"),
        ("2026-11-23T23:59:59+01:00", "Fermé, ouvre demain à 8 h 30"),
        ("2026-11-24T00:00:00+01:00", "Fermé, ouvre aujourd’hui à 8 h 30"),
        ("2026-11-28T12:00:00+01:00", "Fermé, ouvre lundi à 8 h 30"),
        ("2026-12-25T10:00:00+01:00", "Jour férié : à confirmer par téléphone. Fermé, ouvre demain à 9 h"),
        ("2027-03-27T11:59:00+01:00", "Ouvert maintenant, ferme à 12 h"),
        ("2027-03-28T03:00:00+02:00", "Fermé, ouvre mardi à 8 h 30"),
    ],
)
def test_la_page_de_la_commune_dit_si_c_est_ouvert(
    instant: str, dit: str, contexte: Contexte, servir: Servir, reel: Site
) -> None:
    page = contexte(viewport=ECRANS["telephone"], timezone_id="America/Cayenne").new_page()
    page.clock.set_fixed_time(instant)
    page.goto(f"{servir(reel)}/guichets/poissy/")
    lu = (
        page.locator("#mairie-poissy .ouverture strong")
        .inner_text()
        .replace("\u00a0", " ")
        .replace("\u202f", " ")
    )
    assert lu == dit


def test_une_longue_fermeture_dit_son_motif_et_le_jour_de_reprise(
    contexte: Contexte, servir: Servir, demonstration: Site
) -> None:
    page = contexte().new_page()
    page.clock.set_fixed_time("2026-12-24T10:00:00+01:00")
    page.goto(f"{servir(demonstration)}/guichets/brumeville-sur-ondre/")
    dit = page.locator("#maison-de-l-habitat-brumeville .ouverture strong").inner_text()
    assert dit.replace("\u00a0", " ") == "Fermeture de fin d’année. Fermé, ouvre le lundi 4 janvier à 8 h 30"


def test_un_onglet_rouvert_dit_l_heure_qu_il_est(contexte: Contexte, servir: Servir, reel: Site) -> None:
    page = contexte().new_page()
    page.clock.set_fixed_time("2026-11-23T09:00:00+01:00")
    page.goto(f"{servir(reel)}/guichets/poissy/")
    page.clock.set_fixed_time("2026-11-23T12:30:00+01:00")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert page.locator("#mairie-poissy .ouverture strong").inner_text().startswith("Fermé")


@pytest.mark.parametrize(("jour", "vieilli"), [("2027-11-12", False), ("2027-11-13", True)])
def test_une_page_gardee_longtemps_dit_que_la_verification_a_vieilli(
    jour: str, vieilli: bool, contexte: Contexte, servir: Servir, demonstration: Site
) -> None:
    page = contexte().new_page()
    page.clock.set_fixed_time(f"{jour}T10:00:00+01:00")
    page.goto(f"{servir(demonstration)}/guichets/brumeville-sur-ondre/")
    carte = page.locator("#maison-de-l-habitat-brumeville")
    assert carte.get_by_text("La vérification est ancienne : appelez avant de venir.").is_visible() == vieilli
    page.goto(f"{servir(demonstration)}/guichets/#commune=99001")
    trouvee = page.locator(".lieux-trouves .lieu-carte").filter(
        has_text="Maison de l’habitat du Val-de-Brume"
    )
    trouvee.first.wait_for()
    assert trouvee.first.get_by_text("La vérification est ancienne").count() == vieilli


def test_sans_javascript_aucun_etat_n_est_promis(contexte: Contexte, servir: Servir, reel: Site) -> None:
    page = contexte(java_script_enabled=False).new_page()
    page.goto(f"{servir(reel)}/guichets/poissy/")
    assert not page.locator(".ouverture").first.is_visible()
    assert page.locator("#mairie-poissy .horaires").is_visible()
