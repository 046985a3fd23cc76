"""Un vrai Chromium : la liste de papiers que l'on coche, que l'on envoie et que l'on imprime."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ECRANS, Site
from playwright.sync_api import BrowserContext, Page
from pypdf import PdfReader
from test_taches import tabuler_jusqu_a

from macros.rendu.filtres import typographie

Ouvrir = Callable[..., Page]

ENREGISTRER = ["Le formulaire de demande, rempli", "Une pièce d’identité, ou votre titre de séjour"]
POUR_TOUS = "Identité ou séjour, et avis d’imposition"
DEUX_LIGNES = [POUR_TOUS, "Vous êtes locataire", "Une menace d’expulsion"]
INCONNU = "Ce lien contient un choix que cette page ne connaît pas. Nous ne l’avons pas retenu\u00a0: vérifiez les cases."
TOUT_INCONNU = "Ce lien ne contient aucun choix que cette page connaît. Cochez les cases vous-même."


@pytest.fixture
def ouvrir(contexte: Callable[..., BrowserContext], servir: Callable[[Site], str], reel: Site) -> Ouvrir:
    """La page des papiers sur un téléphone."""

    def aller(choix: str = "", droits: tuple[str, ...] = (), **options: Any) -> Page:
        neuf = contexte(**{"viewport": ECRANS["telephone"], **options})
        neuf.grant_permissions(list(droits))
        page = neuf.new_page()
        page.goto(f"{servir(reel)}/demande/pieces/{choix}")
        return page

    return aller


def lignes(page: Page, ancre: str) -> list[str]:
    """Les papiers que l'on voit dans la liste qui suit ce titre."""
    vues: list[str] = page.locator(f"#{ancre} ~ ul.pieces > li").evaluate_all(
        """(toutes, ancre) => toutes
            .filter(li => li.checkVisibility())
            .filter(li => {
                let titre = li.parentElement;
                while (titre.tagName !== 'H2') titre = titre.previousElementSibling;
                return titre.id === ancre;
            }).map(li => li.querySelector('strong').textContent)""",
        ancre,
    )
    return vues


def toutes(site: Site) -> list[str]:
    return [typographie(p.titre) for s in site.catalogue.pieces.pour_examiner for p in s.pieces]


def coches(page: Page) -> list[str]:
    return page.locator("#choix-des-pieces :checked").evaluate_all("cases => cases.map(une => une.value)")


def statut(page: Page) -> str:
    return page.locator("main [role=status]").inner_text()


def test_un_lien_dit_les_choix_dans_l_ordre_de_la_page_et_s_il_y_en_a_d_inconnus(ouvrir: Ouvrir) -> None:
    connus = ["a", "b-c", "d"]
    cas = {
        "": ([], False),
        "a": (["a"], False),
        "d,a": (["a", "d"], False),
        "a,a, a ,": (["a"], False),
        "b-c,zzz": (["b-c"], True),
        "b": ([], True),
        "A": ([], True),
        "__proto__,constructor": ([], True),
        "<b>,a": (["a"], True),
    }
    lus = ouvrir().evaluate(
        """async ([textes, connus]) => {
            const { lireLesChoix } = await import('/assets/outils/papiers.js');
            return textes.map(texte => lireLesChoix(texte, connus));
        }""",
        [list(cas), connus],
    )
    assert lus == [{"choisis": choisis, "inconnus": inconnus} for choisis, inconnus in cas.values()]


def test_au_clavier_seul_je_coche_je_lis_ma_liste_et_je_copie_son_lien(ouvrir: Ouvrir) -> None:
    page = ouvrir(droits=("clipboard-read", "clipboard-write"))
    for phrase in ("Je suis locataire", "Je suis menacé d’expulsion"):
        tabuler_jusqu_a(page, phrase)
        page.keyboard.press("Space")
    tabuler_jusqu_a(page, "Montrer ma liste")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Votre liste est juste en dessous"
    assert lignes(page, "enregistrement") == ENREGISTRER
    assert lignes(page, "examen") == DEUX_LIGNES
    tabuler_jusqu_a(page, "Copier le lien")
    page.keyboard.press("Enter")
    page.get_by_text("Lien copié.", exact=True).wait_for()
    assert statut(page) == "Lien copié."
    lien = page.evaluate("navigator.clipboard.readText()")
    assert lien == page.url
    assert lien.endswith("/demande/pieces/#choix=locataire,expulsion")


def test_au_doigt_je_coche_et_la_liste_suit_mes_cases(ouvrir: Ouvrir) -> None:
    page = ouvrir(has_touch=True, is_mobile=True)
    page.get_by_text("Je suis locataire", exact=True).tap()
    page.get_by_role("button", name="Montrer ma liste").tap()
    assert lignes(page, "examen") == DEUX_LIGNES[:2]
    page.get_by_text("Je suis menacé d’expulsion", exact=True).tap()
    assert lignes(page, "examen") == DEUX_LIGNES
    page.get_by_text("Je suis locataire", exact=True).tap()
    assert lignes(page, "examen") == [DEUX_LIGNES[0], DEUX_LIGNES[2]]
    lien = page.get_by_label("Le lien de cette liste, à envoyer ou à garder")
    assert lien.input_value().endswith("#choix=expulsion")
    assert page.url == lien.input_value()


def test_un_titre_sans_papier_ne_reste_pas(reel: Site, ouvrir: Ouvrir) -> None:
    page = ouvrir("#choix=hotel")
    vus = page.locator("h3[id^=pieces-]").evaluate_all(
        "l => l.filter(e => e.checkVisibility()).map(e => e.id)"
    )
    assert vus == ["pieces-tous", "pieces-logement"]


def test_avant_tout_choix_la_page_montre_tous_les_papiers(reel: Site, ouvrir: Ouvrir) -> None:
    page = ouvrir()
    assert lignes(page, "examen") == toutes(reel)
    assert not page.locator(".resultat").is_visible()
    page.get_by_text("Je suis locataire", exact=True).click()
    assert lignes(page, "examen") == toutes(reel)


def test_sans_rien_cocher_il_reste_ce_qui_vaut_pour_tous(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    page.get_by_role("button", name="Montrer ma liste").click()
    assert lignes(page, "enregistrement") == ENREGISTRER
    assert lignes(page, "examen") == [POUR_TOUS]


@pytest.mark.parametrize("choix", ["#choix=locataire,expulsion", "#choix=expulsion%2Clocataire"])
def test_un_lien_recu_montre_aussitot_la_liste(choix: str, ouvrir: Ouvrir) -> None:
    page = ouvrir(choix)
    assert coches(page) == ["locataire", "expulsion"]
    assert lignes(page, "examen") == DEUX_LIGNES
    assert page.url.endswith("#choix=locataire,expulsion")
    assert statut(page) == ""


def test_un_choix_inconnu_est_ignore_et_la_page_le_dit(ouvrir: Ouvrir) -> None:
    page = ouvrir("#choix=locataire,chateau,expulsion")
    assert statut(page) == INCONNU
    assert lignes(page, "examen") == DEUX_LIGNES
    assert page.url.endswith("#choix=locataire,expulsion")


def test_un_lien_dont_rien_n_est_connu_laisse_la_page_entiere(reel: Site, ouvrir: Ouvrir) -> None:
    page = ouvrir("#choix=chateau")
    assert statut(page) == TOUT_INCONNU
    assert lignes(page, "examen") == toutes(reel)
    assert coches(page) == []
    assert page.get_by_role("button", name="Imprimer ma liste").all() == []
    page.get_by_text("Je suis locataire", exact=True).click()
    page.get_by_role("button", name="Montrer ma liste").click()
    assert (statut(page), lignes(page, "examen")) == ("", DEUX_LIGNES[:2])
    assert page.get_by_role("button", name="Imprimer ma liste").is_visible()


def test_un_lien_ouvert_dans_la_page_meme_change_la_liste(ouvrir: Ouvrir) -> None:
    page = ouvrir("#choix=locataire")
    page.evaluate("location.hash = 'choix=hotel'")
    page.wait_for_function("document.querySelector('#choix-des-pieces :checked').value === 'hotel'")
    assert lignes(page, "examen") == [POUR_TOUS, "Vous vivez à l’hôtel ou au camping"]


def test_suivre_une_ancre_de_la_page_garde_la_liste(ouvrir: Ouvrir) -> None:
    page = ouvrir("#choix=locataire,expulsion")
    page.evaluate("location.hash = 'joindre'")
    assert lignes(page, "examen") == DEUX_LIGNES


def test_revoir_tous_les_papiers_efface_le_choix_partout(reel: Site, ouvrir: Ouvrir) -> None:
    page = ouvrir("#choix=locataire,expulsion")
    page.get_by_role("button", name="Revoir tous les papiers").click()
    assert lignes(page, "examen") == toutes(reel)
    assert coches(page) == []
    assert page.url.endswith("/demande/pieces/")
    assert page.evaluate("document.activeElement.value") == "ressources"


def test_quand_la_copie_est_refusee_le_lien_est_selectionne(ouvrir: Ouvrir) -> None:
    page = ouvrir("#choix=locataire")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.get_by_role("button", name="Copier le lien").click()
    page.get_by_text("Le lien est sélectionné").wait_for()
    assert statut(page) == (
        "Votre navigateur ne laisse pas copier d’ici. Le lien est sélectionné\u00a0: copiez-le vous-même."
    )
    assert page.evaluate("getSelection().toString()") == page.url
    assert page.evaluate("document.activeElement.id") == "lien-de-la-liste"


# Imprimer


def test_le_bouton_imprime_la_page(ouvrir: Ouvrir) -> None:
    page = ouvrir("#choix=locataire")
    page.evaluate("window.print = () => { document.title = 'imprimé'; }")
    page.get_by_role("button", name="Imprimer ma liste").click()
    assert page.title() == "imprimé"


def imprime(page: Page) -> list[str]:
    """Le texte de chaque feuille, espaces réduites."""
    feuilles = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    return [" ".join(feuille.extract_text().split()) for feuille in feuilles]


def test_la_liste_choisie_s_imprime_seule_sur_une_feuille(ouvrir: Ouvrir) -> None:
    page = ouvrir("#choix=locataire,expulsion", viewport=ECRANS["bureau"])
    page.emulate_media(media="print")
    titres = page.locator("main :is(h1, h2, h3)").evaluate_all(
        "l => l.filter(e => e.checkVisibility()).map(e => e.textContent)"
    )
    assert titres == [
        "Les papiers à fournir pour ma demande",
        "Pour enregistrer\u00a0: ces deux-là suffisent",
        "Pour examiner, plus tard",
        "Pour tout le monde",
        "Selon l’endroit où vous vivez",
        "Selon la raison de votre demande",
    ]
    assert lignes(page, "enregistrement") == ENREGISTRER
    assert lignes(page, "examen") == DEUX_LIGNES
    (feuille,) = imprime(page)
    assert "CCH R441-2-3" in feuille
    assert "Bail et quittance de loyer" in feuille
    for absent in (
        "Je suis locataire",
        "Comment joindre",
        "Vous êtes hébergé",
        "Ce que vous faites",
        "#choix",
    ):
        assert absent not in feuille, absent


CASES_VIDES = """() => [...document.querySelectorAll('.pieces > li')].filter(li => li.checkVisibility()).map(li => {
    const s = getComputedStyle(li, '::before');
    return [s.width, s.height, s.borderTopWidth !== '0px', s.backgroundColor, s.borderRadius];
})"""


def test_chaque_ligne_imprimee_a_sa_case_vide_a_cocher_au_stylo(ouvrir: Ouvrir) -> None:
    page = ouvrir("#choix=locataire,expulsion", viewport=ECRANS["bureau"])
    page.emulate_media(media="print")
    cases = page.evaluate(CASES_VIDES)
    assert len(cases) == len(ENREGISTRER) + len(DEUX_LIGNES)
    largeur, hauteur, bord, fond, arrondi = cases[0]
    assert (largeur, bord, fond, arrondi) == (hauteur, True, "rgba(0, 0, 0, 0)", "0px")
    assert cases == [cases[0]] * len(cases)


def test_sans_choix_la_page_entiere_s_imprime(ouvrir: Ouvrir) -> None:
    tout = " ".join(imprime(ouvrir(viewport=ECRANS["bureau"])))
    for present in ("Ce que vous faites", "Vous êtes hébergé chez quelqu’un", "Comment joindre les papiers"):
        assert present in tout, present
    assert "Montrer ma liste" not in tout


# Sans script, sans trace, pour tous


def test_sans_javascript_les_deux_listes_sont_entieres_et_aucune_case_ne_se_montre(
    reel: Site, ouvrir: Ouvrir
) -> None:
    page = ouvrir("#choix=locataire", java_script_enabled=False)
    assert page.locator("main :is(form, input, button):visible").count() == 0
    assert page.locator("noscript p").is_visible()
    for titre in (*ENREGISTRER, *toutes(reel)):
        assert page.locator(".pieces strong").get_by_text(titre, exact=True).is_visible(), titre


def test_rien_ne_part_et_rien_n_est_garde(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    demandes: list[str] = []
    page.on("request", lambda demande: demandes.append(demande.url))
    page.get_by_text("Je subis des violences", exact=True).click()
    page.get_by_role("button", name="Montrer ma liste").click()
    page.get_by_role("button", name="Copier le lien").click()
    page.wait_for_function("document.querySelector('#choix-des-pieces [role=status]').textContent")
    # Le navigateur relit l'icône du site quand l'adresse change ; ce qui suit le « # » n'est dans aucune demande.
    assert [url for url in demandes if not url.endswith("/assets/icone.svg")] == []
    assert page.context.storage_state() == {"cookies": [], "origins": []}
    assert page.evaluate("sessionStorage.length") == 0
    # Revenir sur la page sans le lien n'y retrouve rien.
    page.goto(page.url.partition("#")[0] + "?")
    assert coches(page) == []


def test_rien_ne_deborde_d_un_petit_ecran_quand_la_liste_est_faite(ouvrir: Ouvrir) -> None:
    page = ouvrir("#choix=structure,violences,zzz", viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_chaque_case_et_chaque_bouton_est_assez_grand_pour_un_doigt(ouvrir: Ouvrir) -> None:
    page = ouvrir("#choix=locataire")
    hauteurs = page.locator("#choix-des-pieces :is(.case, button, [readonly])").evaluate_all(
        "l => l.map(e => e.getBoundingClientRect().height)"
    )
    assert len(hauteurs) == 17 + 4 + 1
    assert min(hauteurs) >= 40


@pytest.mark.parametrize("couleurs", ["light", "dark"])
def test_axe_ne_trouve_rien(couleurs: str, ouvrir: Ouvrir) -> None:
    trouves = {}
    for choix in ("#choix=locataire,zzz", "#choix=zzz"):
        page = ouvrir(choix, color_scheme=couleurs)
        trouves[choix] = [v["id"] for v in Axe().run(page).response["violations"]]
    assert trouves == {nom: [] for nom in trouves}
