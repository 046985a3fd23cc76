"""Où aller : les lots que le navigateur demande, la carte, l'âge d'une vérification, les jours fériés."""

import importlib.util
import json
from datetime import date
from pathlib import Path

import pytest
from conftest import RACINE, Site

from macros.chargement import charger
from macros.modele.calendrier import mois_plus_tard
from macros.modele.catalogue import Catalogue
from macros.modele.guichet import Guichet
from macros.modele.jours_feries import jours_feries
from macros.rendu import Rendu
from macros.rendu.carte import dessiner
from macros.rendu.lots import LIEUX_AU_PLUS, former_les_lots, lots_par_commune


def fabriquer(*choix: object) -> None:
    """L'outil des mesures, ouvert par son chemin : son dossier a un « material.py » qui cacherait le thème."""
    plan = importlib.util.spec_from_file_location("territoires", RACINE / "mesures" / "territoires.py")
    assert plan is not None
    assert plan.loader is not None
    module = importlib.util.module_from_spec(plan)
    plan.loader.exec_module(module)
    module.fabriquer(*choix)


@pytest.fixture(scope="session")
def grand(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Deux mille lieux inventés dans cent quarante-six communes."""
    donnees = tmp_path_factory.mktemp("grand") / "donnees"
    fabriquer(RACINE / "exemples" / "demonstration", donnees, 2, 14)
    return charger(donnees, "donnees", RACINE / "data")


def test_chaque_lieu_est_dans_un_lot_et_un_seul(grand: Catalogue) -> None:
    lots = former_les_lots(grand)
    ranges = [guichet.id for lot in lots for guichet in lot.lieux]
    assert sorted(ranges) == sorted(guichet.id for guichet in grand.guichets)
    assert max(len(lot.lieux) for lot in lots) <= LIEUX_AU_PLUS
    assert len({lot.chemin for lot in lots}) == len(lots) > 10


def test_le_cadre_d_un_lot_contient_ses_lieux(grand: Catalogue) -> None:
    for lot in former_les_lots(grand):
        sud, ouest, nord, est = lot.cadre
        for guichet in lot.lieux:
            assert guichet.point is not None
            assert sud <= float(guichet.point.latitude) <= nord
            assert ouest <= float(guichet.point.longitude) <= est


def test_une_commune_sait_dans_quels_lots_sont_les_lieux_qui_la_servent(grand: Catalogue) -> None:
    lots = former_les_lots(grand)
    par_commune = lots_par_commune(grand, lots)
    for commune in grand.territoire.communes:
        dits = set(par_commune[commune.code_insee])
        servants = {guichet.id for guichet in grand.guichets_de(commune)}
        assert dits == {rang for rang, lot in enumerate(lots) if servants & {g.id for g in lot.lieux}}


def test_un_lieu_sans_position_suit_sa_commune(demonstration: Site) -> None:
    sans_point = [g.id for g in demonstration.catalogue.guichets if g.point is None]
    assert sans_point
    ranges = {g.id for lot in former_les_lots(demonstration.catalogue) for g in lot.lieux}
    assert set(sans_point) <= ranges


def test_ce_que_l_on_ignore_d_un_lieu_est_absent_de_son_lot(demonstration: Site) -> None:
    lus = json.loads((demonstration.dossier / "guichets/lots/0.json").read_text(encoding="utf-8"))
    assert [lieu for lieu in lus if None in lieu.values() or [] in lieu.values() or "" in lieu.values()] == []
    par_page = {lieu["page"].split("#")[1]: lieu for lieu in lus}
    for guichet in demonstration.catalogue.guichets:
        lieu = par_page[guichet.id]
        assert ("telephone" in lieu) == (guichet.telephone is not None)
        assert ("semaine" in lieu) == (guichet.horaires is not None)
        assert ("a_revoir" in lieu) == (guichet.verifie_le is not None)


def test_les_lots_ne_changent_pas_d_une_construction_a_l_autre(grand: Catalogue) -> None:
    jour = date(2026, 11, 22)
    assert Rendu(grand, jour).fichiers() == Rendu(grand, jour).fichiers()


# L'âge d'une vérification


def age(catalogue: Catalogue, **champs: object) -> Guichet:
    return catalogue.guichets[0].model_copy(update={"a_revoir_avant": None, "verifie_le": None, **champs})


def test_une_verification_vaut_le_temps_que_le_territoire_dit(reel: Site) -> None:
    catalogue = reel.catalogue
    assert catalogue.territoire.lieux_a_revoir_apres_mois == 12
    lieu = age(catalogue, verifie_le=date(2026, 11, 22))
    assert catalogue.a_revoir_le(lieu) == date(2027, 11, 22)
    assert not catalogue.est_a_revoir(lieu, date(2027, 11, 22))
    assert catalogue.est_a_revoir(lieu, date(2027, 11, 23))


def test_un_lieu_qui_dit_son_delai_le_garde(reel: Site) -> None:
    lieu = age(reel.catalogue, verifie_le=date(2026, 11, 22), a_revoir_avant=date(2027, 1, 5))
    assert reel.catalogue.a_revoir_le(lieu) == date(2027, 1, 5)


def test_un_lieu_jamais_verifie_ne_vieillit_pas(reel: Site) -> None:
    """Il est déjà dit « non vérifié »."""
    assert reel.catalogue.a_revoir_le(age(reel.catalogue)) is None
    assert not reel.catalogue.est_a_revoir(age(reel.catalogue), date(2099, 1, 1))


@pytest.mark.parametrize(
    ("depart", "mois", "attendu"),
    [
        (date(2026, 11, 22), 0, date(2026, 11, 22)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 12, 1), 72, date(2032, 12, 1)),
    ],
)
def test_des_mois_plus_tard(depart: date, mois: int, attendu: date) -> None:
    assert mois_plus_tard(depart, mois) == attendu


# Les jours fériés


def test_les_onze_jours_feries_fetes_mobiles_comprises() -> None:
    assert jours_feries(2027, 2027) == tuple(
        date(2027, mois, jour)
        for mois, jour in (
            *((1, 1), (3, 29), (5, 1), (5, 6), (5, 8), (5, 17)),
            *((7, 14), (8, 15), (11, 1), (11, 11), (12, 25)),
        )
    )
    # En 2008, l'Ascension tombait le 1er mai : deux fêtes le même jour n'en font qu'une.
    assert len(jours_feries(2008, 2008)) == 10


# La carte


@pytest.mark.parametrize("site", ["reel", "demonstration"])
def test_la_carte_dessine_chaque_commune_dans_son_cadre(site: str, request: pytest.FixtureRequest) -> None:
    catalogue = request.getfixturevalue(site).catalogue
    carte = dessiner(catalogue)
    assert [d.commune for d in carte.communes] == list(catalogue.territoire.communes)
    for dessinee in carte.communes:
        assert dessinee.trace.startswith("M")
        assert dessinee.trace.endswith("z")
        assert 0 <= dessinee.x <= carte.largeur
        assert 0 <= dessinee.y <= carte.hauteur
    assert all(0 <= x <= carte.largeur and 0 <= y <= carte.hauteur for x, y in carte.lieux)
    assert 3 <= sum(d.est_nommee for d in carte.communes) <= 12


def test_la_carte_se_passe_de_contours(grand: Catalogue) -> None:
    assert grand.contours is None
    carte = dessiner(grand)
    assert {d.trace for d in carte.communes} == {""}
    assert carte.lieux == (), "deux mille points cacheraient les communes"


def test_les_contours_sont_credites(reel: Site) -> None:
    legende = reel.pages["guichets/carte/"].xpath("string(//figcaption)")
    assert "IGN (Admin Express)" in legende
    assert "Licence Ouverte 2.0" in legende
    licence = (Path(RACINE) / "LICENCE-CONTENUS.md").read_text(encoding="utf-8")
    assert "Admin Express" in licence
