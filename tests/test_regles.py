"""Chaque règle, sur de petits arbres : ce qu'elle refuse, ce qu'elle admet, quand elle se tait."""

import json
from pathlib import Path

import pytest

from macros import regles
from macros.lecture import lire_fichier
from macros.lus import Lus

FAUTES = Path(__file__).parent / "fautes"

TERRITOIRE = """
communes:
  - {code_insee: 78498, nom: Poissy, codes_postaux: [78300]}
  - {code_insee: 78361, nom: Mantes-la-Jolie, codes_postaux: [78200]}
  - {code_insee: 78362, nom: Mantes-la-Ville, codes_postaux: [78711, 78200]}
dates_du_plan: {duree_ans: 6}
"""


@pytest.fixture
def lus(tmp_path: Path) -> "Fabrique":
    return Fabrique(tmp_path)


class Fabrique:
    """Des arbres lus, à partir de textes donnés par nom de fichier."""

    def __init__(self, dossier: Path) -> None:
        self.dossier = dossier

    def __call__(self, textes: dict[str, str]) -> Lus:
        arbres = {}
        for nom, texte in textes.items():
            chemin = self.dossier / nom
            chemin.parent.mkdir(exist_ok=True)
            chemin.write_text(texte, encoding="utf-8")
            arbres[nom] = lire_fichier(chemin, nom)
        return Lus(arbres)

    def fiches(self, *textes: str, **autres: str) -> Lus:
        noms = {f"fiches/f{rang}.yaml": texte for rang, texte in enumerate(textes, 1)}
        return self(noms | {f"{nom}.yaml": texte for nom, texte in autres.items()})


def conseils(lus: Lus) -> list[str]:
    return [probleme.conseil for probleme in regles.verifier(lus)]


def test_toutes_les_regles_sont_appelees() -> None:
    """Une règle est une fonction publique qui prend des arbres lus et rend des problèmes."""
    declarees = {
        nom
        for nom, objet in vars(regles).items()
        if getattr(objet, "__annotations__", {}).get("lus") is Lus
        and not nom.startswith("_")
        and nom != "verifier"
    }
    assert declarees == {regle.__name__ for regle in regles.REGLES}


@pytest.mark.parametrize("dossier", [FAUTES / "_base"], ids=["base"])
def test_la_base_respecte_chaque_regle(dossier: Path) -> None:
    arbres = {
        chemin.relative_to(dossier).as_posix(): lire_fichier(chemin, chemin.name)
        for chemin in dossier.rglob("*.yaml")
    }
    assert regles.verifier(Lus(arbres)) == []


def test_rien_n_est_lu(lus: Fabrique) -> None:
    assert regles.verifier(lus({})) == []


@pytest.mark.parametrize("donnees", ["- a", "a: [", "communes: non", "communes: {a: b}", "- communes: []"])
def test_une_regle_se_tait_si_ce_qu_elle_compare_n_a_pas_sa_forme(lus: Fabrique, donnees: str) -> None:
    arbres = lus({"territoire.yaml": donnees, "guichets.yaml": "guichets: [{id: a, commune: 78498}]"})
    assert regles.verifier(arbres) == []


@pytest.mark.parametrize(
    ("lu", "conseil"),
    [
        ("78499", "Vouliez-vous dire « 78498 » (Poissy) ?"),
        ("75056", "Écrivez le code INSEE d'une commune de territoire.yaml"),
        ("poissy", "Écrivez son code INSEE : « 78498 »"),
        ("Mantes la Ville", "Écrivez son code INSEE : « 78362 »"),
        ("78300", "C'est un code postal ; écrivez le code INSEE : « 78498 » (Poissy)"),
        (
            "78200",
            "C'est un code postal ; écrivez le code INSEE : "
            "« 78361 » (Mantes-la-Jolie) ou « 78362 » (Mantes-la-Ville)",
        ),
    ],
)
def test_conseil_de_commune(lus: Fabrique, lu: str, conseil: str) -> None:
    guichets = f"guichets: [{{id: a, commune: {lu}}}]"
    assert conseils(lus({"territoire.yaml": TERRITOIRE, "guichets.yaml": guichets})) == [conseil]


def test_une_commune_sans_nom_ne_decale_pas_les_autres(lus: Fabrique) -> None:
    territoire = TERRITOIRE.replace("nom: Poissy, ", "")
    guichets = "guichets: [{id: a, commune: 78363}, {id: b, commune: 78498}]"
    assert conseils(lus({"territoire.yaml": territoire, "guichets.yaml": guichets})) == [
        "Vouliez-vous dire « 78362 » (Mantes-la-Ville) ?"
    ]


def test_les_espaces_autour_d_un_texte_ne_comptent_pas(lus: Fabrique) -> None:
    guichets = 'guichets: [{id: a, commune: " 78498 "}, {id: "a "}]'
    assert [
        p.constat for p in regles.verifier(lus({"territoire.yaml": TERRITOIRE, "guichets.yaml": guichets}))
    ] == ["« a » est déjà pris, ligne 1"]


@pytest.mark.parametrize(
    ("numeros", "constats"),
    [
        (["1", "2", "3"], []),
        (["3", "1", "2"], []),
        (["01", " 2", "3,0"], []),
        (["1", "01"], ["le numéro 1 est déjà celui de la fiche « f1 »"]),
        (["1", "3"], ["le plan a une fiche n° 3 mais pas de fiche n° 2"]),
        (["2"], ["le plan a une fiche n° 2 mais pas de fiche n° 1"]),
        (
            ["1", "4", "6"],
            [
                "le plan a une fiche n° 4 mais pas de fiches n° 2 à 3",
                "le plan a une fiche n° 6 mais pas de fiche n° 5",
            ],
        ),
        (["1", "trois"], []),
        (["1", "0"], []),
        (["1", "9" * 5000], []),
        (["1", "٢"], []),
    ],
)
def test_numeros_de_fiches(lus: Fabrique, numeros: list[str], constats: list[str]) -> None:
    arbres = lus.fiches(*(f'numero: "{numero}"\n' for numero in numeros))
    assert [probleme.constat for probleme in regles.verifier(arbres)] == constats


@pytest.mark.parametrize(("lu", "nombre"), [("1", 0), ("02", 0), ("2,0", 0), ("3", 1), ("deux", 1)])
def test_orientations(lus: Fabrique, lu: str, nombre: int) -> None:
    arbres = lus.fiches(
        f'orientation: "{lu}"\n', plan="orientations: [{numero: 1}, {numero: 2}, {numero: x}]"
    )
    assert conseils(arbres) == ["Écrivez l'un de ces numéros : 1, 2"] * nombre


@pytest.mark.parametrize(
    ("annee", "duree", "nombre"), [("6", "6", 0), ("7", "6", 1), ("7", "six", 0), ("x", "6", 0)]
)
def test_echeances_dans_le_plan(lus: Fabrique, annee: str, duree: str, nombre: int) -> None:
    territoire = TERRITOIRE.replace("duree_ans: 6", f"duree_ans: {duree}")
    arbres = lus.fiches(f"echeances: [{{id: a, derniere_annee: {annee}}}]", territoire=territoire)
    assert conseils(arbres) == ["Écrivez une année comprise entre 1 et 6"] * nombre


def test_la_meme_echeance_dans_deux_fiches(lus: Fabrique) -> None:
    """Deux fiches peuvent nommer pareil une échéance, mais pas un indicateur."""
    fiche = "echeances: [{id: a}]\nindicateurs: [{id: b}]\n"
    problemes = regles.verifier(lus.fiches(fiche, fiche))
    assert [str(p).split(". ")[0] for p in problemes] == [
        "fiches/f2.yaml:2:20 — fiche « f2 » › indicateur « b » › id : "
        "« b » est déjà pris, ligne 2 de fiches/f1.yaml"
    ]


@pytest.mark.parametrize(
    ("fichier", "texte"),
    [
        ("territoire.yaml", "reperes: {urgence: [{fait: zzz}]}"),
        ("territoire.yaml", "reperes: {en_ligne: [zzz]}"),
        ("demandeur/glossaire.yaml", "termes: [{faits: [zzz]}]"),
        ("demandeur/plafonds.yaml", "definitions: [zzz]"),
        ("demandeur/cotation.yaml", "faits: [zzz]"),
        ("demandeur/etapes.yaml", "etapes: [{faits: [zzz]}]"),
        ("demandeur/pieces.yaml", "pour_enregistrer: [{fait: zzz}]"),
        ("demandeur/pieces.yaml", "pour_examiner: [{pieces: [{fait: zzz}]}]"),
        ("demandeur/messages.yaml", "messages: [{faits: [zzz]}]"),
        ("demandeur/questions.yaml", "questions: [{faits: [zzz]}]"),
        ("demandeur/orientation.yaml", "questions: [{faits: [zzz]}]"),
        ("demandeur/orientation.yaml", "voies: [{faits: [zzz]}]"),
    ],
)
def test_faits_cites(lus: Fabrique, fichier: str, texte: str) -> None:
    arbres = lus({fichier: texte, "demandeur/faits.yaml": "faits: [{id: a}, {id: b, enonce: [refusé]}]"})
    assert [probleme.constat for probleme in regles.verifier(arbres)] == ["le fait « zzz » n'existe pas"]
    for connu in "ab":
        arbres = lus(
            {fichier: texte.replace("zzz", connu), "demandeur/faits.yaml": "faits: [{id: a}, {id: b}]"}
        )
        assert regles.verifier(arbres) == []


SEUILS = """
faits:
  - {id: a, valeur: "55"}
  - {id: b, valeur: "0"}
  - {id: c, valeur: "12,5"}
  - {id: d, valeur: "100"}
  - {id: e}
"""


@pytest.mark.parametrize("champ", ["ages_du_jeune_menage", "baisse_de_revenus"])
def test_un_seuil_du_calcul_est_un_fait_connu_dont_la_valeur_est_un_entier(lus: Fabrique, champ: str) -> None:
    def constats(identifiant: str) -> list[str]:
        plafonds = f"seuils: {{{champ}: {identifiant}}}"
        arbres = lus({"demandeur/plafonds.yaml": plafonds, "demandeur/faits.yaml": SEUILS})
        return [probleme.constat for probleme in regles.verifier(arbres)]

    assert constats("a") == []
    assert constats("zzz") == ["le fait « zzz » n'existe pas"]
    for autre in "bcde":
        constat = f"la valeur du fait « {autre} » n'est pas un nombre dont on puisse se servir"
        assert constats(autre) == [constat]


VALEURS = """
faits:
  - {id: delai, valeur: "10", unite: jours}
  - {id: sans-valeur}
  - {valeur: "12"}
  - {id: refuse, valeur: [oui]}
"""


@pytest.mark.parametrize(
    ("fichier", "texte"),
    [
        ("demandeur/etapes.yaml", "etapes: [{vous: zzz, faits: [delai]}]"),
        ("demandeur/etapes.yaml", "etapes: [{ensuite: zzz, faits: [delai]}]"),
        ("demandeur/etapes.yaml", "etapes: [{piege: zzz, faits: [delai]}]"),
        ("demandeur/pieces.yaml", "pour_enregistrer: [{titre: zzz, fait: delai}]"),
        ("demandeur/pieces.yaml", "pour_enregistrer: [{prouve: zzz, fait: delai}]"),
        ("demandeur/pieces.yaml", "pour_examiner: [{pieces: [{titre: zzz, fait: delai}]}]"),
        ("demandeur/pieces.yaml", "pour_examiner: [{pieces: [{case: zzz, fait: delai}]}]"),
        ("demandeur/pieces.yaml", "pour_examiner: [{pieces: [{prouve: zzz, fait: delai}]}]"),
        ("demandeur/messages.yaml", "messages: [{titre: zzz, faits: [delai]}]"),
        ("demandeur/messages.yaml", "messages: [{texte: zzz, faits: [delai]}]"),
        ("demandeur/questions.yaml", "questions: [{reponse: zzz, faits: [delai]}]"),
        ("demandeur/questions.yaml", "questions: [{qui_sait: zzz, faits: [delai]}]"),
        ("demandeur/orientation.yaml", "questions: [{aide: zzz, faits: [delai]}]"),
        ("demandeur/orientation.yaml", "voies: [{en_bref: zzz, faits: [delai]}]"),
        ("demandeur/orientation.yaml", "voies: [{pour_l_agent: zzz, faits: [delai]}]"),
    ],
)
def test_un_fait_entre_accolades_existe_et_a_une_valeur(lus: Fabrique, fichier: str, texte: str) -> None:
    for ecrit, constats in (
        ("Rien à dire.", []),
        ("Vous avez {delai}, puis encore {delai}.", []),
        ("{sans-valeur}", ["le fait « sans-valeur » n'a pas de valeur à montrer"]),
        ("Après {absent}.", ["le fait « absent » n'existe pas"]),
        (
            "{absent} {delai} {sans-valeur}",
            ["le fait « absent » n'existe pas", "le fait « sans-valeur » n'a pas de valeur à montrer"],
        ),
    ):
        arbres = lus({fichier: texte.replace("zzz", f'"{ecrit}"'), "demandeur/faits.yaml": VALEURS})
        assert [probleme.constat for probleme in regles.verifier(arbres)] == constats, ecrit


def test_une_valeur_peut_venir_d_un_fait_du_territoire(lus: Fabrique) -> None:
    """Le rang d'un fait se compte dans son propre fichier."""
    textes = {
        "demandeur/messages.yaml": 'messages: [{texte: "Ici, {attente} ; {muet}.", faits: [attente]}]',
        "demandeur/faits.yaml": "faits: [{id: a}, {id: b, valeur: c}]",
        "faits_du_territoire.yaml": "faits: [{id: attente, valeur: d}, {id: muet}]",
    }
    assert [probleme.constat for probleme in regles.verifier(lus(textes))] == [
        "le fait « muet » n'a pas de valeur à montrer"
    ]


def test_sans_la_liste_des_faits_rien_n_est_dit_des_accolades(lus: Fabrique) -> None:
    message = 'messages: [{texte: "{absent}", faits: [absent]}]'
    assert regles.verifier(lus({"demandeur/messages.yaml": message})) == []
    assert regles.verifier(lus({"demandeur/messages.yaml": message, "demandeur/faits.yaml": "a: ["})) == []


@pytest.mark.parametrize(
    ("fichier", "texte"),
    [
        ("territoire.yaml", "communes: [{code_insee: a, nom: a}, {code_insee: a, nom: b}]"),
        ("territoire.yaml", "contacts: [{id: a}, {id: a}]"),
        ("plan.yaml", "orientations: [{numero: 1}, {numero: 1}]"),
        ("plan.yaml", "themes: [{id: a}, {id: a}]"),
        ("plan.yaml", "parties: [{lettre: A}, {lettre: A}]"),
        ("plan.yaml", "etapes: [{id: a}, {id: a}]"),
        ("guichets.yaml", "guichets: [{id: a}, {id: a}]"),
        ("demandeur/faits.yaml", "faits: [{id: a}, {id: a}]"),
        ("demandeur/glossaire.yaml", "termes: [{id: a}, {id: a}]"),
        ("demandeur/plafonds.yaml", "zones: [{id: a}, {id: a}]"),
        ("demandeur/plafonds.yaml", "definitions: [a, a]"),
        ("demandeur/cotation.yaml", "grille: {criteres: [{id: a}, {id: a}]}"),
        ("demandeur/etapes.yaml", "etapes: [{id: a}, {id: a}]"),
        ("demandeur/pieces.yaml", "pour_enregistrer: [{id: a}, {id: a}]"),
        ("demandeur/pieces.yaml", "pour_examiner: [{id: a}, {id: a}]"),
        ("demandeur/pieces.yaml", "pour_examiner: [{pieces: [{id: a}, {id: a}]}]"),
        ("demandeur/pieces.yaml", "pour_examiner: [{pieces: [{id: a}]}, {pieces: [{id: a}]}]"),
        ("demandeur/pieces.yaml", "{pour_enregistrer: [{id: a}], pour_examiner: [{pieces: [{id: a}]}]}"),
        ("demandeur/messages.yaml", "messages: [{id: a}, {id: a}]"),
        ("demandeur/questions.yaml", "rubriques: [{id: a}, {id: a}]"),
        ("demandeur/questions.yaml", "questions: [{id: a}, {id: a}]"),
        ("demandeur/orientation.yaml", "voies: [{id: a}, {id: a}]"),
        ("reseau/ressources.yaml", "ressources: [{id: a}, {id: a}]"),
        ("reseau/agenda.yaml", "evenements: [{id: a}, {id: a}]"),
        ("fiches/f1.yaml", "echeances: [{id: a}, {id: a}]"),
        ("fiches/f1.yaml", "indicateurs: [{id: a}, {id: a}]"),
    ],
)
def test_identites_en_double(lus: Fabrique, fichier: str, texte: str) -> None:
    problemes = regles.verifier(lus({fichier: texte}))
    assert [(p.ligne, " est déjà " in f" {p.constat} ") for p in problemes] == [(1, True)]
    assert (
        regles.verifier(
            lus(
                {
                    fichier: texte.replace("a}", "b}", 1)
                    .replace("1}", "2}", 1)
                    .replace("A}", "B}", 1)
                    .replace("insee: a", "insee: c", 1)
                    .replace("[a, a]", "[a, b]", 1)
                }
            )
        )
        == []
    )


def test_une_situation_et_une_piece_peuvent_porter_le_meme_nom(lus: Fabrique) -> None:
    pieces = "pour_examiner: [{id: a, pieces: [{id: a, case: x}]}, {id: b, pieces: [{id: b, case: y}]}]"
    assert regles.verifier(lus({"demandeur/pieces.yaml": pieces})) == []


def test_noms_de_communes_d_une_meme_adresse(lus: Fabrique) -> None:
    territoire = "communes: [{nom: Saint-Éloi}, {nom: Saint Eloi}, {nom: Poissy}]"
    assert [p.constat for p in regles.verifier(lus({"territoire.yaml": territoire}))] == [
        "« Saint Eloi » donnerait la même adresse de page que « Saint-Éloi »"
    ]


@pytest.mark.parametrize(
    ("textes", "constat"),
    [
        ({"plan.yaml": "themes: [{fiches: [f2]}]", "fiches/f1.yaml": "a: b"}, "la fiche « f2 » n'existe pas"),
        ({"demandeur/glossaire.yaml": "termes: [{id: a, voir: [b]}]"}, "le terme « b » n'existe pas"),
        (
            {"territoire.yaml": "zone_de_plafonds: a", "demandeur/plafonds.yaml": "zones: [{id: b}]"},
            "la zone « a » n'existe pas",
        ),
        ({"reseau/ressources.yaml": "ressources: [{id: a, remplace: b}]"}, "la ressource « b » n'existe pas"),
        (
            {
                "territoire.yaml": "reperes: {au_guichet: [a, b]}",
                "demandeur/messages.yaml": "messages: [{id: a}, {titre: sans identité}]",
            },
            "le message « b » n'existe pas",
        ),
        (
            {
                "demandeur/questions.yaml": "rubriques: [{id: a}]\n"
                "questions: [{id: c, rubrique: a}, {id: d, rubrique: b}]"
            },
            "la rubrique « b » n'existe pas",
        ),
    ],
)
def test_renvois_inconnus(lus: Fabrique, textes: dict[str, str], constat: str) -> None:
    assert [probleme.constat for probleme in regles.verifier(lus(textes))] == [constat]


@pytest.mark.parametrize(
    "textes",
    [
        {"territoire.yaml": "reperes: {au_guichet: [a]}"},
        {"territoire.yaml": "reperes: {au_guichet: [a]}", "demandeur/messages.yaml": "messages: ["},
        {
            "territoire.yaml": "reperes: {au_guichet: [a]}",
            "demandeur/messages.yaml": "messages: [{texte: x}]",
        },
        {"demandeur/questions.yaml": "questions: [{rubrique: a}]"},
        {"demandeur/questions.yaml": "rubriques: non\nquestions: [{rubrique: a}]"},
    ],
)
def test_une_liste_illisible_n_accuse_pas_qui_la_cite(lus: Fabrique, textes: dict[str, str]) -> None:
    assert regles.verifier(lus(textes)) == []


GLOSSAIRE = """
termes:
  - {id: hlm, sigle: HLM, developpe: habitation à loyer modéré}
  - {id: elan, developpe: loi ELAN}
  - {id: al-in, sigle: "AL'in", developpe: plateforme}
mots_courants: [PDF, Cerfa]
"""


@pytest.mark.parametrize(
    ("texte", "constats"),
    [
        ("Un HLM, la loi ELAN, un PDF.", []),
        ("Le site AL’in et le site AL'in.", []),
        ("L'APL aide.", ["le glossaire n'explique pas le sigle « APL »"]),
        (
            "L'APL, encore l'APL, et la CAF.",
            ["le glossaire n'explique pas le sigle « APL »", "le glossaire n'explique pas le sigle « CAF »"],
        ),
        ("Article R441-2-10 et décret 2007-1677.", []),
        ("https://www.exemple.fr/HLM/APL", []),
    ],
)
def test_chaque_sigle_lu_est_explique(lus: Fabrique, texte: str, constats: list[str]) -> None:
    """Un problème par sigle et par texte, à la place du texte."""
    for fichier, modele in (
        ("demandeur/faits.yaml", "faits:\n  - id: a\n    enonce: {}"),
        ("guichets.yaml", "guichets:\n  - id: a\n    note: {}"),
        ("fiches/f1.yaml", "resume: x\nconstats:\n  - texte: {}"),
    ):
        arbres = lus({"demandeur/glossaire.yaml": GLOSSAIRE, fichier: modele.format(json.dumps(texte))})
        problemes = regles.verifier(arbres)
        assert [(p.fichier, p.ligne, p.constat) for p in problemes] == [
            (fichier, 3, constat) for constat in constats
        ]


def test_un_nom_propre_garde_ses_majuscules(lus: Fabrique) -> None:
    """Titre d'une source, nom d'un lieu, mots tapés par un visiteur : on ne les récrit pas."""
    textes = {
        "demandeur/glossaire.yaml": GLOSSAIRE,
        "guichets.yaml": "guichets: [{nom: Le CCAS, courriel: CCAS@ville.fr, source: {titre: Le FICHIER}}]",
        "demandeur/questions.yaml": "questions: [{variantes: [ASSISTANCE APL]}]",
        "demandeur/faits.yaml": "faits: [{etat_de_la_source: JO de mai, source: {article: CCH R441-2}}]",
    }
    assert regles.verifier(lus(textes)) == []


def test_sans_glossaire_aucun_sigle_n_est_reproche(lus: Fabrique) -> None:
    fait = {"demandeur/faits.yaml": "faits: [{enonce: Un HLM.}]"}
    assert regles.verifier(lus(fait)) == []
    assert regles.verifier(lus({**fait, "demandeur/glossaire.yaml": "termes: ["})) == []


def test_sans_fiche_les_themes_ne_disent_rien(lus: Fabrique) -> None:
    assert regles.verifier(lus({"plan.yaml": "themes: [{fiches: [f2]}]"})) == []


def test_une_longue_liste_de_choix_n_est_pas_recopiee(lus: Fabrique) -> None:
    fiches = {f"fiches/fiche-{n}.yaml": "a: b" for n in range(13)}
    assert conseils(lus({**fiches, "plan.yaml": "themes: [{fiches: [zzz]}]"})) == [
        "Choisissez un identifiant de fiches/"
    ]
