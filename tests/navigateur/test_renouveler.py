"""Un vrai Chromium : les dates du renouvellement et le rappel que l'on met dans son agenda."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ECRANS, Site
from icalendar import Calendar
from playwright.sync_api import Browser, Page
from test_taches import tabuler_jusqu_a

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

Ouvrir = Callable[..., Page]

AUJOURD_HUI = "2026-11-21"
MIDI = f"{AUJOURD_HUI}T12:00:00+01:00"


@pytest.fixture
def fenetre(reel: Site) -> Fenetre:
    return lire_fenetre(reel.catalogue.fait("fenetre-renouvellement").valeur or "")


@pytest.fixture
def ouvrir(servir: Callable[[Site], str], reel: Site, navigateur: Browser) -> Iterator[Ouvrir]:
    """La page du renouvellement sur un téléphone, à l'heure dite ; rien ne doit y échouer ni partir."""
    contextes = []
    plaintes: list[str] = []

    def aller(maintenant: str = MIDI, base: str | None = None, **options: Any) -> Page:
        options = {"viewport": ECRANS["telephone"], "timezone_id": "Europe/Paris", **options}
        contextes.append(navigateur.new_context(locale="fr-FR", **options))
        page = contextes[-1].new_page()
        page.on("pageerror", lambda erreur: plaintes.append(str(erreur)))
        page.on(
            "console", lambda dit: plaintes.append(dit.text) if dit.type in ("error", "warning") else None
        )
        page.clock.set_fixed_time(maintenant)
        page.goto(f"{base or servir(reel)}/demande/renouveler/")
        # Le fichier d'agenda a une adresse qui ne sort pas de la page ; l'icône du site peut venir après elle ; passer par la
        # case de recherche demande son index.
        page.on(
            "request",
            lambda demande: (
                None
                if demande.url.startswith("blob:")
                or demande.url.endswith("/assets/icone.svg")
                or "recherche/" in demande.url
                or demande.url.endswith("/outils/liste.js")
                else plaintes.append(f"demande : {demande.url}")
            ),
        )
        return page

    yield aller
    for contexte in contextes:
        contexte.close()
    assert plaintes == []


def calculer(page: Page, depuis: str) -> None:
    page.get_by_label("Date du dépôt, ou du dernier renouvellement").fill(depuis)
    page.get_by_role("button", name="Calculer mes dates").click()


def lu(page: Page) -> str:
    """Le résultat que l'on voit, espaces réduites."""
    return " ".join(page.locator("#mes-dates").inner_text().replace("\u00a0", " ").split())


def titre(page: Page) -> str:
    return page.locator("#mes-dates h3").inner_text().strip()


def fichier(page: Page) -> bytes:
    with page.expect_download() as attendu:
        page.get_by_role("link", name="Ajouter à mon agenda").click()
    assert attendu.value.suggested_filename == "renouvellement-logement-social.ics"
    return Path(attendu.value.path()).read_bytes()


def evenements(octets: bytes) -> dict[date, list[datetime]]:
    """Le jour de chaque événement, et le moment de chacun de ses rappels."""
    lus = {}
    for evenement in Calendar.from_ical(octets).walk("VEVENT"):
        jour = evenement.decoded("DTSTART")
        assert type(jour) is date, "un jour entier, sans heure ni fuseau"
        assert evenement.decoded("DTEND") == jour + timedelta(days=1)
        minuit = datetime.combine(jour, time())
        lus[jour] = [minuit + alarme.decoded("TRIGGER") for alarme in evenement.walk("VALARM")]
    return lus


# Le même calcul qu'en Python

DEPARTS = (
    *("2024-02-29", "2024-02-28", "2024-03-01", "2025-02-28", "2025-03-01", "2023-12-31", "2024-01-01"),
    *("2024-01-31", "2024-03-31", "2024-04-30", "2024-05-31", "2024-06-30", "2024-07-31", "2024-08-31"),
    *("2024-09-30", "2024-10-31", "2024-11-30", "2024-12-15", "2025-04-30", "2027-04-30", "2028-02-29"),
    *("1999-04-30", "2000-02-29", "2096-02-29", "2099-02-28", "2099-03-01", "2099-04-30", "2099-12-31"),
    *("2100-01-01", "2100-02-28", "2100-03-01", "2103-04-30", "2026-03-29", "2026-10-25"),
)
"""Bissextiles, fins de mois, siècles (2000 l'est, 2100 non), et les jours où l'heure change."""


def cas(fenetre: Fenetre) -> Iterator[tuple[date, date]]:
    """Chaque départ, regardé la veille, le jour et le lendemain de chaque date qui compte."""
    for depuis in map(date.fromisoformat, DEPARTS):
        dates = renouvellement(depuis, fenetre)
        comptent = (
            *(depuis, dates.ouverture, dates.dernier, dates.anniversaire),
            *(dates.dernier - timedelta(days=jours) for jours in RAPPELS),
            *(mois_plus_tard(depuis, 12 * ANNEES_AU_PLUS), mois_plus_tard(depuis, 12 * ANNEES_AU_PLUS - 1)),
        )
        for jour, ecart in product(comptent, (-1, 0, 1)):
            yield depuis, jour + timedelta(days=ecart)


def attendu(depuis: date, aujourd_hui: date, fenetre: Fenetre) -> dict[str, Any]:
    if motif := refus(depuis, aujourd_hui):
        return {"refus": motif}
    dates = renouvellement(depuis, fenetre)
    nom, jours = etat(dates, aujourd_hui)
    return {
        "ouverture": str(dates.ouverture),
        "dernier": str(dates.dernier),
        "anniversaire": str(dates.anniversaire),
        "quantiemeAbsent": dates.quantieme_absent,
        "etat": nom,
        "jours": jours,
        "rappels": list(map(str, rappels(dates, aujourd_hui))),
    }


APPELER = """async ([nom, cas]) => {
    const module = await import('/assets/outils/renouvellement.js');
    return cas.map(module[nom]);
}"""


@pytest.mark.parametrize("fuseau", ["Europe/Paris", "Pacific/Auckland", "America/Cayenne"])
def test_le_script_et_la_reference_disent_la_meme_chose(
    fuseau: str, fenetre: Fenetre, servir: Callable[[Site], str], reel: Site, navigateur: Browser
) -> None:
    regle = {**fenetre._asdict(), "rappels": RAPPELS, "annees": ANNEES_AU_PLUS}
    vecteurs = sorted(set(cas(fenetre)))
    attendus = [attendu(depuis, ici, fenetre) for depuis, ici in vecteurs]
    assert len(vecteurs) > 700
    assert {a.get("refus") or a["etat"] for a in attendus} == {
        *("future", "ancienne", "tot", "ouverte", "anniversaire", "passee")
    }
    page = navigateur.new_page(timezone_id=fuseau)
    page.goto(f"{servir(reel)}/404.html")
    entrees = [{"depuis": str(depuis), "aujourdHui": str(ici), "regle": regle} for depuis, ici in vecteurs]
    obtenus = page.evaluate(APPELER, ["renouvellement", entrees])
    page.close()
    ecarts = [trio for trio in zip(vecteurs, attendus, obtenus, strict=True) if trio[1] != trio[2]]
    assert ecarts == []


PAS_DES_DATES = (
    *(
        "",
        "2026",
        "2026-3-5",
        "2026-02-30",
        "2025-02-29",
        "2026-13-01",
        "2026-00-10",
        "2026-01-00",
        "26-03-15",
    ),
    *("0099-03-15", "+02026-03-15", "12026-03-15", "2026-03-15T00:00", "zzz"),
)


def test_ce_qui_n_est_pas_une_date_est_refuse(fenetre: Fenetre, ouvrir: Ouvrir) -> None:
    regle = {**fenetre._asdict(), "rappels": RAPPELS, "annees": ANNEES_AU_PLUS}
    entrees = [{"depuis": texte, "aujourdHui": AUJOURD_HUI, "regle": regle} for texte in PAS_DES_DATES]
    lus = ouvrir().evaluate(APPELER, ["renouvellement", entrees])
    assert dict(zip(PAS_DES_DATES, lus, strict=True)) == {
        texte: {"refus": "absente"} for texte in PAS_DES_DATES
    }


# Ce que la page répond


def test_au_clavier_seul_je_calcule_et_je_prends_le_rappel(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    tabuler_jusqu_a(page, "Date du dépôt")
    # Le même jour, que l'appareil écrive le jour ou le mois d'abord.
    page.keyboard.type("01012026")
    tabuler_jusqu_a(page, "Calculer mes dates")
    page.keyboard.press("Enter")
    attendu = "C’est le moment\u00a0: renouvelez entre aujourd’hui et le jeudi 31 décembre 2026"
    assert page.evaluate("document.activeElement.innerText.trim()") == attendu
    assert "Il vous reste 41 jours, aujourd’hui compris." in lu(page)
    tabuler_jusqu_a(page, "Ajouter à mon agenda")
    with page.expect_download() as telecharge:
        page.keyboard.press("Enter")
    assert list(evenements(Path(telecharge.value.path()).read_bytes())) == [date(2026, 12, 31)]


def test_au_doigt_je_sais_entre_quelles_dates_renouveler(ouvrir: Ouvrir) -> None:
    page = ouvrir(has_touch=True, is_mobile=True)
    page.get_by_label("Date du dépôt, ou du dernier renouvellement").fill("2026-04-02")
    page.get_by_role("button", name="Calculer mes dates").tap()
    assert titre(page) == "Renouvelez entre le mardi 2 février 2027 et le jeudi 1er avril 2027"
    assert "La période commence dans 73 jours." in lu(page)
    for perdu in ("annulée automatiquement", "un nouveau numéro", "l’ancienneté repart de zéro à confirmer"):
        assert perdu in lu(page)
    assert page.get_by_role("link", name="Ajouter à mon agenda").is_visible()


def test_le_jour_anniversaire_la_page_dit_qu_elle_ne_sait_pas_et_de_renouveler(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    calculer(page, "2025-11-21")
    assert titre(page) == "Renouvelez aujourd’hui même"
    assert "Nous n’avons pas lu s’il compte encore" in lu(page)
    assert not page.get_by_role("link", name="Ajouter à mon agenda").is_visible()


@pytest.mark.parametrize(("depuis", "duree"), [("2025-11-20", "un jour"), ("2025-01-15", "310\u00a0jours")])
def test_une_date_depassee_dit_depuis_quand_et_ou_aller(depuis: str, duree: str, ouvrir: Ouvrir) -> None:
    page = ouvrir()
    calculer(page, depuis)
    assert titre(page) == f"La date est dépassée depuis {duree}"
    assert not page.get_by_role("link", name="Ajouter à mon agenda").is_visible()
    assert "l’ancienneté repart" not in lu(page)
    page.locator("#mes-dates").get_by_role("link", name="demande oubliée").click()
    assert page.url.endswith("#oubli")


def test_un_29_fevrier_est_explique(ouvrir: Ouvrir) -> None:
    page = ouvrir("2024-06-01T12:00:00+02:00")
    calculer(page, "2024-02-29")
    assert titre(page) == "Renouvelez entre le dimanche 29 décembre 2024 et le jeudi 27 février 2025"
    phrase = "l’anniversaire tombe alors le dernier jour du même mois, le vendredi 28 février 2025."
    assert phrase in lu(page)
    assert list(evenements(fichier(page))) == [date(2024, 12, 29), date(2025, 2, 27)]
    calculer(page, "2024-02-28")
    assert "l’anniversaire tombe alors" not in lu(page)


REFUS = {
    "": "Donnez une date complète\u00a0: le jour, le mois et l’année.",
    "2026-11-22": "Cette date n’est pas encore passée. Donnez celle du dépôt, ou celle du dernier renouvellement.",
    "2016-11-20": "Cette date est très ancienne. Donnez celle du dernier renouvellement, pas celle du premier dépôt.",
}


@pytest.mark.parametrize("depuis", REFUS)
def test_une_date_impossible_est_dite_sous_le_champ_et_s_efface_ensuite(depuis: str, ouvrir: Ouvrir) -> None:
    page = ouvrir()
    calculer(page, "2026-03-15")
    calculer(page, depuis)
    champ = page.get_by_label("Date du dépôt, ou du dernier renouvellement")
    assert page.locator("#depuis-erreur").inner_text() == REFUS[depuis]
    assert champ.get_attribute("aria-invalid") == "true"
    assert "depuis-erreur" in (champ.get_attribute("aria-describedby") or "").split()
    assert page.evaluate("document.activeElement.id") == "depuis"
    assert not page.locator("#mes-dates").is_visible()
    calculer(page, "2026-03-15")
    assert not page.locator("#depuis-erreur").is_visible()
    assert champ.get_attribute("aria-invalid") is None
    assert page.locator("#mes-dates").is_visible()


@pytest.mark.parametrize(
    ("fuseau", "instant"),
    [
        ("Pacific/Auckland", "2026-11-20T11:30:00Z"),
        ("Pacific/Auckland", "2026-11-21T10:30:00Z"),
        ("America/Cayenne", "2026-11-21T03:30:00Z"),
        ("America/Cayenne", "2026-11-22T02:30:00Z"),
        ("Europe/Paris", "2026-11-20T23:30:00Z"),
        ("Europe/Paris", "2026-11-21T22:30:00Z"),
    ],
)
def test_le_jour_est_celui_de_l_appareil_meme_pres_de_minuit(
    fuseau: str, instant: str, ouvrir: Ouvrir
) -> None:
    """À chacun de ces instants, l'appareil affiche le 21 novembre 2026, quoi qu'il en soit ailleurs."""
    page = ouvrir(instant, timezone_id=fuseau)
    assert page.locator("#depuis").get_attribute("max") == AUJOURD_HUI
    calculer(page, "2026-01-21")
    assert titre(page) == "C’est le moment\u00a0: renouvelez entre aujourd’hui et le mercredi 20 janvier 2027"
    assert "Il vous reste 61 jours, aujourd’hui compris." in lu(page)
    assert list(evenements(fichier(page))) == [date(2027, 1, 20)]


def test_minuit_passe_pendant_que_la_page_est_ouverte(ouvrir: Ouvrir) -> None:
    page = ouvrir("2026-11-21T23:59:00+01:00")
    calculer(page, "2025-11-22")
    assert "Il vous reste un jour, aujourd’hui compris." in lu(page)
    page.clock.set_fixed_time("2026-11-22T00:01:00+01:00")
    calculer(page, "2025-11-22")
    assert titre(page) == "Renouvelez aujourd’hui même"


# Le fichier d'agenda


def test_le_fichier_rappelle_au_debut_puis_avant_la_fin_le_matin(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    calculer(page, "2026-03-15")
    neuf_heures = time(9)
    debut, fin = date(2027, 1, 15), date(2027, 3, 14)
    assert evenements(fichier(page)) == {
        debut: [datetime.combine(debut, neuf_heures)],
        fin: [datetime.combine(fin - timedelta(days=jours), neuf_heures) for jours in RAPPELS],
    }


@pytest.mark.parametrize(
    ("aujourd_hui", "restent"),
    [
        ("2027-01-15", [15, 3]),
        ("2027-02-26", [15, 3]),
        ("2027-02-27", [3]),
        ("2027-03-10", [3]),
        ("2027-03-11", None),
        ("2027-03-14", None),
        ("2027-03-15", None),
        ("2027-04-01", None),
    ],
)
def test_un_rappel_deja_passe_n_est_jamais_mis_dans_l_agenda(
    aujourd_hui: str, restent: list[int] | None, ouvrir: Ouvrir
) -> None:
    page = ouvrir(f"{aujourd_hui}T08:00:00+01:00")
    calculer(page, "2026-03-15")
    lien = page.get_by_role("link", name="Ajouter à mon agenda")
    assert lien.is_visible() is (restent is not None)
    if restent is not None:
        fin = date(2027, 3, 14)
        assert evenements(fichier(page)) == {
            fin: [datetime.combine(fin - timedelta(days=jours), time(9)) for jours in restent]
        }


PERMISES = {
    "VCALENDAR": {"VERSION", "PRODID", "CALSCALE"},
    "VEVENT": {
        *("UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "TRANSP", "SUMMARY", "DESCRIPTION", "URL"),
    },
    "VALARM": {"ACTION", "DESCRIPTION", "TRIGGER"},
}


def test_le_fichier_est_en_regle_et_ne_dit_rien_d_autre_de_la_personne(
    reel: Site, ouvrir: Ouvrir, servir: Callable[[Site], str]
) -> None:
    page = ouvrir()
    calculer(page, "2026-03-15")
    octets = fichier(page)
    assert octets.replace(b"\r\n", b"").count(b"\n") == octets.replace(b"\r\n", b"").count(b"\r") == 0
    assert octets.endswith(b"END:VCALENDAR\r\n")
    assert max(map(len, octets.split(b"\r\n"))) <= 75
    agenda = Calendar.from_ical(octets)
    for nom, permises in PERMISES.items():
        for partie in agenda.walk(nom):
            assert set(partie) == permises, nom
    adresse = f"{servir(reel)}/demande/renouveler/"
    portail = reel.catalogue.territoire.portail
    ouverture, dernier = agenda.walk("VEVENT")
    assert str(ouverture["SUMMARY"]) == (
        "Renouveler ma demande de logement social\u00a0: c’est possible dès aujourd’hui"
    )
    assert str(dernier["SUMMARY"]) == "Renouveler ma demande de logement social\u00a0: dernier jour conseillé"
    for evenement in (ouverture, dernier):
        assert str(evenement["URL"]) == adresse
        assert str(evenement["DESCRIPTION"]).split("\n") == [
            "Renouvelez en ligne, ou dans n’importe quel guichet enregistreur. "
            "La date écrite sur votre attestation est plus proche\u202f? Suivez-la.",
            f"Ce que vous faites\u00a0: {adresse}",
            f"{portail.nom}\u00a0: {portail.url}",
        ]
        assert (int(evenement["SEQUENCE"]), str(evenement["TRANSP"])) == (0, "TRANSPARENT")
        assert evenement.decoded("DTSTAMP").isoformat() == "2026-03-15T00:00:00+00:00"


def test_le_meme_calcul_donne_le_meme_fichier_partout_et_chaque_annee_le_sien(ouvrir: Ouvrir) -> None:
    """L'agenda reconnaît ainsi un rappel déjà reçu, au lieu de le doubler."""
    contenus, identites = set(), []
    for fuseau, depuis in (
        ("Europe/Paris", "2026-03-15"),
        ("Pacific/Auckland", "2026-03-15"),
        ("Europe/Paris", "2026-03-16"),
    ):
        page = ouvrir(timezone_id=fuseau)
        calculer(page, depuis)
        octets = fichier(page)
        contenus.add(octets)
        identites.append([str(e["UID"]) for e in Calendar.from_ical(octets).walk("VEVENT")])
    assert len(contenus) == 2
    assert identites[0] == identites[1]
    assert len({uid for paire in identites for uid in paire}) == 4


LIGNES = ["", "a" * 75, "a" * 76, "é" * 200, "€uro " * 60, "😀" * 50, "SUMMARY:" + "a’é " * 40]


def test_une_longue_ligne_se_plie_sans_couper_un_caractere(ouvrir: Ouvrir) -> None:
    pliees = ouvrir().evaluate(APPELER, ["plierLaLigne", LIGNES])
    for ligne, pliee in zip(LIGNES, pliees, strict=True):
        assert pliee.replace("\r\n ", "") == ligne
        assert max(len(morceau.encode()) for morceau in pliee.split("\r\n")) <= 75
    assert [pliee.count("\r\n") for pliee in pliees[:3]] == [0, 0, 1]


def test_virgules_et_retours_de_ligne_sont_echappes_dans_le_fichier(ouvrir: Ouvrir) -> None:
    ecrit = ouvrir().evaluate(
        """async () => {
            const { agenda } = await import('/assets/outils/renouvellement.js');
            const mots = { resumeDernier: 'a, b; c \\\\ d', description: 'un\\ndeux,', adresse: 'x:y', site: 'ici' };
            const dates = { ouverture: '2027-01-15', dernier: '2027-03-14', rappels: ['2027-03-11'] };
            return agenda('2026-03-15', dates, mots);
        }"""
    )
    (evenement,) = Calendar.from_ical(ecrit).walk("VEVENT")
    assert str(evenement["SUMMARY"]) == "a, b; c \\ d"
    assert str(evenement["DESCRIPTION"]) == "un\ndeux,"
    assert "SUMMARY:a\\, b\\; c \\\\ d\r\n" in ecrit
    assert "DESCRIPTION:un\\ndeux\\,\r\n" in ecrit


def test_un_nouveau_calcul_oublie_le_fichier_precedent(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    page.evaluate(
        """() => {
            window.oublies = [];
            const oublier = URL.revokeObjectURL;
            URL.revokeObjectURL = (adresse) => { window.oublies.push(adresse); oublier(adresse); };
        }"""
    )
    calculer(page, "2026-03-15")
    premier = page.locator("#mes-dates [data-fichier]").get_attribute("href")
    calculer(page, "2026-04-15")
    assert premier is not None
    assert premier in page.evaluate("window.oublies")
    assert date(2027, 4, 14) in evenements(fichier(page))


def test_les_en_tetes_du_site_laissent_prendre_le_fichier(
    reel: Site, servir_par_nginx: Callable[..., str], ouvrir: Ouvrir
) -> None:
    page = ouvrir(base=servir_par_nginx(reel.dossier))
    calculer(page, "2026-03-15")
    assert list(evenements(fichier(page))) == [date(2027, 1, 15), date(2027, 3, 14)]


# Sans script, sur le papier, pour tous


def test_sans_javascript_la_regle_se_lit_et_le_calcul_ne_se_montre_pas(reel: Site, ouvrir: Ouvrir) -> None:
    page = ouvrir(java_script_enabled=False)
    assert page.locator("main :is(form, input, button, #mes-dates):visible").count() == 0
    page.locator("noscript a").click()
    assert page.url.endswith("#quand")
    assert page.get_by_text("entre le dixième et le douzième mois").first.is_visible()


def test_les_dates_trouvees_s_impriment_sans_le_formulaire(ouvrir: Ouvrir) -> None:
    page = ouvrir(viewport=ECRANS["bureau"])
    calculer(page, "2026-03-15")
    page.emulate_media(media="print")
    assert titre(page) == "Renouvelez entre le vendredi 15 janvier 2027 et le dimanche 14 mars 2027"
    assert page.locator("main :is(form, .bouton):visible").count() == 0
    assert "agenda" not in lu(page)


def test_rien_n_est_garde(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    adresse = page.url
    calculer(page, "2026-03-15")
    assert page.url == adresse
    assert page.context.storage_state() == {"cookies": [], "origins": []}
    ensuite = page.context.new_page()
    ensuite.goto(adresse)
    assert ensuite.locator("#depuis").input_value() == ""
    assert not ensuite.locator("#mes-dates").is_visible()


def test_rien_ne_deborde_d_un_petit_ecran(ouvrir: Ouvrir) -> None:
    page = ouvrir(viewport={"width": 320, "height": 640})
    for depuis in ("", "2026-03-15", "2025-03-15"):
        calculer(page, depuis)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, depuis


@pytest.mark.parametrize("couleurs", ["light", "dark"])
def test_axe_ne_trouve_rien(couleurs: str, ouvrir: Ouvrir) -> None:
    page = ouvrir(color_scheme=couleurs)
    trouves = {"avant": [v["id"] for v in Axe().run(page).response["violations"]]}
    for depuis in ("", "2026-03-15", "2026-01-15", "2025-11-21", "2025-03-15"):
        calculer(page, depuis)
        trouves[depuis] = [v["id"] for v in Axe().run(page).response["violations"]]
    assert trouves == {nom: [] for nom in trouves}
