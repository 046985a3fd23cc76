"""Les filtres, les liens relatifs, et le chemin d'un texte des données jusqu'à la page."""

from datetime import date, time
from decimal import Decimal
from functools import partial
from pathlib import Path

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from macros.chargement import charger
from macros.modele.catalogue import Catalogue, Introuvable
from macros.modele.communs import Source
from macros.modele.fait import Fait
from macros.modele.fiche import Enonce
from macros.modele.glossaire import Terme
from macros.modele.noms import adresse, cle_de_tri
from macros.modele.plan import Etape
from macros.modele.telephone import lien_d_appel
from macros.rendu import Lien, Rendu, Renvois, filtres, noms_des_macros
from macros.rendu.atelier import Atelier
from macros.rendu.sigles import expliquer

RACINE = Path(__file__).parent.parent
FINE, INSECABLE = "\u202f", "\u00a0"
EXTENSIONS = ["attr_list", "md_in_html", "tables", "macros.rendu.typographie", "toc"]
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
    assert lien_d_appel(numero) == lu


def test_sans_protocole() -> None:
    assert filtres.sans_protocole("https://www.ville.fr/logement/") == "www.ville.fr/logement"
    assert filtres.sans_protocole("http://ville.fr") == "ville.fr"


def test_par_origine_range_de_la_plus_sure_a_la_moins_sure() -> None:
    un, deux = Enonce(texte="un", origine="proposition"), Enonce(texte="deux", origine="document")
    trois = Enonce(texte="trois", origine="proposition")
    assert filtres.par_origine([un, deux, trois]) == [("document", [deux]), ("proposition", [un, trois])]
    assert filtres.par_origine([]) == []


def _fait(**champs: str) -> Fait:
    return Fait.model_validate(
        {
            "id": "a",
            "sujet": "b",
            "enonce": "c",
            "source": Source(titre="d"),
            "etat_de_la_source": "e",
            "verification": "lu",
            "confiance": "haute",
            **champs,
        }
    )


@pytest.mark.parametrize(
    ("champs", "lu"),
    [
        ({}, ""),
        ({"valeur": "10", "unite": "jours"}, "10_jours"),
        ({"valeur": "0,87", "unite": "%"}, f"0,87{FINE}%"),
        ({"valeur": "2,9", "unite": "millions de ménages"}, "2,9_millions de ménages"),
        ({"valeur": "783000", "unite": "ménages"}, f"783{FINE}000_ménages"),
        ({"valeur": "1200", "unite": "euros"}, f"1{FINE}200_euros"),
        ({"valeur": "3 à 5", "unite": "jours"}, "3 à 5_jours"),
        ({"valeur": "1/3"}, "1/3"),
        ({"valeur": "2026-01-01", "unite": "date"}, "1er_janvier_2026"),
        ({"valeur": "2026-06", "unite": "date"}, "juin 2026"),
        ({"valeur": "28 février", "unite": "date"}, "28 février"),
        ({"valeur": "15036", "unite": "Cerfa"}, "15036"),
        ({"valeur": "51754", "unite": "notice Cerfa"}, "51754"),
        ({"valeur": "17 / 114", "unite": "téléphone"}, "17 / 114"),
        ({"valeur": "TSA 56790, 95905 Cergy", "unite": "adresse"}, "TSA 56790, 95905 Cergy"),
        ({"valeur": "2020-145", "unite": "numéro de décret"}, "2020-145"),
        ({"valeur": "l'an"}, "l’an"),
        ({"valeur": "14069*05", "unite": "Cerfa"}, "14069&#42;05"),
        ({"valeur": "115", "unite": "téléphone"}, '<a href="tel:115">115</a>'),
        (
            {"valeur": "0 806 000 113", "unite": "téléphone"},
            f'<a href="tel:+33806000113">0{FINE}806{FINE}000{FINE}113</a>',
        ),
    ],
)
def test_la_valeur_d_un_fait_se_lit_dans_une_phrase(champs: dict[str, str], lu: str) -> None:
    assert filtres.valeur(_fait(**champs)) == lu.replace("_", INSECABLE)


def test_une_valeur_prend_sa_place_dans_un_texte_des_donnees(catalogue: Catalogue) -> None:
    atelier = Atelier(catalogue, date(2026, 11, 21), lambda: "", Renvois())
    rendu = atelier.avec_valeurs("L'avis : {reponse-10-jours} *au plus*, ou {appel-115}.")
    assert rendu == (
        f"L’avis{INSECABLE}: 10{INSECABLE}jours &#42;au plus&#42;, ou " + '<a href="tel:115">115</a>.'
    )
    with pytest.raises(Introuvable):
        atelier.avec_valeurs("{absent}")


# Les macros


def test_chaque_macro_a_son_nom_et_un_seul(catalogue: Catalogue) -> None:
    noms = [nom for nom, _ in Rendu(catalogue, date(2026, 11, 21)).macros()]
    assert noms == noms_des_macros()
    assert len(noms) == len(set(noms))
    assert {"fait", "valeur", "message", "etape", "fiche", "commune", "questions", "compte"} <= set(noms)


def test_appeler_rend_ce_que_la_macro_ecrit(catalogue: Catalogue) -> None:
    rendu = Rendu(catalogue, date(2026, 11, 21))
    assert rendu.appeler("compte", "etapes") == str(len(catalogue.etapes))
    assert 'data-message="demande-gratuite"' in rendu.appeler("message", "demande-gratuite")
    with pytest.raises(Introuvable) as erreur:
        rendu.appeler("message", "absent")
    assert (erreur.value.nature, erreur.value.identifiant) == ("message", "absent")
    assert erreur.value.possibles == tuple(message.id for message in catalogue.messages)
    with pytest.raises(KeyError):
        rendu.appeler("absente")


def test_un_renvoi_met_les_sources_sures_d_abord_et_les_numerote(catalogue: Catalogue) -> None:
    surs = [fait for fait in catalogue.faits if fait.est_confirme][:2]
    doute = next(fait for fait in catalogue.faits if not fait.est_confirme)
    rendu = Rendu(catalogue, date(2026, 11, 21)).appeler("renvoi", doute.id, *(fait.id for fait in surs))
    page = html.fromstring(f"<p>{rendu}</p>")
    assert page.xpath(".//a/@href") == [f.page for f in (*surs, doute)]
    assert page.xpath(".//a/text()") == ["source", "2", "à confirmer"]


def test_les_sources_de_la_page_ne_disent_que_les_siennes(catalogue: Catalogue) -> None:
    renvois = Renvois(faits={"gratuite": [Lien("Ici", "demande/")], "appel-115": [Lien("", "demande/")]})
    for ici, attendus in (("demande/", ["../sources/enregistrement/#fait-gratuite"]), ("plan/", [])):
        rendu = Rendu(catalogue, date(2026, 11, 21), partial(str, ici), renvois)
        page = html.fromstring(f"<div>{rendu.appeler('sources_de_la_page')}</div>")
        assert page.xpath(".//a[contains(@href, '#fait-')]/@href") == attendus


# Les sigles expliqués

TERMES = (
    Terme(id="hlm", sigle="HLM", developpe="habitation à loyer modéré", definition="x"),
    Terme(id="apl", sigle="APL", developpe='aide personnalisée "au logement"', definition="x"),
    Terme(id="plhi", sigle="PLHi", developpe="programme", definition="x"),
    Terme(id="plh", sigle="PLH", developpe="programme", definition="x"),
    Terme(id="bail", developpe="bail", definition="x"),
)
ABREGE = '<abbr title="habitation à loyer modéré">HLM</abbr>'
LIE = f'<a class="sigle" href="../glossaire/#hlm">{ABREGE}</a>'


def expliques(contenu: str) -> tuple[str, list[str]]:
    """Le contenu expliqué, et l'identifiant des termes employés."""
    lu, termes = expliquer(contenu, TERMES, lambda terme: f"../glossaire/#{terme.id}")
    return lu, [terme.id for terme in termes]


@pytest.mark.parametrize(
    ("contenu", "attendu"),
    [
        ("<p>Un HLM, des HLM.</p>", f"<p>Un {LIE}, des HLM.</p>"),
        ("<p>HLM</p><h2>HLM</h2>", f"<p>{LIE}</p><h2>HLM</h2>"),
        ("<h2>HLM</h2><p>HLM, HLM</p>", f"<h2>{ABREGE}</h2><p>{LIE}, HLM</p>"),
        ("<h1>HLM</h1><h2>HLM</h2>", f"<h1>{ABREGE}</h1><h2>HLM</h2>"),
        ('<p><a href="x">HLM</a> HLM</p>', f'<p><a href="x">{ABREGE}</a> {LIE}</p>'),
        (
            '<p><a href="x"><strong>HLM</strong></a> HLM</p>',
            f'<p><a href="x"><strong>{ABREGE}</strong></a> {LIE}</p>',
        ),
        (
            "<details><summary>HLM</summary><p>HLM</p></details>",
            f"<details><summary>{ABREGE}</summary><p>{LIE}</p></details>",
        ),
        (
            "<table><caption>HLM</caption><tr><th>HLM</th><td>HLM</td></tr></table>",
            f"<table><caption>{ABREGE}</caption><tr><th>HLM</th><td>{LIE}</td></tr></table>",
        ),
        ("<p>Une<br>ligne<br/>HLM</p>", f"<p>Une<br>ligne<br/>{LIE}</p>"),
        ("<p>(HLM), « HLM »</p>", f"<p>({LIE}), « HLM »</p>"),
    ],
)
def test_un_sigle_est_explique_a_son_premier_emploi(contenu: str, attendu: str) -> None:
    """Avec un lien dans le texte ; avec `abbr` seul là où un lien n'a pas sa place."""
    assert expliques(contenu) == (attendu, ["hlm"])


@pytest.mark.parametrize(
    "contenu",
    [
        '<abbr title="x">HLM</abbr>',
        "<code>HLM</code>",
        "<pre>HLM</pre>",
        "<dl><dt>HLM</dt></dl>",
        '<span class="invisible"> : HLM</span>',
        '<p class="invisible">Un <em>HLM</em></p>',
        '<article id="HLM" data-formes="HLM | APL">x</article>',
        '<img alt="HLM" src="HLM.png">',
        '<p title="Un HLM">x</p>',
        "<script>HLM</script>",
        '<script type="application/ld+json">{"name": "HLM"}</script>',
        "<style>HLM</style>",
        "<!-- HLM -->",
        "<p>www.HLM.fr, a@HLM, HLM@b, HLM-2, HLMs, PHLM</p>",
        "<p>bail</p>",
        "",
    ],
)
def test_un_sigle_deja_explique_cache_ou_qui_n_est_pas_un_mot_reste_tel_quel(contenu: str) -> None:
    assert expliques(contenu) == (contenu, [])
    assert expliques(f"{contenu}<p>HLM</p>") == (f"{contenu}<p>{LIE}</p>", ["hlm"])


@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_un_sigle_elide_est_explique(apostrophe: str) -> None:
    """« L’APL se demande… » : c'est ainsi qu'un sigle qui commence par une voyelle s'emploie le plus souvent."""
    lu, termes = expliques(f"<p>L{apostrophe}APL</p>")
    assert termes == ["apl"]
    assert lu.startswith(f'<p>L{apostrophe}<a class="sigle" href="../glossaire/#apl"><abbr title="')


def test_l_explication_est_echappee_et_le_plus_long_sigle_gagne() -> None:
    lu, termes = expliques("<p>APL, PLHi</p>")
    assert termes == ["apl", "plhi"]
    page = html.fromstring(lu)
    assert page.xpath(".//abbr/@title") == ['aide personnalisée "au logement"', "programme"]
    assert page.xpath(".//a/@href") == ["../glossaire/#apl", "../glossaire/#plhi"]


def test_expliquer_ne_garde_rien_d_un_appel_a_l_autre() -> None:
    contenu = "<h2>HLM</h2><p>Un HLM, une APL.</p>"
    assert expliques(contenu) == expliques(contenu)
    assert expliques(expliques(contenu)[0]) == (expliques(contenu)[0], [])


def test_un_glossaire_sans_sigle_n_explique_rien() -> None:
    assert expliquer("<p>Un bail.</p>", TERMES[-1:], lambda terme: "") == ("<p>Un bail.</p>", [])


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
        ("demande/", "demande/delais/#pourquoi", "delais/#pourquoi"),
        ("demande/delais/", "questions/#delai", "../../questions/#delai"),
        ("questions/", "questions/#delai", "./#delai"),
    ],
)
def test_les_liens_sont_relatifs_a_la_page(page: str, cible: str, lien: str, catalogue: Catalogue) -> None:
    atelier = Atelier(catalogue, date(2026, 11, 21), lambda: page, Renvois())
    assert atelier.vers(cible) == lien


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
    """Contre un calcul naïf de toutes les distances ; un lieu sans position est au bourg de sa commune."""
    for commune in catalogue.territoire.communes:
        ailleurs = [
            (commune.point.distance_km(catalogue.place_de(g)), g.id)
            for g in catalogue.guichets
            if g.public is None and commune.code_insee not in g.communes_servies
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
    assert {r.audience for r in (*public.reseau.ressources, *public.reseau.evenements)} == {"public"}
    assert {r.audience for r in catalogue.pour("reseau").reseau.ressources} == {"public", "reseau"}
