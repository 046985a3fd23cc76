"""La bibliothèque du réseau : des fichiers reconnus, pesés, tous cités, et ce qui remplace quoi."""

import hashlib
import io
import shutil
import zipfile
from pathlib import Path

import pytest
from conftest import RACINE, Site, lancer

from macros.chargement import DonneesInvalides, charger
from macros.documents import OCTETS_AU_PLUS
from macros.rendu.filtres import octets


@pytest.fixture
def donnees(tmp_path: Path) -> Path:
    return Path(shutil.copytree(RACINE / "exemples/demonstration", tmp_path / "data"))


def refus(donnees: Path) -> list[str]:
    with pytest.raises(DonneesInvalides) as fautes:
        charger(donnees, "data", RACINE / "data")
    return [str(probleme) for probleme in fautes.value.problemes]


def archive(*noms: str) -> bytes:
    ecrit = io.BytesIO()
    with zipfile.ZipFile(ecrit, "w") as zip_:
        for nom in noms:
            zip_.writestr(nom, "x")
    return ecrit.getvalue()


def ligne(donnees: Path, texte: str) -> int:
    lignes = (donnees / "reseau/ressources.yaml").read_text(encoding="utf-8").splitlines()
    return next(rang for rang, lue in enumerate(lignes, 1) if texte in lue)


def test_un_fichier_absent_est_dit_a_la_ligne_qui_le_cite(donnees: Path) -> None:
    (donnees / "reseau/documents/droits-du-demandeur.txt").rename(
        donnees / "reseau/documents/droit-du-demandeur.txt"
    )
    assert refus(donnees) == [
        "data/reseau/documents/droit-du-demandeur.txt:1:1 — Aucune ressource ne cite ce fichier. Ajoutez-la à "
        "reseau/ressources.yaml, avec son propriétaire et son audience, ou retirez le fichier.",
        f"data/reseau/ressources.yaml:{ligne(donnees, 'fichier: droits-du')}:14 — ressource « support-droits-du-demandeur » › fichier : "
        "le fichier « droits-du-demandeur.txt » n'est pas dans data/reseau/documents/. Vouliez-vous dire « droit-du-demandeur.txt » ?",
    ]


@pytest.mark.parametrize(
    ("contenu", "dit"),
    [
        (b"", "Ce fichier est vide. Déposez-le de nouveau."),
        (
            b"x" * (OCTETS_AU_PLUS + 1),
            "Ce fichier pèse 10,0 Mo, pour 10 au plus. Réduisez ses images, ou donnez à la ressource un lien.",
        ),
        (
            "é".encode("latin-1"),
            "Ce fichier n'est pas du txt, malgré son nom. Enregistrez-le de nouveau au bon format (csv, docx, ods, odt, pdf, "
            "pptx, txt, xlsx), sans le renommer.",
        ),
    ],
)
def test_un_fichier_qui_ne_se_partage_pas_arrete_tout(contenu: bytes, dit: str, donnees: Path) -> None:
    (donnees / "reseau/documents/droits-du-demandeur.txt").write_bytes(contenu)
    assert refus(donnees) == [f"data/reseau/documents/droits-du-demandeur.txt:1:1 — {dit}"]


@pytest.mark.parametrize(
    ("fin", "contenu", "est_bon"),
    [
        ("pdf", b"%PDF-1.7\n", True),
        ("pdf", b"<html>", False),
        ("docx", archive("word/document.xml"), True),
        ("docx", archive("xl/workbook.xml"), False),
        ("docx", b"PK\x03\x04", False),
        ("xlsx", archive("xl/workbook.xml", "xl/vbaProject.bin"), False),
        ("odt", archive("content.xml"), True),
        ("csv", "a;b\né;1\n".encode(), True),
        ("csv", b"a\0b", False),
    ],
)
def test_la_sorte_d_un_fichier_se_lit_dans_son_contenu(
    fin: str, contenu: bytes, est_bon: bool, donnees: Path
) -> None:
    ressources = donnees / "reseau/ressources.yaml"
    ressources.write_text(
        ressources.read_text(encoding="utf-8").replace("droits-du-demandeur.txt", f"droits.{fin}"),
        encoding="utf-8",
    )
    (donnees / "reseau/documents/droits-du-demandeur.txt").unlink()
    (donnees / f"reseau/documents/droits.{fin}").write_bytes(contenu)
    if est_bon:
        assert charger(donnees, "data", RACINE / "data").reseau.documents[f"droits.{fin}"].contenu == contenu
    else:
        assert refus(donnees)[0].startswith(
            f"data/reseau/documents/droits.{fin}:1:1 — Ce fichier n'est pas du {fin}, malgré son nom."
        )


@pytest.mark.parametrize(
    ("avant", "apres", "dit"),
    [
        (
            "fichier: droits-du-demandeur.txt",
            "fichier: ../territoire.yaml",
            "« ../territoire.yaml » n'est pas le nom d'un fichier que l'on partage. Écrivez le seul nom du fichier, en minuscules "
            "sans accent ni espace, par exemple guide-de-l-accueil.pdf (sortes admises : csv, docx, ods, odt, pdf, pptx, txt, xlsx).",
        ),
        (
            "fichier: modele-courrier-orientation.txt",
            "fichier: droits-du-demandeur.txt",
            "le fichier « droits-du-demandeur.txt » est déjà celui de la ressource de la ligne {ligne}. Donnez à chaque ressource "
            "son propre fichier.",
        ),
    ],
)
def test_un_nom_de_fichier_est_le_sien_et_ne_sort_pas_du_dossier(
    avant: str, apres: str, dit: str, donnees: Path
) -> None:
    ressources = donnees / "reseau/ressources.yaml"
    ressources.write_text(ressources.read_text(encoding="utf-8").replace(avant, apres), encoding="utf-8")
    premiere = ligne(donnees, "fichier: droits-du-demandeur.txt") if "courrier" in avant else 0
    assert [faute for faute in refus(donnees) if faute.endswith(dit.replace("{ligne}", str(premiere)))] != []


@pytest.mark.parametrize(
    ("ajout", "dit"),
    [
        (
            "remplace: guide-accueil-2024",
            "la ressource « guide-accueil-2024 » est déjà remplacée, à la ligne {ligne}. Gardez une seule remplaçante : la plus récente.",
        ),
        (
            "remplace: guide-du-demandeur",
            "la ressource « guide-du-demandeur » finit par se remplacer elle-même. Vérifiez laquelle est la plus récente.",
        ),
        (
            "revoir_le: 2026-02-02",
            "la ressource serait à revoir avant d'être écrite. Vérifiez date: et revoir_le:.",
        ),
    ],
)
def test_un_remplacement_impossible_est_refuse(ajout: str, dit: str, donnees: Path) -> None:
    ressources = donnees / "reseau/ressources.yaml"
    texte = ressources.read_text(encoding="utf-8")
    place = "    resume: Huit pages en langage simple"
    if ajout.startswith("revoir_le"):
        texte = texte.replace("    revoir_le: 2026-09-01\n", "")
    ressources.write_text(texte.replace(place, f"    {ajout}\n{place}"), encoding="utf-8")
    premiere = ligne(donnees, "remplace: guide-accueil-2024")
    assert [faute for faute in refus(donnees) if faute.endswith(dit.replace("{ligne}", str(premiere)))] != []


# La page


def test_chaque_document_dit_sa_taille_et_son_empreinte_et_se_telecharge_tel_quel(
    demonstration_reseau: Site,
) -> None:
    page = demonstration_reseau.pages["reseau/ressources/"]
    reseau = demonstration_reseau.catalogue.reseau
    avec = [ressource for ressource in reseau.ressources if ressource.fichier]
    assert len(avec) == 3
    for ressource in avec:
        (fiche,) = page.xpath(f"//li[h2/@id='{ressource.id}']")
        (lien,) = fiche.xpath("./h2/a/@href")
        servi = (demonstration_reseau.dossier / "reseau/ressources" / lien).resolve().read_bytes()
        assert servi == reseau.documents[str(ressource.fichier)].contenu
        assert fiche.xpath("string(.//code)") == hashlib.sha256(servi).hexdigest()
        assert octets(len(servi)) in fiche.xpath("string(./h2)")


def test_une_ressource_remplacee_le_dit_et_vient_apres_les_autres(demonstration_reseau: Site) -> None:
    page = demonstration_reseau.pages["reseau/ressources/"]
    ordre = page.xpath("//ul[@class='documents']/li/h2/@id")
    remplacees = [r.remplace for r in demonstration_reseau.catalogue.reseau.ressources if r.remplace]
    assert sorted(ordre[-len(remplacees) :]) == sorted(remplacees)
    dit = " ".join(page.xpath("string(//li[h2/@id='guide-accueil-2024'])").split())
    assert (
        "Remplacé par Guide de l’accueil des demandeurs, édition 2026, le 8 septembre 2026. Ne vous en servez plus."
        in dit
    )


def test_une_ressource_en_retard_de_relecture_le_dit(demonstration_reseau: Site) -> None:
    page = demonstration_reseau.pages["reseau/ressources/"]
    en_retard = page.xpath("//li[.//dd/span[@class='a-confirmer']]/h2/@id")
    assert sorted(en_retard) == ["guide-du-demandeur", "modele-bilan-de-flux", "support-formation-cotation"]


def test_les_fichiers_reserves_ne_sont_pas_sur_le_site_public(
    demonstration: Site, demonstration_reseau: Site
) -> None:
    def fichiers(site: Site) -> list[str]:
        return sorted(c.name for c in (site.dossier / "reseau/documents").iterdir())

    assert fichiers(demonstration) == ["droits-du-demandeur.txt"]
    assert fichiers(demonstration_reseau) == [
        "droits-du-demandeur.txt",
        "modele-bilan-de-flux.csv",
        "modele-courrier-orientation.txt",
    ]


def test_une_faute_de_fichier_est_une_annotation_de_demande_de_modification(projet: Path) -> None:
    (projet / "data/reseau/documents").mkdir(parents=True)
    (projet / "data/reseau/documents/perdu.txt").write_text("perdu", encoding="utf-8")
    fin = lancer(projet, "verifier", "--format", "github")
    assert (fin.returncode, fin.stdout) == (
        1,
        "::error file=data/reseau/documents/perdu.txt,line=1,col=1::Aucune ressource ne cite ce fichier. Ajoutez-la à "
        "reseau/ressources.yaml, avec son propriétaire et son audience, ou retirez le fichier.\n",
    )
