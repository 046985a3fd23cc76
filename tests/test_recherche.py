"""La recherche : comment un mot se lit, ce que l'index contient, et si les gens trouvent ce qu'ils demandent."""

import gzip
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import RACINE, Site, lancer
from lxml import html

from macros.recherche.bibliotheque import lunr_du_navigateur
from macros.recherche.index import Formes, lire_les_documents, lunr_de
from macros.recherche.lecteur import Lecteur
from macros.recherche.moteur import Moteur, Resultat
from macros.recherche.mots import composes, decouper
from macros.recherche.passages import Passage, passages
from macros.recherche.sons import son

DEMANDES: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "recherche.yaml").read_text(encoding="utf-8")
)

MOTS = {
    "": [],
    "  …  !": [],
    "Éligibilité": ["eligibilite"],
    "ŒUVRE œuvre Lætitia": ["oeuvre", "oeuvre", "laetitia"],
    "l’attribution": ["attribution"],
    "l'attribution d`un logement": ["attribution", "un", "logement"],
    "qu’est-ce que jusqu’à lorsqu’il": ["est", "ce", "que", "a", "il"],
    "aujourd’hui, AL’in, entr’aide": ["aujourdhui", "alin", "entraide"],
    "rendez-vous": ["rendez", "vous"],
    "14069*05": ["14069"],
    "Cerfa n° 14069*05, nº 3, n°3, N° 4": ["cerfa", "14069", "3", "3", "4"],
    "78 300 Poissy": ["78300", "poissy"],
    "39 19": ["3919"],
    "01.39.22.56.40": ["0139225640"],
    "0 806 000 113": ["0806000113"],
    "26 920 €": ["26920"],
    "28 février 2027": ["28", "fevrier", "2027"],
    "art. L. 441-2-8, R.441-1, R* 421-5, 441-2": ["art", "44128", "4411", "4215", "4412"],
    "R441-2-10": ["441210"],
    "🏠" * 120 + " papiers": ["papiers"],
    "C.I.L. et S.N.E": ["cil", "et", "sne"],
    "3 enfants, 2 chambres": ["3", "enfants", "2", "chambres"],
    "F3/T3": ["f3", "t3"],
    "سكن اجتماعي": [],
    "ｈｌｍ Ｔ３": ["hlm", "t3"],
    "a\u0300 la maison": ["a", "la", "maison"],
    "<script>alert(1)</script>": ["script", "alert", "1", "script"],
}
"""Ce que donne chaque texte : le même tableau est lu par le navigateur (tests/navigateur/test_chercher.py)."""

SONS = {
    "coman": "comment",
    "papie": "papiers",
    "dossie": "dossier",
    "cotasion": "cotation",
    "atribusion": "attribution",
    "ensinte": "enceinte",
    "logeman": "logement",
    "kel": "quelle",
    "tan": "temps",
    "loye": "loyers",
    "expultion": "expulsion",
    "sertificat": "certificat",
    "pwassy": "poissy",
    "konflan": "conflans",
    "fair": "faire",
    "resource": "ressources",
}


@pytest.fixture(scope="module")
def index(reel: Site) -> dict[str, Any]:
    lu: dict[str, Any] = json.loads((reel.dossier / "recherche/index.json").read_text(encoding="utf-8"))
    return lu


@pytest.fixture(scope="module")
def moteur(index: dict[str, Any]) -> Moteur:
    return Moteur(index)


def adresses(resultats: list[Resultat]) -> list[str]:
    return [resultat.adresse for resultat in resultats]


def pages(resultats: list[Resultat]) -> list[str]:
    return [resultat.adresse.partition("#")[0] for resultat in resultats]


# Les mots


@pytest.mark.parametrize("texte", MOTS)
def test_un_texte_se_decoupe_en_mots(texte: str) -> None:
    assert decouper(texte) == MOTS[texte]


def test_un_mot_compose_se_range_aussi_d_un_seul_tenant() -> None:
    assert composes("la sous-location, au 3-4 rue") == ["souslocation"]


@pytest.mark.parametrize("ecrit", SONS)
def test_ce_qui_s_entend_pareil_a_le_meme_son(ecrit: str) -> None:
    assert son(ecrit) == son(SONS[ecrit])


def test_deux_mots_differents_n_ont_pas_le_meme_son() -> None:
    for un, autre in (("poisson", "poissy"), ("bail", "bal"), ("radie", "radio"), ("garant", "garde")):
        assert son(un) != son(autre), (un, autre)


def test_les_formes_d_un_mot_ont_la_meme_racine_avec_ou_sans_accent() -> None:
    formes = Formes(["Éligible, éligibles, eligible.", "renouveler, renouvellement, renouvelée"], ["la"])
    assert {formes.racine(f) for f in ("eligible", "eligibles")} == {"eligibl"}
    assert len({formes.racine(f) for f in ("renouveler", "renouvellement", "renouvelee")}) == 1
    assert formes.racine("jamaisvu") == "jamaisvu"
    assert formes.ranger("La renouveler, la renouvelée") == [formes.racine("renouveler")]


# Les passages d'une page


def test_une_page_se_decoupe_en_parties_sans_ce_qui_se_repete() -> None:
    page = """<main><div class="texte"><h1 id="t">Le titre</h1><p>Début<a class="renvoi" href="#">source</a>.</p>
    <nav>menu</nav><div class="cadre"><h2 id="a">Une <em>partie</em></h2><p>Son texte</p><ul><li>un</li><li>deux</li></ul></div>
    <article id="q"><h3>Une question</h3><p>Sa réponse.</p></article><form><p>outil</p></form><p hidden>caché</p>
    <dl><div id="mot"><dt>Mot</dt><dd>Son sens</dd></div></dl><h2 id="sources">Sources et plan</h2><p>rien</p>
    <script>code()</script></div></main>"""
    assert list(passages(html.document_fromstring(page))) == [
        Passage("q", "Une question", "Sa réponse."),
        Passage("mot", "Mot", "Son sens"),
        Passage("", "Le titre", "Début."),
        Passage("a", "Une partie", "Son texte un deux"),
        Passage("sources", "Sources et plan", ""),
    ]


# L'index


def test_l_index_se_relit_tel_que_lunr_l_a_fait(index: dict[str, Any]) -> None:
    documents = lire_les_documents(index)
    assert len(documents) == index["documents"] == len(index["entrees"]) + sum(index["phrases"])
    relu = lunr_de(documents).serialize()
    termes = {terme for terme, _ in relu["invertedIndex"]}
    assert termes == {racine for document in documents for racines in document.values() for racine in racines}
    assert len(termes) > 2000


def test_tout_ce_qui_se_cherche_mene_quelque_part(index: dict[str, Any], reel: Site) -> None:
    perdues = []
    for cible, ancre, *_ in ([*entree, "", ""][:2] for entree in index["entrees"]):
        page, _, ancre_de_la_cible = index["cibles"][cible][0].partition("#")
        voulue = ancre or ancre_de_la_cible
        if page not in reel.pages or (voulue and not reel.pages[page].xpath("//*[@id=$a]", a=voulue)):
            perdues.append((page, voulue))
    assert perdues == []


def test_chaque_page_chaque_question_chaque_terme_et_chaque_commune_s_y_trouve(
    index: dict[str, Any], reel: Site
) -> None:
    catalogue = reel.catalogue
    attendues = {page for page in reel.pages if page.endswith("/") or not page} - {"recherche/"}
    attendues |= {f"questions/#{question.id}" for question in catalogue.questions}
    attendues |= {f"glossaire/#{terme.id}" for terme in catalogue.termes}
    assert {adresse for adresse, _, _ in index["cibles"]} == attendues
    genres = Counter(genre for _, _, genre in index["cibles"])
    assert genres["guichet"] == len(catalogue.territoire.communes)
    assert genres["fiche"] == len(catalogue.fiches)


def test_l_index_entier_pese_moins_de_cent_kilo_octets(site: Site) -> None:
    index = (site.dossier / "recherche/index.json").read_bytes()
    assert len(gzip.compress(index, 6)) <= 100_000
    for lot in (site.dossier / "recherche/textes").iterdir():
        assert len(gzip.compress(lot.read_bytes(), 6)) <= 10_000, lot.name


def test_chaque_texte_de_resultat_est_dans_son_lot(index: dict[str, Any], reel: Site) -> None:
    lots = [
        json.loads((reel.dossier / f"recherche/textes/{rang}.json").read_text(encoding="utf-8"))
        for rang in range(len(index["lots"]))
    ]
    assert sum(map(len, lots)) == len(index["entrees"])
    debuts = [sum(map(len, lots[:rang])) for rang in range(len(lots))]
    assert debuts == index["lots"]


def test_la_bibliotheque_du_navigateur_garde_son_code_et_sa_licence() -> None:
    module = lunr_du_navigateur()
    assert module.startswith("const module = {}, exports = module;\n")
    assert module.endswith("export default module.exports;\n")
    assert "Copyright (C) 2020 Oliver Nightingale" in module
    assert 'lunr.version = "2.3.9"' in module
    assert len(module) < 60_000


# Les règles du classement


@pytest.mark.parametrize(
    ("demande", "premiere"),
    [
        ("Poissy", "guichets/poissy/"),
        ("78300", "guichets/poissy/"),
        ("mairie de poissy horaires", "guichets/poissy/"),
        ("pwassy", "guichets/poissy/"),
        ("conflans ste honorine", "guichets/conflans-sainte-honorine/"),
        ("papiers à fournir", "demande/pieces/"),
        ("PAPIERS A FOURNIR", "demande/pieces/"),
        ("cotasion", "demande/cotation/"),
        ("l’attribution", "demande/attribution/"),
        ("changer de logement", "situations/deja-locataire/"),
    ],
)
def test_les_demandes_de_l_exemple(demande: str, premiere: str, moteur: Moteur) -> None:
    assert pages(moteur.chercher(demande))[0] == premiere


URGENCES = {
    "ce-soir": [
        *("115", "le 115 ne répond pas", "je suis a la rue", "ou dormir ce soir", "SDF", "sans toit"),
        *(
            "je dors dans ma voiture avec mon fils",
            "mon mari m'a mise a la porte",
            "on veut me virer de chez moi",
        ),
    ],
    "violences": [
        *(
            "17",
            "mon mari me frappe",
            "violanse",
            "femme battue",
            "mon homme est violant",
            "il me cogne",
            "3919",
        ),
        *("je suis en danger chez moi", "39 19", "jai peur de mon mari", "porter plainte contre mon mari"),
        "bonjour madame je vous ecris parce que je ne sais plus quoi faire mon mari me frappe",
    ],
    "enfant": ["119", "mon mari bat mon fils", "enfant en danger", "il frappe mes enfants"],
    "expulsion": [
        "l'huissier est venu, papiers à fournir pour un hlm",
        "expultion",
        "treve hivernale",
        "hussier",
    ],
}
SANS_URGENCE = (
    *(
        "rue de la mairie poissy",
        "jai 17 ans",
        "ma fille a 17 ans",
        "rdv le 17 mars",
        "17 rue de la gare",
        "article 17",
    ),
    *(
        "114 euros de loyer",
        "115 m2",
        "119 avenue",
        "un coup de telephone",
        "coup de main",
        "electricite coupee",
    ),
    *("ma demande a été coupée", "couts du loyer", "violet", "je me bat depuis 5 ans pour avoir un hlm"),
    *(
        "dans ma voiture jai oublié mes papiers",
        "porte d'entrée cassée",
        "loger à côté de la police",
        "logement dangereux",
    ),
    *("battre un record", "frapper à la porte de la mairie", "dehors il y a un parking", "enfant handicapé"),
    *(
        "le maire a viré mon dossier",
        "toit qui fuit",
        "tape ta question",
        "abri de jardin",
        "assigné à résidence",
    ),
)


@pytest.mark.parametrize(("ancre", "demande"), [(a, d) for a, demandes in URGENCES.items() for d in demandes])
def test_une_urgence_passe_devant_tout_et_mene_au_bon_endroit(
    ancre: str, demande: str, moteur: Moteur
) -> None:
    premiere, *autres = moteur.chercher(demande)
    assert (premiere.adresse, premiere.urgent) == (f"situations/urgence/#{ancre}", True)
    assert not any(autre.urgent for autre in autres)


@pytest.mark.parametrize("demande", SANS_URGENCE)
def test_une_fausse_alerte_ne_fait_pas_peur(demande: str, moteur: Moteur) -> None:
    assert not any(resultat.urgent for resultat in moteur.chercher(demande))


def test_un_article_de_loi_se_trouve_comme_on_l_ecrit(moteur: Moteur) -> None:
    trouves = [pages(moteur.chercher(q))[:2] for q in ("R441-2-8", "R. 441-2-8", "r 441-2-8", "441-2-8")]
    assert trouves[0][0].startswith("sources/")
    assert trouves == [trouves[0]] * len(trouves)


def test_sans_papiers_n_est_pas_papiers(moteur: Moteur) -> None:
    assert pages(moteur.chercher("sans papiers"))[0] == "situations/arrivee-en-france/"
    assert pages(moteur.chercher("papiers"))[0] == "demande/pieces/"


def test_la_definition_d_un_sigle_seul_n_est_jamais_apres_la_deuxieme_place(
    moteur: Moteur, reel: Site
) -> None:
    vides = {mot.lower() for mot in reel.catalogue.vocabulaire.mots_vides}
    retard = []
    # « PLUS » est aussi un mot de toutes les phrases : seul, il ne se cherche pas.
    for terme in (terme for terme in reel.catalogue.termes if terme.titre.lower() not in vides):
        resultats = [r.adresse for r in moteur.chercher(terme.titre) if not r.urgent]
        if f"glossaire/#{terme.id}" not in resultats[:2]:
            retard.append(terme.titre)
    assert retard == []


def test_ce_qui_est_bien_ecrit_passe_devant_ce_qui_ressemble(moteur: Moteur, index: dict[str, Any]) -> None:
    """Un mot du site n'est lu comme aucun autre ; un mot mal écrit l'est, faute de mieux."""
    lecteur = Lecteur(index)
    assert lecteur.lire("cotation", True) == (("cotat", 1.0),)
    assert lecteur.lire("cotatio", True) == (("cotat", 0.6),), "le début d'un mot, avant ce qui lui ressemble"
    assert lecteur.lire("guichot", True)[0] == ("guichet", 0.7)
    assert dict(lecteur.lire("cotasion", True))["cotat"] == 0.85
    for juste, faux in (
        ("cotation", "cotasion"),
        ("renouvellement", "renouvelement"),
        ("caution", "cautions"),
    ):
        assert pages(moteur.chercher(juste))[0] == pages(moteur.chercher(faux))[0], faux


def test_un_nom_de_commune_dit_en_entier_passe_devant_ceux_qui_le_contiennent(
    moteur: Moteur, reel: Site
) -> None:
    rates = [
        commune.nom
        for commune in reel.catalogue.territoire.communes
        if pages(moteur.chercher(commune.nom))[0] != commune.page
    ]
    assert rates == []


def test_chaque_code_postal_mene_d_abord_a_ses_communes(moteur: Moteur, reel: Site) -> None:
    communes = reel.catalogue.territoire.communes
    rates = []
    for code in sorted({code for commune in communes for code in commune.codes_postaux}):
        siennes = {commune.page for commune in communes if code in commune.codes_postaux}
        if set(pages(moteur.chercher(code))[: len(siennes)]) != siennes:
            rates.append(code)
    assert rates == []


def test_chaque_facon_d_ecrire_une_question_la_trouve(moteur: Moteur, reel: Site) -> None:
    """Ou trouve d'abord la page où elle mène : c'est là qu'on lit le reste."""
    perdues = []
    total = 0
    for question in reel.catalogue.questions:
        page = question.page.partition("#")[0]
        for forme in (question.question, *question.variantes):
            total += 1
            trouvees = moteur.chercher(forme)[:3]
            if f"questions/#{question.id}" not in adresses(trouvees) and page not in pages(trouvees):
                perdues.append(forme)
    assert len(perdues) <= total * 0.01, perdues


def alias_des_pages(site: Site) -> list[tuple[str, str]]:
    """Chaque alias, et l'adresse de sa page, pour les pages de ce site."""
    docs = RACINE / "docs"
    alias = []
    for page in sorted(docs.rglob("*.md")):
        nom = page.relative_to(docs).as_posix().removesuffix(".md").removesuffix("index").rstrip("/")
        for ligne in re.findall(r'^alias: "(.*)"$', page.read_text(encoding="utf-8"), re.MULTILINE):
            alias += [(f"{nom}/", mot) for mot in ligne.split(", ") if f"{nom}/" in site.pages]
    return alias


def test_chaque_alias_trouve_sa_page(moteur: Moteur, reel: Site) -> None:
    alias = alias_des_pages(reel)
    assert len(alias) > 1000
    perdus = [nom for page, nom in alias if page not in pages(moteur.chercher(nom))[:3]]
    assert len(perdus) <= len(alias) * 0.01, perdus


def test_chaque_alias_d_une_page_reservee_la_trouve_sur_le_site_du_reseau(
    reel: Site, reel_reseau: Site
) -> None:
    """Un mot que plusieurs pages se partagent, « flux » ou « réservataire », n'en met que trois devant."""
    index = json.loads((reel_reseau.dossier / "recherche/index.json").read_text(encoding="utf-8"))
    alias = [(page, nom) for page, nom in alias_des_pages(reel_reseau) if page not in reel.pages]
    assert len(alias) > 350
    moteur = Moteur(index)
    perdus = [nom for page, nom in alias if page not in pages(moteur.chercher(nom))[:3]]
    assert len(perdus) <= len(alias) * 0.02, perdus


@pytest.mark.parametrize(
    "demande", ["", "   ", "?!", "a" * 10_000, "le la les", "𝕏", "\x00", "logement " * 2_000]
)
def test_aucune_demande_ne_fait_de_mal(demande: str, moteur: Moteur) -> None:
    assert len(moteur.chercher(demande)) < 400


# Les gens trouvent-ils ?


def test_les_demandes_visent_des_pages_qui_existent(reel: Site, index: dict[str, Any]) -> None:
    cibles = {adresse for adresse, _, _ in index["cibles"]}
    visees = {page for lot in DEMANDES.values() for demande in lot for page in demande["pages"]}
    assert visees - cibles == set()
    tapees = [demande["q"].lower() for lot in DEMANDES.values() for demande in lot]
    assert [tape for tape, nombre in Counter(tapees).items() if nombre > 1] == []
    assert len(tapees) >= 400


def rang(demande: dict[str, Any], resultats: list[Resultat]) -> int:
    """La place de la première bonne réponse ; 0 si elle n'y est pas."""
    return next(
        (
            place
            for place, adresse in enumerate(adresses(resultats), 1)
            if any(adresse == page or adresse.partition("#")[0] == page for page in demande["pages"])
        ),
        0,
    )


@pytest.mark.parametrize("lot", DEMANDES)
def test_les_gens_trouvent_ce_qu_ils_demandent(
    lot: str, moteur: Moteur, capsys: pytest.CaptureFixture[str]
) -> None:
    """Imprime le tableau (pytest -s) ; échoue sous 97 % dans les trois premières, ou 85 % en première place."""
    rangs = [(demande, rang(demande, moteur.chercher(demande["q"]))) for demande in DEMANDES[lot]]
    taux: dict[str, list[int]] = {}
    for demande, place in rangs:
        for groupe in ("toutes", demande["genre"], demande["forme"]):
            taux.setdefault(groupe, []).append(place)
    lignes = [f"{place or '–':>3} {demande['q']} → {demande['pages'][0]}" for demande, place in rangs]
    lignes += [
        f"{groupe:15} {len(places):4}  1re {_part(places, 1):6.1%}  3 premières {_part(places, 3):6.1%}"
        for groupe, places in taux.items()
    ]
    with capsys.disabled():
        print(f"\n{lot}\n" + "\n".join(lignes[len(rangs) :]))
    print("\n".join(lignes))
    assert _part(taux["toutes"], 3) >= 0.97
    assert _part(taux["toutes"], 1) >= 0.85
    assert min(_part(places, 3) for groupe, places in taux.items() if groupe in ("urgence", "commune")) == 1


def _part(places: list[int], au_plus: int) -> float:
    return sum(0 < place <= au_plus for place in places) / len(places)


# Ce que l'on écrit dans les données


def test_une_urgence_vers_une_page_inconnue_arrete_tout(projet: Path) -> None:
    fichier = projet / "data/demandeur/recherche.yaml"
    texte = fichier.read_text(encoding="utf-8").replace(
        '"situations/urgence/#violences"', '"situations/urgence/#violence"'
    )
    fichier.write_text(texte, encoding="utf-8")
    ligne = next(rang for rang, lue in enumerate(texte.splitlines(), 1) if '#violence"' in lue)
    fin = lancer(projet, "verifier")
    assert fin.returncode == 1
    assert fin.stdout.splitlines()[0] == (
        f"data/demandeur/recherche.yaml:{ligne}:1 — urgence « situations/urgence/#violence » : "
        "la page « situations/urgence/ » n'a pas l'ancre « violence ». Vouliez-vous dire « violences » ?"
    )
