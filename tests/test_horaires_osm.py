"""Les horaires dans la syntaxe d'OpenStreetMap, relus par une bibliothèque qui ne sait rien de nos modèles."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opening_hours import OpeningHours, State, validate

from macros.chargement import charger
from macros.modele.catalogue import Catalogue
from macros.modele.guichet import JOURS, Creneau, Fermeture, Horaires
from macros.modele.horaires_osm import osm

RACINE = Path(__file__).parent.parent
PARIS = ZoneInfo("Europe/Paris")

FERIES = {
    date.fromisoformat(jour)
    for jour in (
        *("2026-01-01", "2026-04-06", "2026-05-01", "2026-05-08", "2026-05-14", "2026-05-25", "2026-07-14"),
        *("2026-08-15", "2026-11-01", "2026-11-11", "2026-12-25"),
        *("2027-01-01", "2027-03-29", "2027-05-01", "2027-05-06", "2027-05-08", "2027-05-17", "2027-07-14"),
        *("2027-08-15", "2027-11-01", "2027-11-11", "2027-12-25"),
    )
}
"""Les jours fériés de ces deux années en métropole, comptés à la main."""

PERIODES = {
    "les congés d'août": (date(2026, 7, 27), date(2026, 8, 31)),
    "l'heure d'hiver et la Toussaint": (date(2026, 10, 19), date(2026, 11, 16)),
    "la fin d'année": (date(2026, 12, 14), date(2027, 1, 11)),
    "l'heure d'été et Pâques": (date(2027, 3, 22), date(2027, 4, 5)),
    "les ponts de mai": (date(2027, 4, 26), date(2027, 5, 31)),
}

Plage = tuple[datetime, datetime]


def semaine(**jours: str) -> Horaires:
    return Horaires.model_validate(jours)


def fermeture(du: str, au: str, motif: str = "Travaux") -> Fermeture:
    return Fermeture.model_validate({"du": du, "au": au, "motif": motif})


def reunies(plages: Iterable[Plage]) -> list[Plage]:
    """Deux plages qui se touchent n'en font qu'une."""
    suite: list[Plage] = []
    for debut, fin in plages:
        if suite and suite[-1][1] == debut:
            suite[-1] = (suite[-1][0], fin)
        else:
            suite.append((debut, fin))
    return suite


def plages_lues(ecrit: str, du: date, au: date) -> list[Plage]:
    """Quand le lieu est ouvert, selon la bibliothèque, du premier jour au dernier exclu."""
    lus = OpeningHours(ecrit, timezone=PARIS, country="FR")
    bornes = (datetime.combine(du, time(), PARIS), datetime.combine(au, time(), PARIS))
    return reunies(
        (debut.replace(tzinfo=None), fin.replace(tzinfo=None))
        for debut, fin, etat, _ in lus.intervals(*bornes)
        if etat == State.OPEN
    )


def plages_attendues(
    horaires: Horaires, fermetures: Iterable[Fermeture], du: date, au: date
) -> Iterator[Plage]:
    fermetures = tuple(fermetures)
    for rang in range((au - du).days):
        jour = du + timedelta(rang)
        if jour in FERIES or any(f.du <= jour <= f.au for f in fermetures):
            continue
        for creneau in getattr(horaires, JOURS[jour.weekday()]):
            yield datetime.combine(jour, creneau.debut), datetime.combine(jour, creneau.fin)


@pytest.mark.parametrize(
    ("horaires", "fermetures", "ecrit"),
    [
        (semaine(lundi="08:30-12:00"), (), 'Mo 08:30-12:00; PH off "à confirmer"'),
        (
            semaine(lundi="08:30-12:00", mardi="08:30-12:00"),
            (),
            'Mo-Tu 08:30-12:00; PH off "à confirmer"',
        ),
        (
            semaine(
                **dict.fromkeys(("lundi", "mardi", "mercredi", "vendredi"), "08:30-12:00, 13:30-17:45"),
                jeudi="08:30-12:00",
                samedi="09:00-12:00",
            ),
            (),
            'Mo-We,Fr 08:30-12:00,13:30-17:45; Th 08:30-12:00; Sa 09:00-12:00; PH off "à confirmer"',
        ),
        (
            semaine(samedi="09:00-12:00"),
            (
                fermeture("2026-12-24", "2027-01-02", "Fermeture de fin d'année"),
                fermeture("2026-08-03", "2026-08-03", "Inventaire"),
            ),
            'Sa 09:00-12:00; PH off "à confirmer"; 2026 Aug 03 off "Inventaire"; '
            '2026 Dec 24-2027 Jan 02 off "Fermeture de fin d\'année"',
        ),
        (
            semaine(mardi="09:00-12:00"),
            (fermeture("2027-05-07", "2027-05-08", 'Le "grand"\npont'),),
            'Tu 09:00-12:00; PH off "à confirmer"; 2027 May 07-2027 May 08 off "Le \'grand\' pont"',
        ),
        (semaine(), (fermeture("2027-05-07", "2027-05-08"),), "off"),
    ],
)
def test_les_horaires_s_ecrivent_comme_openstreetmap_les_lit(
    horaires: Horaires, fermetures: tuple[Fermeture, ...], ecrit: str
) -> None:
    assert osm(horaires, fermetures) == ecrit
    assert validate(ecrit)


@pytest.fixture(scope="module", params=["data", "exemples/demonstration"])
def catalogue(request: pytest.FixtureRequest) -> Catalogue:
    return charger(RACINE / request.param, loi=RACINE / "data")


@pytest.mark.parametrize("periode", PERIODES)
def test_chaque_lieu_ouvre_aux_memes_heures_selon_openstreetmap(periode: str, catalogue: Catalogue) -> None:
    du, au = PERIODES[periode]
    lus = 0
    for guichet in catalogue.guichets:
        if guichet.horaires is None:
            continue
        ecrit = osm(guichet.horaires, guichet.fermetures)
        assert validate(ecrit), (guichet.id, ecrit)
        attendues = reunies(plages_attendues(guichet.horaires, guichet.fermetures, du, au))
        assert plages_lues(ecrit, du, au) == attendues, (guichet.id, ecrit)
        lus += len(attendues)
    assert lus > 100


def test_un_jour_ferie_est_ferme_et_dit_qu_on_en_doute() -> None:
    tous_les_jours = semaine(**dict.fromkeys(JOURS, "09:00-17:00"))
    lus = OpeningHours(osm(tous_les_jours), timezone=PARIS, country="FR")
    for jour in sorted(FERIES):
        (etat,) = {(etat, dit) for _, _, etat, dit in lus.intervals(*_journee(jour))}
        assert etat == (State.CLOSED, "à confirmer"), jour


def test_une_fermeture_annoncee_l_emporte_sur_le_doute_d_un_jour_ferie() -> None:
    noel = fermeture("2026-12-24", "2026-12-26", "Congés")
    lus = OpeningHours(osm(semaine(vendredi="09:00-17:00"), [noel]), timezone=PARIS, country="FR")
    assert {dit for _, _, _, dit in lus.intervals(*_journee(date(2026, 12, 25)))} == {"Congés"}


def _journee(jour: date) -> Plage:
    return datetime.combine(jour, time(), PARIS), datetime.combine(jour + timedelta(1), time(), PARIS)


@st.composite
def creneaux(tirer: st.DrawFn) -> tuple[Creneau, ...]:
    """Jusqu'à trois plages d'une journée, dans l'ordre, qui peuvent se toucher."""
    minutes = sorted(tirer(st.sets(st.integers(0, 24 * 60 - 1), max_size=6)))
    heures = [time(*divmod(minute, 60)) for minute in minutes]
    bornes = (
        list(pairwise(heures)) if tirer(st.booleans()) else list(zip(heures[::2], heures[1::2], strict=False))
    )
    return tuple(Creneau(debut=debut, fin=fin) for debut, fin in bornes)


fermetures_tirees = st.builds(
    lambda du, duree, motif: Fermeture(du=du, au=du + timedelta(duree), motif=motif),
    st.dates(date(2026, 11, 1), date(2027, 1, 31)),
    st.integers(0, 60),
    st.text("aé \"'«»;,-\n", min_size=1).filter(lambda motif: motif.strip()),
)


@settings(deadline=None, max_examples=150)
@given(
    st.builds(Horaires, **{jour: creneaux() for jour in JOURS}),
    st.lists(fermetures_tirees, max_size=3),
)
def test_toute_semaine_s_ecrit_et_se_relit_sans_perte(
    horaires: Horaires, fermetures: list[Fermeture]
) -> None:
    ecrit = osm(horaires, fermetures)
    assert validate(ecrit), ecrit
    du, au = date(2026, 11, 2), date(2027, 1, 18)
    assert plages_lues(ecrit, du, au) == reunies(plages_attendues(horaires, fermetures, du, au)), ecrit
