"""Le site construit, page par page : ce qu'un visiteur doit y trouver, et ce qui n'a rien à y faire."""

import json
import os
import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from conftest import EPOQUE, Site, copier_le_projet, empreinte, lancer
from lxml import html

from macros.construction import MARQUE
from macros.modele.catalogue import Catalogue
from macros.modele.noms import adresse
from macros.modele.telephone import lien_d_appel
from macros.rendu import filtres
from macros.rendu.filtres import typographie

SECTIONS = ("constats", "objectifs", "modalites", "pilotage", "echeancier", "indicateurs")
ORIGINES = {
    "document": "Ce que dit le document du plan",
    "loi": "Ce que dit la loi",
    "pratique": "Ce qui a été lu ailleurs",
    "proposition": "Propositions, à valider",
}
A_RENSEIGNER = "à renseigner par la Communauté urbaine"
DEMANDE = (
    "attribution",
    "conditions",
    "cotation",
    "delais",
    "deposer",
    "emmenager",
    "loyer",
    "modifier",
    "pieces",
    "plafonds",
    "proposition",
    "renouveler",
    "suivre",
)
SITUATIONS = (
    "arrivee-en-france",
    "dalo",
    "deja-locataire",
    "handicap",
    "heberge",
    "jeune-etudiant",
    "publics-prioritaires",
    "renovation-urbaine",
    "salarie",
    "separation",
    "urgence",
)


def classe(nom: str) -> str:
    """La condition XPath d'un élément qui porte cette classe."""
    return f'contains(concat(" ", normalize-space(@class), " "), " {nom} ")'


def texte(element: html.HtmlElement) -> str:
    """Le texte d'un élément, espaces ordinaires réduites, insécables gardées."""
    return re.sub(r"[ \t\r\n]+", " ", str(element.text_content())).strip()


def textes_visibles(page: html.HtmlElement) -> Iterator[str]:
    """Chaque morceau de texte que l'on lit, hors code, scripts et adresses."""
    for morceau in page.xpath("//body//text()[not(ancestor::script or ancestor::style or ancestor::code)]"):
        if not re.search(r"\w+://|www\.", str(morceau)):
            yield str(morceau)


def communes(catalogue: Catalogue) -> dict[str, str]:
    """L'adresse de la page de chaque commune, par code INSEE."""
    return {c.code_insee: f"guichets/{adresse(c.nom)}/" for c in catalogue.territoire.communes}


# Toutes les pages


def test_les_pages_attendues_existent(site: Site) -> None:
    attendues = {
        "",
        "plan/",
        "plan/orientations/",
        "plan/suivi/",
        "reseau/",
        "reseau/contribuer/",
        "guichets/",
        "guichets/carte/",
        "sources/",
        "glossaire/",
        "404.html",
    }
    attendues |= {"questions/", "recherche/", "en-bref/", "demande/", "situations/"}
    attendues |= {"accessibilite/", "accessibilite/criteres/", "mentions-legales/", "donnees-personnelles/"}
    attendues |= {"plan-du-site/", "donnees/", "donnees/dictionnaire/"}
    attendues |= {f"demande/{page}/" for page in DEMANDE} | {f"situations/{page}/" for page in SITUATIONS}
    attendues |= {f"plan/fiches/{fiche.id}/" for fiche in site.catalogue.fiches}
    attendues |= set(communes(site.catalogue).values())
    attendues |= {f"sources/{fait.sujet}/" for fait in site.catalogue.faits}
    assert set(site.pages) == attendues


def test_le_territoire_reel_a_douze_fiches_et_soixante_treize_communes(reel: Site) -> None:
    assert len([a for a in reel.pages if a.startswith("plan/fiches/")]) == 12
    assert len([a for a in reel.pages if a.startswith("guichets/")]) == 2 + 73


OUTILS = {
    "recherche/": ["../recherche/resultats"],
    "guichets/": ["trouver"],
    "demande/plafonds/": ["plafonds"],
    "demande/pieces/": ["papiers"],
    "demande/cotation/": ["cotation"],
    "demande/renouveler/": ["renouvellement"],
    "situations/": ["orientation"],
}
"""Les scripts que chaque page à outil apporte avec elle ; la page de chaque commune apporte « lieu »."""

OUTILS_PUBLIES = (
    "commun",
    "cotation",
    "lieu",
    "liste",
    "orientation",
    "ouverture",
    "papiers",
    "plafonds",
    "renouvellement",
    "trouver",
)

RECHERCHE_PUBLIEE = ("champ", "lunr", "moteur", "mots", "ouvrir", "resultats", "sons")

DONNEES_PUBLIEES = (
    "communes.csv",
    "faits.json",
    "fiches.json",
    "guichets.csv",
    "guichets.geojson",
    "guichets.json",
    "schemas/communes.schema.json",
    "schemas/faits.schema.json",
    "schemas/fiches.schema.json",
    "schemas/guichets-geojson.schema.json",
    "schemas/guichets.schema.json",
)


def sert(nom: str, site: Site) -> bool:
    """Vrai si ce site a l'emploi de cet outil : sans grille adoptée, il n'y a pas de note à estimer."""
    return nom != "cotation" or site.catalogue.cotation.grille is not None


def lots_de_textes(site: Site) -> list[int]:
    """La première entrée de chaque lot, d'après l'index de la recherche."""
    debuts: list[int] = json.loads((site.dossier / "recherche/index.json").read_text(encoding="utf-8"))[
        "lots"
    ]
    return debuts


def test_le_site_ne_contient_que_ce_que_l_on_sert(site: Site) -> None:
    autres = [nom for nom in empreinte(site.dossier) if not nom.endswith(".html")]
    assert autres == [
        MARQUE,
        ".entetes-nginx.conf",
        "_headers",
        "assets/icone.svg",
        *(f"assets/outils/{nom}.js" for nom in OUTILS_PUBLIES if sert(nom, site)),
        "assets/outils.css",
        "assets/paysage.svg",
        "assets/polices/OFL.txt",
        "assets/polices/gras.woff2",
        "assets/polices/texte.woff2",
        *(f"assets/recherche/{nom}.js" for nom in RECHERCHE_PUBLIEE),
        "assets/site.js",
        "assets/sombre.css",
        "assets/style.css",
        "assets/suivi.css",
        *(f"donnees/{nom}" for nom in DONNEES_PUBLIEES),
        "guichets/lots/0.json",
        "guichets/lots/communes.json",
        "plan/suivi/echeances.csv",
        "plan/suivi/indicateurs.csv",
        "recherche/index.json",
        "recherche/phrases.json",
        *sorted(f"recherche/textes/{rang}.json" for rang in range(len(lots_de_textes(site)))),
        "reseau/actualites.atom",
        "reseau/agenda.ics",
        *(document.page for document in site.catalogue.reseau.pour("public").documents.values()),
        "sitemap.xml",
        "sitemap.xml.gz",
    ]


def test_chaque_page_a_son_titre_et_sa_description(site: Site) -> None:
    for quoi in ("//head/title", "//meta[@name='description']/@content"):
        lus = {
            a: [texte(v) if quoi == "//head/title" else str(v) for v in p.xpath(quoi)]
            for a, p in site.pages.items()
        }
        assert [a for a, valeurs in lus.items() if len(valeurs) != 1 or not valeurs[0].strip()] == []
        compte = Counter(valeurs[0] for valeurs in lus.values())
        assert [valeur for valeur, nombre in compte.items() if nombre > 1] == []


def test_chaque_page_est_en_francais_et_n_a_qu_un_titre_principal(site: Site) -> None:
    for adresse_, page in site.pages.items():
        assert page.get("lang") == "fr", adresse_
        assert len(page.xpath("//h1")) == 1, adresse_
        assert len(page.xpath("//main")) == 1, adresse_


def test_aucun_niveau_de_titre_n_est_saute(site: Site) -> None:
    for adresse_, page in site.pages.items():
        niveaux = [int(titre.tag[1]) for titre in page.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
        assert niveaux[0] == 1, adresse_
        assert all(b - a <= 1 for a, b in pairwise(niveaux)), (adresse_, niveaux)


def test_aucun_identifiant_n_est_double(site: Site) -> None:
    for adresse_, page in site.pages.items():
        doubles = [nom for nom, nombre in Counter(map(str, page.xpath("//@id"))).items() if nombre > 1]
        assert doubles == [], adresse_


def test_les_etiquettes_designent_un_element_present(site: Site) -> None:
    for adresse_, page in site.pages.items():
        presents = set(map(str, page.xpath("//@id")))
        cites = {
            mot for valeur in page.xpath("//@aria-labelledby|//@aria-describedby") for mot in valeur.split()
        }
        assert cites <= presents, adresse_


def test_rien_ne_vient_d_ailleurs(site: Site) -> None:
    charge = (
        "//link[not(@rel='canonical')]/@href | //script/@src | //img/@src | //iframe/@src | //source/@src"
    )
    for adresse_, page in site.pages.items():
        dehors = [
            lien for lien in map(str, page.xpath(charge)) if urlsplit(lien).netloc or urlsplit(lien).scheme
        ]
        assert dehors == [], adresse_
    assets = site.dossier / "assets"
    styles = "".join(feuille.read_text(encoding="utf-8") for feuille in sorted(assets.glob("*.css")))
    assert re.findall(r"@import", styles) == []
    assert [u for u in re.findall(r"url\((.*?)\)", styles) if not (assets / u).is_file()] == []
    for script in sorted(assets.rglob("*.js")):
        ecrit = script.read_text(encoding="utf-8")
        if script.name == "lunr.js":
            # La bibliothèque cite des adresses dans ses notices ; elle ne demande rien.
            assert re.findall(r"\bimport\b|\bfetch\b|XMLHttpRequest|sendBeacon|cookie|innerHTML", ecrit) == []
            continue
        assert re.findall(r"XMLHttpRequest|sendBeacon|\w+://|cookie|innerHTML", ecrit) == [], script.name
        # Deux scripts demandent quelque chose après le chargement : les lieux que leur page nomme, l'index de la recherche.
        demandes = re.findall(r"\bfetch\((.*?)\)", ecrit)
        attendues = {"trouver.js": ["adresse"], "ouvrir.js": ["new URL(chemin, racine"]}
        assert demandes == attendues.get(script.name, []), script.name
        # Ce qui n'est chargé qu'à l'usage vient du site, par un nom écrit.
        a_l_usage = re.findall(r"\bimport\((.*?)\)[;,.]", ecrit)
        attendus = {
            "site.js": ['new URL("recherche/champ.js", ici)'],
            "ouvrir.js": ['"./lunr.js"', '"./moteur.js"'],
        }
        assert a_l_usage == attendus.get(script.name, []), script.name
        assert all(adresse.startswith(("./", "../")) for adresse in re.findall(r'from "(.*?)"', ecrit)), (
            script.name
        )
        # Le script des couleurs retient un choix ; il n'en retient pas d'autre.
        assert set(re.findall(r"Storage\.\w+\((.*?)[,)]", ecrit)) <= {'"couleurs"'}, script.name


def outils_de(site: Site, page: str) -> list[str]:
    if page in communes(site.catalogue).values():
        return ["lieu"]
    return [nom for nom in OUTILS.get(page, []) if sert(nom, site)]


def test_ni_script_ni_style_dans_les_pages(site: Site) -> None:
    """Un script pour les couleurs et le menu ; un outil apporte le sien, dans les pages qui le montrent."""
    for adresse_, page in site.pages.items():
        racine = "/" if adresse_ == "404.html" else posixpath.relpath("/", f"/{adresse_}") + "/"
        attendus = [{"src": f"{racine.removeprefix('./')}assets/site.js"}]
        attendus += [
            {"type": "module", "src": f"{racine}assets/{posixpath.normpath(f'outils/{nom}')}.js"}
            for nom in outils_de(site, adresse_)
        ]
        scripts = page.xpath("//script[not(@type='application/ld+json' or @type='application/json')]")
        assert [dict(script.attrib) for script in scripts] == attendus, adresse_
        assert [texte(script) for script in scripts if texte(script)] == [], adresse_
        assert page.xpath("//style | //*[@style]") == [], adresse_
        assert page.xpath("//@*[starts-with(name(), 'on')]") == [], adresse_


def test_aucun_reste_de_gabarit(site: Site) -> None:
    reste = re.compile(r"\{\{|\}\}|\{%|\{:|\bNone\b|\bUndefined\b|\bTrue\b|\bFalse\b|&[a-z#0-9]+;|\*\*")
    for adresse_, page in site.pages.items():
        trouves = [
            str(t).strip() for t in page.xpath("//body//text()[not(ancestor::script)]") if reste.search(t)
        ]
        assert trouves == [], adresse_


def test_aucun_mot_n_est_ecrit_deux_fois(site: Site) -> None:
    double = re.compile(
        r"(?<![\w’'-])(à|de|du|le|la|les|des|en|et|un|une|au|aux|par|pour|dans|sur|est|que) \1(?![\w’'-])"
    )
    for adresse_, page in site.pages.items():
        trouves = [
            (t[max(0, m.start() - 30) : m.end() + 20])
            for t in textes_visibles(page)
            for m in double.finditer(t)
        ]
        assert trouves == [], adresse_


def test_la_typographie_est_francaise(site: Site) -> None:
    """Aucune espace ordinaire devant un signe double, ni à l'intérieur des guillemets, ni apostrophe droite."""
    faute = re.compile(r"[ \t][;:!?»]|«[ \t]|\w[;!?»](?!\S)|\w'\w")
    for adresse_, page in site.pages.items():
        trouves = [
            (t[max(0, m.start() - 30) : m.end() + 10])
            for t in textes_visibles(page)
            for m in faute.finditer(t)
        ]
        assert trouves == [], adresse_
        entete = [*map(texte, page.xpath("//title"))]
        assert [t for t in entete if re.search(r" [;:!?»]|«[ ]", t)] == [], adresse_


def test_chaque_phrase_de_la_page_est_dans_le_contenu_ou_un_repere(site: Site) -> None:
    """Tout ce qui s'affiche est dans une zone nommée : on s'y rend d'une touche, avec une aide technique."""
    zones = "ancestor::main or ancestor::header or ancestor::footer or ancestor::nav"
    hors = f"//body//text()[normalize-space() and not({zones}) and not(ancestor::script)]"
    for adresse_, page in site.pages.items():
        perdus = [str(t).strip() for t in page.xpath(hors)]
        assert perdus == ["Aller au contenu"], adresse_


def test_le_menu_et_le_pied_de_page_menent_aux_memes_pages_partout(site: Site) -> None:
    menu = {
        "Ma demande": "/demande/",
        "Ma situation": "/situations/",
        "Questions": "/questions/",
        "Où aller": "/guichets/",
        "Le plan": "/plan/",
    }
    pied = {
        "L’essentiel en une page": "/en-bref/",
        "Les questions": "/questions/",
        "Où aller": "/guichets/",
        "Le sens des mots": "/glossaire/",
        "Professionnels": "/reseau/",
        f"Accessibilité\u00a0: {site.catalogue.territoire.conformite}": "/accessibilite/",
        "Plan du site": "/plan-du-site/",
        "Toutes les sources": "/sources/",
        "Données ouvertes": "/donnees/",
        "Mentions légales": "/mentions-legales/",
        "Données personnelles": "/donnees-personnelles/",
    }
    for adresse_, page in site.pages.items():
        for attendus, ou in (
            (menu, "//header//nav[@aria-label='Navigation principale']//a"),
            (pied, "//footer//nav//a"),
        ):
            lus = {texte(a): urljoin(f"/{adresse_}", str(a.get("href"))) for a in page.xpath(ou)}
            assert lus == attendus, adresse_


def test_le_menu_dit_ou_l_on_est(site: Site) -> None:
    """« page » sur la page même, « true » sur celles qu'elle contient, rien ailleurs."""
    for adresse_, page in site.pages.items():
        marques = {
            texte(a): str(a.get("aria-current"))
            for a in page.xpath("//nav[@aria-label='Navigation principale']//a[@aria-current]")
        }
        sections = {
            "demande/": "Ma demande",
            "situations/": "Ma situation",
            "questions/": "Questions",
            "guichets/": "Où aller",
            "plan/": "Le plan",
        }
        attendues = {
            nom: "page" if adresse_ == debut else "true"
            for debut, nom in sections.items()
            if adresse_.startswith(debut)
        }
        assert marques == attendues, adresse_


# Les fiches


def test_chaque_fiche_a_son_titre_et_ses_six_sections(site: Site) -> None:
    for fiche in site.catalogue.fiches:
        page = site.pages[f"plan/fiches/{fiche.id}/"]
        assert texte(page.xpath("//h1")[0]) == typographie(fiche.titre)
        ancres = [str(titre.get("id")) for titre in page.xpath("//h2")]
        assert ancres == list(SECTIONS), fiche.id
        for ancre, suivante in zip(SECTIONS, (*SECTIONS[1:], None), strict=True):
            contenu = _section(page, ancre, suivante)
            assert len("".join(map(texte, contenu))) > 40, (fiche.id, ancre)


def _section(page: html.HtmlElement, ancre: str, suivante: str | None) -> list[html.HtmlElement]:
    contenu = []
    for element in page.xpath(f"//h2[@id='{ancre}']")[0].itersiblings():
        if element.get("id") == suivante and suivante:
            break
        contenu.append(element)
    return contenu


def test_chaque_enonce_des_fiches_est_montre_avec_son_origine(site: Site) -> None:
    for fiche in site.catalogue.fiches:
        page = site.pages[f"plan/fiches/{fiche.id}/"]
        for ancre, suivante, enonces in zip(
            SECTIONS,
            (*SECTIONS[1:], None),
            (
                fiche.constats,
                fiche.objectifs,
                fiche.modalites,
                fiche.pilotage,
                fiche.echeancier,
                fiche.indicateurs_de_suivi,
            ),
            strict=True,
        ):
            groupes = {
                texte(groupe.xpath("./h3")[0]): [texte(li) for li in groupe.xpath("./ul/li")]
                for element in _section(page, ancre, suivante)
                for groupe in ([element] if "origine" in (element.get("class") or "").split() else [])
            }
            for enonce in enonces:
                lignes = groupes[ORIGINES[enonce.origine]]
                attendu = re.sub(r"[ \t\n]+", " ", typographie(enonce.texte))
                assert any(ligne.startswith(attendu) for ligne in lignes), (fiche.id, ancre, attendu)


def test_aucune_affirmation_d_une_fiche_n_est_sans_origine(site: Site) -> None:
    for fiche in site.catalogue.fiches:
        page = site.pages[f"plan/fiches/{fiche.id}/"]
        corps = f"//main//div[{classe('texte')}]"
        orphelins = page.xpath(
            f"{corps}//li[not(ancestor::nav or ancestor::*[{classe('origine')}]) "
            f"and not(.//*[{classe('reference')}])]"
        )
        assert orphelins == [], fiche.id
        sans_titre = page.xpath(f"//div[{classe('origine')}][not(./h3[normalize-space()])]")
        assert sans_titre == [], fiche.id
        for groupe in ("origine-loi", "origine-pratique"):
            lignes = page.xpath(f"//div[{classe(groupe)}]//li[not(.//*[{classe('reference')}])]")
            # La publication des dates déduites dit elle-même d'où elles viennent.
            assert [texte(li) for li in lignes if "(date déduite)" not in texte(li)] == [], fiche.id
        lignes = page.xpath("//table//tbody/tr/th")
        assert lignes
        assert [texte(th) for th in lignes if not th.xpath(f".//*[{classe('reference')}]")] == [], fiche.id


def test_chaque_echeance_et_chaque_indicateur_est_dans_son_tableau(site: Site) -> None:
    for fiche in site.catalogue.fiches:
        page = site.pages[f"plan/fiches/{fiche.id}/"]
        frise, mesures = (
            page.xpath("//table[@class='frise']")[0],
            page.xpath("//table[@class='indicateurs']")[0],
        )
        duree = site.catalogue.territoire.dates_du_plan.duree_ans
        for echeance, ligne in zip(fiche.echeances, frise.xpath("./tbody/tr"), strict=True):
            dites = [texte(case.xpath(".//*[@class='invisible']")[0]) for case in ligne.xpath("./td")[:duree]]
            annees = range(1, duree + 1)
            attendues = [
                "oui" if echeance.premiere_annee <= a <= echeance.derniere_annee else "non" for a in annees
            ]
            assert dites == attendues, (fiche.id, echeance.id)
        for indicateur, ligne in zip(fiche.indicateurs, mesures.xpath("./tbody/tr"), strict=True):
            assert texte(ligne.xpath("./th")[0]).startswith(typographie(indicateur.libelle)), indicateur.id
            for valeur in indicateur.valeurs:
                assert typographie(f"{valeur.periode} : {filtres.nombre(valeur.valeur)}") in texte(ligne), (
                    indicateur.id
                )
                assert typographie(valeur.source.titre) in texte(ligne), indicateur.id


def test_ce_qui_n_est_pas_connu_est_dit(reel: Site) -> None:
    for fiche in reel.catalogue.fiches:
        page = reel.pages[f"plan/fiches/{fiche.id}/"]
        mesures = page.xpath("//table[@class='indicateurs']//tbody/tr")
        for indicateur, ligne in zip(fiche.indicateurs, mesures, strict=True):
            if indicateur.cible is None or not indicateur.valeurs:
                assert A_RENSEIGNER in texte(ligne), indicateur.id
        for echeance, ligne in zip(
            fiche.echeances, page.xpath("//table[@class='frise']//tbody/tr"), strict=True
        ):
            if echeance.statut is None:
                assert A_RENSEIGNER in texte(ligne.xpath("./td[last()]")[0]), echeance.id


def test_aucun_chiffre_d_un_autre_territoire_n_est_une_valeur_d_ici(reel: Site) -> None:
    """Ce qui a été lu ailleurs peut inspirer un indicateur, jamais en donner la valeur."""
    ailleurs = {
        enonce.source.titre
        for fiche in reel.catalogue.fiches
        for enonce in (*fiche.constats, *fiche.modalites, *(i.enonce for i in fiche.indicateurs))
        if enonce.source
    }
    assert ailleurs
    for fiche in reel.catalogue.fiches:
        valeurs = [v for i in fiche.indicateurs for v in i.valeurs]
        assert [v.source.titre for v in valeurs if v.source.titre in ailleurs] == [], fiche.id
        lignes = reel.pages[f"plan/fiches/{fiche.id}/"].xpath("//table[@class='indicateurs']//tbody/tr")
        montrees = [texte(fort) for ligne in lignes for fort in ligne.xpath("./td//strong")]
        assert montrees == [filtres.nombre(v.valeur) for v in valeurs], fiche.id


def test_la_demonstration_montre_trois_ans_de_valeurs(demonstration: Site) -> None:
    for fiche in demonstration.catalogue.fiches:
        page = demonstration.pages[f"plan/fiches/{fiche.id}/"]
        mesures = page.xpath(f"//table[@class='indicateurs']//tbody/tr[count(.//*[{classe('mesure')}]) >= 3]")
        assert mesures, fiche.id


def test_les_fiches_voisines_se_suivent(site: Site) -> None:
    fiches = site.catalogue.fiches
    for rang, fiche in enumerate(fiches):
        page = site.pages[f"plan/fiches/{fiche.id}/"]
        voisines = {
            str(a.get("rel")): urljoin(f"/plan/fiches/{fiche.id}/", a.get("href"))
            for a in page.xpath("//a[@rel='prev' or @rel='next']")
        }
        attendues = {}
        if rang:
            attendues["prev"] = f"/plan/fiches/{fiches[rang - 1].id}/"
        if rang + 1 < len(fiches):
            attendues["next"] = f"/plan/fiches/{fiches[rang + 1].id}/"
        assert voisines == attendues


def test_les_orientations_montrent_toutes_les_fiches(site: Site) -> None:
    page = site.pages["plan/orientations/"]
    for orientation in site.catalogue.plan.orientations:
        titre = page.xpath(f"//h2[@id='orientation-{orientation.numero}']")[0]
        assert texte(titre).endswith(typographie(orientation.titre))
        liens = [str(a.get("href")) for a in titre.getnext().xpath(f".//a[not({classe('sigle')})]")]
        assert liens == [f"../fiches/{f.id}/" for f in site.catalogue.fiches_de(orientation)]


# Les communes et les lieux


def test_les_mairies_du_territoire_ont_adresse_telephone_et_horaires(reel: Site) -> None:
    adresses = communes(reel.catalogue)
    mairies = [g for g in reel.catalogue.guichets if g.type == "mairie"]
    assert len({g.commune for g in mairies}) == len(mairies) == 73
    for mairie in mairies:
        carte = reel.pages[adresses[mairie.commune]].xpath(f"//article[@id='{mairie.id}']")[0]
        dit = texte(carte)
        assert mairie.adresse
        assert mairie.telephone
        assert mairie.horaires
        for morceau in (
            *mairie.adresse.lignes,
            mairie.adresse.code_postal,
            mairie.adresse.ville,
            mairie.telephone,
        ):
            assert typographie(morceau) in dit, mairie.id
        appels = carte.xpath(".//a[starts-with(@href, 'tel:')]/@href")
        assert appels == [lien_d_appel(mairie.telephone)]
        jours = carte.xpath(".//table[@class='horaires']//tr")
        for (jour, creneaux), ligne in zip(mairie.horaires.par_periode, jours, strict=True):
            attendu = [f"{filtres.heure(c.debut)} – {filtres.heure(c.fin)}" for c in creneaux] or ["fermé"]
            assert texte(ligne) == jour + ", ".join(attendu), mairie.id


def test_chaque_page_de_commune_montre_tous_ses_lieux(site: Site) -> None:
    montres: set[str] = set()
    for commune in site.catalogue.territoire.communes:
        page = site.pages[communes(site.catalogue)[commune.code_insee]]
        lieux = [str(carte.get("id")) for carte in page.xpath("//article")]
        assert lieux == [g.id for g in site.catalogue.guichets_de(commune)], commune.nom
        montres |= set(lieux)
    assert montres == {g.id for g in site.catalogue.guichets}


def test_chaque_lieu_dit_ce_que_l_on_sait_et_ce_que_l_on_ignore(site: Site) -> None:
    for commune in site.catalogue.territoire.communes:
        page = site.pages[communes(site.catalogue)[commune.code_insee]]
        for lieu in site.catalogue.guichets_de(commune):
            dit = texte(page.xpath(f"//article[@id='{lieu.id}']")[0])
            assert ("à confirmer" in dit) or (lieu.enregistreur != "a_confirmer" and lieu.verifie_le), lieu.id
            if lieu.verifie_le:
                assert f"Vérifié le {filtres.jour(lieu.verifie_le)}" in dit, lieu.id
            attendus = [*lieu.langues, lieu.note, lieu.public, lieu.courriel]
            attendus += [f.motif for f in lieu.fermetures]
            attendus += [morceau for p in lieu.passages for morceau in (p.lieu, p.quand)]
            for morceau in filter(None, attendus):
                assert typographie(morceau) in dit, (lieu.id, morceau)
            for champ, absence in (
                ("telephone", "non connu"),
                ("adresse", "non connue"),
                ("horaires", "non connus"),
            ):
                if getattr(lieu, champ) is None:
                    assert absence in dit, (lieu.id, champ)


def test_la_demonstration_montre_chaque_cas(demonstration: Site) -> None:
    lieux = demonstration.catalogue.guichets
    assert len(lieux) == 40
    for cas in (
        "fermetures",
        "passages",
        "langues",
        "accessibilite",
        "services",
        "note",
        "rendez_vous_lien",
        "public",
    ):
        assert any(getattr(lieu, cas) for lieu in lieux), cas
    assert {lieu.enregistreur for lieu in lieux} == {"oui", "non", "a_confirmer"}
    assert {lieu.niveau for lieu in lieux} >= {1, 2, 3}
    assert any(lieu.rendez_vous == "obligatoire" for lieu in lieux)


def test_les_donnees_liees_de_chaque_lieu_disent_la_meme_chose_que_la_page(site: Site) -> None:
    for commune in site.catalogue.territoire.communes:
        page = site.pages[communes(site.catalogue)[commune.code_insee]]
        scripts = page.xpath("//script[@type='application/ld+json']")
        lieux = site.catalogue.guichets_de(commune)
        for lieu, script in zip(lieux, scripts, strict=True):
            donnees = json.loads(script.text_content())
            assert donnees["@context"] == "https://schema.org"
            assert donnees["@type"] == "GovernmentOffice"
            assert donnees["name"] == typographie(lieu.nom)
            assert ("telephone" in donnees) == (lieu.telephone is not None)
            assert ("geo" in donnees) == (lieu.point is not None)
            if lieu.adresse:
                assert donnees["address"]["postalCode"] == lieu.adresse.code_postal
            if lieu.horaires:
                plages = sum(len(creneaux) for _, creneaux in lieu.horaires.par_jour)
                assert len(donnees["openingHoursSpecification"]) == plages


def test_les_lieux_proches_sont_ranges_par_distance(site: Site) -> None:
    for commune in site.catalogue.territoire.communes:
        page = site.pages[communes(site.catalogue)[commune.code_insee]]
        lignes = [texte(li) for li in page.xpath("//ol[@class='proches']/li")]
        proches = site.catalogue.guichets_proches(commune)
        assert len(lignes) == len(proches) == 5
        distances = [_en_metres(ligne) for ligne in lignes]
        assert distances == sorted(distances), commune.nom
        for ligne, (lieu, distance) in zip(lignes, proches, strict=True):
            assert ligne.startswith(f"{typographie(lieu.nom)}, à {filtres.km(distance)}")


def _en_metres(ligne: str) -> float:
    trouve = re.search(r", à ([\d,]+)\s(km|m) à vol d’oiseau", ligne)
    assert trouve, ligne
    return float(trouve[1].replace(",", ".")) * (1000 if trouve[2] == "km" else 1)


def test_chaque_page_de_commune_dit_ce_qui_se_fait_en_ligne(site: Site) -> None:
    reperes = site.catalogue.territoire.reperes
    for adresse_ in communes(site.catalogue).values():
        page = site.pages[adresse_]
        liste = page.xpath("//h2[@id='en-ligne']/following-sibling::ul[1]/li")
        attendus = [typographie(site.catalogue.fait(i).enonce) for i in reperes.en_ligne]
        assert [texte(li.xpath(f"./*[{classe('fait')}]")[0]) for li in liste] == attendus
        dits = [m for m in _section(page, "au-guichet", "en-ligne") if m.get("class") == "message"]
        assert [str(message.get("data-message")) for message in dits] == list(reperes.au_guichet)
        assert page.xpath(f"//a[{classe('bouton')}]/@href") == [site.catalogue.territoire.portail.url]


def test_la_page_des_guichets_mene_a_chaque_commune(site: Site) -> None:
    liens = {urljoin("/guichets/", str(lien)) for lien in site.pages["guichets/"].xpath("//main//a/@href")}
    assert {f"/{a}" for a in communes(site.catalogue).values()} <= liens


def test_l_accueil_mene_a_chaque_initiale_des_communes(site: Site) -> None:
    initiales = site.pages["guichets/"].xpath("//h3[starts-with(@id, 'lettre-')]/@id")
    assert initiales
    liens = site.pages[""].xpath("//nav[@aria-label='Communes par initiale']/a/@href")
    assert liens == [f"guichets/#{initiale}" for initiale in initiales]


# Les sources, le glossaire


def test_chaque_fait_est_au_registre_avec_sa_source_et_sa_verification(site: Site) -> None:
    for fait in site.catalogue.faits:
        lignes = site.pages[fait.page.partition("#")[0]].xpath(f"//li[@id='fait-{fait.id}']")
        assert len(lignes) == 1, fait.id
        dit = texte(lignes[0])
        assert dit.startswith(typographie(fait.enonce)), fait.id
        assert typographie(fait.source.titre) in dit, fait.id
        assert typographie(filtres.date_lisible(fait.etat_de_la_source)) in dit, fait.id
        if fait.source.url:
            assert fait.source.url in lignes[0].xpath(".//a/@href"), fait.id
        if fait.verifie_le:
            assert filtres.jour(fait.verifie_le) in dit, fait.id
        marque = lignes[0].xpath(f".//*[{classe('a-confirmer')}]")
        assert bool(marque) is (not fait.est_confirme), fait.id


def test_les_pages_citees_citent_vraiment_et_toutes_sont_citees(site: Site) -> None:
    citations: dict[str, set[str]] = {}
    for adresse_, page in site.pages.items():
        for lien in page.xpath("//main//a/@href") if not adresse_.startswith("sources/") else ():
            cible = urlsplit(urljoin(f"/{adresse_}", str(lien)))
            if cible.path.startswith("/sources/") and cible.fragment.startswith("fait-") and not cible.netloc:
                commune = adresse_ in communes(site.catalogue).values()
                citations.setdefault(cible.fragment, set()).add("/guichets/" if commune else f"/{adresse_}")
    annoncees: dict[str, set[str]] = {}
    lignes = [
        (a, li) for a, page in site.pages.items() for li in page.xpath("//li[starts-with(@id, 'fait-')]")
    ]
    for adresse_, ligne in lignes:
        liens = ligne.xpath(f".//a[not(contains(@href, '://') or {classe('sigle')})]/@href")
        if liens:
            annoncees[str(ligne.get("id"))] = {urljoin(f"/{adresse_}", str(lien)) for lien in liens}
    assert annoncees == citations


def test_le_glossaire_donne_chaque_terme(site: Site) -> None:
    page = site.pages["glossaire/"]
    for terme in site.catalogue.termes:
        dit = texte(page.get_element_by_id(terme.id))
        assert typographie(terme.definition) in dit, terme.id


def test_un_sigle_lie_mene_a_son_terme_sauf_dans_le_glossaire_lui_meme(site: Site) -> None:
    developpes = {t.sigle: (t.id, typographie(t.developpe)) for t in site.catalogue.termes if t.sigle}
    lies = 0
    for adresse_, page in site.pages.items():
        for lien in page.xpath(f"//a[{classe('sigle')}]"):
            identifiant, developpe = developpes[texte(lien)]
            assert urljoin(f"/{adresse_}", lien.get("href")) == f"/glossaire/#{identifiant}", adresse_
            assert [str(t) for t in lien.xpath("./abbr/@title")] == [developpe], adresse_
            assert lien.xpath("ancestor::a | ancestor::h1 | ancestor::h2 | ancestor::h3") == [], adresse_
            lies += 1
    assert lies > 100
    assert site.pages["glossaire/"].xpath(f"//main//a[{classe('sigle')}]") == []


# Corriger une page


def _origine_attendue(site: Site, adresse_: str, donnees: str) -> tuple[str, str]:
    """Le fichier et le texte que la ligne annoncée doit contenir."""
    for commune in site.catalogue.territoire.communes:
        if communes(site.catalogue)[commune.code_insee] == adresse_:
            sur_place = [g for g in site.catalogue.guichets_de(commune) if g.commune == commune.code_insee]
            if sur_place:
                return f"{donnees}/guichets.yaml", f"id: {sur_place[0].id}"
            return f"{donnees}/territoire.yaml", f'code_insee: "{commune.code_insee}"'
    if re.fullmatch("sources/.+/", adresse_):
        premier = next(fait for fait in site.catalogue.faits if fait.sujet == adresse_.split("/")[1])
        return site.catalogue.origine("fait", premier.id).fichier, f"id: {premier.id}"
    if adresse_.startswith("plan/fiches/"):
        return f"{donnees}/fiches/{adresse_.split('/')[2]}.yaml", ""
    return f"docs/{adresse_}index.md" if adresse_ in (
        "",
        "demande/",
        "situations/",
        "plan/",
        "guichets/",
        "accessibilite/",
        "donnees/",
        "reseau/",
    ) else f"docs/{adresse_[:-1]}.md", "---"


@pytest.mark.parametrize(("nom", "donnees"), [("reel", "data"), ("demonstration", "exemples/demonstration")])
def test_corriger_cette_page_mene_au_bon_fichier_et_a_la_bonne_ligne(
    nom: str, donnees: str, request: pytest.FixtureRequest
) -> None:
    site: Site = request.getfixturevalue(nom)
    racine = Path(__file__).parent.parent
    depot = site.catalogue.territoire.depot
    for adresse_, page in site.pages.items():
        if adresse_ == "404.html":
            assert "Corriger cette page" not in texte(page)
            continue
        (pied,) = page.xpath(f"//footer//p[{classe('corriger')}]")
        annonce = re.search(r"\(?fichier (\S+), ligne (\d+)\)?\.$", texte(pied))
        assert annonce, adresse_
        fichier, attendu = _origine_attendue(site, adresse_, donnees)
        assert annonce[1] == fichier, adresse_
        ligne = (racine / fichier).read_text(encoding="utf-8").splitlines()[int(annonce[2]) - 1]
        assert attendu.replace('"', "") in ligne.replace('"', "").replace("'", ""), adresse_
        liens = pied.xpath("./a/@href")
        assert liens == ([depot.modifier.replace("{chemin}", fichier)] if depot else []), adresse_


# Public, réseau, fiction


def test_le_bandeau_de_fiction_est_partout_dans_la_demonstration_et_nulle_part_ailleurs(
    reel: Site, demonstration: Site
) -> None:
    bandeau = f"//p[{classe('bandeau')}]"
    assert [a for a, page in demonstration.pages.items() if not page.xpath(bandeau)] == []
    assert [a for a, page in reel.pages.items() if page.xpath(bandeau) or "fictif" in texte(page.body)] == []


def test_rien_de_reserve_au_reseau_ne_parait(demonstration: Site) -> None:
    catalogue = demonstration.catalogue
    reserves = [
        r for r in (*catalogue.reseau.ressources, *catalogue.reseau.evenements) if r.audience == "reseau"
    ]
    assert len(reserves) > 5
    tout = "\n".join(
        octets.decode("utf-8")
        for nom, octets in empreinte(demonstration.dossier).items()
        if not nom.endswith((".gz", ".woff2"))
    )
    dossier = Path(__file__).parent.parent / "exemples" / "demonstration"
    publics = " ".join(
        " ".join(fichier.read_text(encoding="utf-8").split())
        for fichier in dossier.rglob("*.yaml")
        if fichier.parent.name != "reseau"
    )
    for reserve in reserves:
        # Un même intitulé peut être public par ailleurs : une échéance de fiche, par exemple.
        propres = [forme for forme in (reserve.titre, reserve.resume) if forme not in publics]
        assert propres, reserve.id
        assert [f for f in propres if f in tout or typographie(f) in tout or str(filtres.fr(f)) in tout] == []


# Deux constructions identiques


@pytest.mark.parametrize("donnees", ["data", "exemples/demonstration"])
def test_deux_constructions_donnent_les_memes_octets(
    donnees: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Autre dossier, autre heure du même jour, autre fuseau, autre langue, autre masque de droits."""
    premier: Site = request.getfixturevalue("reel" if donnees == "data" else "demonstration")
    racine = copier_le_projet(tmp_path / "un autre dossier" / "projet")
    ancien = os.umask(0o077)
    try:
        fin = lancer(
            racine,
            "construire",
            "--donnees",
            str(racine / donnees),
            SOURCE_DATE_EPOCH=str(int(EPOQUE) + 11 * 3600),
            TZ="Pacific/Kiritimati",
            PYTHONHASHSEED="4242",
            LC_ALL="C",
        )
    finally:
        os.umask(ancien)
    assert fin.returncode == 0, fin.stdout + fin.stderr
    autre = empreinte(racine / "site")
    assert sorted(autre) == sorted(empreinte(premier.dossier))
    assert [nom for nom, octets in empreinte(premier.dossier).items() if autre[nom] != octets] == []
