"""Le parcours du demandeur sur le site construit : des pages que l'on atteint, des règles que l'on peut vérifier."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import yaml
from conftest import RACINE, Site, lancer
from lxml import html
from test_site import classe, communes

from macros.chargement import charger
from macros.modele.fait import Fait
from macros.modele.glossaire import Terme
from macros.modele.sigles import sans_apostrophe_courbe, sigles_connus, sigles_employes
from macros.modele.texte_cite import quantites
from macros.rendu import filtres
from macros.rendu.filtres import typographie

ETAPES = (
    *("conditions", "plafonds", "deposer", "pieces", "suivre", "modifier", "renouveler", "delais"),
    *("cotation", "attribution", "proposition", "emmenager", "loyer"),
)
SITUATIONS = (
    *("deja-locataire", "renovation-urbaine", "urgence", "dalo", "publics-prioritaires", "handicap"),
    *("separation", "salarie", "jeune-etudiant", "arrivee-en-france", "heberge"),
)
DETAILS = (*(f"demande/{nom}/" for nom in ETAPES), *(f"situations/{nom}/" for nom in SITUATIONS))
"""Les pages que le demandeur lit, une par étape ou par situation."""

PAGES = ("demande/", "situations/", *DETAILS)
URGENCE = "situations/urgence/"
SECTIONS = ["etapes", "guichet", "contacts", "questions", "sources"]
MOTS = (300, 900)
"""Moins, la page ne répond pas ; plus, on ne la lit pas."""

EN_LIGNE = {"a", "abbr", "b", "code", "em", "i", "span", "strong", "sup"}


def lisible(element: html.HtmlElement, sauf: Collection[str] = ()) -> str:
    """Ce que l'on lit d'un élément, un blanc entre deux blocs, hors les balises et les classes de `sauf`."""
    brut = _lire(element, {"script", "style", "invisible", *sauf})
    return re.sub(r"[ \t\r\n]+", " ", brut).strip()


def _lire(element: html.HtmlElement, sauf: set[str]) -> str:
    if not isinstance(element.tag, str):
        return ""
    bord = "" if element.tag in EN_LIGNE else " "
    if sauf & {element.tag, *(element.get("class") or "").split()}:
        return bord
    suite = "".join(_lire(enfant, sauf) + (enfant.tail or "") for enfant in element)
    return f"{bord}{element.text or ''}{suite}{bord}"


def compact(dit: str) -> str:
    """Un texte sans aucune espace, pour comparer deux mises en page."""
    return re.sub(r"\s+", "", dit)


def mots(dit: str) -> int:
    return sum(bool(re.search(r"\w", mot)) for mot in dit.split())


def contenu(page: html.HtmlElement) -> html.HtmlElement:
    principal: html.HtmlElement = page.xpath("//main")[0]
    return principal


def arrivee(depart: str, lien: str) -> tuple[str, str] | None:
    """La page du site et l'ancre qu'un lien vise ; rien s'il sort du site."""
    cible = urlsplit(urljoin(f"/{depart}", lien))
    return None if cible.scheme or cible.netloc else (cible.path.removeprefix("/"), cible.fragment)


def arrivees(depart: str, element: html.HtmlElement, ou: str = ".//a/@href") -> list[tuple[str, str]]:
    return [cible for lien in element.xpath(ou) if (cible := arrivee(depart, str(lien)))]


def fait_vise(site: Site, depart: str, lien: html.HtmlElement) -> Fait | None:
    """Le fait dont ce lien montre la source. Lève Introuvable si le catalogue ne l'a pas."""
    page, ancre = arrivee(depart, str(lien.get("href"))) or ("", "")
    vise = page.startswith("sources/") and ancre.startswith("fait-")
    return site.catalogue.fait(ancre.removeprefix("fait-")) if vise else None


def section(titre: html.HtmlElement) -> list[html.HtmlElement]:
    """Ce qui suit un titre, jusqu'au suivant de même niveau ou d'un niveau plus haut."""
    suite = []
    for element in titre.itersiblings():
        if re.fullmatch("h[1-6]", str(element.tag)) and element.tag <= titre.tag:
            break
        suite.append(element)
    return suite


# Les pages et les chemins qui y mènent


def test_chaque_page_promise_au_demandeur_existe(site: Site) -> None:
    assert len(ETAPES) == 13
    assert len(SITUATIONS) == 11
    assert [a for a in (*PAGES, "questions/", "en-bref/") if a not in site.pages] == []
    sous = ("demande/", "situations/")
    assert {a for a in site.pages if a.startswith(sous)} == set(PAGES)


def test_chaque_page_s_atteint_en_trois_clics_depuis_l_accueil(site: Site) -> None:
    """Par les liens du contenu et du menu ; ni le pied de page, ni le fil d'Ariane."""
    clics, bord = {"": 0}, [""]
    while bord:
        depart = bord.pop(0)
        if clics[depart] == 3:
            continue
        for cible, _ in arrivees(depart, site.pages[depart], "//main//a/@href | //header//nav//a/@href"):
            if cible in site.pages and cible not in clics:
                clics[cible] = clics[depart] + 1
                bord.append(cible)
    assert [a for a in (*PAGES, "questions/", "en-bref/") if a not in clics] == []


def test_chaque_page_d_etape_est_liee_depuis_la_page_du_parcours(site: Site) -> None:
    lies = {cible for cible, _ in arrivees("demande/", contenu(site.pages["demande/"]))}
    assert [nom for nom in ETAPES if f"demande/{nom}/" not in lies] == []


# La forme


def test_chaque_page_commence_par_la_reponse(site: Site) -> None:
    for adresse in PAGES:
        (titre,) = site.pages[adresse].xpath("//h1")
        chapeau = titre.getnext()
        assert chapeau.tag == "p", adresse
        assert "chapeau" in (chapeau.get("class") or "").split(), adresse
        assert mots(lisible(chapeau)) >= 3, adresse


def test_la_page_d_urgence_donne_les_numeros_avant_tout_autre_texte(site: Site) -> None:
    page = site.pages[URGENCE]
    numeros = page.xpath("//h1/following-sibling::*")[1]
    assert "urgences" in (numeros.get("class") or "").split()
    appels = [str(lien) for lien in numeros.xpath(f".//a[{classe('numero')}]/@href")]
    assert appels == [urgence.appel for urgence in site.catalogue.territoire.reperes.urgence]
    assert mots(lisible(page.xpath("//h1/following-sibling::*")[0])) <= 10, "le chapeau retarde les numéros"


def test_chaque_page_a_ses_sections_dans_l_ordre(site: Site) -> None:
    for adresse in DETAILS:
        ancres = [str(ancre) for ancre in site.pages[adresse].xpath("//main//h2/@id")]
        assert [ancre for ancre in ancres if ancre in SECTIONS] == SECTIONS, (adresse, ancres)
        # Qui est en danger lit d'abord quoi faire selon le danger ; la demande vient ensuite.
        assert ancres[0] == "etapes" or adresse == URGENCE, (adresse, ancres)
        for titre in site.pages[adresse].xpath("//main//h2"):
            assert mots(" ".join(map(lisible, section(titre)))) >= 3, (adresse, titre.get("id"))


HORS_DU_COMPTE = ("nav", "table", "pieces", "sigles", "details", "renvoi", "calcul", "resultat", "noscript")
"""Ce qui se consulte ou se remplit ; d'un résultat, on ne lit que le cas où l'on est."""


def test_chaque_page_se_lit_en_quelques_minutes(site: Site) -> None:
    """Le texte de la page même, sans ses listes de pièces, ses tableaux, ses outils, ni ce qui suit ses questions."""
    comptes = {}
    for adresse in DETAILS:
        propre = ""
        for element in site.pages[adresse].xpath(f"//main/div[{classe('texte')}]/*"):
            if element.get("id") == "questions":
                break
            propre += f" {lisible(element, HORS_DU_COMPTE)}"
        comptes[adresse] = mots(propre)
    hors = {a: n for a, n in comptes.items() if not MOTS[0] <= n <= MOTS[1]}
    assert hors == {}, f"mots par page : {comptes}"


# Les sources

REGLE = re.compile(
    r"\b(?:devez|doit|doivent|droit (?:de|à)|obligatoires?|exiger|interdite?s?|gratuit\w*|ne peut (?:pas|ni)"
    r"|délais?|radiée?s?)\b",
    re.IGNORECASE,
)
SANS_SOURCE = {
    "Ce que tout demandeur de logement social doit savoir.": "annonce les messages, qui ont leurs sources",
    "À qui demander : Le guichet : demandez-lui le délai d’attente constaté.": "dit à qui demander, pas une règle",
}
"""Une phrase qui a l'air d'une règle sans en être une, et pourquoi."""

AVEU = re.compile(r"Nous n’avons (?:pas|rien) ")
"""Dire que l'on n'a rien lu n'énonce aucune règle."""


def blocs(page: html.HtmlElement) -> Iterator[list[html.HtmlElement]]:
    """Chaque paragraphe et chaque puce, avec ce qui le complète : la puce entière, ou la liste qu'il annonce.

    Un contact porte sa source sur sa carte.
    """
    for element in page.xpath(f"(//main//p | //main//li[not(.//p)])[not(ancestor::*[{classe('contact')}])]"):
        puces = element.xpath("ancestor::li[1]")
        suite = element.getnext()
        annonce = suite is not None and suite.tag in ("ul", "ol") and lisible(element).endswith(":")
        yield [element, *puces, *([suite] if annonce else [])]


def est_source(depart: str, lien: html.HtmlElement) -> bool:
    """Un lien vers un fait ou vers une page du site ; l'explication d'un sigle ne prouve rien."""
    return "sigle" not in (lien.get("class") or "").split() and bool(arrivee(depart, str(lien.get("href"))))


def test_chaque_regle_dit_d_ou_elle_vient_ou_ou_lire_la_suite(site: Site) -> None:
    """Le plan, les sources et le glossaire ont chacun leur façon de le dire (test_site.py) ; le guide pour contribuer ne
    parle que de ce site."""
    ailleurs = ("plan/", "sources/", "glossaire/", "reseau/contribuer/", "404.html")
    orphelines: set[tuple[str, str]] = set()
    exceptions = {typographie(phrase) for phrase in SANS_SOURCE}
    for adresse, page in site.pages.items():
        if adresse.startswith(ailleurs):
            continue
        for bloc in blocs(page):
            if any(est_source(adresse, lien) for element in bloc for lien in element.xpath(".//a[@href]")):
                continue
            for phrase in re.split(r"(?<=[.!?])\s+", lisible(bloc[0])):
                if REGLE.search(phrase) and not AVEU.match(phrase):
                    orphelines.add((adresse, phrase))
    assert sorted(o for o in orphelines if o[1] not in exceptions) == []
    assert exceptions <= {phrase for _, phrase in orphelines}, "une exception ne sert plus : retirez-la"


def test_chaque_source_citee_est_celle_d_un_fait_connu(site: Site) -> None:
    connus = {f"fait-{fait.id}" for fait in site.catalogue.faits}
    cites = set()
    for adresse, page in site.pages.items():
        for cible, ancre in arrivees(adresse, contenu(page)):
            if cible.startswith("sources/") and ancre.startswith("fait-"):
                assert ancre in connus, (adresse, ancre)
                cites.add(ancre)
    assert len(cites) > 100


# Ce qui reste à confirmer


def test_un_fait_a_confirmer_le_dit_partout_ou_il_est_cite_et_lui_seul(site: Site) -> None:
    """Les numéros d'urgence le disent une fois, sous leur liste : on ne coupe pas un numéro à appeler."""
    doutes = 0
    for adresse, page in site.pages.items():
        if adresse.startswith("sources/") or adresse == "glossaire/":
            continue
        for lien in contenu(page).xpath(f".//a[@href][not(ancestor::*[{classe('urgences')}])]"):
            if (fait := fait_vise(site, adresse, lien)) is None:
                continue
            marque = "a-confirmer" in (lien.get("class") or "").split()
            assert marque is not fait.est_confirme, (adresse, fait.id)
            mot = lisible(lien)
            if mot.isdecimal() and marque:  # à la suite d'une autre marque, un numéro suffit
                assert "a-confirmer" in (lien.getprevious().get("class") or "").split(), (adresse, fait.id)
            else:
                assert (mot == "à confirmer") is marque, (adresse, fait.id, mot)
            doutes += marque
    assert doutes > 20


def test_un_numero_d_urgence_a_confirmer_est_nomme_sous_la_liste(site: Site) -> None:
    urgences = site.catalogue.territoire.reperes.urgence
    doutes = [u.numero for u in urgences if not site.catalogue.fait(u.fait).est_confirme]
    listes = {a: page.xpath(f"//main//div[{classe('urgences')}]") for a, page in site.pages.items()}
    assert listes[""]
    assert listes[URGENCE]
    for adresse, trouvees in listes.items():
        for liste in trouvees:
            dit = " ".join(map(lisible, liste.xpath("./p")))
            assert ("à confirmer" in dit) is bool(doutes), adresse
            assert [numero for numero in doutes if typographie(numero) not in dit] == [], adresse


def test_un_plafond_qui_n_a_pas_ete_lu_est_a_confirmer(site: Site) -> None:
    zone = site.catalogue.territoire.zone_de_plafonds
    (produits,) = (z.produits for z in site.catalogue.plafonds.zones if z.id == zone)
    titres = map(lisible, site.pages["demande/plafonds/"].xpath("//table[@class='plafonds']/thead//th"))
    colonnes = {titre.split()[0]: titre for titre in titres if titre != "Votre foyer"}
    assert list(colonnes) == [produit.sigle for produit in produits]
    for produit in produits:
        assert ("à confirmer" in colonnes[produit.sigle]) is (produit.verification != "lu"), produit.sigle


def reponses_liees(site: Site) -> list[tuple[str, str]]:
    """Les questions et les réponses que la page donne aux moteurs."""
    (page,) = site.pages["questions/"].xpath("//*[@itemtype='https://schema.org/FAQPage']")
    lues = []
    for entree in page.xpath(".//*[@itemprop='mainEntity'][@itemtype='https://schema.org/Question']"):
        (nom,) = entree.xpath(".//*[@itemprop='name']")
        (texte,) = entree.xpath(
            ".//*[@itemprop='acceptedAnswer'][@itemtype='https://schema.org/Answer']/meta[@itemprop='text']/@content"
        )
        lues.append((nom.text_content(), texte))
    return lues


def test_une_reponse_a_confirmer_le_dit_aussi_aux_moteurs(site: Site) -> None:
    for question, (_, reponse) in zip(site.catalogue.questions, reponses_liees(site), strict=True):
        sure = all(fait.est_confirme for fait in site.catalogue.faits_de(question.faits))
        assert ("À confirmer" in reponse) is not sure, question.id


ETATS = {
    "Lu": "lu",
    "Définition": "definition",
    "Lu dans une version ancienne": "lu_ancien",
    "Lu chez un tiers": "secondaire",
    "Déduit": "derive",
    "Calculé": "calcule",
    "Non relu": "non_relu",
}


def test_la_page_des_sources_compte_les_faits_de_chaque_etat(site: Site) -> None:
    faits = site.catalogue.faits
    tous = Counter(fait.verification for fait in faits)
    doutes = Counter(fait.verification for fait in faits if not fait.est_confirme)
    attendus = {nom: (tous[e], doutes[e]) for nom, e in ETATS.items() if tous[e]}  # type: ignore[index]
    assert sum(nombre for nombre, _ in attendus.values()) == len(faits)
    (table,) = site.pages["sources/"].xpath("//h2[@id='etats']/following::table[1]")
    lignes = {}
    for ligne in table.xpath("./tbody/tr | ./tfoot/tr"):
        intitule, *nombres = ligne.xpath("./*")
        nom = lisible(intitule, ("reference",))
        lignes[nom] = tuple(int(compact(lisible(nombre))) for nombre in nombres)
    assert lignes == {**attendus, "Total": (len(faits), doutes.total())}


# Un seul endroit à changer


def changer(projet: Path, fichier: str, modifier: Callable[[Any], None]) -> None:
    chemin = projet / "data" / fichier
    donnees = yaml.safe_load(chemin.read_text(encoding="utf-8"))
    modifier(donnees)
    chemin.write_text(yaml.safe_dump(donnees, allow_unicode=True, sort_keys=False), encoding="utf-8")


def reconstruire(projet: Path) -> Site:
    fin = lancer(projet, "construire", "--seulement", "public")
    assert fin.returncode == 0, fin.stdout + fin.stderr
    return Site(projet / "site", charger(projet / "data", "data", projet / "data"))


def pages_changees(avant: Site, apres: Site) -> set[str]:
    """Les pages dont le contenu a changé, données liées comprises."""
    assert set(avant.pages) == set(apres.pages)
    return {
        adresse
        for adresse, page in avant.pages.items()
        if contenu(page).text_content() != contenu(apres.pages[adresse]).text_content()
    }


def citants(site: Site, ancre: str) -> set[str]:
    """Les pages que le registre des sources annonce, chaque commune à part."""
    registre = next((a for a, page in site.pages.items() if page.xpath(f"//li[@id='{ancre}']")), "")
    ligne = site.pages[registre].get_element_by_id(ancre)
    annonces = ligne.xpath(f"./p[{classe('discret')}]//a")
    cites: set[str] = set()
    for lien in annonces:
        if (cible := arrivee(registre, str(lien.get("href")))) is None:
            continue
        toutes = lisible(lien) == "la page de chaque commune"
        cites |= set(communes(site.catalogue).values()) if toutes else {cible[0]}
    return cites


DIX_JOURS = re.compile(r"\b(?:10|dix)\s+jours\b")


def passages(adresse: str, page: html.HtmlElement, fait: str) -> Iterator[str]:
    """Ce que dit chaque puce, ou à défaut chaque paragraphe, qui cite ce fait."""
    for lien in contenu(page).xpath(".//a[@href]"):
        if arrivee(adresse, str(lien.get("href"))) in (("sources/commission/", f"fait-{fait}"),):
            yield lisible((lien.xpath("ancestor::li") or lien.xpath("ancestor::*[self::p or self::dd]"))[-1])


def test_changer_un_fait_change_toutes_les_pages_qui_le_disent(reel: Site, projet: Path) -> None:
    """Celles qui n'en donnent que la source, comme le glossaire, ne le disent pas."""

    def modifier(donnees: Any) -> None:
        (fait,) = (f for f in donnees["faits"] if f["id"] == "reponse-10-jours")
        assert fait["valeur"] == "10"
        fait["valeur"] = "47"
        fait["enonce"] = DIX_JOURS.sub("47 jours", fait["enonce"])

    le_disent = {
        adresse
        for adresse in citants(reel, "fait-reponse-10-jours")
        if any(map(DIX_JOURS.search, passages(adresse, reel.pages[adresse], "reponse-10-jours")))
    }
    assert {"demande/", "demande/proposition/", "questions/", "en-bref/"} <= le_disent
    changer(projet, "demandeur/faits.yaml", modifier)
    apres = reconstruire(projet)
    assert pages_changees(reel, apres) == {*le_disent, "sources/", "sources/commission/"}
    for adresse, page in apres.pages.items():
        dits = list(passages(adresse, page, "reponse-10-jours"))
        assert [dit for dit in dits if DIX_JOURS.search(dit)] == [], adresse
        if adresse in le_disent:
            assert any(re.search(r"\b47\s+jours\b", dit) for dit in dits), adresse
    for question, (_, reponse) in zip(apres.catalogue.questions, reponses_liees(apres), strict=True):
        assert "reponse-10-jours" not in question.faits or not DIX_JOURS.search(reponse), question.id


def test_changer_un_plafond_change_la_page_des_plafonds(reel: Site, projet: Path) -> None:
    zone = reel.catalogue.territoire.zone_de_plafonds

    (ancien,) = (z.produits[-1].montants[3] for z in reel.catalogue.plafonds.zones if z.id == zone)

    def modifier(donnees: Any) -> None:
        (produits,) = (z["produits"] for z in donnees["zones"] if z["id"] == zone)
        produits[-1]["montants"][3] += 1

    changer(projet, "demandeur/plafonds.yaml", modifier)
    apres = reconstruire(projet)
    assert pages_changees(reel, apres) == {"demande/plafonds/"}
    montants = [
        list(map(lisible, ici.pages["demande/plafonds/"].xpath("//table[@class='plafonds']//td")))
        for ici in (reel, apres)
    ]
    changes = [paire for paire in zip(*montants, strict=True) if paire[0] != paire[1]]
    assert [tuple(map(compact, paire)) for paire in changes] == [(str(ancien), str(ancien + 1))]


def test_changer_un_message_change_toutes_les_pages_qui_le_portent(reel: Site, projet: Path) -> None:
    """Un message que montre chaque page de commune, et un autre que l'on ne lit qu'en chemin."""
    au_guichet = reel.catalogue.territoire.reperes.au_guichet[0]
    ailleurs = "numero-pas-un-rang"
    assert ailleurs not in reel.catalogue.territoire.reperes.au_guichet
    essais = {au_guichet: "Le guichet parle autrement.", ailleurs: "Le numéro parle autrement."}

    def modifier(donnees: Any) -> None:
        for message in donnees["messages"]:
            message["texte"] = essais.get(message["id"], message["texte"])

    annoncees = {identifiant: citants(reel, f"message-{identifiant}") for identifiant in essais}
    assert set(communes(reel.catalogue).values()) <= annoncees[au_guichet]
    changer(projet, "demandeur/messages.yaml", modifier)
    apres = reconstruire(projet)
    for identifiant, mots_nouveaux in essais.items():
        disent = {a for a, page in apres.pages.items() if mots_nouveaux in lisible(contenu(page))}
        assert disent == annoncees[identifiant] | {"sources/"}, identifiant
    assert pages_changees(reel, apres) == {"sources/"}.union(*annoncees.values())


# Les messages communs


def portees(site: Site) -> dict[str, dict[str, list[str]]]:
    """Ce que dit chaque message sur chaque page qui le porte."""
    dits: dict[str, dict[str, list[str]]] = {}
    for adresse, page in site.pages.items():
        for bloc in page.xpath("//main//*[@data-message]"):
            identifiant = str(bloc.get("data-message"))
            dits.setdefault(identifiant, {}).setdefault(adresse, []).append(compact(lisible(bloc)))
    return dits


def test_chaque_message_commun_se_lit_dans_le_parcours(site: Site) -> None:
    dits = portees(site)
    assert set(dits) == {message.id for message in site.catalogue.messages}
    assert [m for m, pages in dits.items() if not set(pages) - {"en-bref/", "sources/"}] == []
    assert [m for m, pages in dits.items() if "en-bref/" not in pages] == []


def test_chaque_message_commun_est_dit_partout_dans_les_memes_mots(site: Site) -> None:
    registre = site.pages["sources/"]
    for identifiant, pages in portees(site).items():
        message = site.catalogue.message(identifiant)
        au_registre = compact(lisible(registre.get_element_by_id(f"message-{identifiant}").xpath("./p")[0]))
        assert {dit for dits in pages.values() for dit in dits} == {au_registre}, identifiant
        if not re.search(r"\{", message.titre + message.texte):
            assert au_registre.startswith(
                compact(f"{typographie(message.titre)}. {typographie(message.texte)}")
            )


def test_la_page_des_sources_dit_la_version_et_les_pages_de_chaque_message(site: Site) -> None:
    dits = portees(site)
    lignes = site.pages["sources/"].xpath("//li[starts-with(@id, 'message-')]")
    assert [ligne.get("id") for ligne in lignes] == [f"message-{m.id}" for m in site.catalogue.messages]
    for message, ligne in zip(site.catalogue.messages, lignes, strict=True):
        (note,) = ligne.xpath(f"./p[{classe('discret')}]")
        version = f"Version {message.version}, du {filtres.jour(message.date)}."
        assert lisible(note).startswith(version), message.id
        assert citants(site, f"message-{message.id}") == set(dits[message.id]), message.id


# Les questions

PAR_RUBRIQUE = (16, 18, 17, 11, 7, 3)
"""Les 72 questions de départ, par rubrique."""


def test_les_soixante_douze_questions_sont_la_dans_l_ordre(site: Site) -> None:
    questions = site.catalogue.questions
    groupes = [(rubrique, len(list(lot))) for rubrique, lot in groupby(questions, lambda q: q.rubrique)]
    assert [rubrique for rubrique, _ in groupes] == [rubrique.id for rubrique in site.catalogue.rubriques]
    manques = [
        (rubrique, nombre, attendu)
        for (rubrique, nombre), attendu in zip(groupes, PAR_RUBRIQUE, strict=True)
        if nombre < attendu
    ]
    assert manques == []
    assert sum(PAR_RUBRIQUE) == 72


def test_chaque_question_se_cherche_d_abord_dans_les_mots_des_gens(site: Site) -> None:
    premieres = Counter(question.variantes[0].casefold() for question in site.catalogue.questions)
    assert [forme for forme, nombre in premieres.items() if nombre > 1] == []


def test_chaque_question_a_son_ancre_et_sa_reponse(site: Site) -> None:
    page = site.pages["questions/"]
    attendues = [(q.id, typographie(q.question)) for q in site.catalogue.questions]
    articles = page.xpath(f"//article[{classe('question')}]")
    assert [(a.get("id"), lisible(a.xpath("./h3")[0])) for a in articles] == attendues
    titres = list(map(lisible, page.xpath("//h2[starts-with(@id, 'rubrique-')]")))
    assert titres == [typographie(rubrique.titre) for rubrique in site.catalogue.rubriques]
    for rubrique in site.catalogue.rubriques:
        dedans = page.get_element_by_id(f"rubrique-{rubrique.id}").getnext().xpath("./article/@id")
        assert dedans == [q.id for q in site.catalogue.questions if q.rubrique == rubrique.id]
    for article in articles:
        assert mots(lisible(article.xpath("./p")[0], ("renvoi",))) >= 5, article.get("id")


def test_chaque_question_mene_a_un_passage_qui_y_repond(site: Site) -> None:
    trop_courts = {}
    for question in site.catalogue.questions:
        article = site.pages["questions/"].get_element_by_id(question.id)
        adresse, ancre = arrivees("questions/", article.xpath("./p[last()]")[0])[0]
        assert adresse + (f"#{ancre}" if ancre else "") == question.page, question.id
        page = site.pages[adresse]
        if not ancre:
            passage = [contenu(page)]
        else:
            trouves = page.xpath(f"//main//*[@id='{ancre}']")
            assert len(trouves) == 1, (question.id, question.page)
            est_un_titre = re.fullmatch("h[1-6]", str(trouves[0].tag))
            passage = section(trouves[0]) if est_un_titre else trouves
        if (nombre := mots(" ".join(map(lisible, passage)))) < 15:
            trop_courts[question.id] = (question.page, nombre)
    assert trop_courts == {}


def test_chaque_page_liste_les_questions_auxquelles_elle_repond(site: Site) -> None:
    attendues: dict[str, list[str]] = {}
    for question in site.catalogue.questions:
        attendues.setdefault(question.page.partition("#")[0], []).append(question.id)
    listees = {}
    for adresse, page in site.pages.items():
        for titre in page.xpath("//main//h2[@id='questions']"):
            liens = [lien for element in section(titre) for lien in arrivees(adresse, element)]
            listees[adresse] = [ancre for cible, ancre in liens if cible == "questions/" and ancre]
    assert {adresse: ids for adresse, ids in listees.items() if ids} == attendues


def test_les_moteurs_lisent_les_memes_questions_et_les_memes_reponses(site: Site) -> None:
    montrees = []
    for article in site.pages["questions/"].xpath(f"//article[{classe('question')}]"):
        reponse, *autres = article.xpath("./p")
        qui_sait = [lisible(p, ("strong",)) for p in autres if lisible(p).startswith("À qui demander")]
        dite = "".join([lisible(reponse, ("renvoi",)), *qui_sait])
        montrees.append((lisible(article.xpath("./h3")[0]), compact(dite)))
    liees = [
        (question, compact(re.sub(r"\(À confirmer[^()]*\)", "", reponse)))
        for question, reponse in reponses_liees(site)
    ]
    assert liees == montrees


# Les pièces


def pieces_de(page: html.HtmlElement, ancre: str) -> list[html.HtmlElement]:
    elements = section(page.get_element_by_id(ancre))
    return [li for e in elements for li in e.xpath(f"descendant-or-self::ul[{classe('pieces')}]/li")]


def test_les_deux_listes_de_pieces_ne_se_melent_pas(site: Site) -> None:
    page, pieces = site.pages["demande/pieces/"], site.catalogue.pieces
    pour_enregistrer = [lisible(li.xpath("./strong")[0]) for li in pieces_de(page, "enregistrement")]
    pour_examiner = [lisible(li.xpath("./strong")[0]) for li in pieces_de(page, "examen")]
    assert pour_enregistrer == [typographie(piece.titre) for piece in pieces.pour_enregistrer]
    examinees = [piece for situation in pieces.pour_examiner for piece in situation.pieces]
    assert pour_examiner == [typographie(piece.titre) for piece in examinees]
    assert set(pour_enregistrer) & set(pour_examiner) == set()
    assert {p.fait for p in pieces.pour_enregistrer} & {p.fait for p in examinees} == set()
    toutes = page.xpath(f"//main//ul[{classe('pieces')}]/li")
    assert len(toutes) == len(pour_enregistrer) + len(pour_examiner)


def test_chaque_piece_dit_ce_qu_elle_prouve_et_d_ou_vient_la_regle(site: Site) -> None:
    page, pieces = site.pages["demande/pieces/"], site.catalogue.pieces
    examinees = [piece for situation in pieces.pour_examiner for piece in situation.pieces]
    for ancre, attendues in (("enregistrement", pieces.pour_enregistrer), ("examen", examinees)):
        for piece, li in zip(attendues, pieces_de(page, ancre), strict=True):
            assert mots(piece.prouve) >= 3, piece.id
            assert typographie(piece.prouve) in lisible(li), piece.id
            assert tuple(site.catalogue.fait(piece.fait).page.split("#")) in arrivees(
                "demande/pieces/", li
            ), piece.id


# Le parcours


def test_la_page_du_parcours_montre_les_douze_etapes_dans_l_ordre(site: Site) -> None:
    etapes = site.catalogue.etapes
    assert len(etapes) == 12
    (liste,) = site.pages["demande/"].xpath(f"//main//ol[{classe('parcours')}]")
    assert [li.get("id") for li in liste.xpath("./li")] == [f"etape-{etape.id}" for etape in etapes]
    for etape, li in zip(etapes, liste.xpath("./li"), strict=True):
        (titre,) = li.xpath("./h3")
        assert lisible(titre) == typographie(etape.titre)
        assert arrivees("demande/", titre) == [(etape.pages[0], "")]
        assert {cible for cible, _ in arrivees("demande/", li)} >= set(etape.pages), etape.id
        assert "Le piège" in lisible(li), etape.id


def test_chaque_page_dit_a_quelle_etape_on_en_est(site: Site) -> None:
    attendues = {
        adresse: [rang for rang, etape in enumerate(site.catalogue.etapes, 1) if adresse in etape.pages]
        for adresse in site.pages
    }
    marquees = {}
    for adresse, page in site.pages.items():
        courantes = page.xpath("//*[@aria-current='step']")
        marquees[adresse] = [int(lisible(courante)) for courante in courantes]
        assert [c for c in courantes if not c.xpath("ancestor::nav[@aria-label]")] == [], adresse
    fautes = {a: (marquees[a], attendues[a]) for a in site.pages if marquees[a] != attendues[a]}
    assert fautes == {}, "par page : les étapes marquées, puis celles qui y mènent"


def test_l_attribution_dessine_qui_propose_et_qui_decide(site: Site) -> None:
    (dessin,) = site.pages["demande/attribution/"].xpath(f"//main//*[{classe('qui-decide')}]")
    legende = site.pages["demande/attribution/"].get_element_by_id(dessin.get("aria-labelledby"))
    assert lisible(legende) == "Qui propose, qui décide"
    (propose, examine, repond) = dessin.xpath("./ol/li")
    for qui in ("L’État", "collectivités", "Action Logement", "bailleur"):
        assert qui in lisible(propose), qui
    assert "commission" in lisible(examine.xpath("./h3")[0])
    assert "décision" in lisible(repond.xpath("./h3")[0])
    assert ("demande/proposition/", "") in arrivees("demande/attribution/", repond)
    for temps in (propose, examine, repond):
        assert [c for c in arrivees("demande/attribution/", temps) if c[1].startswith("fait-")]


# Le plan

POUR_LES_PROFESSIONNELS = {
    "qualification-du-parc": "classer les résidences sert aux bailleurs et aux réservataires",
}
"""Les fiches qu'aucune page du demandeur ne met en œuvre, et pourquoi."""


def fiches_nommees(site: Site, adresse: str) -> set[str]:
    """Les fiches dont une page dit qu'elle les met en œuvre."""
    liens = site.pages[adresse].xpath(f"//main//p[{classe('dans-le-plan')}]//a")
    cibles = {arrivee(adresse, str(lien.get("href"))) for lien in liens}
    return {
        fiche.id
        for fiche in site.catalogue.fiches
        if any(cible and cible[0] == f"plan/fiches/{fiche.id}/" for cible in cibles)
    }


def test_chaque_page_nomme_l_action_du_plan_qu_elle_met_en_oeuvre(site: Site) -> None:
    assert [adresse for adresse in PAGES if not fiches_nommees(site, adresse)] == []


def test_chaque_fiche_renvoie_aux_pages_qui_la_nomment_et_a_elles_seules(site: Site) -> None:
    for fiche in site.catalogue.fiches:
        depart = f"plan/fiches/{fiche.id}/"
        retours = site.pages[depart].xpath(f"//main//nav[{classe('gouvernees')}]")
        liees = [cible for retour in retours for cible, _ in arrivees(depart, retour)]
        attendues = {adresse for adresse in site.pages if fiche.id in fiches_nommees(site, adresse)}
        assert set(liees) == attendues, fiche.id
        assert len(liees) == len(attendues), fiche.id


def test_chaque_action_du_plan_se_lit_dans_une_page_ou_ne_regarde_que_les_professionnels(site: Site) -> None:
    nommees = {fiche for adresse in site.pages for fiche in fiches_nommees(site, adresse)}
    assert {fiche.id for fiche in site.catalogue.fiches} - nommees == set(POUR_LES_PROFESSIONNELS)


# Les sigles


def sigles_du_glossaire(site: Site, dit: str) -> list[Terme]:
    """Les termes dont le sigle se lit dans ce texte, même après une apostrophe : « l'ADIL »."""
    return [
        terme
        for terme in site.catalogue.termes
        if terme.sigle and re.search(rf"(?<![\w@.]){re.escape(terme.sigle)}(?![\w@]|-\d)", dit)
    ]


def test_chaque_sigle_lu_sur_une_page_y_est_explique(site: Site) -> None:
    """Une fois dans le texte, et encore dans la liste qui le termine ; un choix de liste n'admet pas de balise."""
    inexpliques: dict[str, list[str]] = {}
    for adresse, page in site.pages.items():
        if adresse == "glossaire/":
            continue
        expliques: dict[str, set[str]] = {}
        for abrege in page.xpath("//main//abbr"):
            expliques.setdefault(lisible(abrege), set()).add(str(abrege.get("title")))
        liste = {
            lisible(div.xpath("./dt")[0]): lisible(div.xpath("./dd")[0])
            for div in page.xpath(f"//main//*[{classe('sigles')}]//dl/div")
        }
        dans_le_texte = sigles_du_glossaire(site, lisible(contenu(page), ("sigles", "code", "option")))
        for terme in sigles_du_glossaire(site, lisible(contenu(page), ("sigles", "code"))):
            sigle, developpe = str(terme.sigle), typographie(terme.developpe)
            marque = expliques.get(sigle) == {developpe} or terme not in dans_le_texte
            if not marque or liste.get(sigle) != developpe:
                inexpliques.setdefault(adresse, []).append(sigle)
    assert inexpliques == {}


def test_la_liste_des_sigles_d_une_page_ne_dit_que_ceux_qu_on_y_lit(site: Site) -> None:
    for adresse, page in site.pages.items():
        lus = {t.sigle for t in sigles_du_glossaire(site, lisible(contenu(page), ("sigles", "code")))}
        listes = {lisible(dt) for dt in page.xpath(f"//main//*[{classe('sigles')}]//dt")}
        assert listes <= lus, adresse


HORS_DES_PHRASES = (
    "code",
    "contact",
    "discret",
    "indicateurs",
    "lieu-carte",
    "reference",
    "sigles",
    "sources-de-la-page",
)
"""Là où l'on recopie un nom propre ou le titre d'une source."""

TITRES_DE_SOURCES = {
    "demande/plafonds/": {"NOR", "ID", "CiTé"},
    "sources/": {"DILA", "GeoNames", "INSEE"},
    "mentions-legales/": {"DILA", "GeoNames", "INSEE"},
    "donnees/": {"DILA", "GeoNames", "INSEE"},
}
"""Les mots que seules des listes de sources écrivent, dans le titre que chacune porte."""


def test_aucun_mot_en_capitales_n_est_inconnu_du_glossaire(site: Site) -> None:
    catalogue = site.catalogue
    connus = sigles_connus((t for terme in catalogue.termes for t in terme.titres), catalogue.mots_courants)
    inconnus: dict[str, set[str]] = {}
    for adresse, page in site.pages.items():
        admis = connus | TITRES_DE_SOURCES.get(adresse, set())
        for trouve in sigles_employes(lisible(contenu(page), HORS_DES_PHRASES)):
            if sans_apostrophe_courbe(trouve.group()) not in admis:
                inconnus.setdefault(trouve.group(), set()).add(adresse)
    assert inconnus == {}


# Les publics prioritaires


def test_la_liste_des_publics_prioritaires_n_est_jamais_donnee_pour_complete(site: Site) -> None:
    fait = site.catalogue.fait("prioritaires-liste")
    citees = []
    for adresse, page in site.pages.items():
        liens = contenu(page).xpath(".//a[@href]")
        if not adresse.startswith("sources/") and any(
            fait_vise(site, adresse, lien) is fait for lien in liens
        ):
            citees.append(adresse)
    assert "situations/publics-prioritaires/" in citees
    muettes = [
        adresse
        for adresse in citees
        if not re.search(r"n’est pas complète|incomplète", lisible(contenu(site.pages[adresse])))
    ]
    assert muettes == [] or fait.est_confirme


# Les gabarits

CHIFFRES_DES_GABARITS = {
    ("fiche.html", "1"): "« année 1 » nomme la première année du plan, quelle qu'elle soit",
    ("bibliotheque.html", "256"): "SHA-256, le nom d'une empreinte",
    **{("bilan.html", str(rang)): "le numéro d'une partie du bilan" for rang in range(1, 8)},
}
"""Le gabarit et le chiffre qu'il écrit lui-même, et pourquoi."""


def test_aucun_gabarit_n_ecrit_de_chiffre_a_lui() -> None:
    gabarits = sorted((RACINE / "macros" / "rendu" / "gabarits").glob("*.html"))
    assert len(gabarits) > 30
    trouves = set()
    for gabarit in gabarits:
        brut = gabarit.read_text(encoding="utf-8")
        brut = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", brut, flags=re.DOTALL)
        phrases = re.sub(r"<[^>]*>|\{:[^}]*\}", "", brut)
        trouves |= {(gabarit.name, nombre.group()) for nombre in quantites(phrases)}
    assert trouves == set(CHIFFRES_DES_GABARITS)
