"""Les papiers : une case par situation, des choix qui ne changent pas, deux listes qui restent à part."""

import re

from conftest import Site
from test_site import classe, texte

from macros.modele.pieces import Piece
from macros.rendu.filtres import typographie

PUBLIES = {
    *("ressources", "sans-avis", "situation-familiale", "situation-professionnelle"),
    *("locataire", "heberge", "structure", "hotel", "sans-domicile", "proprietaire"),
    *("expulsion", "cout", "conge", "violences", "logement-indigne", "handicap", "sante"),
}
"""Les choix que des liens déjà envoyés peuvent porter : on en ajoute, on n'en retire pas."""

PREMIERE_PERSONNE = re.compile(r"(?:Je |J'|Mon |Ma |Mes )")


def a_cocher(site: Site) -> list[Piece]:
    situations = [s for s in site.catalogue.pieces.pour_examiner if not s.est_pour_tous]
    return [piece for situation in situations for piece in situation.pieces]


def test_un_lien_deja_envoye_marche_encore(site: Site) -> None:
    assert {piece.id for piece in a_cocher(site)} >= PUBLIES


def test_chaque_case_parle_a_la_premiere_personne_et_ne_se_repete_pas(site: Site) -> None:
    cases = [piece.case or "" for piece in a_cocher(site)]
    assert [case for case in cases if not PREMIERE_PERSONNE.match(case) or case.endswith(".")] == []
    assert len(set(cases)) == len(cases) >= 17


def test_le_formulaire_range_les_cases_par_theme_sans_celles_de_tout_le_monde(site: Site) -> None:
    formulaire = site.pages["demande/pieces/"].get_element_by_id("choix-des-pieces")
    themes = [s for s in site.catalogue.pieces.pour_examiner if not s.est_pour_tous]
    assert len(themes) < len(site.catalogue.pieces.pour_examiner)
    groupes = formulaire.xpath("./fieldset")
    assert [texte(g.xpath("./legend")[0]) for g in groupes] == [typographie(s.titre) for s in themes]
    for situation, groupe in zip(themes, groupes, strict=True):
        assert [(str(une.xpath("./input/@value")[0]), texte(une)) for une in groupe.xpath("./label")] == [
            (piece.id, typographie(piece.case or "")) for piece in situation.pieces
        ]


def test_chaque_case_garde_une_ligne_de_la_longue_liste_et_rien_de_la_courte(site: Site) -> None:
    page = site.pages["demande/pieces/"]
    lignes = page.xpath("//li[@data-piece]")
    assert [str(li.get("data-piece")) for li in lignes] == [piece.id for piece in a_cocher(site)]
    sans = page.xpath(f"//ul[{classe('pieces')}]/li[not(@data-piece)]")
    communes = [p for s in site.catalogue.pieces.pour_examiner if s.est_pour_tous for p in s.pieces]
    attendues = [*site.catalogue.pieces.pour_enregistrer, *communes]
    assert [texte(li.xpath("./strong")[0]) for li in sans] == [typographie(p.titre) for p in attendues]


def test_la_liste_courte_donne_l_article_a_montrer_au_guichet(site: Site) -> None:
    """« Ces deux-là suffisent » : elles sont deux, et la règle est écrite sous elles, avec son texte."""
    page = site.pages["demande/pieces/"]
    titre = page.get_element_by_id("enregistrement")
    assert texte(titre) == "Pour enregistrer\u00a0: ces deux-là suffisent"
    liste, regle = list(titre.itersiblings())[:2]
    assert len(liste.xpath("./li")) == len(site.catalogue.pieces.pour_enregistrer) == 2
    fait = site.catalogue.fait("piece-seule-exigible")
    assert "R441-2-3" in fait.source.titre
    assert typographie(fait.enonce) in texte(regle)
    assert typographie(fait.source.titre) in texte(regle)
