"""L'espace du réseau : deux sites d'une même source, et rien de réservé sur celui du public."""

import gzip
import html
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import FICHES_REFLEXES, RACINE, Site, copier_le_projet, lancer

from macros.publication.controle import controler_les_fuites
from macros.publication.reserve import Reserve

# Deux sites


def test_le_site_du_reseau_a_les_pages_du_public_et_les_siennes(site_et_reseau: tuple[Site, Site]) -> None:
    public, reseau = site_et_reseau
    reservees = set(reseau.pages) - set(public.pages)
    assert set(public.pages) <= set(reseau.pages)
    assert len(reservees) == 25
    assert all(page.startswith("reseau/") for page in reservees)
    assert {page for page in public.pages if page.startswith("reseau/")} == {"reseau/", "reseau/contribuer/"}


DIFFERENTES = ("reseau/", "recherche/", "plan-du-site/")
"""Les pages que les deux sites ont, et qui ne disent pas la même chose."""


def test_chaque_page_du_reseau_dit_ou_l_on_est_et_ne_s_indexe_pas(site_et_reseau: tuple[Site, Site]) -> None:
    public, reseau = site_et_reseau
    for adresse, page in reseau.pages.items():
        bandeaux = " ".join(page.xpath("string(//header)").split())
        assert "Espace du réseau." in bandeaux, adresse
        reservee = adresse not in public.pages or adresse in DIFFERENTES
        assert ("réservée aux professionnels" in bandeaux) == reservee, adresse
        assert ("sur le site public" in bandeaux) != reservee, adresse
        assert page.xpath("//meta[@name='robots']/@content") == ["noindex, nofollow"], adresse
    for adresse, page in public.pages.items():
        assert "Espace du réseau." not in page.xpath("string(//header)"), adresse
        assert page.xpath("//meta[@name='robots']") == [], adresse


def test_le_site_du_reseau_ne_donne_aucun_plan_aux_moteurs(reel_reseau: Site, reel: Site) -> None:
    assert not list(reel_reseau.dossier.glob("sitemap*"))
    assert "reseau/procedures" not in (reel.dossier / "sitemap.xml").read_text(encoding="utf-8")


def test_une_page_commune_mene_a_sa_jumelle_publique_et_une_page_reservee_n_a_pas_d_adresse_publique(
    tmp_path: Path,
) -> None:
    fin = lancer(
        RACINE,
        "construire",
        "--seulement",
        "reseau",
        "--vers",
        str(tmp_path / "site"),
        PPGD_ADRESSE="https://exemple.fr/",
    )
    assert fin.returncode == 0, fin.stdout
    commune = (tmp_path / "site-reseau/demande/index.html").read_text(encoding="utf-8")
    assert 'aussi <a href="https://exemple.fr/demande/" rel="noreferrer">sur le site public</a>' in commune
    reservee = (tmp_path / "site-reseau/reseau/procedures/doublons/index.html").read_text(encoding="utf-8")
    assert "exemple.fr" not in reservee


def test_la_page_du_reseau_mene_a_tout_l_espace_et_le_public_n_en_voit_pas_une_adresse(
    site_et_reseau: tuple[Site, Site],
) -> None:
    public, reseau = site_et_reseau
    menees = set(reseau.pages["reseau/"].xpath("//main//a/@href"))
    assert {"procedures/", "fiches-reflexes/", "questions/", "ressources/", "agenda/", "fraicheur/"} <= menees
    assert not {"procedures/", "fiches-reflexes/"} & set(public.pages["reseau/"].xpath("//a/@href"))


@pytest.fixture(scope="module", params=["reel", "demonstration"])
def site_et_reseau(request: pytest.FixtureRequest) -> tuple[Site, Site]:
    return request.getfixturevalue(request.param), request.getfixturevalue(f"{request.param}_reseau")


# Les quarante-quatre questions, les huit fiches, les procédures


def test_les_quarante_quatre_questions_ont_une_reponse_et_une_source_ou_un_proprietaire(
    reel_reseau: Site,
) -> None:
    questions = reel_reseau.catalogue.reseau.questions
    par_rubrique = {r.id: 0 for r in reel_reseau.catalogue.reseau.rubriques}
    page = reel_reseau.pages["reseau/questions/"]
    for question in questions:
        par_rubrique[question.rubrique] += 1
        (article,) = page.xpath(f"//article[@id='{question.id}']")
        assert len(article.xpath("string(./p[1])").split()) > 12, question.id
        assert article.xpath(".//a[contains(@class, 'renvoi')]") or question.proprietaire, question.id
        assert bool(article.xpath("./p[@class='trou']")) == bool(question.proprietaire), question.id
    assert par_rubrique == {"guichets": 14, "bailleurs": 16, "accompagnement": 14}


@pytest.mark.parametrize("fiche", FICHES_REFLEXES)
def test_chaque_fiche_reflexe_a_ses_parties_et_ses_sources(fiche: str, reel_reseau: Site) -> None:
    page = reel_reseau.pages[f"reseau/fiches-reflexes/{fiche}/"]
    ancres = page.xpath("//main//h2/@id")
    assert [a for a in ("reconnaitre", "faire", "dire", "ne-pas", "qui", "sources") if a not in ancres] == []
    assert page.xpath("//main//h2[@id='dire']/following-sibling::*[1][self::blockquote]")
    assert len(page.xpath("//main//h2[@id='faire']/following-sibling::ol[1]/li")) >= 4
    assert len(page.xpath("//main//a[contains(@class, 'renvoi')]")) >= 5


PROCEDURES = (
    *("accueillir", "bilan-annuel", "commission", "doublons", "enregistrer", "evenements-sne"),
    *("gestion-en-flux", "pieces", "radiation", "separation-et-anciennete"),
)


@pytest.mark.parametrize("procedure", PROCEDURES)
def test_chaque_procedure_dit_quand_qui_et_quoi_faire(procedure: str, reel_reseau: Site) -> None:
    page = reel_reseau.pages[f"reseau/procedures/{procedure}/"]
    ancres = page.xpath("//main//h2/@id")
    attendues = ("quand", "qui", "etapes", "saisir", "delais", "mots", "erreur", "sources")
    assert [ancre for ancre in attendues if ancre not in ancres] == []
    assert len(page.xpath("//main//h2[@id='etapes']/following-sibling::ol[1]/li")) >= 3
    assert page.xpath("//main//blockquote")
    assert len(page.xpath("//main//a[contains(@class, 'renvoi')]")) >= 5


def test_le_tableau_des_fiches_et_des_procedures_mene_a_chacune(reel_reseau: Site) -> None:
    for dossier, noms in (("fiches-reflexes", FICHES_REFLEXES), ("procedures", PROCEDURES)):
        menees = set(reel_reseau.pages[f"reseau/{dossier}/"].xpath("//main//a/@href"))
        assert [nom for nom in noms if not any(lien.startswith(f"{nom}/") for lien in menees)] == []


# Rien ne fuit

SECRETS = {
    "titre": "Zibelinetitre",
    "titre_court": "Zibelinecourt",
    "description": "Zibelinedescription",
    "alias": "Zibelinealias",
    "texte": "Zibelinetexte",
    "ancre": "zibelineancre",
    "image": "Zibelineimage",
    "nom-d-image": "zibelinefichier",
    "lien": "zibelinelien",
    "sous-un-lien": "Zibelinelegende",
    "ressource": "Zibelineressource",
    "resume": "Zibelineresume",
    "identite": "zibelineidentite",
    "document": "zibelinedocument",
    "contenu": "Zibelinecontenu",
    "theme": "Zibelinetheme",
    "rendez-vous": "Zibelinerendezvous",
    "lieu": "Zibelinesalle",
    "nouvelle": "Zibelinenouvelle",
    "question": "Zibelinequestion",
    "variante": "zibelinevariante",
    "reponse": "Zibelinereponse",
    "partenaire": "Zibelinepartenaire",
}
"""Un mot par endroit réservé où quelqu'un peut écrire quelque chose."""

TUS = {
    "commentaire-yaml": "Zibelinecommentaire",
    "commentaire-de-page": "Zibelineapart",
    "commentaire-de-page-publique": "Zibelinepourmoi",
}
"""De même, là où rien ne doit sortir sur aucun des deux sites."""


@pytest.fixture(scope="module")
def avec_secrets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """Ce que disent les deux sites d'un projet où chaque endroit réservé tient un mot que rien d'autre n'emploie."""
    racine = copier_le_projet(tmp_path_factory.mktemp("secrets") / "projet")
    mots = {**SECRETS, **TUS}
    (racine / "docs/reseau/zibeline.md").write_text(
        f"""---
title: "{mots["titre"]} pour le réseau"
titre_court: "{mots["titre_court"]}"
description: "{mots["description"]} du réseau."
alias: "{mots["alias"]}"
---

# {mots["titre"]} pour le réseau

{mots["texte"]} dit ici. <!-- {mots["commentaire-de-page"]} -->

![{mots["image"]}]({mots["nom-d-image"]}.svg){{: width="10" height="10" loading="lazy" }}

## Partie {{: #{mots["ancre"]} }}

[{mots["sous-un-lien"]}](https://www.exemple.fr/{mots["lien"]})
""",
        encoding="utf-8",
    )
    shutil.copy(RACINE / "overrides/assets/icone.svg", racine / f"docs/reseau/{mots['nom-d-image']}.svg")
    publique = racine / "docs/plan/index.md"
    publique.write_text(
        publique.read_text(encoding="utf-8") + f"\n<!-- {mots['commentaire-de-page-publique']} -->\n",
        encoding="utf-8",
    )
    reseau = racine / "data/reseau"
    _ajouter(
        reseau / "ressources.yaml",
        f"""
  # {mots["commentaire-yaml"]}
  - id: {mots["identite"]}-du-reseau
    titre: {mots["ressource"]}
    type: guide
    themes: [{mots["theme"]}]
    proprietaire: le réseau
    audience: reseau
    resume: {mots["resume"]} ici.
    fichier: {mots["document"]}.txt
""",
    )
    (reseau / "documents").mkdir(exist_ok=True)
    (reseau / f"documents/{mots['document']}.txt").write_text(f"{mots['contenu']}\n", encoding="utf-8")
    _ajouter(
        reseau / "agenda.yaml",
        f"""
  - id: reunion-zibeline
    titre: {mots["rendez-vous"]}
    type: reunion
    debut: 2026-12-03 09:30
    fin: 2026-12-03 12:30
    lieu: {mots["lieu"]}
    audience: reseau
    statut: prevu
    resume: Une réunion.
""",
    )
    _ajouter(
        reseau / "actualites.yaml",
        f"""
  - id: nouvelle-zibeline
    date: 2026-11-20
    titre: {mots["nouvelle"]}
    texte: Une nouvelle.
    audience: reseau
""",
    )
    _ajouter(
        reseau / "questions.yaml",
        f"""
  - id: question-zibeline
    rubrique: guichets
    question: {mots["question"]} ?
    variantes: ["{mots["variante"]}"]
    reponse: {mots["reponse"]} à donner.
    faits: [piece-seule-exigible]
    page: reseau/zibeline/
""",
    )
    _ajouter(
        reseau / "partenaires.yaml",
        f"""
  - id: zibeline
    nom: {mots["partenaire"]}
    role: Un rôle.
    quand: Un moment.
""",
    )
    index = racine / "docs/reseau/procedures/index.md"
    index.write_text(index.read_text(encoding="utf-8") + "\n[Essai](../zibeline.md)\n", encoding="utf-8")
    fin = lancer(racine, "construire")
    assert fin.returncode == 0, fin.stdout + fin.stderr
    return {nom: dict(_octets(racine / nom)) for nom in ("site", "site-reseau")}


def _ajouter(fichier: Path, texte: str) -> None:
    fichier.write_text(fichier.read_text(encoding="utf-8").rstrip("\n") + "\n" + texte, encoding="utf-8")


def _octets(dossier: Path) -> Iterator[tuple[str, str]]:
    """Chaque fichier et ce qu'il dit, décompressé s'il le faut, nom compris, en minuscules."""
    for chemin in sorted(c for c in dossier.rglob("*") if c.is_file()):
        contenu = chemin.read_bytes()
        if chemin.suffix == ".gz":
            contenu += gzip.decompress(contenu)
        nom = chemin.relative_to(dossier).as_posix()
        yield nom, f"{nom} {html.unescape(contenu.decode('utf-8', 'ignore'))}".lower()


def test_aucun_secret_n_est_dans_un_seul_octet_du_site_public(
    avec_secrets: dict[str, dict[str, str]],
) -> None:
    assert len(avec_secrets["site"]) > 200
    assert [nom for nom, dit in avec_secrets["site"].items() if "zibeline" in dit] == []


RACINE_DU_MOT = 11
"""L'index de la recherche ne garde des mots que leur début : celui-là les distingue encore tous."""


@pytest.mark.parametrize("endroit", SECRETS)
def test_le_site_du_reseau_montre_ce_qui_est_a_lui(
    endroit: str, avec_secrets: dict[str, dict[str, str]]
) -> None:
    mot = SECRETS[endroit].lower()[:RACINE_DU_MOT]
    assert [nom for nom, dit in avec_secrets["site-reseau"].items() if mot in dit] != []


def test_un_commentaire_ne_sort_sur_aucun_site(avec_secrets: dict[str, dict[str, str]]) -> None:
    for mot in TUS.values():
        assert [nom for nom, dit in avec_secrets["site-reseau"].items() if mot.lower() in dit] == []


def test_la_recherche_du_reseau_trouve_ses_pages_et_celle_du_public_non(
    reel: Site, reel_reseau: Site
) -> None:
    def pages(site: Site) -> str:
        return (site.dossier / "recherche/index.json").read_text(encoding="utf-8")

    for adresse in ("reseau/procedures/doublons/", "reseau/fiches-reflexes/dalo/", "reseau/questions/"):
        assert adresse in pages(reel_reseau)
        assert adresse not in pages(reel)


REFUS = {
    "lien": (
        "docs/plan/index.md",
        "\n[La procédure](../reseau/procedures/doublons.md)\n",
        "docs/plan/index.md:{ligne}:16 — Le lien « ../reseau/procedures/doublons.md » ne mène à aucune page du site. "
        "Le fichier existe, mais il est réservé au réseau : retirez le lien.",
    ),
    "titre": (
        "docs/plan/index.md",
        "\nVoyez « Traiter un doublon, plusieurs demandes pour la même personne ».\n",
        "docs/plan/index.md:{ligne}:9 — Le titre « Traiter un doublon : plusieurs demandes pour la même personn… » se lit sur "
        "le site public, et c'est réservé au réseau. Retirez-le d'ici, ou changez-le là où il est réservé ; rien n'a été publié.",
    ),
    "menu": (
        "mkdocs.yml",
        "  - Doublons: reseau/procedures/doublons.md\n",
        "mkdocs.yml:{ligne}:15 — nav : la page « reseau/procedures/doublons.md » est réservée au réseau. Retirez la ligne : "
        "elle va dans le menu de mkdocs.reseau.yml.",
    ),
    "question": (
        "data/demandeur/questions.yaml",
        '\n  - id: question-publique\n    rubrique: avant\n    question: "Une question ?"\n    variantes: [question]\n'
        "    reponse: Une réponse.\n    faits: [piece-seule-exigible]\n    page: reseau/procedures/doublons/\n",
        "data/demandeur/questions.yaml:{ligne}:1 — question « question-publique » : aucune page du site n'a l'adresse "
        "« reseau/procedures/doublons/ » sur le site public. C'est réservé au réseau : retirez-le d'ici, ou écrivez "
        "« audience: public » là où c'est réservé.",
    ),
}


@pytest.mark.parametrize("cas", REFUS)
def test_ce_qui_menerait_le_public_a_une_page_reservee_est_refuse(cas: str, projet: Path) -> None:
    fichier, ajout, attendu = REFUS[cas]
    avant = (projet / fichier).read_text(encoding="utf-8")
    (projet / fichier).write_text(avant.rstrip("\n") + "\n" + ajout, encoding="utf-8")
    fin = lancer(projet, "construire", "--seulement", "public")
    assert fin.returncode == 1
    dites = [ligne for ligne in fin.stdout.splitlines() if ligne.startswith(("docs/", "mkdocs", "data/"))]
    lignes = len(avant.rstrip("\n").splitlines()) + (1 if cas == "menu" else 2)
    assert attendu.replace("{ligne}", str(lignes)) in dites
    assert (projet / "site" / "index.html").read_text(encoding="utf-8") == "le site d'avant"


def test_une_audience_inconnue_est_refusee(projet: Path) -> None:
    page = projet / "docs/reseau/agenda.md"
    page.write_text(
        page.read_text(encoding="utf-8").replace("\n---\n", "\naudience: tous\n---\n", 1), encoding="utf-8"
    )
    fin = lancer(projet, "verifier")
    assert fin.stdout.splitlines()[0] == (
        "docs/reseau/agenda.md:6:1 — audience : « tous » n'est pas une audience. Écrivez audience: public, ou audience: reseau."
    )


# Le contrôle lui-même, sur un site où l'on met une fuite à la main

UN_SECRET = Reserve(
    titres={("le", "guide", "des", "guichets"): "Le guide des guichets"},
    noms=("guide-reserve.pdf", "reseau/procedures/essai/"),
    suites=frozenset({("ne", "dites", "jamais", "ceci", "à", "une", "personne")}),
    mots=frozenset({"zibeline"}),
)


@pytest.mark.parametrize(
    ("nom", "contenu", "dit"),
    [
        ("page/index.html", b"<p>Le <b>guide</b> des guichets</p>", "le titre « Le guide des guichets »"),
        ("page/index.html", b'<img alt="une zibeline">', "le mot « zibeline »"),
        ("page/index.html", b"<p>zib&#101;line</p>", "le mot « zibeline »"),
        (
            "donnees.json",
            "« Ne dites jamais ceci à une personne »".encode(),
            "les mots « ne dites jamais ceci à une personne »",
        ),
        (
            "sitemap.xml",
            b"<loc>https://exemple.fr/reseau/procedures/essai/</loc>",
            "le nom « reseau/procedures/essai/ »",
        ),
        ("documents/guide-reserve.pdf", b"%PDF-", "le nom « guide-reserve.pdf »"),
        ("style.css", b'p::before { content: "zibeline" }', "le mot « zibeline »"),
        ("outil.js", b'const nom = "guide-reserve.pdf";', "le nom « guide-reserve.pdf »"),
        ("agenda.ics", b"SUMMARY:Zibeline\r\n", "le mot « zibeline »"),
        ("page/index.html.gz", gzip.compress(b"<p>zibeline</p>"), "le mot « zibeline »"),
        ("outil.js.map", b'{"sources": ["zibeline"]}', "le mot « zibeline »"),
    ],
)
def test_le_controle_voit_une_fuite_ou_qu_elle_soit(
    nom: str, contenu: bytes, dit: str, tmp_path: Path
) -> None:
    fichier = tmp_path / "site" / nom
    fichier.parent.mkdir(parents=True)
    fichier.write_bytes(contenu)
    (tmp_path / "docs").mkdir()
    problemes = controler_les_fuites(tmp_path / "site", UN_SECRET, tmp_path)
    # La colonne est celle du mot dans le fichier.
    assert [re.sub(r":1:\d+ —", ":1:1 —", str(probleme)) for probleme in problemes] == [
        f"site/{nom}:1:1 — {dit[:1].upper()}{dit[1:]} {'se lisent' if dit.startswith('les') else 'se lit'} sur le site public, "
        "et c'est réservé au réseau. "
        "Retirez-le d'ici, ou changez-le là où il est réservé ; rien n'a été publié."
    ]


def test_le_controle_ne_voit_rien_ou_il_n_y_a_rien(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>Le guide du guichet ; une personne.</p>", encoding="utf-8")
    assert controler_les_fuites(tmp_path, UN_SECRET, tmp_path) == []
