"""Les pages que le site consacre à lui-même : ce qu'elles disent, ce qu'elles avouent, et ce qui le rend vrai."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from conftest import RACINE, Site, lancer
from lxml import html
from test_site import classe, texte

from macros.modele.accessibilite import CRITERES_PAR_THEME, Critere, Evaluation, Theme
from macros.modele.ce_site import CeSite
from macros.modele.territoire import Territoire
from macros.rendu.filtres import typographie

PAGES = (
    "accessibilite/",
    "accessibilite/criteres/",
    "mentions-legales/",
    "donnees-personnelles/",
    "plan-du-site/",
)
MENTIONS = ("accessibilite/", "mentions-legales/", "donnees-personnelles/")
"""Les pages où parle la collectivité."""

MODES = {
    "automatique": "Vérifié automatiquement",
    "manuel": "Regardé à la main",
    "non_teste": "Pas testé",
    "sans_objet": "Sans objet",
}


# Ce que seule la collectivité peut dire


def manque(page: html.HtmlElement) -> list[str]:
    return [texte(vide) for vide in page.xpath(f"//main//*[{classe('vide')}]")]


def test_ce_qui_n_est_pas_connu_est_a_completer_et_rien_n_est_invente(reel: Site) -> None:
    assert reel.catalogue.territoire.ce_site == CeSite()
    trous = [trou for adresse in MENTIONS for trou in manque(reel.pages[adresse])]
    assert set(trous) == {"à compléter par la Communauté urbaine"}
    # L'adresse de l'éditeur se lit aussi sous « une erreur ».
    assert len(trous) - 1 == len(CeSite().mentions) == 17


def test_les_mentions_legales_listent_ce_qui_manque_et_ou_l_ecrire(reel: Site) -> None:
    (note,) = (
        note
        for note in reel.pages["mentions-legales/"].xpath(f"//main//div[{classe('note')}]")
        if note.xpath(".//code")
    )
    *chemins, fichier, groupe = map(texte, note.xpath(".//code"))
    assert tuple(chemins) == reel.catalogue.territoire.ce_site.manquantes
    assert (fichier, groupe) == ("data/territoire.yaml", "ce_site")


def test_un_seul_manque_est_nomme_seul() -> None:
    site = CeSite.model_validate({"journaux": {"lus_par": "le service informatique"}})
    assert "journaux.lus_par" not in site.manquantes
    assert len(site.manquantes) == len(site.mentions) - 1


def test_la_demonstration_donne_chaque_mention(demonstration: Site) -> None:
    lues = " ".join(texte(demonstration.pages[adresse].xpath("//main")[0]) for adresse in MENTIONS)
    for chemin, valeur in demonstration.catalogue.territoire.ce_site.mentions.items():
        if isinstance(valeur, str):
            assert typographie(re.sub(r"^https://", "", valeur)) in lues, chemin
    assert "15\u00a0septembre\u00a02026" in lues
    assert [trou for adresse in MENTIONS for trou in manque(demonstration.pages[adresse])] == []
    assert "Cette page n’est pas complète" not in lues


# L'état d'accessibilité


def test_sans_audit_le_site_se_dit_non_conforme(reel: Site) -> None:
    assert reel.catalogue.territoire.conformite == "non conforme"
    (chapeau,) = reel.pages["accessibilite/"].xpath(f"//h1/following-sibling::p[{classe('chapeau')}]")
    assert texte(chapeau).startswith("Accessibilité\u00a0: non conforme. Aucun audit n’a encore mesuré")


def test_un_audit_est_montre_avec_sa_date_son_auteur_et_son_taux(demonstration: Site) -> None:
    (chapeau,) = demonstration.pages["accessibilite/"].xpath(f"//p[{classe('chapeau')}]")
    assert texte(chapeau).startswith(
        "Accessibilité\u00a0: partiellement conforme. L’audit du 10\u00a0septembre\u00a02026, mené par le Bureau "
        "fictif des accès, trouve 72,5\u202f% des critères respectés"
    )
    rapport = demonstration.catalogue.territoire.ce_site.accessibilite.audit
    assert rapport is not None
    assert chapeau.xpath("following-sibling::p[1]/a/@href") == [rapport.rapport]


@pytest.mark.parametrize(
    ("conformite", "mots"),
    [
        ("non_conforme", "non conforme"),
        ("partiellement_conforme", "partiellement conforme"),
        ("totalement_conforme", "totalement conforme"),
    ],
)
def test_l_etat_se_dit_dans_les_mots_de_la_loi(conformite: str, mots: str, reel: Site) -> None:
    audit = {"date": "2026-09-10", "auditeur": "le Bureau fictif", "taux": "100"}
    declare = CeSite.model_validate({"accessibilite": {"conformite": conformite, "audit": audit}})
    territoire: Territoire = reel.catalogue.territoire.model_copy(update={"ce_site": declare})
    assert territoire.conformite == mots


def test_la_page_d_accessibilite_dit_le_contact_puis_le_recours(site: Site) -> None:
    """L'ordre que fixe la déclaration : l'état, ce qui manque, à qui écrire, puis le Défenseur des droits."""
    page = site.pages["accessibilite/"]
    ancres = [str(ancre) for ancre in page.xpath("//main//h2/@id")]
    assert ancres == ["loi", "verifie", "limites", "contact", "recours", "engagements", "sources"]
    recours = page.xpath("//h2[@id='recours']/following-sibling::ul[1]//a/@href")
    assert "https://www.defenseurdesdroits.fr/nous-contacter-355" in recours
    assert "tel:+33969390000" in recours


# Les critères


def test_les_106_criteres_sont_tous_la(reel: Site) -> None:
    themes = reel.catalogue.accessibilite.themes
    assert tuple(len(theme.criteres) for theme in themes) == CRITERES_PAR_THEME
    assert sum(CRITERES_PAR_THEME) == 106
    assert [theme.numero for theme in themes] == list(range(1, 14))
    assert len(reel.catalogue.accessibilite.criteres) == 106
    assert reel.catalogue.fait("accessibilite-criteres").valeur == "106"


def test_chaque_critere_a_sa_ligne_dans_le_tableau_de_son_theme(site: Site) -> None:
    tables = site.pages["accessibilite/criteres/"].xpath("//main//table")
    for table, theme in zip(tables, site.catalogue.accessibilite.themes, strict=True):
        assert texte(table.xpath("./caption")[0]).startswith(f"Thème {theme.numero}\u00a0: ")
        for ligne, critere in zip(table.xpath("./tbody/tr"), theme.criteres, strict=True):
            _verifier_ligne(ligne, critere)


def _verifier_ligne(ligne: html.HtmlElement, critere: Critere) -> None:
    (intitule,) = ligne.xpath("./th[@scope='row']")
    assert texte(intitule) == f"{critere.numero} {typographie(critere.sujet)}"
    (dit,) = ligne.xpath("./td")
    assert texte(dit).startswith(MODES[critere.mode]), critere.numero
    assert typographie(critere.comment or "") in texte(dit), critere.numero
    assert [texte(code) for code in dit.xpath(".//code")] == [*critere.tests, *critere.axe]


def test_le_bilan_compte_les_criteres_de_chaque_facon(site: Site) -> None:
    criteres = site.catalogue.accessibilite.criteres
    for adresse in ("accessibilite/", "accessibilite/criteres/"):
        (bilan,) = site.pages[adresse].xpath("//main//ul[contains(., 'critères vérifiés automatiquement')]")
        comptes = [int(re.findall(r"\d+", texte(li))[0]) for li in bilan.xpath("./li")]
        modes = ("automatique", "manuel", "sans_objet", "non_teste")
        assert comptes == [sum(critere.mode == mode for critere in criteres) for mode in modes], adresse


def fonctions_de_test() -> Iterator[str]:
    for fichier in (RACINE / "tests").rglob("test_*.py"):
        for noeud in ast.walk(ast.parse(fichier.read_text(encoding="utf-8"))):
            if isinstance(noeud, ast.FunctionDef) and noeud.name.startswith("test_"):
                yield noeud.name


def test_chaque_test_que_nomme_un_critere_existe(reel: Site) -> None:
    existants = set(fonctions_de_test())
    criteres = reel.catalogue.accessibilite.criteres
    assert [(c.numero, nom) for c in criteres for nom in c.tests if nom not in existants] == []


def test_la_page_des_criteres_ne_rend_aucun_verdict(site: Site) -> None:
    avis = texte(site.pages["accessibilite/criteres/"].xpath("//main")[0])
    assert "Ces tableaux ne disent pas que le site est conforme." in avis
    assert re.findall(r"\bcritères? (?:respectés?|validés?)|conformes? au RGAA", avis) == []


# Ce que les tableaux disent absent


def presents(site: Site, motif: str) -> list[tuple[str, str]]:
    """Ce que l'expression XPath trouve, avec la page."""
    return [
        (adresse, html.tostring(trouve, encoding="unicode", with_tail=False)[:80])
        for adresse, page in site.pages.items()
        for trouve in page.xpath(motif)
    ]


CARTE = "ancestor-or-self::figure[contains(@class, 'carte-du-territoire')]"


DESSIN = "(@role='img' and @aria-label and ancestor::*[contains(@class, 'frise-du-plan') or contains(@class, 'courbe')])"


def test_la_carte_est_la_seule_image_qui_informe(site: Site) -> None:
    """Chaque commune y est un lien nommé ; la figure a sa légende, et la même liste est écrite dessous."""
    assert {adresse for adresse, _ in presents(site, f"//svg[{CARTE}]")} == {"guichets/carte/"}
    page = site.pages["guichets/carte/"]
    (dessin,) = page.xpath("//figure//svg")
    (legende,) = page.xpath("//figure/figcaption")
    assert (dessin.get("aria-label"), dessin.get("aria-describedby")) == (
        "Carte des communes",
        legende.get("id"),
    )
    noms = [str(nom) for nom in dessin.xpath(".//a/@aria-label")]
    assert noms == [commune.nom.replace("'", "’") for commune in site.catalogue.territoire.communes]
    assert [texte(lien) for lien in page.xpath("//main//figure/following::ul[1]//a")] == noms


def test_aucune_image_n_informe(site: Site) -> None:
    """La carte et les dessins du suivi mis à part, aucune image, sinon un dessin que les aides techniques taisent."""
    assert presents(site, "//body//img[not(@alt='')]") == []
    assert presents(site, "//body//*[self::area or self::canvas]") == []
    autres = (
        f"//body//svg[not(@aria-hidden='true' or {CARTE} or {DESSIN})] | //body//svg//title[not({CARTE})]"
    )
    assert presents(site, autres) == []


def test_aucun_son_aucune_video_aucun_cadre(site: Site) -> None:
    assert presents(site, "//audio | //video | //track | //iframe | //frame | //object | //embed") == []


def test_chaque_tableau_a_son_titre_et_ses_en_tetes(site: Site) -> None:
    assert presents(site, "//table[not(./caption[normalize-space()])]") == []
    assert presents(site, "//table[not(.//th)] | //table//th[not(@scope)] | //table[@role]") == []


def test_un_tableau_ecrit_dans_une_page_est_aussi_bien_fait(reel: Site, reel_reseau: Site) -> None:
    """Même sur le site du réseau : un titre, celui de sa partie, et un défilement au clavier."""
    pages = [reel.pages["reseau/contribuer/"], *reel_reseau.pages.values()]
    tableaux = [
        tableau for page in pages for tableau in page.xpath("//table[caption[starts-with(@id, 'tableau-')]]")
    ]
    assert len(tableaux) >= 5
    assert presents(reel_reseau, "//table[not(./caption[normalize-space()])]") == []
    assert (
        presents(
            reel_reseau,
            "//table[not(.//th)] | //table//th[not(@scope)] | //table//th[not(normalize-space())]",
        )
        == []
    )
    for tableau in tableaux:
        region = tableau.getparent()
        assert (region.get("role"), region.get("tabindex")) == ("region", "0")
        assert region.get("aria-labelledby") == tableau.find("caption").get("id")
        titres = tableau.xpath("preceding::*[self::h1 or self::h2 or self::h3][1]")
        assert texte(tableau.find("caption")) == texte(titres[-1])


def test_les_cases_et_les_choix_sont_groupes_sous_un_titre(site: Site) -> None:
    """Une case seule se dit elle-même ; dès qu'elles sont deux, un titre dit ce qu'elles ont en commun."""
    cases = "input[@type='radio' or @type='checkbox']"
    assert presents(site, f"//form[count(.//{cases}) > 1]//{cases}[not(ancestor::fieldset)]") == []
    assert presents(site, "//fieldset[not(./legend[normalize-space()])]") == []
    assert {adresse for adresse, _ in presents(site, "//fieldset")} >= {"demande/pieces/"}


def test_aucune_liste_de_choix_n_est_longue(site: Site) -> None:
    assert presents(site, "//select[count(.//option) > 15]") == []


def test_aucun_formulaire_n_envoie_ce_que_l_on_ecrit(site: Site) -> None:
    assert presents(site, "//form[translate(@method, 'POST', 'post') = 'post']") == []
    assert presents(site, "//*[@required or @aria-required or @pattern]") == []


def test_rien_ne_se_declenche_seul(site: Site) -> None:
    """Ni page qui se recharge, ni fenêtre qui s'ouvre, ni raccourci d'une touche, ni texte qui défile."""
    assert presents(site, "//meta[@http-equiv] | //@target/.. | //@accesskey/.. | //marquee | //blink") == []


def test_tout_se_lit_de_gauche_a_droite(site: Site) -> None:
    assert presents(site, "//*[@dir] | //bdo | //bdi") == []


def test_aucun_document_a_telecharger(site: Site) -> None:
    """Ceux des autres sites ne dépendent pas de nous."""
    bureautique = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|odp|rtf)(?:[?#]|$)", re.IGNORECASE)
    for adresse, page in site.pages.items():
        liens = [str(lien) for lien in page.xpath("//a/@href") if "://" not in lien]
        assert [lien for lien in liens if bureautique.search(lien)] == [], adresse


def test_aucun_script_n_ecoute_un_geste_ni_un_mouvement(site: Site) -> None:
    geste = re.compile(
        r"pointer(?:down|move)|mouse(?:down|move)|touch(?:start|move)|device(?:motion|orientation)"
    )
    scripts = {s.name: s.read_text(encoding="utf-8") for s in sorted(site.dossier.rglob("*.js"))}
    assert scripts
    assert {nom: geste.findall(script) for nom, script in scripts.items() if geste.search(script)} == {}


def test_chaque_page_dit_son_type(site: Site) -> None:
    for fichier in sorted(site.dossier.rglob("*.html")):
        assert fichier.read_bytes().lstrip()[:15].lower() == b"<!doctype html>", fichier


# Le plan du site


def plan(site: Site) -> dict[str, list[str]]:
    """Les pages de chaque section du plan, dans l'ordre."""
    sections: dict[str, list[str]] = {}
    for lien in site.pages["plan-du-site/"].xpath(f"//main//div[{classe('texte')}]//a[@href]"):
        (section,) = lien.xpath("preceding::h2[1]/@id")
        arrivee = urljoin("/plan-du-site/", str(lien.get("href"))).removeprefix("/")
        sections.setdefault(str(section), []).append(arrivee)
    return sections


def test_le_plan_du_site_mene_a_toutes_les_pages(site: Site) -> None:
    """À chacune une fois, sauf à la page d'erreur."""
    liees = [page for pages in plan(site).values() for page in pages]
    assert sorted(liees) == sorted(set(site.pages) - {"404.html"})


def test_le_plan_du_site_suit_l_ordre_du_menu_des_etapes_et_des_fiches(site: Site) -> None:
    sections = plan(site)
    assert list(sections) == [
        "demande",
        "situations",
        "guichets",
        "questions",
        "plan",
        "reseau",
        "sources",
        "ce-site",
    ]
    etapes = dict.fromkeys(p for e in site.catalogue.etapes for p in e.pages if p.startswith("demande/"))
    assert sections["demande"][: 1 + len(etapes)] == ["demande/", *etapes]
    fiches = [fiche.page for fiche in site.catalogue.fiches]
    assert sections["plan"] == ["plan/", "plan/orientations/", *fiches, "plan/suivi/"]
    assert sections["guichets"] == [
        "guichets/",
        "guichets/carte/",
        *(c.page for c in site.catalogue.territoire.communes),
    ]
    assert sections["ce-site"][:6] == ["", *PAGES]


def test_les_communes_du_plan_sont_dans_l_ordre_alphabetique(site: Site) -> None:
    (liste,) = site.pages["plan-du-site/"].xpath("//h3[.='Les communes']/following-sibling::ul[1]")
    noms = [texte(lien) for lien in liste.xpath("./li/a")]
    assert noms == [typographie(commune.nom) for commune in site.catalogue.territoire.communes]


def test_une_page_ecartee_du_site_n_est_ni_dans_le_plan_ni_dans_la_recherche(projet: Path) -> None:
    with (projet / "mkdocs.yml").open("a", encoding="utf-8") as reglages:
        reglages.write("\nexclude_docs: |\n  cachee.md\n")
    (projet / "docs" / "cachee.md").write_text(
        "---\ntitle: Page cachée\ndescription: Essai\nalias: xylophonique\n---\n\n# Page cachée\n\nXylophonique.\n",
        encoding="utf-8",
    )
    fin = lancer(projet, "construire", "--seulement", "public", "--donnees", "exemples/demonstration")
    assert fin.returncode == 0, fin.stdout + fin.stderr
    assert "cachée" not in (projet / "site" / "plan-du-site" / "index.html").read_text(encoding="utf-8")
    assert (projet / "site" / "recherche" / "index.json").is_file()
    lus = [f for f in (projet / "site").rglob("*") if f.is_file() and b"ylophon" in f.read_bytes().lower()]
    assert lus == []


# Les modèles


def test_une_liste_de_criteres_incomplete_est_refusee(reel: Site) -> None:
    entiere = reel.catalogue.accessibilite.model_dump(mode="json", exclude_none=True)
    entiere["themes"] = entiere["themes"][:-1]
    with pytest.raises(ValueError, match="la liste n'est pas complète : 94 critères en 12 thèmes"):
        Evaluation.model_validate(entiere)


def test_un_theme_garde_ses_criteres_dans_l_ordre() -> None:
    criteres = [
        {"numero": f"4.{rang}", "sujet": "Un sujet", "mode": "non_teste", "comment": "Pas encore."}
        for rang in range(1, 12)
    ]
    theme = Theme.model_validate({"numero": "4", "titre": "Multimédia", "criteres": criteres})
    assert [critere.numero for critere in theme.criteres][-2:] == ["4.10", "4.11"]
