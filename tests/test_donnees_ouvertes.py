"""Les fichiers que le site publie : leurs schémas, ce que lisent un tableur, pandas et une carte, leur dictionnaire."""

import contextlib
import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pandas
import phonenumbers
import pytest
from conftest import Site, empreinte
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from lxml import html
from opening_hours import validate
from playwright.sync_api import BrowserContext
from shapely.geometry import shape

from macros.donnees_ouvertes import DOSSIER, SCHEMAS, dictionnaire, publier
from macros.donnees_ouvertes.communes import CommuneOuverte
from macros.donnees_ouvertes.lieux import LieuOuvert
from macros.donnees_ouvertes.tableur import en_csv, sans_formule
from macros.modele.catalogue import Catalogue
from macros.modele.communs import Point
from macros.modele.fait import Fait
from macros.modele.fiche import Echeance, Enonce, Fiche, Indicateur, Valeur
from macros.modele.guichet import Guichet
from macros.modele.territoire import Commune
from macros.rendu import filtres

JOUR = date(2026, 11, 21)
"""Celui de toutes les constructions de test."""

TABLEAUX = {"guichets.csv": LieuOuvert, "communes.csv": CommuneOuverte}
DOCUMENTS = {
    "guichets.json": "guichets",
    "guichets.geojson": "features",
    "fiches.json": "fiches",
    "faits.json": "faits",
}
"""Où sont les enregistrements de chaque fichier JSON."""


def fichiers_ouverts(catalogue: Catalogue, jour: date) -> dict[str, str]:
    return {fichier.chemin: fichier.texte for fichier in publier(catalogue, jour)}


def texte(site: Site, nom: str) -> str:
    """Le texte d'un fichier publié, octets compris."""
    return (site.dossier / DOSSIER / nom).read_bytes().decode()


def lire(site: Site, nom: str) -> Any:
    return json.loads(texte(site, nom))


def lieux(site: Site) -> list[dict[str, Any]]:
    lus: list[dict[str, Any]] = lire(site, "guichets.json")["guichets"]
    return lus


def lignes(site: Site, nom: str) -> list[dict[str, str]]:
    return list(
        csv.DictReader(io.StringIO(texte(site, nom).removeprefix("\ufeff"), newline=""), delimiter=";")
    )


# Les schémas


def formats() -> FormatChecker:
    """Ceux de la bibliothèque, et les adresses web, qu'elle ne vérifie pas d'elle-même."""
    verifies = FormatChecker()
    verifies.checks("uri")(lambda valeur: bool(urlsplit(valeur).scheme and urlsplit(valeur).netloc))
    return verifies


def verificateur(schema: dict[str, Any]) -> Draft202012Validator:
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    return Draft202012Validator(schema, format_checker=formats())


def fautes(schema: dict[str, Any], document: Any) -> list[str]:
    return [
        f"{'/'.join(map(str, faute.absolute_path))} : {faute.message}"
        for faute in verificateur(schema).iter_errors(document)
    ]


@pytest.mark.parametrize("nom", DOCUMENTS)
def test_chaque_fichier_json_suit_le_schema_qu_il_annonce(nom: str, site: Site) -> None:
    document = lire(site, nom)
    assert fautes(lire(site, document["$schema"]), document) == []
    assert document["en_tete"]["nombre"] == len(document[DOCUMENTS[nom]]) > 0


def relue(ligne: dict[str, str], modele: type) -> dict[str, Any]:
    """Une ligne de tableau rendue à ses types, d'après le seul dictionnaire."""
    tables = {table.id: {champ.nom: champ for champ in table.champs} for table in dictionnaire()}

    def valeur(nature: str, table: str, lu: str) -> Any:
        if nature == "objet":
            parties = lu.split(" ; ")
            return {
                nom: valeur(champ.nature, champ.table, partie)
                for (nom, champ), partie in zip(tables[table].items(), parties, strict=True)
            }
        return {"entier": int, "nombre": float, "oui_non": {"oui": True, "non": False}.__getitem__}.get(
            nature, str
        )(lu)

    return {
        nom: (
            None
            if not ligne[nom]
            else [valeur(champ.nature, champ.table, lu) for lu in ligne[nom].split("|")]
            if champ.est_une_liste
            else valeur(champ.nature, champ.table, ligne[nom])
        )
        for nom, champ in tables[modele.__name__].items()
    }


def test_le_tableau_des_lieux_dit_mot_pour_mot_ce_que_dit_le_json(site: Site) -> None:
    assert [relue(ligne, LieuOuvert) for ligne in lignes(site, "guichets.csv")] == lieux(site)


def test_chaque_ligne_des_communes_suit_son_schema(site: Site) -> None:
    schema = lire(site, f"{SCHEMAS}communes.schema.json")
    lues = [relue(ligne, CommuneOuverte) for ligne in lignes(site, "communes.csv")]
    assert [faute for commune in lues for faute in fautes(schema, commune)] == []
    assert [commune["code_insee"] for commune in lues] == sorted(
        commune.code_insee for commune in site.catalogue.territoire.communes
    )


@pytest.mark.parametrize(
    ("champ", "valeur", "constat"),
    [
        ("code_insee", 78498, "78498 is not of type 'string'"),
        ("code_insee", "7849", "'7849' does not match '^[0-9AB]{5}$'"),
        ("nom", None, "None is not of type 'string'"),
        ("enregistreur", "peut-être", "'peut-être' is not one of ['oui', 'non', 'a_confirmer']"),
        ("inventé", "x", "Additional properties are not allowed ('inventé' was unexpected)"),
        ("site_web", "www.ville.fr", "'www.ville.fr' is not valid under any of the given schemas"),
        ("verifie_le", "12/11/2026", "'12/11/2026' is not valid under any of the given schemas"),
        ("telephone", "01 39 22 56 40", "'01 39 22 56 40' is not valid under any of the given schemas"),
    ],
)
def test_le_schema_refuse_un_lieu_mal_ecrit(champ: str, valeur: object, constat: str, reel: Site) -> None:
    document = lire(reel, "guichets.json")
    document["guichets"][0][champ] = valeur
    dites = fautes(lire(reel, f"{SCHEMAS}guichets.schema.json"), document)
    ou = "guichets/0" if champ == "inventé" else f"guichets/0/{champ}"
    assert dites == [f"{ou} : {constat}"]


def test_le_schema_refuse_un_champ_absent(reel: Site) -> None:
    document = lire(reel, "guichets.json")
    del document["guichets"][0]["siret"]
    dites = fautes(lire(reel, f"{SCHEMAS}guichets.schema.json"), document)
    assert dites == ["guichets/0 : 'siret' is a required property"]


def definitions(site: Site) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Chaque modèle publié : son nom, sa définition, le schéma entier où elle se trouve."""
    for chemin in sorted((site.dossier / DOSSIER / SCHEMAS).iterdir()):
        schema = json.loads(chemin.read_text(encoding="utf-8"))
        yield chemin.name, schema, schema
        yield from ((nom, definition, schema) for nom, definition in schema.get("$defs", {}).items())


def test_chaque_champ_des_schemas_a_son_sens_et_un_exemple_juste(reel: Site) -> None:
    muets = []
    for modele, definition, schema in definitions(reel):
        assert definition["additionalProperties"] is False, modele
        assert set(definition["required"]) == set(definition["properties"]), modele
        for nom, propriete in definition["properties"].items():
            ou = f"{modele}.{nom}"
            assert re.fullmatch(r"[A-ZÀÉÊ0-9].+[.?]", propriete["description"], re.DOTALL), ou
            compose = "$ref" in json.dumps({**propriete, "description": ""})
            if not compose and "examples" not in propriete:
                muets.append(ou)
            for exemple in propriete.get("examples", ()):
                juge = {"$schema": schema["$schema"], "$defs": schema.get("$defs", {}), **propriete}
                assert fautes(juge, exemple) == [], ou
    assert muets == []


# Ce que disent les données


def test_chaque_lieu_du_catalogue_est_publie_une_fois(site: Site) -> None:
    siren = site.catalogue.territoire.siren
    attendus = {f"ppgd-{siren}--{guichet.id}": guichet for guichet in site.catalogue.guichets}
    ids = [lieu["id"] for lieu in lieux(site)]
    assert sorted(ids) == sorted(attendus)
    assert ids == [
        lieu["id"] for lieu in sorted(lieux(site), key=lambda lieu: (lieu["code_insee"], lieu["id"]))
    ]
    assert [entite["id"] for entite in lire(site, "guichets.geojson")["features"]] == ids
    for lieu in lieux(site):
        guichet = attendus[lieu["id"]]
        assert (lieu["nom"], lieu["enregistreur"]) == (guichet.nom, guichet.enregistreur)
        assert (lieu["telephone"] is None) is (guichet.telephone is None), lieu["id"]
        assert (lieu["horaires_accueil"] is None) is (guichet.horaires is None), lieu["id"]


def test_chaque_fiche_et_chaque_fait_sont_publies_une_fois(site: Site) -> None:
    assert [f["id"] for f in lire(site, "fiches.json")["fiches"]] == [f.id for f in site.catalogue.fiches]
    assert [f["id"] for f in lire(site, "faits.json")["faits"]] == sorted(f.id for f in site.catalogue.faits)


PUBLIES_AUTREMENT = {
    Guichet: {
        "commune": "code_insee",
        "type": "type_de_lieu",
        "point": "latitude",
        "site": "site_web",
        "rendez_vous_lien": "prise_rdv",
        "horaires": "horaires_accueil",
        "accessibilite": "accessibilite_lieu",
        "services": "services_logement",
        "source": "provenance_titre",
    },
    Commune: {"point": "latitude"},
}
"""Les champs des données que les fichiers nomment comme les schémas nationaux."""

MODELES = {
    Guichet: "LieuOuvert",
    Commune: "CommuneOuverte",
    Fiche: "FicheOuverte",
    Enonce: "EnonceOuvert",
    Echeance: "EcheanceOuverte",
    Indicateur: "IndicateurOuvert",
    Valeur: "ValeurOuverte",
    Fait: "FaitOuvert",
}


@pytest.mark.parametrize("modele", MODELES, ids=lambda modele: modele.__name__)
def test_aucun_champ_des_donnees_n_est_oublie(modele: Any) -> None:
    publies = {table.id: {champ.nom for champ in table.champs} for table in dictionnaire()}
    autrement = PUBLIES_AUTREMENT.get(modele, {})
    assert {autrement.get(nom, nom) for nom in modele.model_fields} - publies[MODELES[modele]] == set()


def feuilles(valeur: Any, ou: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(valeur, dict):
        for nom, suite in valeur.items():
            yield from feuilles(suite, f"{ou}/{nom}")
    elif isinstance(valeur, list) and valeur:
        for rang, suite in enumerate(valeur):
            yield from feuilles(suite, f"{ou}/{rang}")
    else:
        yield ou, valeur


@pytest.mark.parametrize("nom", DOCUMENTS)
def test_une_valeur_inconnue_vaut_null_et_rien_n_est_vide(nom: str, site: Site) -> None:
    vides = [
        ou
        for ou, valeur in feuilles(lire(site, nom))
        if valeur == [] or (isinstance(valeur, str) and (not valeur.strip() or valeur != valeur.strip()))
    ]
    assert vides == []


def test_la_date_d_un_lieu_est_celle_de_sa_verification_jamais_celle_du_fichier(site: Site) -> None:
    siren = site.catalogue.territoire.siren
    par_id = {lieu["id"].removeprefix(f"ppgd-{siren}--"): lieu for lieu in lieux(site)}
    for guichet in site.catalogue.guichets:
        attendue = guichet.verifie_le.isoformat() if guichet.verifie_le else None
        assert (par_id[guichet.id]["date_maj"], par_id[guichet.id]["verifie_le"]) == (attendue, attendue)
        tardif = site.catalogue.est_a_revoir(guichet, JOUR)
        assert par_id[guichet.id]["a_confirmer"] is (guichet.verifie_le is None or tardif), guichet.id
    assert lire(site, "guichets.json")["en_tete"]["construit_le"] == "2026-11-21"


def test_chaque_telephone_se_compose_du_monde_entier(site: Site) -> None:
    numeros = [lieu["telephone"] for lieu in lieux(site) if lieu["telephone"]]
    assert len(numeros) > 20
    for numero in numeros:
        lu = phonenumbers.parse(numero, None)
        assert phonenumbers.is_valid_number(lu), numero
        assert phonenumbers.format_number(lu, phonenumbers.PhoneNumberFormat.E164) == numero


def test_un_numero_court_reste_tel_qu_on_le_compose(demonstration: Site) -> None:
    assert [_publie(demonstration, telephone=court)["telephone"] for court in ("3919", "116 006")] == [
        "3919",
        "116006",
    ]


def _publie(site: Site, **champs: Any) -> dict[str, Any]:
    """Le premier lieu du site, changé, tel qu'il serait publié."""
    guichet = site.catalogue.guichets[0].model_copy(update=champs)
    (lu,) = json.loads(
        fichiers_ouverts(replace(site.catalogue, guichets=(guichet,)), JOUR)["donnees/guichets.json"]
    )["guichets"]
    return dict(lu)


def test_tous_les_horaires_se_lisent_comme_ceux_d_openstreetmap(site: Site) -> None:
    ecrits = [lieu["horaires_accueil"] for lieu in lieux(site) if lieu["horaires_accueil"]]
    assert len(ecrits) > 30
    assert [ecrit for ecrit in ecrits if not validate(ecrit) or 'PH off "à confirmer"' not in ecrit] == []


def test_une_fermeture_finie_n_est_plus_publiee(demonstration: Site) -> None:
    (lieu,) = [
        lieu for lieu in lieux(demonstration) if lieu["id"].endswith("--maison-de-l-habitat-brumeville")
    ]
    assert lieu["fermetures"] == [
        {"du": "2026-12-24", "au": "2027-01-02", "motif": "Fermeture de fin d'année"}
    ]
    assert "Aug" not in lieu["horaires_accueil"]
    assert lieu["horaires_accueil"].endswith('2026 Dec 24-2027 Jan 02 off "Fermeture de fin d\'année"')


def test_une_adresse_sur_deux_lignes_se_partage_entre_la_voie_et_son_complement(demonstration: Site) -> None:
    (lieu,) = [
        lieu for lieu in lieux(demonstration) if lieu["id"].endswith("--maison-de-l-habitat-brumeville")
    ]
    assert (lieu["adresse"], lieu["complement_adresse"]) == (
        "1 esplanade du Brouillard",
        "Pôle des services, rez-de-chaussée",
    )


@pytest.mark.parametrize(
    ("langues", "prises_en_charge"),
    [
        ((), None),
        (("anglais",), ["Langues étrangères (anglais)"]),
        (("arabe", "dari"), ["Langues étrangères (autres)"]),
        (("langue des signes française", "anglais"), ["Surdité", "Langues étrangères (anglais)"]),
    ],
)
def test_les_langues_se_disent_aussi_dans_les_mots_du_standard(
    langues: tuple[str, ...], prises_en_charge: list[str] | None, demonstration: Site
) -> None:
    lieu = _publie(demonstration, langues=langues)
    assert (lieu["langues"], lieu["prise_en_charge_specifique"]) == (list(langues) or None, prises_en_charge)


def test_chaque_page_annoncee_existe_dans_le_site(site: Site) -> None:
    annoncees = [lieu["page"] for lieu in lieux(site)]
    annoncees += [ligne["page"] for ligne in lignes(site, "communes.csv")]
    annoncees += [f["page"] for nom in ("fiches", "faits") for f in lire(site, f"{nom}.json")[nom]]
    ancres = {adresse: {*map(str, page.xpath("//@id")), ""} for adresse, page in site.pages.items()}
    mortes = [page for page in annoncees if page.partition("#")[2] not in ancres[page.partition("#")[0]]]
    assert mortes == []


@pytest.mark.parametrize("nom", DOCUMENTS)
def test_chaque_fichier_json_dit_sa_licence_son_territoire_et_sa_date(nom: str, site: Site) -> None:
    territoire = site.catalogue.territoire
    en_tete = lire(site, nom)["en_tete"]
    assert en_tete["licence"] == "Licence Ouverte 2.0"
    assert en_tete["licence_url"] == "https://spdx.org/licenses/etalab-2.0.html"
    assert (en_tete["territoire"], en_tete["siren"]) == (territoire.nom_officiel, territoire.siren)
    assert en_tete["certitude"] == ("fictive" if territoire.fictif else "tres_probable")
    assert en_tete["source"].startswith(territoire.nom_officiel)
    if nom.startswith("guichets"):
        assert en_tete["reserve"] == territoire.reserve_sur_les_lieux


def test_rien_de_reserve_au_reseau_n_est_publie(demonstration: Site) -> None:
    catalogue = demonstration.catalogue
    reserves = [
        r for r in (*catalogue.reseau.ressources, *catalogue.reseau.evenements) if r.audience == "reseau"
    ]
    assert len(reserves) > 5
    publies = fichiers_ouverts(catalogue.pour("public"), JOUR)
    assert publies == fichiers_ouverts(catalogue, JOUR)
    assert [r.id for r in reserves if any(f'"{r.id}"' in ecrit for ecrit in publies.values())] == []


def test_les_memes_donnees_donnent_les_memes_octets_dans_n_importe_quel_ordre(site: Site) -> None:
    catalogue = site.catalogue.pour("public")
    publies = fichiers_ouverts(catalogue, JOUR)
    a_l_envers: Catalogue = replace(catalogue, guichets=catalogue.guichets[::-1], faits=catalogue.faits[::-1])
    assert fichiers_ouverts(a_l_envers, JOUR) == publies
    du_site = {nom: lu for nom, lu in empreinte(site.dossier).items() if nom in publies}
    assert du_site == {nom: ecrit.encode() for nom, ecrit in publies.items()}


# Le tableur


@pytest.mark.parametrize("nom", TABLEAUX)
def test_un_tableau_s_ouvre_d_un_double_clic_dans_un_tableur_francais(nom: str, site: Site) -> None:
    """UTF-8 avec sa marque, des points-virgules, une ligne par enregistrement, des textes entre guillemets."""
    brut = texte(site, nom)
    assert brut.startswith("\ufeff" + ";".join(TABLEAUX[nom].model_fields) + "\r\n")
    assert brut.count("\n") == brut.count("\r\n") == len(lignes(site, nom)) + 1
    assert csv.Sniffer().sniff(brut.removeprefix("\ufeff").splitlines()[0]).delimiter == ";"
    for ligne in brut.splitlines()[1:]:
        nus = re.sub(r'"(?:[^"]|"")*"', "", ligne)
        assert re.fullmatch(r"[0-9.;-]*", nus), ligne


@pytest.mark.parametrize("nom", TABLEAUX)
def test_pandas_lit_les_tableaux_codes_compris(nom: str, site: Site) -> None:
    brut = (site.dossier / DOSSIER / nom).read_bytes()
    lu = pandas.read_csv(io.BytesIO(brut), sep=";", dtype=str)
    assert list(lu.columns) == list(TABLEAUX[nom].model_fields)
    assert lu["code_insee"].str.fullmatch(r"[0-9]{5}").all()
    assert lu["nom"].notna().all()
    de_lui_meme = pandas.read_csv(io.BytesIO(brut), sep=None, engine="python", encoding="utf-8-sig")
    assert (list(de_lui_meme.columns), len(de_lui_meme)) == (list(lu.columns), len(lu))
    assert de_lui_meme["latitude"].dtype == float


def test_un_code_qui_commence_par_zero_garde_son_zero() -> None:
    ecrit = en_csv(["code_insee"], [{"code_insee": "01004"}, {"code_insee": "2A004"}])
    assert ecrit == '\ufeffcode_insee\r\n"01004"\r\n"2A004"\r\n'
    assert pandas.read_csv(io.StringIO(ecrit), sep=";", dtype=str)["code_insee"].tolist() == [
        "01004",
        "2A004",
    ]


@pytest.mark.parametrize(
    ("lu", "ecrit"),
    [
        ("+33139225600", "+33139225600"),
        ("-7.5041", "-7.5041"),
        ("Mairie d'Achères", "Mairie d'Achères"),
        ("", ""),
        ("a=b", "a=b"),
        ('=HYPERLINK("https://exemple.fr")', '\'=HYPERLINK("https://exemple.fr")'),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("+33 1 39 22 56 00", "'+33 1 39 22 56 00"),
        ("- une borne", "'- une borne"),
        ("＝1+1", "'＝1+1"),
    ],
)
def test_un_texte_ne_devient_jamais_une_formule_et_un_telephone_reste_un_telephone(
    lu: str, ecrit: str
) -> None:
    assert sans_formule(lu) == ecrit


@given(st.lists(st.text(), min_size=1, max_size=3))
def test_aucune_cellule_n_est_une_formule(textes: list[str]) -> None:
    ecrit = en_csv(["a", "b"], [{"a": textes[0], "b": textes}])
    _, (seul, liste) = csv.reader(io.StringIO(ecrit.removeprefix("\ufeff"), newline=""), delimiter=";")
    for cellule in (seul, liste):
        assert re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?|(?![=+\-@\t\r\n]).*", cellule, re.DOTALL), cellule
    assert len(liste.split("|")) == len(textes)


def test_aucun_texte_publie_ne_ressemble_a_une_formule(site: Site) -> None:
    """Les deux territoires s'écrivent donc sans aucune apostrophe ajoutée."""
    for nom in TABLEAUX:
        cellules = [cellule for ligne in lignes(site, nom) for cellule in ligne.values()]
        assert [cellule for cellule in cellules if cellule.startswith("'")] == []


# La carte


def test_la_carte_se_lit_et_chaque_lieu_y_est_dans_sa_commune(site: Site) -> None:
    entites = lire(site, "guichets.geojson")["features"]
    centres = {commune.code_insee: commune.point for commune in site.catalogue.territoire.communes}
    places = 0
    for entite, lieu in zip(entites, lieux(site), strict=True):
        assert entite["properties"] == lieu
        if entite["geometry"] is None:
            assert (lieu["latitude"], lieu["longitude"]) == (None, None)
            continue
        point = shape(entite["geometry"])
        assert (point.x, point.y) == (lieu["longitude"], lieu["latitude"])
        ici = Point.model_validate({"latitude": str(point.y), "longitude": str(point.x)})
        assert centres[lieu["code_insee"]].distance_km(ici) < 6, lieu["id"]
        assert 41 < point.y < 52
        assert -9 < point.x < 10
        places += 1
    assert places > 30
    assert any(entite["geometry"] is None for entite in entites)


# Les pages


def tables(page: html.HtmlElement) -> dict[str, list[str]]:
    """Les champs que montre chaque table du dictionnaire."""
    return {
        str(table.xpath("./caption/@id")[0]).removeprefix("table-"): [
            champ.text_content() for champ in table.xpath("./tbody/tr/th/code")
        ]
        for table in page.xpath("//table[@class='dictionnaire']")
    }


def test_le_dictionnaire_montre_chaque_champ_publie_et_rien_d_autre(site: Site) -> None:
    montres = tables(site.pages["donnees/dictionnaire/"])
    assert montres["LieuOuvert"] == list(lieux(site)[0]) == list(lignes(site, "guichets.csv")[0])
    assert montres["CommuneOuverte"] == list(lignes(site, "communes.csv")[0])
    definis: dict[str, list[str]] = {}
    racines = {
        "guichets": "FichierDesLieux",
        "guichets-geojson": "CarteDesLieux",
        "fiches": "FichierDesFiches",
    }
    racines |= {"faits": "FichierDesFaits", "communes": "CommuneOuverte"}
    for nom, definition, _ in definitions(site):
        definis[racines.get(nom.removesuffix(".schema.json"), nom)] = list(definition["properties"])
    assert montres == definis


def test_le_dictionnaire_dit_de_chaque_champ_son_sens_son_type_son_exemple_et_son_nom_national(
    reel: Site,
) -> None:
    page = reel.pages["donnees/dictionnaire/"]
    dits = {
        (
            str(table.xpath("./caption/@id")[0]).removeprefix("table-"),
            ligne.xpath("./th/code")[0].text_content(),
        ): (" ".join(ligne.text_content().split()))
        for table in page.xpath("//table[@class='dictionnaire']")
        for ligne in table.xpath("./tbody/tr")
    }
    for table in dictionnaire():
        for champ in table.champs:
            dit = dits[table.id, champ.nom]
            attendus = [
                filtres.typographie(champ.sens),
                "toujours rempli" if champ.toujours else "peut manquer",
                " ".join(champ.exemple.split()),
                *champ.mots,
                *(nom for _, nom in champ.nationaux),
            ]
            manquants = [a for a in attendus if " ".join(a.split()) not in dit]
            assert manquants == [], (table.id, champ.nom)
    assert "date, année-mois-jour" in dits["LieuOuvert", "verifie_le"]
    assert "vrai ou faux" in dits["LieuOuvert", "a_confirmer"]
    assert dits["LieuOuvert", "niveau"].endswith("Propre à ce site")
    assert dits["LieuOuvert", "courriel"].endswith(
        "data·inclusion : courriel ; médiation numérique : courriels"
    )


def test_la_page_des_donnees_donne_chaque_fichier_son_nombre_et_son_poids(site: Site) -> None:
    page = site.pages["donnees/"]
    lues = {
        ligne.xpath("./th/a")[0].text_content(): [
            cellule.text_content() for cellule in ligne.xpath("./td")[1:]
        ]
        for ligne in page.xpath("//main//table/tbody/tr")
    }
    attendues = {}
    for nom in ("guichets.csv", "communes.csv", *DOCUMENTS):
        nombre = len(lignes(site, nom)) if nom in TABLEAUX else lire(site, nom)["en_tete"]["nombre"]
        octets = (site.dossier / DOSSIER / nom).stat().st_size
        attendues[nom] = [filtres.nombre(nombre), f"{filtres.nombre(-(-octets // 1000))}\u00a0ko"]
    assert lues == attendues
    publies = {
        f.relative_to(site.dossier / DOSSIER).as_posix() for f in (site.dossier / DOSSIER).rglob("*.*")
    }
    liens = {str(lien) for lien in page.xpath("//main//a/@href")}
    assert {nom for nom in publies if not nom.endswith(".html")} <= liens


def test_la_page_des_donnees_compte_ce_qui_manque(site: Site) -> None:
    tout = lieux(site)
    dit = site.pages["donnees/"].xpath("//h2[@id='manques']/following-sibling::ul[1]")[0].text_content()
    for nombre, suite in (
        (sum(lieu["verifie_le"] is None for lieu in tout), "personne ne les a vérifiés"),
        (
            sum(lieu["enregistreur"] == "a_confirmer" for lieu in tout),
            "nous ne savons pas si l’on y enregistre",
        ),
        (sum(lieu["horaires_accueil"] is None for lieu in tout), "aucun horaire connu"),
        (sum(lieu["horaires_de"] == "mairie" for lieu in tout), "les horaires sont ceux de la mairie"),
        (sum(lieu["latitude"] is None for lieu in tout), "aucune position"),
    ):
        mot = "lieux" if nombre > 1 else "lieu"
        phrase = f"{nombre} {mot} sur {len(tout)}\u00a0: {suite}"
        assert (phrase in dit) is (nombre > 0), phrase
        assert (suite in dit) is (nombre > 0), suite


def test_les_lignes_de_python_de_la_page_lisent_vraiment_le_tableau(site: Site) -> None:
    import_, lecture = site.pages["donnees/"].xpath("//code[contains(., 'pandas')]")
    noms: dict[str, Any] = {}
    with contextlib.chdir(site.dossier / DOSSIER):
        exec(f"{import_.text_content()}\n{lecture.text_content()}", noms)
    assert len(noms["lieux"]) == len(site.catalogue.guichets)
    assert noms["lieux"]["code_insee"].map(len).eq(5).all()


def test_les_donnees_se_prennent_au_telephone_sans_script(
    contexte: Callable[..., BrowserContext], servir: Callable[[Site], str], reel: Site
) -> None:
    """De l'accueil au fichier, du pied de page au dictionnaire, du bout du doigt."""
    ouvert = contexte(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, java_script_enabled=False
    )
    page = ouvert.new_page()
    page.goto(f"{servir(reel)}/")
    page.get_by_role("contentinfo").get_by_role("link", name="Données ouvertes").tap()
    page.wait_for_url("**/donnees/")
    assert page.get_by_role("heading", level=1).inner_text() == "Données ouvertes"
    adresse = page.get_by_role("link", name="guichets.csv").first.get_attribute("href")
    assert adresse == "guichets.csv"
    pris = page.request.get(f"{page.url}{adresse}")
    assert (pris.status, pris.body()) == (200, (reel.dossier / DOSSIER / "guichets.csv").read_bytes())
    page.get_by_role("link", name="dictionnaire des données").tap()
    page.wait_for_url("**/donnees/dictionnaire/")
    table = page.locator("#table-LieuOuvert").locator("xpath=ancestor::table")
    boite = table.bounding_box()
    assert boite
    assert boite["x"] >= 0
    assert boite["x"] + boite["width"] <= 390
