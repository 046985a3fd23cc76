"""`ppgd imprimer` : de vrais PDF, relus. Une page quand on le promet, balisés, un code QR que l'on peut suivre."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from conftest import RACINE, Site, copier_le_projet, empreinte, lancer
from lxml import html
from pypdf import PdfReader
from pypdf.generic import ContentStream

from macros.impression.imprimer import MARQUE

ADRESSE = "https://exemple.fr/logement/"
DEMANDEES = {
    "reel": ("en-bref", "plan/fiches/observatoire/", "guichets/poissy/", "guichets/carrieres-sous-poissy/"),
    "demonstration": (
        *("en-bref", "plan/fiches/cotation/", "guichets/fort-crachin/", "guichets/glaconville/"),
        "guichets/brumeville-sur-ondre/",
    ),
}
DONNEES = {"reel": "data", "demonstration": "exemples/demonstration"}
CAS = [
    (site, adresse if adresse.endswith("/") else f"{adresse}/")
    for site, adresses in DEMANDEES.items()
    for adresse in adresses
]
UNE_PAGE = [cas for cas in CAS if "fiches" not in cas[1] and "brumeville" not in cas[1]]


class Impressions:
    """Ce que deux appels de la commande ont imprimé, et dit."""

    def __init__(self, dossiers: dict[str, Path], dits: dict[str, str]) -> None:
        self.dossiers, self.dits = dossiers, dits

    def chemin(self, site: str, adresse: str) -> Path:
        """Le PDF d'une page du site."""
        *dossiers, nom = adresse.strip("/").split("/")
        groupe = {"plan": "fiches", "guichets": "communes"}[dossiers[0]] if dossiers else "."
        return self.dossiers[site] / groupe / f"{nom}.pdf"

    def lu(self, site: str, adresse: str) -> PdfReader:
        """Le même, relu."""
        return PdfReader(self.chemin(site, adresse))

    def texte(self, site: str, adresse: str) -> str:
        """Ce qu'on y lit, toutes pages à la suite, les blancs réduits à une espace."""
        document = pypdfium2.PdfDocument(self.chemin(site, adresse))
        return _serre(" ".join(page.get_textpage().get_text_range() for page in document))


def _serre(texte: str) -> str:
    return re.sub(r"\s+", " ", texte.replace("\ufffe", "-")).strip()


def _imprimer(
    racine: Path, *arguments: str, adresse: str = ADRESSE, **environnement: str
) -> subprocess.CompletedProcess[str]:
    return lancer(racine, "imprimer", *arguments, PPGD_ADRESSE=adresse, **environnement)


@pytest.fixture(scope="module")
def impressions(tmp_path_factory: pytest.TempPathFactory) -> Impressions:
    dossiers, dits = {}, {}
    for site, adresses in DEMANDEES.items():
        dossiers[site] = tmp_path_factory.mktemp(site) / "imprimes"
        fin = _imprimer(RACINE, *adresses, "--donnees", DONNEES[site], "--vers", str(dossiers[site]))
        assert (fin.returncode, fin.stderr) == (0, ""), fin.stdout
        dits[site] = fin.stdout
    return Impressions(dossiers, dits)


@pytest.mark.parametrize(("site", "adresse"), UNE_PAGE)
def test_en_bref_et_une_commune_tiennent_sur_une_page(
    site: str, adresse: str, impressions: Impressions
) -> None:
    (page,) = impressions.lu(site, adresse).pages
    assert [round(float(cote)) for cote in page.mediabox[2:]] == [595, 842]


def test_une_commune_aux_nombreux_lieux_le_dit_et_les_nomme_tous(
    impressions: Impressions, demonstration: Site
) -> None:
    adresse = "guichets/brumeville-sur-ondre/"
    assert len(impressions.lu("demonstration", adresse).pages) == 2
    *_, longue, bilan = impressions.dits["demonstration"].splitlines()
    assert longue == f"{adresse} : 2 pages, faute de place sur une seule."
    assert re.fullmatch(r"5 PDF, [0-9]+ pages, dans .+\.", bilan)
    texte = impressions.texte("demonstration", adresse)
    assert "page 1 sur 2" in texte
    lieux = demonstration.pages[adresse].xpath("//article[@class='lieu-carte']/h3")
    assert len(lieux) == 14
    colle = re.sub(r"\W", "", texte)
    assert [nom for lieu in lieux if re.sub(r"\W", "", nom := lieu.text_content()) not in colle] == []


@pytest.mark.parametrize(("site", "adresse"), CAS)
def test_le_code_qr_mene_a_la_page(site: str, adresse: str, impressions: Impressions) -> None:
    """Décodé comme le ferait un téléphone, sur l'image de la première page."""
    document = pypdfium2.PdfDocument(impressions.chemin(site, adresse))
    (code,) = zxingcpp.read_barcodes(document[0].render(scale=2).to_pil())
    assert code.text == ADRESSE + adresse


@pytest.mark.parametrize(("site", "adresse"), CAS)
def test_la_feuille_dit_d_ou_elle_vient(
    site: str, adresse: str, impressions: Impressions, request: pytest.FixtureRequest
) -> None:
    texte = impressions.texte(site, adresse)
    titre = request.getfixturevalue(site).pages[adresse].find(".//h1").text_content()
    assert _serre(titre) in texte
    assert "État des informations : 21 novembre 2026." in texte
    assert f"exemple.fr/logement/{adresse.rstrip('/')} · 21 novembre 2026" in texte
    assert ("Territoire fictif." in texte) == (site == "demonstration")
    assert ("En danger, appelez sans attendre" in texte) == adresse.startswith("guichets/")
    for absent in (
        "Fiche suivante",
        "Sur cette page",
        "Corriger cette page",
        "Aller sur le",
        "Pour aller plus loin",
    ):
        assert absent not in texte


@pytest.mark.parametrize(("site", "adresse"), CAS)
def test_ce_qui_est_a_confirmer_le_reste_et_s_explique(
    site: str, adresse: str, impressions: Impressions
) -> None:
    mentions = impressions.texte(site, adresse).count("à confirmer")
    assert mentions != 1
    assert ("ce point n’a pas encore été relu" in impressions.texte(site, adresse)) == (mentions > 0)


def test_un_message_garde_l_article_a_montrer_au_guichet(impressions: Impressions) -> None:
    texte = impressions.texte("reel", "en-bref/")
    assert "Le guichet ne peut ni refuser ni attendre un autre papier. CCH R441-2-3" in texte
    assert "CCH : code de la construction et de l’habitation." in texte


@pytest.mark.parametrize(("site", "adresse"), [cas for cas in CAS if "fiches" in cas[1]])
def test_aucune_colonne_d_un_tableau_n_est_perdue(
    site: str, adresse: str, impressions: Impressions, request: pytest.FixtureRequest
) -> None:
    """Chaque mot de chaque cellule du site est sur le papier."""
    imprimes = set(re.findall(r"\w+", impressions.texte(site, adresse)))
    tableaux = request.getfixturevalue(site).pages[adresse].xpath("//div[@class='texte']//table")
    assert len(tableaux) == 2
    cellules = [cellule for tableau in tableaux for cellule in tableau.iter("th", "td")]
    mots = {mot for cellule in cellules for mot in re.findall(r"\w+", _visible(cellule))}
    assert len(mots) > 60
    assert mots - imprimes == set()


def _visible(cellule: html.HtmlElement) -> str:
    textes = cellule.xpath(".//text()[not(ancestor::*[@class='invisible' or contains(@class, 'renvoi')])]")
    return " ".join(textes)


@pytest.mark.parametrize(("site", "adresse"), CAS)
def test_le_pdf_est_balise_titre_et_en_francais(site: str, adresse: str, impressions: Impressions) -> None:
    lu = impressions.lu(site, adresse)
    racine: Any = lu.trailer["/Root"]
    assert racine["/MarkInfo"]["/Marked"] == True  # noqa: E712 : un objet du PDF, égal à vrai sans l'être
    assert racine["/Lang"] == "fr"
    assert racine["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert b'pdfuaid:part="1"' in racine["/Metadata"].get_data()
    assert lu.metadata is not None
    assert (lu.metadata.title or "").endswith(" – Demande de logement social")
    elements = list(_structure(racine["/StructTreeRoot"]))
    titres = [int(nom[2]) for nom, _, _ in elements if re.fullmatch("/H[1-6]", nom)]
    assert titres[0] == 1
    assert titres.count(1) == 1
    assert [b for a, b in pairwise(titres) if b > a + 1] == []
    (code,) = [element for nom, _, element in elements if nom == "/Figure"]
    assert code["/Alt"] == f"Code QR : {ADRESSE}{adresse}"
    assert [element for nom, _, element in elements if nom == "/TD" and not element["/A"]["/Headers"]] == []
    assert {(nom, parent) for nom, parent, _ in elements if parent not in PARENTS.get(nom, {parent})} == set()
    identifiants = [element["/ID"] for _, _, element in elements if "/ID" in element]
    assert len(identifiants) == len(set(identifiants))


PARENTS = {
    "/LI": {"/L"},
    "/Lbl": {"/LI"},
    "/LBody": {"/LI"},
    "/THead": {"/Table"},
    "/TBody": {"/Table"},
    "/Caption": {"/Table"},
    "/TR": {"/Table", "/THead", "/TBody"},
    "/TH": {"/TR"},
    "/TD": {"/TR"},
}
"""Ce qui doit contenir chaque balise de liste ou de tableau (ISO 32000-1, 14.8.4)."""


def _structure(element: Any, parent: str = "") -> Iterator[tuple[str, str, Any]]:
    """Chaque balise, le nom de celle qui la contient, et elle-même."""
    nom = element.get("/S", "")
    if nom:
        yield nom, parent, element
    enfants = element.get("/K", [])
    for enfant in enfants if isinstance(enfants, list) else [enfants]:
        objet = enfant.get_object()
        if hasattr(objet, "get") and objet.get("/Type") != "/OBJR":
            yield from _structure(objet, nom)


@pytest.mark.parametrize(("site", "adresse"), CAS)
def test_rien_n_est_dessine_hors_balise(site: str, adresse: str, impressions: Impressions) -> None:
    """Ce qui n'est ni du contenu balisé ni un ornement déclaré serait lu de travers, ou pas du tout."""
    lu = impressions.lu(site, adresse)
    for page in lu.pages:
        assert page["/Tabs"] == "/S"
        profondeur = 0
        for _, operateur in ContentStream(page["/Contents"], lu).operations:
            profondeur += {b"BDC": 1, b"BMC": 1, b"EMC": -1}.get(operateur, 0)
            assert profondeur or operateur not in (b"Tj", b"TJ", b"f", b"f*", b"S", b"s", b"B", b"Do", b"sh")


@pytest.mark.parametrize(("site", "adresse"), CAS)
def test_seules_nos_polices_sont_employees(site: str, adresse: str, impressions: Impressions) -> None:
    polices: dict[str, Any] = {}
    for page in impressions.lu(site, adresse).pages:
        polices |= page["/Resources"]["/Font"]  # type: ignore[index]
    noms = {str(police.get_object()["/BaseFont"]).split("+")[1] for police in polices.values()}
    assert noms == {"Texte", "Texte-Bold"}
    assert all("/ToUnicode" in police.get_object() for police in polices.values())


def test_les_signets_suivent_les_titres(impressions: Impressions, reel: Site) -> None:
    page = reel.pages["plan/fiches/observatoire/"]
    signets, (titre, parties) = [], impressions.lu("reel", "plan/fiches/observatoire/").outline
    for signet in parties:  # type: ignore[union-attr]
        signets += [signet.title] if not isinstance(signet, list) else []
    assert titre.title == page.findtext(".//h1")  # type: ignore[union-attr]
    assert signets == [h2.text for h2 in page.findall(".//h2")]


def test_les_memes_donnees_donnent_les_memes_octets(impressions: Impressions, tmp_path: Path) -> None:
    """Imprimée seule, d'un autre dossier et dans un autre ordre, une feuille est la même."""
    vers = tmp_path / "autre nom"
    fin = _imprimer(RACINE, "guichets/poissy", "https://exemple.fr/en-bref/", "--vers", str(vers))
    assert fin.returncode == 0, fin.stderr
    attendues = empreinte(impressions.dossiers["reel"])
    assert empreinte(vers) == {nom: attendues[nom] for nom in (MARQUE, "communes/poissy.pdf", "en-bref.pdf")}


def test_ce_qui_ne_tient_plus_sur_une_page_est_refuse_et_rien_n_est_touche(tmp_path: Path) -> None:
    racine = copier_le_projet(tmp_path / "projet")
    messages = racine / "data" / "demandeur" / "messages.yaml"
    lu = messages.read_text(encoding="utf-8")
    messages.write_text(
        lu.replace("Aucun frais de dossier", "Aucun frais, vraiment " * 150 + "aucun"), "utf-8"
    )
    (racine / "imprimes").mkdir()
    (racine / "imprimes" / MARQUE).touch()
    (racine / "imprimes" / "en-bref.pdf").write_text("celui d'avant", encoding="utf-8")
    fin = _imprimer(racine, "en-bref")
    assert fin.returncode == 1
    assert fin.stdout.splitlines()[-1] == (
        "en-bref/ — la feuille ne tient plus sur une page, même en petits caractères. "
        "Raccourcissez des messages dans demandeur/messages.yaml."
    )
    assert empreinte(racine / "imprimes") == {MARQUE: b"", "en-bref.pdf": b"celui d'avant"}
    assert [chemin.name for chemin in racine.glob(".imprimes-*")] == []


def test_un_signe_que_la_police_n_a_pas_est_dit(tmp_path: Path) -> None:
    racine = copier_le_projet(tmp_path / "projet")
    guichets = racine / "data" / "guichets.yaml"
    lu = guichets.read_text(encoding="utf-8")
    guichets.write_text(lu.replace("nom: Mairie de Poissy", "nom: Mairie de Pőissy"), "utf-8")
    fin = _imprimer(racine, "guichets/poissy/")
    assert fin.returncode == 1
    assert fin.stdout.splitlines()[-1] == (
        "guichets/poissy/ — la police du papier n'a pas le signe « ő » (U+0151). Écrivez-le autrement, en lettres latines."
    )
    assert not (racine / "imprimes").exists()


REFUS = {
    "sans-adresse": (
        "en-bref",
        "",
        "Le code QR de chaque feuille mène au site : donnez son adresse, "
        "par exemple PPGD_ADRESSE=https://exemple.fr/ make imprimer.\n",
    ),
    "page-mal-ecrite": (
        "guichets/poisy/",
        ADRESSE,
        "« guichets/poisy/ » ne s'imprime pas. Vouliez-vous dire « guichets/poissy/ » ?\n",
    ),
    "page-sans-feuille": (
        "glossaire",
        ADRESSE,
        "« glossaire » ne s'imprime pas. Écrivez en-bref, fiches, communes ou l'adresse d'une page.\n",
    ),
}


@pytest.mark.parametrize("cas", REFUS)
def test_une_demande_impossible_est_refusee(cas: str, tmp_path: Path) -> None:
    demande, adresse, attendu = REFUS[cas]
    fin = _imprimer(RACINE, demande, "--vers", str(tmp_path / "imprimes"), adresse=adresse)
    assert (fin.returncode, fin.stderr) == (2, attendu)
    assert list(tmp_path.iterdir()) == []


def test_un_dossier_qui_n_est_pas_d_ici_n_est_jamais_efface(tmp_path: Path) -> None:
    shutil.copy(RACINE / "LICENSE", tmp_path / "LICENSE")
    fin = _imprimer(RACINE, "en-bref", "--vers", str(tmp_path))
    assert (fin.returncode, fin.stderr) == (
        2,
        f"« {tmp_path} » n'est pas un dossier d'impressions : rien n'y a été touché. "
        "Choisissez un dossier nouveau ou vide, par exemple --vers imprimes.\n",
    )
    assert list(empreinte(tmp_path)) == ["LICENSE"]


ABSENTS = {
    "raise ModuleNotFoundError(\"No module named 'weasyprint'\")": (
        "WeasyPrint et segno, qui font les PDF, ne sont pas installés. Lancez make imprimer, qui les installe.\n"
    ),
    "print('could not import'); raise OSError('cannot load library libpango-1.0.so.0')": (
        "La bibliothèque Pango, qui met le texte en page, manque à cette machine. Installez-la "
        "(Debian, Ubuntu : sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0).\n"
    ),
}


@pytest.mark.parametrize("panne", ABSENTS)
def test_un_outil_absent_se_dit_en_une_phrase(panne: str, tmp_path: Path) -> None:
    """Un faux `weasyprint`, qui échoue à son chargement comme le vrai là où il manque quelque chose."""
    (tmp_path / "weasyprint.py").write_text(panne, encoding="utf-8")
    fin = _imprimer(RACINE, "en-bref", PYTHONPATH=str(tmp_path))
    assert (fin.returncode, fin.stdout, fin.stderr) == (2, "", ABSENTS[panne])
