"""Le suivi du plan : ce qui est fait, en retard, inconnu ; les courbes et leurs tableaux ; le bilan ; la veille."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import RACINE, Site, empreinte, lancer
from pypdf import PdfReader

from macros.chargement import charger
from macros.modele.catalogue import Catalogue
from macros.modele.fiche import Echeance, Valeur
from macros.modele.fraicheur import MOTIFS, a_reprendre
from macros.modele.suivi import IndicateurSuivi, Suivi

LE_21 = date(2026, 11, 21)


@pytest.fixture(scope="module")
def fictif() -> Catalogue:
    return charger(RACINE / "exemples/demonstration", "exemples/demonstration", RACINE / "data")


# Le modèle


@pytest.mark.parametrize(
    ("jour", "annee"),
    [
        (date(2023, 12, 13), 0),
        (date(2023, 12, 14), 1),
        (date(2024, 12, 13), 1),
        (date(2024, 12, 14), 2),
        (date(2026, 11, 21), 3),
        (date(2029, 12, 14), 7),
    ],
)
def test_l_annee_du_plan_change_le_jour_de_l_approbation(jour: date, annee: int, fictif: Catalogue) -> None:
    assert fictif.territoire.dates_du_plan.approbation == date(2023, 12, 14)
    assert Suivi(fictif, jour).annee == annee


def test_les_bornes_d_une_annee_se_suivent_sans_trou(fictif: Catalogue) -> None:
    suivi = Suivi(fictif, LE_21)
    assert suivi.bornes(1) == (date(2023, 12, 14), date(2024, 12, 13))
    assert suivi.bornes(2)[0] == date(2024, 12, 14)


def avec_une_echeance(catalogue: Catalogue, **champs: Any) -> Suivi:
    fiche = catalogue.fiches[0]
    echeance = Echeance.model_validate(
        {
            **{"id": "e", "libelle": "E", "premiere_annee": 1, "derniere_annee": 2, "rythme": "une_fois"},
            "enonce": {"texte": "E.", "origine": "document"},
            **champs,
        }
    )
    une = fiche.model_copy(update={"echeances": (echeance,)})
    return Suivi(replace(catalogue, fiches=(une,)), LE_21)


@pytest.mark.parametrize(
    ("champs", "etat"),
    [
        ({"statut": "fait"}, "fait"),
        ({"statut": "en_cours"}, "retard"),
        ({"statut": "a_faire"}, "retard"),
        ({"statut": "en_cours", "derniere_annee": 3}, "en_cours"),
        ({"statut": "reporte"}, "reporte"),
        ({"statut": "abandonne"}, "abandonne"),
        ({}, "inconnu_passe"),
        ({"derniere_annee": 3}, "inconnu"),
    ],
)
def test_un_etat_que_personne_n_a_dit_n_est_jamais_un_retard(
    champs: dict[str, Any], etat: str, fictif: Catalogue
) -> None:
    """L'année 3 est en cours : finir en année 2, c'est être passé."""
    assert [suivie.etat for suivie in avec_une_echeance(fictif, **champs).echeances] == [etat]


def mesure(suivi: IndicateurSuivi, sens: str, cible: str | None, *valeurs: str) -> IndicateurSuivi:
    source = suivi.valeurs[0].source
    lues = tuple(
        Valeur.model_validate({"periode": str(2020 + rang), "valeur": valeur, "source": source.model_dump()})
        for rang, valeur in enumerate(valeurs)
    )
    champs = {"sens": sens, "cible": Decimal(cible) if cible else None}
    return IndicateurSuivi(suivi.fiche, suivi.indicateur.model_copy(update=champs), lues)


@pytest.mark.parametrize(
    ("sens", "cible", "valeurs", "attendu"),
    [
        ("hausse", "10", ("5", "7"), ("hausse", True, False)),
        ("hausse", "10", ("12", "10"), ("baisse", False, True)),
        ("baisse", "10", ("12", "9"), ("baisse", True, True)),
        ("baisse", "10", ("12", "12"), ("stable", None, False)),
        ("suivi", "10", ("5", "7"), ("hausse", None, None)),
        ("hausse", None, ("5", "7"), ("hausse", True, None)),
        ("hausse", "10", ("5",), (None, None, False)),
    ],
)
def test_la_tendance_et_la_cible(
    sens: str, cible: str | None, valeurs: tuple[str, ...], attendu: tuple[Any, ...], fictif: Catalogue
) -> None:
    suivi = mesure(Suivi(fictif, LE_21).mesures[0], sens, cible, *valeurs)
    assert (suivi.tendance, suivi.va_bien, suivi.est_atteinte) == attendu


@pytest.mark.parametrize(
    ("jour", "attendues"),
    [
        (date(2026, 11, 21), ["30 novembre", "15 décembre"]),
        (date(2027, 2, 28), ["28 février", "28 février"]),
        (date(2029, 12, 15), []),
    ],
)
def test_les_echeances_au_jour_fixe_s_annoncent_trois_mois_avant(
    jour: date, attendues: list[str], fictif: Catalogue
) -> None:
    prochaines = Suivi(fictif, jour).prochaines()
    jours = [quand for quand, _ in prochaines]
    assert jours == sorted(jours)
    assert all(0 <= (quand - jour).days <= 92 for quand in jours)
    assert [s.echeance.jour_fixe for _, s in prochaines][: len(attendues)] == attendues
    assert bool(prochaines) == bool(attendues)


def test_ce_qui_est_fait_ou_abandonne_ne_s_annonce_plus(fictif: Catalogue) -> None:
    suivi = avec_une_echeance(fictif, jour_fixe="15 décembre", derniere_annee=6, statut="en_cours")
    assert [jour for jour, _ in suivi.prochaines()] == [date(2026, 12, 15)]
    for statut in ("fait", "abandonne"):
        assert (
            avec_une_echeance(fictif, jour_fixe="15 décembre", derniere_annee=6, statut=statut).prochaines()
            == []
        )


def test_le_bilan_d_une_annee_ignore_les_mesures_d_apres(fictif: Catalogue) -> None:
    avant = Suivi(fictif, date(2024, 12, 31), 2024)
    assert {valeur.periode[:4] for suivi in avant.mesures for valeur in suivi.valeurs} == {"2023", "2024"}


# La page


def test_chaque_dessin_a_son_tableau_et_ses_mots(demonstration: Site) -> None:
    page = demonstration.pages["plan/suivi/"]
    courbes = page.xpath("//figure[@class='courbe']")
    suivi = Suivi(demonstration.catalogue, LE_21)
    assert len(courbes) == len(suivi.mesures)
    for figure, mesure_ in zip(courbes, suivi.mesures, strict=True):
        lignes = figure.xpath(".//tbody/tr")
        assert [str(ligne.xpath("string(./td[1])")).replace("\u202f", "") for ligne in lignes] == [
            f"{valeur.valeur:f}".replace(".", ",") for valeur in mesure_.valeurs
        ]
        (dessin,) = figure.xpath("./svg")
        assert len(dessin.xpath("./circle")) == len(lignes)
        assert mesure_.indicateur.libelle.split()[0] in dessin.get("aria-label")
        assert bool(dessin.xpath("./path[@class='cible']")) == (mesure_.indicateur.cible is not None)
    barres = page.xpath("//div[@class='frise-du-plan']//svg")
    lignes = page.xpath("//table[caption[@id='legende-suivi']]/tbody/tr")
    assert len(barres) == len(lignes) == len(suivi.echeances)


def test_aucun_etat_ne_se_lit_a_la_couleur_seule(demonstration: Site) -> None:
    """Deux états n'ont ni le même signe ni le même mot, et chaque ligne porte les deux."""
    page = demonstration.pages["plan/suivi/"]
    dits = {
        (str(li.get("class")), str(li.xpath("string(.//span[@class='signe-etat'])")))
        for li in page.xpath("//div[@class='frise-du-plan']//li")
    }
    assert len(dits) == len({classe for classe, _ in dits}) == len({signe for _, signe in dits}) == 7
    mots = {
        (
            str(li.get("class")),
            str(li.xpath("string(.//span[@class='discret'])")).split(" · ")[0].split(" le ")[0],
        )
        for li in page.xpath("//div[@class='frise-du-plan']//li")
    }
    assert len({mot for _, mot in mots}) == 7


def test_le_territoire_reel_dit_quoi_recueillir_et_aupres_de_qui(reel: Site) -> None:
    page = reel.pages["plan/suivi/"]
    suivi = Suivi(reel.catalogue, LE_21)
    assert (len(suivi.mesures), len(suivi.a_collecter)) == (1, 145)
    lignes = page.xpath("//details[@class='a-collecter']//tbody/tr")
    assert len(lignes) == 145
    assert [ligne for ligne in lignes if not ligne.xpath("normalize-space(./td[1])")] == []
    assert "Aucune n’est un engagement" in page.text_content()
    assert (
        page.xpath("//main//h2[@id='retards']/following-sibling::p[1]")[0]
        .text_content()
        .startswith("Leur temps est passé, et personne n’a dit ce qu’il en est.")
    )


@pytest.mark.parametrize("nom", ["reel", "demonstration"])
def test_les_tableaux_du_suivi_s_ouvrent_et_disent_tout(nom: str, request: pytest.FixtureRequest) -> None:
    site: Site = request.getfixturevalue(nom)
    suivi = Suivi(site.catalogue, LE_21)

    def lignes(fichier: str) -> list[dict[str, str]]:
        texte = (site.dossier / "plan/suivi" / fichier).read_text(encoding="utf-8-sig")
        return list(csv.DictReader(io.StringIO(texte, newline=""), delimiter=";"))

    assert [ligne["etat"] for ligne in lignes("echeances.csv")] == [e.etat for e in suivi.echeances]
    mesures = [ligne for ligne in lignes("indicateurs.csv") if ligne["valeur"]]
    assert len(mesures) == sum(len(s.valeurs) for s in suivi.indicateurs)
    assert {ligne["indicateur"] for ligne in lignes("indicateurs.csv")} == {
        " ".join(s.indicateur.libelle.split()) for s in suivi.indicateurs
    }


# La fraîcheur et la veille


def test_la_page_de_fraicheur_et_la_veille_disent_la_meme_chose(reel_reseau: Site) -> None:
    attendus = a_reprendre(reel_reseau.catalogue, LE_21)
    page = reel_reseau.pages["reseau/fraicheur/"]
    assert len(page.xpath("//ul[@class='a-reprendre']/li")) == len(attendus)
    fin = lancer(RACINE, "veille", "--format", "json")
    assert (fin.returncode, fin.stderr) == (0, "")
    dits = [json.loads(ligne) for ligne in fin.stdout.splitlines()]
    assert [(dit["motif"], dit["fichier"], dit["ligne"]) for dit in dits] == [
        (a.motif, a.origine.fichier, a.origine.ligne) for a in attendus
    ]
    texte = lancer(RACINE, "veille")
    assert (texte.returncode, texte.stderr) == (0, "")
    assert texte.stdout.count(" — ") >= len(attendus)
    assert "&" not in texte.stdout.replace(" & ", "")


def test_chaque_chose_a_reprendre_mene_a_une_page_et_a_une_ligne(reel_reseau: Site) -> None:
    for a in a_reprendre(reel_reseau.catalogue, LE_21):
        page, _, ancre = a.page.partition("#")
        assert page in reel_reseau.pages, a
        assert not ancre or reel_reseau.pages[page].xpath(f"//*[@id='{ancre}']"), a
        assert (RACINE / a.origine.fichier).is_file()


def test_chaque_motif_de_reprise_se_rencontre(fictif: Catalogue) -> None:
    """Un peu plus tard, sur le territoire fictif ou sur le vrai, tout ce qui vieillit finit par être dit."""
    reel = charger(RACINE / "data", "data")
    plus_tard = date(2028, 6, 1)
    motifs = {a.motif for catalogue in (reel, fictif) for a in a_reprendre(catalogue, plus_tard)}
    assert [motif for motif in MOTIFS if motif not in motifs and motif != "commune_sans_lieu"] == []


def test_ce_qui_est_plus_en_retard_vient_d_abord(fictif: Catalogue) -> None:
    tout = a_reprendre(fictif, date(2028, 6, 1))
    rangs = [MOTIFS.index(a.motif) for a in tout]
    assert rangs == sorted(rangs)
    ressources = [a.depuis for a in tout if a.motif == "ressource_a_revoir" and a.depuis]
    assert ressources == sorted(ressources)
    assert len(ressources) > 2


def test_une_ressource_remplacee_n_est_plus_a_relire(fictif: Catalogue) -> None:
    ancienne = next(r for r in fictif.reseau.ressources if r.id == "guide-accueil-2024")
    relue = ancienne.model_copy(update={"revoir_le": date(2025, 1, 1)})
    ressources = tuple(relue if r.id == relue.id else r for r in fictif.reseau.ressources)
    catalogue = replace(fictif, reseau=replace(fictif.reseau, ressources=ressources))
    assert "guide-accueil-2024" not in {a.page.partition("#")[2] for a in a_reprendre(catalogue, LE_21)}


def test_la_veille_ne_se_plaint_pas_du_calendrier(projet: Path) -> None:
    """Dix ans plus tard, tout est à relire : c'est dit, et rien n'échoue."""
    for commande in ("veille", "verifier"):
        fin = lancer(projet, commande, SOURCE_DATE_EPOCH="2110000000")
        assert (fin.returncode, fin.stderr) == (0, ""), commande


# Le bilan


def bilan(vers: Path, *options: str) -> PdfReader:
    fin = lancer(RACINE, "bilan", "--annee", "2026", "--vers", str(vers / "bilan.pdf"), *options)
    assert fin.returncode == 0, fin.stdout + fin.stderr
    return PdfReader(vers / "bilan.pdf")


@pytest.mark.parametrize("donnees", ["data", "exemples/demonstration"])
def test_le_bilan_est_un_pdf_balise_sans_partie_vide(donnees: str, tmp_path: Path) -> None:
    lu = bilan(tmp_path, "--donnees", donnees)
    assert lu.metadata
    assert lu.metadata.title == "Bilan du plan partenarial, année 2026"
    assert lu.trailer["/Root"]["/Lang"] == "fr"
    assert lu.trailer["/Root"]["/MarkInfo"]["/Marked"]
    texte = " ".join(" ".join(page.extract_text().split()) for page in lu.pages)
    parties = [
        *("1. Le circuit de ce bilan", "2. L’année en bref", "3. Ce qui a été fait en 2026"),
        *(
            "4. Ce qui est en retard, reporté ou passé",
            "5. Les conventions",
            "6. Action par action",
            "7. Ce qui vient",
        ),
    ]
    places = [texte.index(partie) for partie in parties]
    assert places == sorted(places)
    for debut, fin in zip(places, [*places[1:], len(texte)], strict=True):
        assert fin - debut > 90, texte[debut:fin]
    for numero in range(1, 13):
        assert f"Action {numero} :" in texte
    assert "CCH R441-2-12" in texte


def test_le_bilan_vide_dit_ce_qui_manque_et_le_bilan_plein_ce_qui_est(tmp_path: Path) -> None:
    def texte(donnees: str) -> str:
        return " ".join(
            " ".join(p.extract_text().split()) for p in bilan(tmp_path, "--donnees", donnees).pages
        )

    vide = texte("data")
    assert "Aucune convention du plan n’est connue de ce site." in vide
    assert vide.count("Aucune mesure connue pour cette action.") == 11
    assert "À recueillir : demandes de logement social en fin d’année (fichier de la demande (SNE))" in vide
    plein = texte("exemples/demonstration")
    assert "Convention de partage des données, 20 juin 2024" in plein
    assert "Aucune mesure connue" not in plein
    assert "Territoire fictif." in plein


def test_deux_bilans_du_meme_jour_sont_identiques(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    bilan(tmp_path / "a")
    bilan(tmp_path / "b")
    assert empreinte(tmp_path / "a") == empreinte(tmp_path / "b")


@pytest.mark.parametrize(
    ("annee", "dit"),
    [
        ("2019", "Le plan date de 2023 : il n'y a pas de bilan de 2019.\n"),
        ("vingt", "« vingt » n'est pas une année, écrivez par exemple 2026.\n"),
    ],
)
def test_une_annee_sans_plan_est_refusee(annee: str, dit: str, tmp_path: Path) -> None:
    fin = lancer(RACINE, "bilan", "--annee", annee, "--vers", str(tmp_path / "bilan.pdf"))
    assert fin.returncode == 2
    assert fin.stderr.endswith(dit)
    assert list(tmp_path.iterdir()) == []


def test_un_bilan_impossible_a_ecrire_ne_laisse_rien(tmp_path: Path) -> None:
    fin = lancer(RACINE, "bilan", "--annee", "2026", "--vers", str(tmp_path / "absent" / "bilan.pdf"))
    assert fin.returncode == 1
    assert (
        fin.stdout.splitlines()[-1]
        == "« bilan.pdf » ne peut pas être écrit là. Vérifiez le dossier et vos droits."
    )
