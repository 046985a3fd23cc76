"""« Quelle voie pour moi » : l'arbre, ce qu'il dit, et la page qui le montre aux demandeurs et aux agents."""

import re
from collections.abc import Iterator

import pytest
from conftest import Site
from lxml import html
from test_parcours import arrivees, lisible
from test_site import classe

from macros.modele.aiguillage import Aiguillage, Embranchement, Reponse
from macros.rendu.filtres import typographie

PAGE = "situations/"


@pytest.fixture(scope="module")
def aiguillage(reel: Site) -> Aiguillage:
    return reel.catalogue.aiguillage


def parcours(
    aiguillage: Aiguillage, question: Embranchement
) -> Iterator[tuple[tuple[tuple[Embranchement, Reponse], ...], str]]:
    """Chaque suite de réponses possible depuis une question, et la voie où elle finit."""
    for reponse in question.reponses:
        if reponse.voie:
            yield ((question, reponse),), reponse.voie
        else:
            (suite,) = (q for q in aiguillage.questions if q.id == reponse.question)
            for pas, voie in parcours(aiguillage, suite):
                yield ((question, reponse), *pas), voie


# L'arbre


def test_toute_suite_de_reponses_finit_sur_une_voie_et_chaque_voie_se_trouve(aiguillage: Aiguillage) -> None:
    suites = list(parcours(aiguillage, aiguillage.questions[0]))
    assert {voie for _, voie in suites} == {voie.id for voie in aiguillage.voies}
    assert len(suites) == sum(
        reponse.voie is not None for q in aiguillage.questions for reponse in q.reponses
    )
    assert max(len(pas) for pas, _ in suites) <= len(aiguillage.questions)


def test_le_chemin_d_une_question_est_celui_des_reponses_qui_y_menent(aiguillage: Aiguillage) -> None:
    assert aiguillage.chemin(aiguillage.questions[0].id) == ()
    for pas, _ in parcours(aiguillage, aiguillage.questions[0]):
        for rang, (question, _) in enumerate(pas):
            assert aiguillage.chemin(question.id) == pas[:rang]


def test_les_reponses_qui_se_suivent_et_menent_au_meme_endroit_sont_reunies(aiguillage: Aiguillage) -> None:
    for question in aiguillage.questions:
        groupes = question.reponses_par_arrivee
        assert [reponse for groupe in groupes for reponse in groupe] == list(question.reponses)
        for groupe in groupes:
            assert len({(reponse.question, reponse.voie) for reponse in groupe}) == 1
    par_id = {
        question.id: [len(g) for g in question.reponses_par_arrivee] for question in aiguillage.questions
    }
    assert par_id["motifs"] == [6, 1]
    assert par_id["urgence"] == [1, 1, 1, 1, 1]


def test_l_arbre_est_court_et_commence_par_l_urgence(aiguillage: Aiguillage) -> None:
    assert 5 <= len(aiguillage.questions) <= 8
    premiere, *suite = aiguillage.questions
    urgentes = {
        aiguillage.voie(reponse.voie).page.partition("#")[0] for reponse in premiere.reponses if reponse.voie
    }
    assert urgentes == {"situations/urgence/"}
    assert [r.question for r in premiere.reponses if r.question] == [suite[0].id]


def test_l_arbre_mene_a_chacune_des_voies_promises(aiguillage: Aiguillage) -> None:
    pages = {voie.id: voie.page for voie in aiguillage.voies}
    assert {
        "dalo": "situations/dalo/",
        "acd": "situations/publics-prioritaires/#dispositifs",
        "hebergement": "situations/heberge/#hebergement",
        "mutation": "situations/deja-locataire/",
        "relogement": "situations/renovation-urbaine/",
        "deposer": "demande/deposer/",
    }.items() <= pages.items()


def test_une_voie_ne_fait_pas_oublier_la_demande(aiguillage: Aiguillage) -> None:
    """Le recours DALO, l'accord collectif, l'hébergement et la mutation se suivent avec une demande."""
    for identifiant in ("dalo", "acd", "prioritaire", "hebergement", "mutation", "expulsion"):
        assert {"deposer", "ordinaire"} & set(aiguillage.voie(identifiant).aussi), identifiant


# La page


def _questions(site: Site) -> list[html.HtmlElement]:
    trouvees: list[html.HtmlElement] = site.pages[PAGE].xpath(f"//main//li[{classe('embranchement')}]")
    return trouvees


def test_sans_script_toutes_les_questions_se_suivent_et_chaque_reponse_est_un_lien(site: Site) -> None:
    aiguillage = site.catalogue.aiguillage
    pages = {voie.id: tuple(f"{voie.page}#".split("#")[:2]) for voie in aiguillage.voies}
    questions = _questions(site)
    assert [q.get("id") for q in questions] == [f"question-{q.id}" for q in aiguillage.questions]
    for lue, question in zip(questions, aiguillage.questions, strict=True):
        assert lisible(lue.xpath("./h3")[0]) == typographie(question.texte)
        liens = lue.xpath(f".//a[{classe('reponse')}]")
        assert [lisible(lien) for lien in liens] == [typographie(r.texte) for r in question.reponses]
        attendues = [
            (PAGE, f"question-{r.question}") if r.question else pages[str(r.voie)] for r in question.reponses
        ]
        assert [arrivees(PAGE, lien, "./@href")[0] for lien in liens] == attendues


def test_chaque_voie_dit_sa_phrase_ses_sources_et_celles_qui_l_accompagnent(site: Site) -> None:
    aiguillage = site.catalogue.aiguillage
    for lue, question in zip(_questions(site), aiguillage.questions, strict=True):
        groupes = lue.xpath(f"./ul[{classe('reponses')}]/li")
        for groupe, reponses in zip(groupes, question.reponses_par_arrivee, strict=True):
            if reponses[0].voie is None:
                assert groupe.xpath("./p") == []
                continue
            voie = aiguillage.voie(reponses[0].voie)
            (phrase,) = groupe.xpath("./p")
            assert lisible(phrase).startswith(f"{typographie(voie.titre)}."), voie.id
            cibles = arrivees(PAGE, phrase)
            faits = {ancre.removeprefix("fait-") for _, ancre in cibles if ancre.startswith("fait-")}
            assert faits == set(voie.faits), voie.id
            accompagnent = [tuple(f"{aiguillage.voie(a).page}#".split("#")[:2]) for a in voie.aussi]
            assert [c for c in cibles if c in accompagnent] == accompagnent, voie.id
            assert ("En même temps" in lisible(phrase)) is bool(voie.aussi), voie.id


def test_la_page_oriente_et_ne_decide_pas(site: Site) -> None:
    titre = site.pages[PAGE].get_element_by_id("quelle-voie")
    dit = titre.getnext()
    assert lisible(dit).startswith(
        "Ces questions orientent, elles ne décident pas. Une voie n’en exclut pas une autre"
    )
    assert [a for _, a in arrivees(PAGE, dit) if a.startswith("fait-")] == ["fait-dalo-maintenir-demande"]


def test_le_schema_des_agents_dit_le_meme_arbre(site: Site) -> None:
    aiguillage = site.catalogue.aiguillage
    (schema,) = site.pages[PAGE].xpath("//*[@id='schema']")
    etages = schema.xpath(f".//li[{classe('etage')}]")
    for rang, (etage, question) in enumerate(zip(etages, aiguillage.questions, strict=True), 1):
        assert lisible(etage.xpath("./p")[0]) == f"{rang} {typographie(question.texte)}"
        branches = etage.xpath(f"./ul/li[{classe('branche')}]")
        for branche, reponses in zip(branches, question.reponses_par_arrivee, strict=True):
            dit = lisible(branche)
            for reponse in reponses:
                assert typographie(reponse.texte) in dit, reponse
            if reponses[0].question:
                assert dit.endswith(f"question {aiguillage.rang(reponses[0].question)}")
                continue
            voie = aiguillage.voie(str(reponses[0].voie))
            assert arrivees(PAGE, branche)[0] == tuple(f"{voie.page}#".split("#")[:2]), voie.id
            assert voie.page.partition("#")[0] in dit, "l'adresse se lit aussi sur le papier"
            if voie.pour_l_agent:
                # La valeur d'un fait prend la place de son nom entre accolades.
                for morceau in re.split(r"\{[^}]*\}", typographie(voie.pour_l_agent)):
                    assert morceau.strip() in dit, voie.id


def test_la_liste_des_situations_reste_sous_les_questions(site: Site) -> None:
    ancres = [str(ancre) for ancre in site.pages[PAGE].xpath("//main//h2/@id")]
    assert ancres == ["quelle-voie", "urgent", "vie", "travail", "locataire", "pour-les-agents", "sources"]
