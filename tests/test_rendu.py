"""Les filtres, les liens relatifs, et le chemin d'un texte des données jusqu'à la page."""

from datetime import date, time
from decimal import Decimal
from pathlib import Path

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from macros.chargement import charger
from macros.modele.catalogue import Catalogue
from macros.modele.fiche import Enonce
from macros.modele.noms import adresse, cle_de_tri
from macros.modele.plan import Etape
from macros.rendu import Rendu, filtres

RACINE = Path(__file__).parent.parent
FINE, INSECABLE = "\u202f", "\u00a0"
EXTENSIONS = ["attr_list", "tables", "macros.rendu.typographie", "toc"]
"""Celles de mkdocs.yml, qui mettent en forme les pages."""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return charger(RACINE / "exemples" / "demonstration", loi=RACINE / "data")


# Typographie


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        ("Une question ?", f"Une question{FINE}?"),
        ("Attention !", f"Attention{FINE}!"),
        ("ici ; là", f"ici{FINE}; là"),
        ("Adresse : rue", f"Adresse{INSECABLE}: rue"),
        ("« mot »", f"«{INSECABLE}mot{INSECABLE}»"),
        ("l'accueil", "l’accueil"),
        ("aujourd'hui", "aujourd’hui"),
        ("etc...", "etc…"),
        ("26 920 €", f"26{FINE}920{FINE}€"),
        ("40 %", f"40{FINE}%"),
        ("n° 12", f"n°{INSECABLE}12"),
        ("8 h 30", f"8{INSECABLE}h{INSECABLE}30"),
        ("30 jours", f"30{INSECABLE}jours"),
        ("article R441-2", f"article{INSECABLE}R441-2"),
        ("09:30", "09:30"),
        ("https://www.ville.fr/a?b=1", "https://www.ville.fr/a?b=1"),
        ("une phrase simple", "une phrase simple"),
        ("", ""),
    ],
)
def test_typographie(ecrit: str, lu: str) -> None:
    assert filtres.typographie(ecrit) == lu
    assert filtres.typographie(lu) == lu


@given(st.text())
def test_la_typographie_reprise_ne_change_plus_rien(texte: str) -> None:
    une_fois = filtres.typographie(texte)
    assert filtres.typographie(une_fois) == une_fois


# Le passage d'un texte à la page

PIEGES = (
    "*gras* et **très gras**",
    "<b>gras</b> & <script>alerte()</script>",
    "{{ x }} {% if x %} {: .rouge }",
    "[lien](https://exemple.fr) et ![image](x.png)",
    "`code` et ~~barré~~ et ^haut^",
    "| a | b |",
    "_souligné_ et __fort__",
    "&amp; &lt;b&gt; &copy;",
    "https://exemple.fr/ et <https://exemple.fr>",
    "\\*échappé\\*",
    "# pas un titre",
    "- pas une liste",
    "1. pas une liste",
)


@pytest.mark.parametrize("texte", PIEGES)
@pytest.mark.parametrize("cadre", ["Au fil : {} suite.", "<p>{}</p>", "## Titre {} {{: #ici }}"])
def test_un_texte_des_donnees_ne_devient_jamais_une_mise_en_forme(texte: str, cadre: str) -> None:
    page = html.fromstring(
        "<div>" + markdown.markdown(cadre.format(filtres.fr(texte)), extensions=EXTENSIONS) + "</div>"
    )
    assert {str(e.tag) for e in page.iter()} <= {"div", "p", "h2"}
    assert set(page.xpath("//@class")) == set()
    visible = " ".join(str(page.text_content()).split())
    assert " ".join(filtres.typographie(texte).split()) in visible


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=60))
def test_aucun_texte_ne_fait_naitre_de_balise(texte: str) -> None:
    page = html.fromstring(
        f"<div>{markdown.markdown(f'Au fil {filtres.fr(texte)} suite.', extensions=EXTENSIONS)}</div>"
    )
    assert {str(e.tag) for e in page.iter()} <= {"div", "p"}


def test_fr_echappe_html_et_markdown() -> None:
    rendu = str(filtres.fr('<a href="x"> & *_[]`\\~^|{}'))
    assert not set('<>"*_[]`\\~^|{}') & set(rendu)
    assert html.fromstring(f"<p>{rendu}</p>").text_content() == '<a href="x"> & *_[]`\\~^|{}'


def test_phrase_met_une_majuscule() -> None:
    assert filtres.phrase("élu local") == "Élu local"


# Dates, heures, nombres


@pytest.mark.parametrize(
    ("quand", "lu"),
    [
        (date(2026, 10, 1), "1er octobre 2026"),
        (date(2026, 11, 21), "21 novembre 2026"),
        (date(2024, 2, 11), "11 février 2024"),
    ],
)
def test_jour(quand: date, lu: str) -> None:
    assert filtres.jour(quand) == lu.replace(" ", INSECABLE)


def test_mois() -> None:
    assert filtres.mois(date(2029, 8, 14)) == "août 2029"


@pytest.mark.parametrize(
    ("quand", "lu"), [(time(8, 30), "8 h 30"), (time(12), "12 h"), (time(9, 5), "9 h 05"), (time(0), "0 h")]
)
def test_heure(quand: time, lu: str) -> None:
    assert filtres.heure(quand) == lu.replace(" ", INSECABLE)


@pytest.mark.parametrize(
    ("valeur", "lu"),
    [(26920, f"26{FINE}920"), (Decimal("0.87"), "0,87"), (73, "73"), (Decimal("40.0"), "40"), (-3, "-3")],
)
def test_nombre(valeur: Decimal | int, lu: str) -> None:
    assert filtres.nombre(valeur) == lu


@pytest.mark.parametrize(
    ("distance", "lu"),
    [
        (0, "100 m"),
        (0.04, "100 m"),
        (0.84, "800 m"),
        (0.96, "1 km"),
        (0.999, "1 km"),
        (1, "1 km"),
        (4.24, "4,2 km"),
        (9.96, "10 km"),
        (13.4, "13 km"),
    ],
)
def test_km(distance: float, lu: str) -> None:
    assert filtres.km(distance) == lu.replace(" ", INSECABLE)


@pytest.mark.parametrize(
    ("depuis", "lu"),
    [
        (date(2026, 11, 21), "il y a moins d’un mois"),
        (date(2026, 10, 22), "il y a moins d’un mois"),
        (date(2026, 10, 21), "il y a 1 mois"),
        (date(2025, 11, 22), "il y a 11 mois"),
        (date(2025, 11, 21), "il y a 12 mois"),
        (date(2024, 11, 21), "il y a 2 ans"),
        (date(2017, 1, 1), "il y a 9 ans"),
    ],
)
def test_age(depuis: date, lu: str) -> None:
    assert filtres.age(depuis, date(2026, 11, 21)).replace(INSECABLE, " ") == lu


@pytest.mark.parametrize(
    ("numero", "lu"),
    [
        ("01 39 22 00 00", "tel:+33139220000"),
        ("39 19", "tel:3919"),
        ("115", "tel:115"),
        ("0 806 000 113", "tel:+33806000113"),
    ],
)
def test_tel(numero: str, lu: str) -> None:
    assert filtres.tel(numero) == lu


def test_sans_protocole() -> None:
    assert filtres.sans_protocole("https://www.ville.fr/logement/") == "www.ville.fr/logement"
    assert filtres.sans_protocole("http://ville.fr") == "ville.fr"


def test_par_origine_range_de_la_plus_sure_a_la_moins_sure() -> None:
    un, deux = Enonce(texte="un", origine="proposition"), Enonce(texte="deux", origine="document")
    trois = Enonce(texte="trois", origine="proposition")
    assert filtres.par_origine([un, deux, trois]) == [("document", [deux]), ("proposition", [un, trois])]
    assert filtres.par_origine([]) == []


# Liens, adresses, rangement


@pytest.mark.parametrize(
    ("page", "cible", "lien"),
    [
        ("", "sources/#fait-gratuite", "sources/#fait-gratuite"),
        ("", "plan/fiches/cotation/", "plan/fiches/cotation/"),
        ("sources/", "sources/#x", "./#x"),
        ("plan/", "sources/", "../sources/"),
        ("plan/", "plan/orientations/", "orientations/"),
        ("plan/fiches/cotation/", "plan/fiches/mobilite/", "../mobilite/"),
        ("plan/fiches/cotation/", "plan/orientations/#orientation-3", "../../orientations/#orientation-3"),
        ("guichets/poissy/", "guichets/", "../"),
        ("guichets/poissy/", "assets/style.css", "../../assets/style.css"),
    ],
)
def test_les_liens_sont_relatifs_a_la_page(page: str, cible: str, lien: str, catalogue: Catalogue) -> None:
    rendu = Rendu(catalogue, date(2026, 11, 21), lambda: page)
    assert rendu._vers(cible) == lien


@pytest.mark.parametrize(
    ("nom", "lu"),
    [
        ("Les Alluets-le-Roi", "les-alluets-le-roi"),
        ("L'Étang-la-Ville", "l-etang-la-ville"),
        ("Œuilly", "oeuilly"),
        ("Saint-Cœur", "saint-coeur"),
        ("Écquevilly", "ecquevilly"),
        ("Épône", "epone"),
        ("  Vert  ", "vert"),
        ("L’Haÿ", "l-hay"),
        ("Ærø", "aer"),
    ],
)
def test_adresse(nom: str, lu: str) -> None:
    assert adresse(nom) == lu


def test_cle_de_tri_ignore_accents_casse_et_articles() -> None:
    noms = [
        "Les Mureaux",
        "Épône",
        "Limay",
        "L'Étang",
        "Mézières",
        "La Falaise",
        "œuilly",
        "Lesquin",
        "Oinville",
    ]
    ranges = [
        "Épône",
        "L'Étang",
        "La Falaise",
        "Lesquin",
        "Limay",
        "Mézières",
        "Les Mureaux",
        "œuilly",
        "Oinville",
    ]
    assert sorted(noms, key=cle_de_tri) == ranges
    assert cle_de_tri("Les") == "les"


# Le catalogue


def test_les_lieux_proches_sont_les_plus_proches(catalogue: Catalogue) -> None:
    """Contre un calcul naïf de toutes les distances."""
    for commune in catalogue.territoire.communes:
        ailleurs = [
            (commune.point.distance_km(g.point), g.id)
            for g in catalogue.guichets
            if g.point and g.public is None and commune.code_insee not in g.communes_servies
        ]
        for nombre in (1, 5, 100):
            trouves = [(distance, g.id) for g, distance in catalogue.guichets_proches(commune, nombre)]
            assert trouves == sorted(ailleurs)[:nombre]


def test_les_lieux_les_plus_utiles_viennent_en_premier(catalogue: Catalogue) -> None:
    """Ouverts à tous, puis qui enregistrent peut-être, puis sur place."""
    for commune in catalogue.territoire.communes:
        rangs = [
            (g.public is not None, g.enregistreur == "non", g.commune != commune.code_insee)
            for g in catalogue.guichets_de(commune)
        ]
        assert rangs == sorted(rangs), commune.nom


@pytest.mark.parametrize(
    ("champs", "attendue"),
    [
        ({"date": "2024-05-06"}, date(2024, 5, 6)),
        ({"periode": "2024"}, None),
        ({"mois_apres_approbation": "0"}, date(2023, 12, 14)),
        ({"mois_apres_approbation": "1"}, date(2024, 1, 14)),
        ({"mois_apres_approbation": "36"}, date(2026, 12, 14)),
        ({"mois_apres_approbation": "71"}, date(2029, 11, 14)),
    ],
)
def test_date_de(champs: dict[str, str], attendue: date | None, catalogue: Catalogue) -> None:
    etape = Etape.model_validate({"id": "x", "libelle": "x", "statut": "a_venir", **champs})
    assert catalogue.date_de(etape) == attendue


def test_les_annees_du_plan_chevauchent_deux_annees_civiles(catalogue: Catalogue) -> None:
    assert catalogue.bornes_de_l_annee(1) == (2023, 2024)
    assert catalogue.bornes_de_l_annee(6) == (2028, 2029)


def test_le_public_ne_recoit_que_ce_qui_est_public(catalogue: Catalogue) -> None:
    public = catalogue.pour("public")
    assert {r.audience for r in (*public.ressources, *public.evenements)} == {"public"}
    assert {r.audience for r in catalogue.pour("reseau").ressources} == {"public", "reseau"}
