"""Un vrai Chromium : les fiches réflexes sur une feuille, les documents triés, le suivi à l'écran et sur papier."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from conftest import ECRANS, FICHES_REFLEXES, Site
from playwright.sync_api import BrowserContext, Page
from pypdf import PdfReader

Contexte = Callable[..., BrowserContext]
Servir = Callable[[Site], str]


@pytest.mark.parametrize("nom", ["reel_reseau", "demonstration_reseau"])
def test_chaque_fiche_reflexe_tient_sur_une_feuille(
    nom: str, contexte: Contexte, servir: Servir, request: pytest.FixtureRequest
) -> None:
    site: Site = request.getfixturevalue(nom)
    page = contexte().new_page()
    nombres = {}
    for fiche in FICHES_REFLEXES:
        page.goto(f"{servir(site)}/reseau/fiches-reflexes/{fiche}/")
        feuilles = PdfReader(BytesIO(page.pdf(format="A4"))).pages
        nombres[fiche] = len(feuilles)
        texte = " ".join(feuilles[0].extract_text().split())
        for titre in page.locator("main h2:not(#sources)").all_inner_texts():
            assert " ".join(titre.split()) in texte, (fiche, titre)
    assert nombres == dict.fromkeys(FICHES_REFLEXES, 1)


def documents(page: Page) -> list[str]:
    identifiants: list[str] = page.locator(".document").evaluate_all(
        "e => e.filter(d => d.checkVisibility()).map(d => d.querySelector('h2').id)"
    )
    return identifiants


@pytest.fixture
def bibliotheque(contexte: Contexte, servir: Servir, demonstration_reseau: Site) -> Callable[..., Page]:
    def ouvrir(ancre: str = "", **options: object) -> Page:
        page = contexte(viewport=ECRANS["telephone"], **options).new_page()
        page.goto(f"{servir(demonstration_reseau)}/reseau/ressources/{ancre}")
        return page

    return ouvrir


def test_on_trie_les_documents_sans_recharger_la_page(bibliotheque: Callable[..., Page]) -> None:
    page = bibliotheque()
    tous = documents(page)
    assert len(tous) == 16
    page.evaluate("window.marque = true")
    page.get_by_label("Sorte").select_option(label="modèle")
    modeles = ["modele-bilan-de-flux", "modele-attestation-passage", "modele-courrier-orientation"]
    assert documents(page) == modeles
    assert page.get_by_role("status").filter(has_text="documents").inner_text() == "3 documents"
    page.get_by_label("Un mot du titre ou du résumé").fill("COURRIER")
    assert documents(page) == ["modele-courrier-orientation"]
    assert page.locator("#bilan-du-tri").inner_text() == "1 document"
    assert page.url.endswith("#mots=COURRIER&type=modele")
    page.get_by_label("Un mot du titre ou du résumé").fill("introuvable")
    assert documents(page) == []
    assert (
        page.locator("#bilan-du-tri").inner_text() == "Aucun document ne répond. Retirez un mot ou un choix."
    )
    assert page.evaluate("window.marque")


def test_un_tri_se_partage_par_son_adresse(bibliotheque: Callable[..., Page]) -> None:
    page = bibliotheque("#theme=Cotation")
    assert documents(page) == ["support-formation-cotation"]
    assert page.get_by_label("Thème").input_value() == "Cotation"


def test_sans_script_tous_les_documents_sont_la_et_rien_ne_promet_de_trier(
    bibliotheque: Callable[..., Page],
) -> None:
    page = bibliotheque(java_script_enabled=False)
    assert len(documents(page)) == 16
    assert not page.get_by_label("Sorte").is_visible()


def test_un_document_se_telecharge(bibliotheque: Callable[..., Page], tmp_path: Path) -> None:
    page = bibliotheque()
    with page.expect_download() as attendu:
        page.get_by_role("link", name="Modèle commun de bilan de flux").click()
    attendu.value.save_as(tmp_path / "recu.csv")
    assert attendu.value.suggested_filename == "modele-bilan-de-flux.csv"
    source = Path(__file__).parents[2] / "exemples/demonstration/reseau/documents/modele-bilan-de-flux.csv"
    assert (tmp_path / "recu.csv").read_bytes() == source.read_bytes()


@pytest.mark.parametrize("ecran", ECRANS)
def test_le_suivi_tient_dans_l_ecran_et_ses_tableaux_s_ouvrent(
    ecran: str, contexte: Contexte, servir: Servir, demonstration: Site
) -> None:
    page = contexte(viewport=ECRANS[ecran]).new_page()
    page.goto(f"{servir(demonstration)}/plan/suivi/")
    assert page.evaluate("document.documentElement.scrollWidth") == ECRANS[ecran]["width"]
    courbe = page.locator("figure.courbe").first
    assert not courbe.locator("table").is_visible()
    courbe.locator("summary").click()
    assert courbe.locator("table").is_visible()


def test_le_suivi_s_imprime_avec_ses_tableaux(
    contexte: Contexte, servir: Servir, demonstration: Site
) -> None:
    page = contexte().new_page()
    page.goto(f"{servir(demonstration)}/plan/suivi/")
    texte = " ".join(p.extract_text() for p in PdfReader(BytesIO(page.pdf(format="A4"))).pages)
    dit = " ".join(texte.split())
    assert "Les échéances du plan, année par année" in dit
    assert "Période Valeur Source 2023 8 120 Observatoire du logement social" in dit.replace("\u202f", " ")
