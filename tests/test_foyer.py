"""La référence du calcul des plafonds : la catégorie d'un foyer, le revenu retenu, les plafonds respectés."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from macros.chargement import charger
from macros.modele.catalogue import Catalogue
from macros.modele.foyer import BORNES, DOUTES, Classement, Foyer, Lecture, lire_le_tableau, lire_lignes
from macros.modele.revenus import (
    CENTIMES_AU_PLUS,
    Bareme,
    Resultat,
    Revenus,
    calculer,
    plafond,
    retenir,
)

RACINE = Path(__file__).parent.parent
ZONES = ("ile-de-france", "paris-et-limitrophes", "autres-regions")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return charger(RACINE / "data")


@pytest.fixture(scope="module")
def bareme(catalogue: Catalogue) -> Bareme:
    return catalogue.bareme("ile-de-france")


def lecture(bareme: Bareme, **foyer: Any) -> Lecture:
    return lire_le_tableau(Foyer(**foyer), bareme.plafonds.lignes, bareme.ages_au_plus)


def foyers() -> Iterator[Foyer]:
    """De quoi passer par chaque ligne et chaque doute, bornes comprises."""
    plus = {nom: haut for nom, (_, haut) in BORNES.items()}
    for adultes, a_charge, visites, naissances, handicap in product(
        (1, 2, 3, 5, plus["adultes"]),
        (*range(8), plus["a_charge"]),
        (0, 1, 3),
        (0, 1, plus["naissances"]),
        (False, True),
    ):
        foyer = Foyer(
            adultes=adultes, a_charge=a_charge, visites=visites, naissances=naissances, handicap=handicap
        )
        yield foyer
        if adultes == 2 and a_charge < 2:
            for ages in ((27, 28), (28, 28), (16, 39), (16, 40)):
                yield Foyer.model_validate({**foyer.model_dump(), "ages_du_couple": ages})


def revenus_au_bord(foyer: Foyer, bareme: Bareme) -> list[Revenus]:
    """Sans revenu, puis juste au plafond et un centime au-dessus de chaque produit, récents ou non."""
    bas = lire_le_tableau(foyer, bareme.plafonds.lignes, bareme.ages_au_plus).plus_bas
    bords = [plafond(produit, bas) + ecart for produit in bareme.zone.produits for ecart in (0, 1)]
    retenus = [Revenus(reference=bord) for bord in bords if bord <= CENTIMES_AU_PLUS]
    baisses = [Revenus(reference=min(CENTIMES_AU_PLUS, bord * 10 // 9 + 1), recents=bord) for bord in bords]
    return [Revenus(), *retenus, *baisses]


def vecteurs(bareme: Bareme) -> list[tuple[Foyer, Revenus]]:
    """Les cas que le navigateur doit trouver comme la référence : tous les foyers, et tous les bords de chaque classement."""
    cas, vus = [], set()
    for rang, foyer in enumerate(foyers()):
        bords = revenus_au_bord(foyer, bareme)
        classement = lire_le_tableau(foyer, bareme.plafonds.lignes, bareme.ages_au_plus).plus_bas
        retenus = bords if classement not in vus else [bords[rang % len(bords)]]
        vus.add(classement)
        cas += [(foyer, revenus) for revenus in retenus]
    return cas


def en_json(resultat: Resultat) -> dict[str, Any]:
    """Le résultat tel que le navigateur le rend."""
    return asdict(resultat)


# Les libellés


def test_chaque_libelle_se_lit_ligne_par_ligne(catalogue: Catalogue) -> None:
    lues = {numero: [ligne.texte for ligne in lignes] for numero, lignes in catalogue.plafonds.lignes.items()}
    assert lues == {
        1: ["une personne seule"],
        2: [
            "deux personnes sans personne à charge (hors jeune ménage)",
            "une personne seule en situation de handicap",
        ],
        3: [
            "trois personnes",
            "une personne seule avec une personne à charge",
            "jeune ménage sans personne à charge",
            "deux personnes dont au moins une en situation de handicap",
        ],
        4: [
            "quatre personnes",
            "une personne seule avec deux personnes à charge",
            "trois personnes dont au moins une en situation de handicap",
        ],
        5: [
            "cinq personnes",
            "une personne seule avec trois personnes à charge",
            "quatre personnes dont au moins une en situation de handicap",
        ],
        6: [
            "six personnes",
            "une personne seule avec quatre personnes à charge",
            "cinq personnes dont au moins une en situation de handicap",
        ],
    }


@pytest.mark.parametrize(
    "libelle",
    [
        "",
        "sept personnes",
        "deux voisins",
        "trois personnes avec une personne à charge",
        "deux personnes seule",
    ],
)
def test_une_tournure_inconnue_est_refusee(libelle: str) -> None:
    with pytest.raises(Exception, match="ne décrit pas un foyer que le calcul sache reconnaître"):
        lire_lignes(libelle)


# La catégorie


@pytest.mark.parametrize(
    ("foyer", "attendu"),
    [
        ({"adultes": 1}, (1, 0)),
        ({"adultes": 2}, (2, 0)),
        ({"adultes": 3}, (3, 0)),
        ({"adultes": 6}, (6, 0)),
        ({"adultes": 9}, (6, 3)),
        ({"adultes": 1, "a_charge": 1}, (3, 0)),
        ({"adultes": 1, "a_charge": 2}, (4, 0)),
        ({"adultes": 1, "a_charge": 3}, (5, 0)),
        ({"adultes": 1, "a_charge": 4}, (6, 0)),
        ({"adultes": 2, "a_charge": 1}, (3, 0)),
        ({"adultes": 2, "a_charge": 2}, (4, 0)),
        ({"adultes": 2, "a_charge": 3}, (5, 0)),
        ({"adultes": 2, "a_charge": 4}, (6, 0)),
        ({"adultes": 2, "a_charge": 5}, (6, 1)),
        ({"adultes": 2, "a_charge": 19}, (6, 15)),
        ({"adultes": 3, "a_charge": 2}, (5, 0)),
        ({"adultes": 1, "handicap": True}, (2, 0)),
        ({"adultes": 2, "handicap": True}, (3, 0)),
        ({"adultes": 2, "a_charge": 1, "handicap": True}, (4, 0)),
        ({"adultes": 2, "a_charge": 2, "handicap": True}, (5, 0)),
        ({"adultes": 2, "a_charge": 3, "handicap": True}, (6, 0)),
        ({"adultes": 2, "a_charge": 4, "handicap": True}, (6, 0)),
        ({"adultes": 2, "a_charge": 6, "handicap": True}, (6, 2)),
        ({"adultes": 1, "a_charge": 4, "handicap": True}, (6, 0)),
        ({"adultes": 2, "visites": 1}, (3, 0)),
        ({"adultes": 2, "ages_du_couple": (27, 28)}, (3, 0)),
        ({"adultes": 2, "ages_du_couple": (28, 28)}, (2, 0)),
        ({"adultes": 2, "a_charge": 1, "ages_du_couple": (20, 20)}, (3, 0)),
        ({"adultes": 2, "naissances": 1, "ages_du_couple": (27, 28)}, (3, 0)),
    ],
)
def test_la_categorie_est_la_plus_haute_des_lignes_qui_decrivent_le_foyer(
    bareme: Bareme, foyer: dict[str, Any], attendu: tuple[int, int]
) -> None:
    lu = lecture(bareme, **foyer)
    assert (lu.plus_bas, lu.plus_haut, lu.doutes) == (attendu, None, ())


@pytest.mark.parametrize(
    ("foyer", "bas", "haut", "doutes"),
    [
        ({"adultes": 1, "naissances": 1}, (1, 0), (3, 0), ("naissance",)),
        ({"adultes": 2, "naissances": 1}, (2, 0), (3, 0), ("naissance",)),
        ({"adultes": 2, "a_charge": 4, "naissances": 2}, (6, 0), (6, 2), ("naissance",)),
        ({"adultes": 1, "visites": 1}, (2, 0), (3, 0), ("visite",)),
        ({"adultes": 1, "a_charge": 1, "visites": 1}, (3, 0), (4, 0), ("visite",)),
        ({"adultes": 1, "a_charge": 5}, (6, 0), (6, 1), ("parent-seul",)),
        ({"adultes": 1, "a_charge": 8}, (6, 3), (6, 4), ("parent-seul",)),
        ({"adultes": 1, "a_charge": 1, "handicap": True}, (3, 0), (4, 0), ("handicap",)),
        ({"adultes": 2, "ages_du_couple": (27, 28), "handicap": True}, (3, 0), (4, 0), ("handicap",)),
        ({"adultes": 1, "a_charge": 3, "handicap": True}, (5, 0), (6, 0), ("handicap",)),
        ({"adultes": 1, "a_charge": 5, "handicap": True}, (6, 0), (6, 1), ("parent-seul",)),
        (
            {"adultes": 1, "a_charge": 4, "visites": 1, "naissances": 1, "handicap": True},
            (6, 0),
            (6, 2),
            ("naissance", "visite", "parent-seul"),
        ),
    ],
)
def test_ce_que_rien_ne_tranche_donne_deux_classements_et_dit_pourquoi(
    bareme: Bareme,
    foyer: dict[str, Any],
    bas: tuple[int, int],
    haut: tuple[int, int],
    doutes: tuple[str, ...],
) -> None:
    lu = lecture(bareme, **foyer)
    assert (lu.plus_bas, lu.plus_haut, lu.doutes) == (bas, haut, doutes)


def test_le_classement_prudent_ne_retient_aucune_hypothese_et_nomme_sa_ligne(bareme: Bareme) -> None:
    for foyer in foyers():
        lu = lire_le_tableau(foyer, bareme.plafonds.lignes, bareme.ages_au_plus)
        assert (lu.plus_haut is None) == (lu.doutes == ()), foyer
        assert lu.plus_haut is None or lu.plus_haut > lu.plus_bas, foyer
        assert lu.personnes == foyer.adultes + foyer.a_charge + foyer.visites, foyer
        assert lu.lignes, foyer
        textes = [ligne.texte for ligne in bareme.plafonds.lignes[lu.plus_bas.categorie]]
        assert set(lu.lignes) <= set(textes), foyer
        assert lu.plus_bas.en_plus == max(0, lu.personnes - 6), foyer


def test_la_ligne_retenue_est_celle_qui_decrit_le_foyer(bareme: Bareme) -> None:
    assert lecture(bareme, adultes=1, a_charge=2).lignes == (
        "une personne seule avec deux personnes à charge",
    )
    assert lecture(bareme, adultes=2, ages_du_couple=(20, 21)).lignes == (
        "jeune ménage sans personne à charge",
    )
    assert lecture(bareme, adultes=8).lignes == ("six personnes",)


def test_l_age_du_jeune_menage_est_celui_du_fait(catalogue: Catalogue, bareme: Bareme) -> None:
    assert str(bareme.ages_au_plus) == catalogue.fait("jeune-menage").valeur
    plus_tard = replace(bareme, ages_au_plus=56)
    assert lecture(bareme, adultes=2, ages_du_couple=(28, 28)).plus_bas == (2, 0)
    assert lecture(plus_tard, adultes=2, ages_du_couple=(28, 28)).plus_bas == (3, 0)


@pytest.mark.parametrize(
    "foyer",
    [
        {"adultes": 0},
        {"adultes": 40},
        {"adultes": 1, "a_charge": -1},
        {"adultes": 1, "a_charge": 20},
        {"adultes": 1, "visites": 10},
        {"adultes": 1, "naissances": 5},
        {"adultes": 2, "ages_du_couple": (15, 30)},
        {"adultes": 2, "ages_du_couple": (121, 30)},
        {"adultes": 1, "ages_du_couple": (20, 20)},
        {"adultes": 3, "ages_du_couple": (20, 20)},
    ],
)
def test_un_foyer_impossible_est_refuse(foyer: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Foyer(**foyer)


# Les revenus


@pytest.mark.parametrize(
    ("reference", "recents", "attendu"),
    [
        (20_000_00, None, (20_000_00, False)),
        (20_000_00, 18_000_00, (18_000_00, True)),
        (20_000_00, 18_000_01, (20_000_00, False)),
        (20_000_00, 0, (0, True)),
        (20_000_00, 25_000_00, (20_000_00, False)),
        (33_333_33, 29_999_99, (29_999_99, True)),
        (33_333_33, 30_000_00, (33_333_33, False)),
        (1, 0, (0, True)),
        (9, 8, (8, True)),
        (11, 10, (11, False)),
        (0, 0, (0, False)),
        (CENTIMES_AU_PLUS, CENTIMES_AU_PLUS * 9 // 10, (CENTIMES_AU_PLUS * 9 // 10, True)),
    ],
)
def test_les_revenus_recents_comptent_s_ils_ont_baisse_d_au_moins_dix_pour_cent(
    bareme: Bareme, reference: int, recents: int | None, attendu: tuple[int, bool]
) -> None:
    retenu = retenir(Revenus(reference=reference, recents=recents), bareme.baisse)
    assert retenu is not None
    assert (retenu.montant, retenu.recents) == attendu
    assert retenu.seuil * 10 <= reference * 9 < (retenu.seuil + 1) * 10


def test_la_baisse_est_celle_du_fait(catalogue: Catalogue, bareme: Bareme) -> None:
    assert str(bareme.baisse) == catalogue.fait("baisse-revenus-10").valeur
    revenus = Revenus(reference=100_00, recents=85_00)
    assert [retenir(revenus, baisse).recents for baisse in (10, 15, 16)] == [True, True, False]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "revenus",
    [
        {"reference": -1},
        {"reference": CENTIMES_AU_PLUS + 1},
        {"reference": 100, "recents": -1},
        {"recents": 100},
    ],
)
def test_des_revenus_impossibles_sont_refuses(revenus: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        Revenus(**revenus)


# Les plafonds, cellule par cellule

UN_FOYER_PAR_CATEGORIE = {n: Foyer(adultes=n) for n in range(1, 7)}


def tableau(zone: str) -> list[dict[str, Any]]:
    """Les produits d'une zone, lus dans le fichier sans passer par le modèle."""
    lu = yaml.safe_load((RACINE / "data" / "demandeur" / "plafonds.yaml").read_text(encoding="utf-8"))
    (produits,) = (z["produits"] for z in lu["zones"] if z["id"] == zone)
    return list(produits)


def test_les_zones_du_tableau_sont_toutes_essayees(catalogue: Catalogue) -> None:
    assert tuple(zone.id for zone in catalogue.plafonds.zones) == ZONES


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("categorie", range(1, 7))
def test_chaque_cellule_du_tableau_est_un_bord(catalogue: Catalogue, zone: str, categorie: int) -> None:
    """Au centime près : égal au plafond, on est dessous ; un centime de plus, on le dépasse d'un centime."""
    bareme, foyer = catalogue.bareme(zone), UN_FOYER_PAR_CATEGORIE[categorie]
    produits = tableau(zone)
    assert [p["sigle"] for p in produits] == ["PLAI", "PLUS", "PLS"]
    for rang, produit in enumerate(produits):
        montant = produit["montants"][categorie - 1] * 100
        pile = calculer(foyer, Revenus(reference=montant), bareme).plus_bas
        assert [(c.sigle, c.plafond) for c in pile] == [
            (p["sigle"], p["montants"][categorie - 1] * 100) for p in produits
        ]
        assert [c.depassement == 0 for c in pile] == [autre >= rang for autre in range(3)]
        au_dessus = calculer(foyer, Revenus(reference=montant + 1), bareme).plus_bas
        assert au_dessus[rang].depassement == 1


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("en_plus", [1, 2, 15])
def test_chaque_personne_de_plus_ajoute_son_montant(catalogue: Catalogue, zone: str, en_plus: int) -> None:
    resultat = calculer(Foyer(adultes=2, a_charge=4 + en_plus), Revenus(), catalogue.bareme(zone))
    assert [(c.plafond, c.depassement) for c in resultat.plus_bas] == [
        ((p["montants"][5] + en_plus * p["par_personne_supplementaire"]) * 100, None) for p in tableau(zone)
    ]


def test_les_deux_lectures_ont_chacune_leurs_plafonds(bareme: Bareme) -> None:
    resultat = calculer(Foyer(adultes=1, naissances=1), Revenus(reference=30_000_00), bareme)
    assert resultat.plus_haut is not None
    for comparaisons, categorie in ((resultat.plus_bas, 1), (resultat.plus_haut, 3)):
        attendus = [p.montants[categorie - 1] * 100 for p in bareme.zone.produits]
        assert [c.plafond for c in comparaisons] == attendus
    assert [c.depassement for c in resultat.plus_bas] == [15_189_00, 3_080_00, 0]
    assert [c.depassement for c in resultat.plus_haut] == [982_00, 0, 0]


def test_un_classement_plus_haut_n_a_jamais_un_plafond_plus_bas(catalogue: Catalogue) -> None:
    """C'est ce qui fait du classement le plus bas la réponse prudente."""
    classements = [*(Classement(n) for n in range(1, 7)), *(Classement(6, n) for n in range(1, 5))]
    for zone in ZONES:
        for produit in catalogue.bareme(zone).zone.produits:
            montants = [plafond(produit, classement) for classement in classements]
            assert montants == sorted(montants), (zone, produit.sigle)


def test_les_vecteurs_passent_par_chaque_bord_de_chaque_categorie_et_par_chaque_doute(
    catalogue: Catalogue,
) -> None:
    for zone in ZONES:
        bareme = catalogue.bareme(zone)
        cas = [(f, r, calculer(f, r, bareme)) for f, r in vecteurs(bareme)]
        assert len(cas) > 800
        bords = {
            (resultat.lecture.plus_bas.categorie, c.sigle, c.depassement)
            for _, _, resultat in cas
            for c in resultat.plus_bas
        }
        for categorie, produit, ecart in product(range(1, 7), bareme.zone.produits, (None, 0, 1)):
            assert (categorie, produit.sigle, ecart) in bords, (zone, categorie, produit.sigle, ecart)
        assert {doute for _, _, r in cas for doute in r.lecture.doutes} == set(DOUTES)
        assert {r.retenu and r.retenu.recents for _, _, r in cas} == {None, False, True}
