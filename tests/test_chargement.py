"""Charger un dossier de données : chaque faute connue, et ce qu'elle ne doit pas cacher."""

import shutil
from pathlib import Path

import pytest

from macros.chargement import DonneesInvalides, charger
from macros.lecture import fichier
from macros.modele.reseau import Reseau

FAUTES = Path(__file__).parent / "fautes"
BASE = FAUTES / "_base"
CAS = sorted(dossier.name for dossier in FAUTES.iterdir() if dossier.is_dir() and dossier != BASE)

LATIN = (
    "data/guichets.yaml:13:8 — Le fichier n'est pas écrit en UTF-8. "
    "Enregistrez-le de nouveau en choisissant l'encodage « UTF-8 »."
)


@pytest.fixture
def donnees(tmp_path: Path) -> Path:
    """Une copie du petit territoire valide de fautes/_base."""
    return Path(shutil.copytree(BASE, tmp_path / "data"))


def refus(donnees: Path) -> str:
    with pytest.raises(DonneesInvalides) as attrape:
        charger(donnees, "data")
    return str(attrape.value)


def changer(fichier: Path, avant: str, apres: str) -> None:
    texte = fichier.read_text(encoding="utf-8")
    assert avant in texte
    fichier.write_text(texte.replace(avant, apres, 1), encoding="utf-8")


def test_la_base_est_valide(donnees: Path) -> None:
    catalogue = charger(donnees, "data")
    assert [len(catalogue.territoire.communes), len(catalogue.fiches), len(catalogue.guichets)] == [3, 2, 2]
    assert [c.population for c in catalogue.territoire.communes] == [12000, 1200, 800]
    assert len(catalogue.faits) == 4
    assert [etape.id for etape in catalogue.etapes] == ["deposer", "repondre"]
    assert [(message.id, message.version) for message in catalogue.messages] == [
        ("demande-gratuite", 1),
        ("repondre-vite", 2),
    ]
    assert [question.id for question in catalogue.questions] == ["temps-pour-repondre", "qui-decide"]
    assert (catalogue.plafonds.definitions, catalogue.mots_courants) == (("gratuite",), ("PDF",))


@pytest.mark.parametrize("cas", CAS)
def test_faute(cas: str, donnees: Path) -> None:
    """`attendu.txt` tient tous les messages ; `retires.txt`, les fichiers à retirer de la base."""
    dossier = FAUTES / cas
    attendu = (dossier / "attendu.txt").read_text(encoding="utf-8")
    retires = dossier / "retires.txt"
    for nom in retires.read_text(encoding="utf-8").split() if retires.exists() else []:
        (donnees / nom).unlink()
    for source in dossier.rglob("*.y*ml"):
        cible = donnees / source.relative_to(dossier)
        cible.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, cible)
    assert f"{refus(donnees)}\n" == attendu


def test_dossier_absent(tmp_path: Path) -> None:
    assert refus(tmp_path / "rien") == (
        "data:1:1 — Ce dossier de données n'existe pas. Vérifiez le nom du dossier."
    )


def test_latin_1(donnees: Path) -> None:
    guichets = donnees / "guichets.yaml"
    changer(guichets, "ville: Brumeville", "v: Brumeville-lès-Lé")
    guichets.write_bytes(guichets.read_bytes().replace(b"      v: Brumeville-l\xc3\xa8s", b"      \xe8"))
    assert refus(donnees).splitlines()[0] == LATIN.replace("13:8", "13:7")


def test_latin_1_compte_les_signes_et_non_les_octets(donnees: Path) -> None:
    (donnees / "guichets.yaml").write_bytes("# é\nnom: «é» ".encode() + b"\xe9\n")
    assert refus(donnees) == LATIN.replace("13:8", "2:10")


@pytest.mark.parametrize("encodage", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16(donnees: Path, encodage: str) -> None:
    (donnees / "guichets.yaml").write_bytes("guichets: []\n".encode(encodage))
    messages = refus(donnees).splitlines()
    assert len(messages) == 1
    assert messages[0].endswith(LATIN.split(" — ")[1])
    assert messages[0].startswith("data/guichets.yaml:1:")


def test_marque_d_ordre_et_fins_de_ligne_de_windows(donnees: Path) -> None:
    guichets = donnees / "guichets.yaml"
    guichets.write_bytes(b"\xef\xbb\xbf" + guichets.read_bytes().replace(b"\n", b"\r\n"))
    assert charger(donnees, "data").guichets[0].nom == "Mairie de Brumeville"
    guichets.write_bytes(guichets.read_bytes().replace(b"type: mairie\r", b"type: mairies\r", 1))
    assert refus(donnees).startswith("data/guichets.yaml:4:11 — ")


def test_fichier_de_vingt_megaoctets(donnees: Path) -> None:
    (donnees / "guichets.yaml").write_bytes(b"#" * 20_000_000)
    assert refus(donnees) == (
        "data/guichets.yaml:1:1 — Le fichier pèse 20,0 Mo, la limite est de 16 Mo. "
        "Vérifiez que c'est le bon fichier."
    )
    assert fichier.TAILLE_MAXIMALE == 16_000_000


def test_dossier_a_la_place_d_un_fichier(donnees: Path) -> None:
    (donnees / "guichets.yaml").unlink()
    (donnees / "guichets.yaml").mkdir()
    assert refus(donnees) == (
        "data/guichets.yaml:1:1 — Le fichier ne peut pas être lu : c'est un dossier. "
        "Vérifiez son nom et ses droits."
    )


def test_lien_vers_rien(donnees: Path) -> None:
    (donnees / "guichets.yaml").unlink()
    (donnees / "guichets.yaml").symlink_to("nulle-part.yaml")
    assert refus(donnees) == (
        "data/guichets.yaml:1:1 — Le fichier ne peut pas être lu : il n'existe pas. "
        "Vérifiez son nom et ses droits."
    )


def test_les_fichiers_du_reseau_sont_facultatifs(donnees: Path) -> None:
    shutil.rmtree(donnees / "reseau")
    assert charger(donnees, "data").reseau == Reseau()


def test_le_nom_par_defaut_est_le_chemin(donnees: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changer(donnees / "guichets.yaml", "type: mairie", "type: mairies")
    monkeypatch.chdir(donnees.parent)
    with pytest.raises(DonneesInvalides, match=r"^data/guichets\.yaml:4:11 — "):
        charger(donnees)
    monkeypatch.chdir(FAUTES)
    with pytest.raises(DonneesInvalides, match=f"^{donnees}/guichets"):
        charger(donnees)


def test_un_guichet_refuse_ne_cache_pas_une_commune_inconnue(donnees: Path) -> None:
    changer(donnees / "guichets.yaml", "type: mairie", "type: mairies")
    changer(donnees / "guichets.yaml", "commune: 99013", "commune: 75056")
    lignes = refus(donnees).splitlines()
    assert [ligne.split(" — ")[0] for ligne in lignes] == [
        "data/guichets.yaml:4:11",
        "data/guichets.yaml:34:18",
    ]


def test_un_fait_refuse_n_est_pas_dit_inconnu(donnees: Path) -> None:
    changer(donnees / "demandeur/faits.yaml", "confiance: haute", "confiance: totale")
    messages = refus(donnees)
    assert len(messages.splitlines()) == 1
    assert "n'existe pas" not in messages


def test_un_fichier_illisible_n_est_pas_compare_aux_autres(donnees: Path) -> None:
    for nom in ("territoire.yaml", "demandeur/faits.yaml", "plan.yaml"):
        (donnees / nom).write_text("nom: [\n", encoding="utf-8")
    assert [ligne.split(":")[0] for ligne in refus(donnees).splitlines()] == [
        "data/demandeur/faits.yaml",
        "data/plan.yaml",
        "data/territoire.yaml",
    ]


def test_une_meme_valeur_n_est_refusee_qu_une_fois(donnees: Path) -> None:
    """La règle, qui connaît les autres enregistrements, conseille mieux que le type de la valeur."""
    changer(donnees / "fiches/observatoire.yaml", "orientation: 1", "orientation: cent")
    assert refus(donnees) == (
        "data/fiches/observatoire.yaml:3:14 — fiche « observatoire » › orientation : "
        "le plan n'a pas d'orientation n° cent. Écrivez l'un de ces numéros : 1, 2."
    )


def test_les_problemes_sont_tries(donnees: Path) -> None:
    changer(donnees / "territoire.yaml", "siren: 999999014", "siren: 1")
    changer(donnees / "guichets.yaml", "01 99 00 11 01", "01")
    changer(donnees / "guichets.yaml", "id: mairie-brumeville", "id: Mairie")
    changer(donnees / "demandeur/glossaire.yaml", "voir: [guichet-enregistreur]", "voir: [bailleur]")
    with pytest.raises(DonneesInvalides) as attrape:
        charger(donnees, "data")
    problemes = attrape.value.problemes
    assert problemes == sorted(problemes)
    assert [(p.fichier, p.ligne) for p in problemes] == [
        ("data/demandeur/glossaire.yaml", 6),
        ("data/guichets.yaml", 2),
        ("data/guichets.yaml", 14),
        ("data/territoire.yaml", 4),
    ]


def test_origines(donnees: Path) -> None:
    origines = charger(donnees, "data").origines
    assert (
        origines["guichet", "mairie-saint-halo"].fichier,
        origines["guichet", "mairie-saint-halo"].ligne,
    ) == (
        "data/guichets.yaml",
        28,
    )
    assert origines["fiche", "observatoire"].ligne == 1
    assert origines["étape", "repondre"].ligne == 9
    assert (
        origines["question", "qui-decide"].fichier,
        origines["question", "qui-decide"].ligne,
    ) == ("data/demandeur/questions.yaml", 12)
    assert origines["voie", "attendre"].ligne == 25


def test_ce_qui_manque_de_la_loi_se_lit_chez_un_autre(donnees: Path, tmp_path: Path) -> None:
    """Ce qui est présent sert ; la cotation, propre au territoire, ne se lit jamais ailleurs."""
    ailleurs = tmp_path / "ailleurs"
    shutil.move(donnees / "demandeur", ailleurs / "demandeur")
    with pytest.raises(DonneesInvalides) as attrape:
        charger(donnees, "ici", ailleurs)
    assert str(attrape.value) == (
        "ici/demandeur/cotation.yaml:1:1 — Ce fichier manque. "
        "Ajoutez-le ; exemples/demonstration/ en montre un complet."
    )
    (donnees / "demandeur").mkdir()
    shutil.copy(ailleurs / "demandeur" / "cotation.yaml", donnees / "demandeur")
    shutil.copy(ailleurs / "demandeur" / "messages.yaml", donnees / "demandeur")
    changer(donnees / "demandeur" / "messages.yaml", "Répondez sans attendre", "Répondez vite")
    catalogue = charger(donnees, "ici", ailleurs)
    assert [message.titre for message in catalogue.messages] == ["La demande est gratuite", "Répondez vite"]
    assert catalogue.origine("étape", "deposer").fichier == "ailleurs/demandeur/etapes.yaml"


@pytest.mark.parametrize(
    "fichier", ["etapes", "pieces", "messages", "questions", "orientation", "faits", "glossaire"]
)
def test_une_faute_de_la_loi_est_dite_dans_le_dossier_ou_elle_est_lue(
    fichier: str, donnees: Path, tmp_path: Path
) -> None:
    ailleurs = tmp_path / "ailleurs"
    nom = f"demandeur/{fichier}.yaml"
    (ailleurs / "demandeur").mkdir(parents=True)
    shutil.move(donnees / nom, ailleurs / nom)
    changer(ailleurs / nom, ": ", ": [")
    with pytest.raises(DonneesInvalides) as attrape:
        charger(donnees, "ici", ailleurs)
    assert {probleme.fichier for probleme in attrape.value.problemes} == {f"ailleurs/{nom}"}
