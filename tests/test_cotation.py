"""La cotation : la note que donne une grille, et ce que la page en dit, avec ou sans grille adoptée."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from conftest import Site
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from test_parcours import arrivees, contenu, lisible, section

from macros.modele.catalogue import Catalogue
from macros.modele.cotation import Grille, Note, noter
from macros.rendu import Rendu
from macros.rendu.filtres import typographie

PAGE = "demande/cotation/"
reglages = settings(derandomize=True, database=None, deadline=timedelta(seconds=20))


def grille(
    *criteres: tuple[str, int, str | None], minimum: int | None = None, compte: str = "le_plus_fort"
) -> Grille:
    """Une petite grille : (identifiant, points, groupe exclusif)."""
    return Grille.model_validate(
        {
            "version": "1",
            "adoptee_le": "2026-01-01",
            "source": {"titre": "Délibération fictive"},
            "dans_un_groupe": {"compte": compte, "phrase": "Un seul compte."},
            "minimum": minimum,
            "criteres": [
                {"id": id_, "famille": "Famille", "libelle": id_, "points": points, "groupe_exclusif": groupe}
                for id_, points, groupe in criteres
            ],
        }
    )


def lignes(note: Note) -> list[tuple[str, str | None, int]]:
    return [(x.critere.id, x.retenu.id if x.retenu else None, x.cumul) for x in note.lignes]


# La référence


def test_sans_critere_la_note_est_nulle() -> None:
    assert noter(grille(("a", 10, None)), []) == Note((), 0, 0)


def test_les_criteres_sans_groupe_s_additionnent_dans_l_ordre_de_la_grille() -> None:
    note = noter(grille(("a", 10, None), ("b", -4, None), ("c", 3, None)), ["c", "a", "b"])
    assert (lignes(note), note.somme, note.total) == ([("a", None, 10), ("b", None, 6), ("c", None, 9)], 9, 9)


@pytest.mark.parametrize(
    ("compte", "retenu", "total"), [("le_plus_fort", "b", 35), ("le_plus_faible", "a", 25)]
)
def test_dans_un_groupe_compte_celui_que_dit_la_grille(compte: str, retenu: str, total: int) -> None:
    petite = grille(("a", 20, "g"), ("x", 5, None), ("b", 30, "g"), compte=compte)
    note = noter(petite, ["a", "b", "x"])
    assert {x.critere.id: x.retenu.id for x in note.lignes if x.retenu} == {
        ({"a", "b"} - {retenu}).pop(): retenu
    }
    assert note.total == total


def test_a_points_egaux_le_premier_de_la_grille_compte() -> None:
    note = noter(grille(("a", 20, "g"), ("b", 20, "g"), ("c", 20, "g")), ["c", "b", "a"])
    assert lignes(note) == [("a", None, 20), ("b", "a", 20), ("c", "a", 20)]


def test_deux_groupes_ne_se_genent_pas() -> None:
    note = noter(grille(("a", 1, "g"), ("b", 2, "g"), ("c", 4, "h"), ("d", 8, "h")), ["a", "b", "c", "d"])
    assert lignes(note) == [("a", "b", 0), ("b", None, 2), ("c", "d", 2), ("d", None, 10)]


@pytest.mark.parametrize(("minimum", "total"), [(None, -25), (0, 0), (-10, -10), (-40, -25), (5, 5)])
def test_une_note_n_est_relevee_que_si_la_grille_fixe_un_minimum(minimum: int | None, total: int) -> None:
    note = noter(grille(("refus", -25, None), minimum=minimum), ["refus"])
    assert (note.somme, note.total) == (-25, total)


def test_un_critere_absent_de_la_grille_est_refuse() -> None:
    with pytest.raises(LookupError, match=r"^critères absents de la grille : y, z$"):
        noter(grille(("a", 1, None)), ["z", "a", "y"])


@reglages
@given(
    criteres=st.lists(
        st.tuples(st.integers(-50, 50), st.sampled_from([None, "g", "h"])), min_size=1, max_size=12
    ),
    minimum=st.none() | st.integers(-60, 60),
    compte=st.sampled_from(["le_plus_fort", "le_plus_faible"]),
    masque=st.integers(0, 2**12 - 1),
)
def test_le_total_est_la_somme_de_ce_qui_compte(
    criteres: list[tuple[int, str | None]], minimum: int | None, compte: str, masque: int
) -> None:
    """Un seul par groupe, le meilleur selon la règle, et rien d'oublié."""
    nommes = [(f"c{rang}", points, groupe) for rang, (points, groupe) in enumerate(criteres)]
    coches = [nom for rang, (nom, _, _) in enumerate(nommes) if masque >> rang & 1]
    note = noter(grille(*nommes, minimum=minimum, compte=compte), coches)
    assert [x.critere.id for x in note.lignes] == coches
    choisir = max if compte == "le_plus_fort" else min
    attendus = [points for nom, points, groupe in nommes if nom in coches and groupe is None]
    for groupe in ("g", "h"):
        membres = [points for nom, points, g in nommes if nom in coches and g == groupe]
        attendus += [choisir(membres)] if membres else []
    assert note.somme == sum(attendus)
    assert note.total == (note.somme if minimum is None else max(note.somme, minimum))
    assert [x.cumul for x in note.lignes][-1:] == ([note.somme] if coches else [])
    for ligne in note.lignes:
        if ligne.retenu:
            assert ligne.retenu.groupe_exclusif == ligne.critere.groupe_exclusif
            assert [x.retenu for x in note.lignes if x.critere is ligne.retenu] == [None]


# La page


def _grille_de(site: Site) -> Grille:
    assert site.catalogue.cotation.grille
    return site.catalogue.cotation.grille


def _signe(points: int) -> str:
    return f"{'−' if points < 0 else '+'} {abs(points)}"


def _note(total: int) -> str:
    return f"{'− ' if total < 0 else ''}{abs(total)} {'points' if abs(total) > 1 else 'point'}"


def _rangees(table: html.HtmlElement) -> list[list[str]]:
    """Les cellules de chaque rangée du corps, sans les rangées de famille."""
    return [
        [lisible(cellule).replace("\u00a0", " ") for cellule in rangee]
        for rangee in table.xpath(".//tbody/tr[count(*) > 1]")
    ]


def test_sans_grille_la_page_n_a_ni_point_ni_exemple_ni_estimateur(reel: Site) -> None:
    page = reel.pages[PAGE]
    assert page.xpath("//main//table | //main//form | //main//input | //main//script") == []
    assert not (reel.dossier / "assets/outils/cotation.js").exists()
    grille_ = " ".join(map(lisible, section(page.get_element_by_id("grille"))))
    assert typographie(reel.catalogue.cotation.explication) in grille_
    assert "Aucun point n’est donc affiché ici." in grille_
    assert "Demandez la grille à votre guichet ou à votre mairie." in grille_
    assert [a for a in ("exemples", "estimer") if page.xpath(f"//*[@id='{a}']")] == []


ICI = {
    "reel": (
        "Ici, votre demande n’est peut-être pas encore notée : voyez ce que nous savons de la grille.",
        "Nous ne savons pas encore ce que prévoit la Communauté urbaine.",
    ),
    "demonstration": (
        "Ici, une grille est adoptée : voyez les critères et leurs points.",
        "Refuser sans motif légitime un logement adapté retire des points pendant les douze mois qui suivent. "
        "C’est ce que prévoit la grille adoptée ici.",
    ),
}
"""Ce que la page dit d'ici : au chapeau, puis du refus."""


@pytest.mark.parametrize("nom", ICI)
def test_la_page_ne_dit_d_ici_que_ce_qui_y_est_vrai(nom: str, request: pytest.FixtureRequest) -> None:
    site: Site = request.getfixturevalue(nom)
    dit = lisible(contenu(site.pages[PAGE])).replace("\u00a0", " ")
    for ici, phrases in ICI.items():
        assert [phrase in dit for phrase in phrases] == [ici == nom] * len(phrases)


def test_la_grille_adoptee_est_montree_en_entier_par_famille(demonstration: Site) -> None:
    grille_ = _grille_de(demonstration)
    titre = demonstration.pages[PAGE].get_element_by_id("grille")
    (table,) = [t for element in section(titre) for t in element.xpath("descendant-or-self::table")]
    familles = [lisible(th) for th in table.xpath(".//th[@scope='rowgroup']")]
    assert familles == [typographie(famille) for famille in grille_.familles]
    for corps, criteres in zip(table.xpath("./tbody"), grille_.familles.values(), strict=True):
        for rangee, critere in zip(corps.xpath("./tr")[1:], criteres, strict=True):
            dit = lisible(rangee[0])
            assert dit.startswith(typographie(critere.libelle)), critere.id
            assert ("Preuve" in dit) is (critere.preuve is not None), critere.id
            assert ("Ne s’additionne pas avec" in dit) is (critere.groupe_exclusif is not None), critere.id
            for rival in grille_.rivaux(critere):
                assert typographie(rival.libelle).lower() in dit.lower(), (critere.id, rival.id)
            assert lisible(rangee[1]).replace("\u00a0", " ") == _signe(critere.points), critere.id


def test_la_grille_dit_sa_version_sa_date_sa_source_et_ses_regles(demonstration: Site) -> None:
    suite = section(demonstration.pages[PAGE].get_element_by_id("grille"))
    dit = " ".join(map(lisible, suite)).replace("\u00a0", " ")
    assert "Version 2 (fictive), adoptée le 26 juin 2025. Source : Délibération fictive" in dit
    grille_ = _grille_de(demonstration)
    assert grille_.dans_un_groupe
    assert typographie(grille_.dans_un_groupe.phrase) in dit
    assert "La note ne descend pas sous 0 point." in dit
    sources = [str(a.get("href")) for element in suite for a in element.xpath(".//a")]
    assert grille_.source.url in sources


def test_chaque_exemple_est_calcule_pas_a_pas(demonstration: Site) -> None:
    grille_ = _grille_de(demonstration)
    suite = section(demonstration.pages[PAGE].get_element_by_id("exemples"))
    titres = [element for element in suite if element.tag == "h3"]
    assert [lisible(titre) for titre in titres] == [typographie(e.titre) for e in grille_.exemples]
    tables = [table for element in suite for table in element.xpath("descendant-or-self::table")]
    totaux = [lisible(element).replace("\u00a0", " ") for element in suite if element.xpath("./strong")]
    ecartes = relevees = 0
    for exemple, table, dit in zip(grille_.exemples, tables, totaux, strict=True):
        note = noter(grille_, exemple.criteres)
        attendues = [
            [
                typographie(ligne.critere.libelle),
                "ne compte pas" if ligne.retenu else _signe(ligne.critere.points),
                _note(ligne.cumul),
            ]
            for ligne in note.lignes
        ]
        if note.total != note.somme:
            releve = "La note ne descend pas sous le minimum de la grille"
            attendues.append([releve, _signe(note.total - note.somme), _note(note.total)])
        lues = _rangees(table)
        assert [[titre.partition(" Ne s’additionne")[0], *suite_] for titre, *suite_ in lues] == [
            [titre.replace("\u00a0", " "), *suite_] for titre, *suite_ in attendues
        ]
        assert dit == f"Note : {_note(note.total)}."
        ecartes += sum(ligne.retenu is not None for ligne in note.lignes)
        relevees += note.total != note.somme
    assert ecartes, "aucun exemple ne montre deux critères qui ne s'additionnent pas"
    assert relevees, "aucun exemple ne montre la note minimale"


def test_l_estimateur_a_une_case_par_critere_et_rien_qui_puisse_partir(demonstration: Site) -> None:
    grille_ = _grille_de(demonstration)
    (formulaire,) = demonstration.pages[PAGE].xpath("//form[@id='estimateur']")
    assert [case.get("value") for case in formulaire.xpath(".//input")] == [
        critere.id for criteres in grille_.familles.values() for critere in criteres
    ]
    assert formulaire.xpath(".//@name | ./@action | ./@method | .//@checked") == []
    assert formulaire.get("autocomplete") == "off"
    assert [lisible(legende) for legende in formulaire.xpath(".//legend")] == [
        typographie(famille) for famille in grille_.familles
    ]
    assert grille_.dans_un_groupe
    (donnees,) = demonstration.pages[PAGE].xpath("//script[@id='grille-a-calculer']/text()")
    assert json.loads(donnees) == {
        "compte": grille_.dans_un_groupe.compte,
        "minimum": grille_.minimum,
        "criteres": [{"id": c.id, "points": c.points, "groupe": c.groupe_exclusif} for c in grille_.criteres],
    }


def test_le_resultat_dit_ce_qu_une_note_ne_decide_pas(demonstration: Site) -> None:
    resultat = demonstration.pages[PAGE].get_element_by_id("note-estimee")
    (titre,) = [p for p in resultat.xpath("./p[strong]") if "ne décide pas" in lisible(p)]
    points = titre.getnext().xpath("./li")
    cites = [{ancre.removeprefix("fait-") for _, ancre in arrivees(PAGE, point)} for point in points]
    assert cites == [
        {"cotation-aide-decision"},
        {"reservataire-propose", "caleol-criteres", "numero-pas-un-rang"},
        {"delai-depend-de"},
        {"cotation-consultation-note", "cotation-declaratif"},
    ]
    assert "n’oblige jamais à vous choisir" in lisible(points[0])


# Les autres grilles


def _dit(catalogue: Catalogue, macro: str) -> str:
    rendu = Rendu(catalogue, date(2026, 11, 21), lambda: PAGE).appeler(macro)
    return lisible(html.fromstring(f"<div>{rendu}</div>")).replace("\u00a0", " ")


def _avec(site: Site, **champs: object) -> Catalogue:
    changee = _grille_de(site).model_copy(update=champs)
    return replace(site.catalogue, cotation=site.catalogue.cotation.model_copy(update={"grille": changee}))


def test_une_grille_sans_minimum_dit_qu_une_note_peut_etre_negative(demonstration: Site) -> None:
    catalogue = _avec(demonstration, minimum=None)
    assert "La grille ne fixe pas de note minimale : une note peut être négative." in _dit(
        catalogue, "grille_de_cotation"
    )
    exemples = _dit(catalogue, "exemples_de_cotation")
    assert "Note : − 7 points." in exemples
    assert "minimum de la grille 7" not in exemples
    assert "ne descend pas" not in _dit(catalogue, "estimateur_de_cotation")
    sans_retrait = tuple(c for c in _grille_de(demonstration).criteres if c.points > 0)
    catalogue = _avec(demonstration, minimum=None, criteres=sans_retrait, exemples=())
    assert "minimale" not in _dit(catalogue, "grille_de_cotation")


def test_une_grille_sans_exemple_n_en_annonce_pas(demonstration: Site) -> None:
    assert _dit(_avec(demonstration, exemples=()), "exemples_de_cotation") == ""


def test_une_grille_qui_ne_dit_rien_du_refus_est_dite_muette(demonstration: Site) -> None:
    assert _dit(_avec(demonstration, effet_d_un_refus=None), "effet_du_refus_sur_la_note") == (
        "La grille adoptée ici, telle que nous l’avons, ne dit pas lesquels."
    )


def test_une_grille_en_preparation_n_est_pas_une_grille(demonstration: Site) -> None:
    cotation = demonstration.catalogue.cotation.model_copy(
        update={"etat": "en_preparation", "explication": "La grille se prépare.", "grille": None}
    )
    catalogue = replace(demonstration.catalogue, cotation=cotation)
    assert "La grille se prépare. Aucun point n’est donc affiché ici." in _dit(
        catalogue, "grille_de_cotation"
    )
    assert [_dit(catalogue, f"{macro}_de_cotation") for macro in ("exemples", "estimateur")] == ["", ""]
