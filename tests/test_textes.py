"""Ce que l'on reconnaît dans une phrase : un chiffre écrit à la main, la place d'un fait, un sigle."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from macros.modele.communs import AdresseDePage
from macros.modele.question import Question
from macros.modele.sigles import inexplique, sans_apostrophe_courbe, sigles_connus, sigles_employes
from macros.modele.texte_cite import Morceau, TexteCite, faits_en_place, morceaux, quantites
from macros.rendu import Page, verifier_prose
from macros.rendu.filtres import typographie

FINE, INSECABLE = "\u202f", "\u00a0"


def refus(attendu: Any, lu: object) -> tuple[str, str] | None:
    """Le constat et le conseil du refus, ou rien si la valeur est admise."""
    try:
        TypeAdapter(attendu).validate_python(lu)
    except ValidationError as erreur:
        (detail,) = erreur.errors(include_url=False)
        return detail["ctx"]["constat"], detail["ctx"]["conseil"]
    return None


# Les quantités


@pytest.mark.parametrize(
    ("texte", "lues"),
    [
        ("Vous avez 10 jours", ["10"]),
        ("entre 1 et 3 ans", ["1", "3"]),
        ("le 1er janvier 2026", ["1er janvier 2026"]),
        ("le 2026-01-01", ["2026-01-01"]),
        ("le 01/10/2026", ["01/10/2026"]),
        ("26 920 euros", ["26 920"]),
        ("0,87 du total, 10.5 ailleurs", ["0,87", "10.5"]),
        ("40 % des logements", ["40"]),
        ("le 01 39 22 00 00", ["01 39 22 00 00"]),
        ("le formulaire 14069*05", ["14069*05"]),
        ("l'article R441-2-10", ["R441-2-10"]),
        ("un T3", ["T3"]),
        ("deux mois", ["deux mois"]),
        ("Deux Mois", ["Deux Mois"]),
        ("un mois, un an, un trimestre", ["un mois", "un an", "un trimestre"]),
        ("vingt et un jours", ["vingt et un jours"]),
        ("vingt-cinq ans", ["vingt-cinq ans"]),
        ("quatre-vingt-dix jours", ["quatre-vingt-dix jours"]),
        ("dix pour cent, cent euros", ["dix pour cent", "cent euros"]),
        ("trois heures, six semaines", ["trois heures", "six semaines"]),
    ],
)
def test_un_nombre_une_date_ou_un_delai_se_reconnait(texte: str, lues: list[str]) -> None:
    assert [trouve.group() for trouve in quantites(texte)] == lues


@pytest.mark.parametrize(
    "texte",
    [
        "",
        "une seule pièce suffit",
        "un moyen de répondre",
        "un ancien logement",
        "deux personnes vivent ici",
        "trois ou quatre enfants",
        "chaque mois, par mois, mois par mois",
        "plusieurs années",
        "une fois par an",
        "la première année",
        "six pièces",
    ],
)
def test_une_phrase_sans_delai_ni_chiffre_passe(texte: str) -> None:
    assert [trouve.group() for trouve in quantites(texte)] == []


@pytest.mark.parametrize("espace", [INSECABLE, FINE])
@pytest.mark.parametrize("delai", ["un mois", "deux mois"])
def test_une_espace_insecable_ne_cache_pas_un_delai(delai: str, espace: str) -> None:
    """Un texte collé depuis un traitement de texte en est plein."""
    ecrit = delai.replace(" ", espace)
    assert [trouve.group() for trouve in quantites(f"sous {ecrit} au plus")] == [ecrit]


# Les places des faits


@pytest.mark.parametrize(
    ("texte", "lus"),
    [
        ("", []),
        ("Rien.", [Morceau("Rien.", False)]),
        ("{a-b}", [Morceau("a-b", True)]),
        ("Dès {a}.", [Morceau("Dès ", False), Morceau("a", True), Morceau(".", False)]),
        ("{a}{b}", [Morceau("a", True), Morceau("b", True)]),
    ],
)
def test_morceaux(texte: str, lus: list[Morceau]) -> None:
    assert list(morceaux(texte)) == lus
    assert faits_en_place(texte) == [morceau.texte for morceau in lus if morceau.est_un_fait]


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="{}")), st.from_regex(r"[a-z-]+", fullmatch=True)
)
def test_rien_ne_se_perd_autour_d_un_fait(texte: str, identifiant: str) -> None:
    lus = list(morceaux(f"{texte}{{{identifiant}}}{texte}"))
    assert "".join(f"{{{m.texte}}}" if m.est_un_fait else m.texte for m in lus) == (
        f"{texte}{{{identifiant}}}{texte}"
    )
    assert faits_en_place(f"{texte}{{{identifiant}}}{texte}") == [identifiant]


SEULE = (
    "une accolade est seule",
    "Elles vont par deux autour d'un identifiant, par exemple {reponse-10-jours}",
)


def a_la_main(quantite: str) -> tuple[str, str]:
    return (
        f"« {quantite} » est écrit à la main",
        "Mettez à sa place l'identifiant du fait qui le dit, entre accolades, par exemple {reponse-10-jours}",
    )


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Vous avez {reponse-10-jours} pour répondre.", None),
        ("Vous avez 10 jours pour répondre.", a_la_main("10")),
        ("Comptez un mois, ou {delai}.", a_la_main("un mois")),
        ("Le {appel-115}, pas le 112.", a_la_main("112")),
        (
            "Un {delai",
            SEULE,
        ),
        (
            "Un {delai} et {autre",
            SEULE,
        ),
        (
            "Un {delai} }",
            SEULE,
        ),
        (
            "Un {{ fait }}",
            (
                "le texte contient « {{ », qui est réservé aux pages",
                "Écrivez une phrase simple : les appels de macros se font dans docs/",
            ),
        ),
    ],
)
def test_un_texte_cite_n_ecrit_aucun_chiffre(texte: str, attendu: tuple[str, str] | None) -> None:
    assert refus(TexteCite, texte) == attendu


def test_une_accolade_ouverte_sur_un_identifiant_a_chiffres_est_dite_non_fermee() -> None:
    """Dire que « 10 » est écrit à la main enverrait chercher ailleurs : l'identifiant est déjà là."""
    attendu = SEULE
    assert refus(TexteCite, "Vous avez {reponse-10-jours pour répondre.") == attendu


# Les adresses de pages


@pytest.mark.parametrize(
    "adresse", ["", "#contacts", "demande/", "demande/delais/", "demande/delais/#pourquoi", "a-1/#b-2"]
)
def test_une_adresse_de_page_part_de_l_accueil(adresse: str) -> None:
    assert refus(AdresseDePage, adresse) is None


@pytest.mark.parametrize(
    "adresse",
    [
        "/demande",
        "/demande/",
        "demande",
        "demande#pourquoi",
        "demande/delais.md",
        "demande/Delais/",
        "../demande/",
        "https://www.exemple.fr/",
        "demande/#",
        "demande/#Pourquoi",
        "demande/ #pourquoi",
        "demande/délais/",
    ],
)
def test_une_adresse_de_page_mal_ecrite_est_refusee(adresse: str) -> None:
    assert refus(AdresseDePage, adresse) == (
        "{valeur} n'est pas l'adresse d'une page du site",
        "Écrivez-la depuis l'accueil, sans barre au début, ni .md à la fin, par exemple demande/delais/#pourquoi",
    )


# Les questions


def _question(**champs: object) -> dict[str, object]:
    return {
        "id": "q",
        "rubrique": "r",
        "question": "Quoi ?",
        "variantes": ["koi"],
        "reponse": "Cela.",
        "page": "demande/",
        **champs,
    }


@pytest.mark.parametrize("champs", [{"faits": ["gratuite"]}, {"qui_sait": "Votre guichet."}])
def test_une_reponse_est_prouvee_ou_dit_qui_sait(champs: dict[str, object]) -> None:
    assert refus(Question, _question(**champs)) is None


def test_une_reponse_sans_preuve_ni_personne_est_refusee() -> None:
    attendu = (
        "cette réponse ne cite aucun fait et ne dit pas qui sait",
        "Citez dans « faits » ce qui la prouve, ou dites dans « qui_sait » à qui poser la question",
    )
    assert refus(Question, _question()) == attendu
    assert refus(Question, _question(faits=[])) == attendu


# Les sigles


@pytest.mark.parametrize(
    ("texte", "lus"),
    [
        ("Un HLM.", ["HLM"]),
        ("PLAI, PLUS et PLS", ["PLAI", "PLUS", "PLS"]),
        ("le PLHi", ["PLHi"]),
        ("AL'in ou AL’in", ["AL'in", "AL’in"]),
        ("l'APL, l’ADIL, d'USH", ["APL", "ADIL", "USH"]),
        ("(CAF) « MSA » FSL,", ["CAF", "MSA", "FSL"]),
        ("**DALO** ?", ["DALO"]),
        ("CCH R441-2-10", ["CCH"]),
        ("HLM. Puis CAF", ["HLM", "CAF"]),
    ],
)
def test_un_sigle_se_reconnait(texte: str, lus: list[str]) -> None:
    assert [trouve.group() for trouve in sigles_employes(texte)] == lus


@pytest.mark.parametrize(
    "texte",
    [
        "",
        "Une phrase simple.",
        "L'Île-de-France et Les Mureaux",
        "Action Logement",
        "l'article R441-2-10, le T3, le F2",
        "https://www.HLM.fr/APL",
        "www.exemple.fr/APL",
        "logement@CCAS.fr",
        "le dossier.PDF",
        "À Épône, l'État",
    ],
)
def test_un_nom_une_adresse_ou_un_article_n_est_pas_un_sigle(texte: str) -> None:
    assert [trouve.group() for trouve in sigles_employes(texte)] == []


def test_un_sigle_est_connu_seul_dans_un_terme_ou_comme_mot_courant() -> None:
    connus = sigles_connus(["SNE", "Système national", "loi ELAN", "AL’in"], ["PDF", "Cerfa"])
    assert connus == {"SNE", "ELAN", "AL'in", "PDF", "Cerfa"}
    assert sans_apostrophe_courbe("AL’in") in connus


def test_un_sigle_inexplique_dit_ou_l_expliquer() -> None:
    constat, conseil = inexplique("HLM")
    assert constat == "le glossaire n'explique pas le sigle « HLM »"
    assert "demandeur/glossaire.yaml" in conseil
    assert "mots_courants" in conseil


@pytest.mark.parametrize(
    "motif", ["a", "A", "9", "a ", "9 ", "un ", "deux ", "deux-", "://", "9,", " ", "<!--", "{:", "<a"]
)
def test_un_texte_demesure_se_lit_sans_attendre(motif: str) -> None:
    """Un motif qui revient sur ses pas à chaque signe mettrait des heures : le test ne finirait pas."""
    texte = motif * 20_000
    assert len(list(sigles_employes(texte))) + len(list(quantites(texte))) <= len(texte)
    assert typographie(typographie(texte)) == typographie(texte)
    assert list(verifier_prose(Page("docs/essai.md", texte), set()))[1:] == []
