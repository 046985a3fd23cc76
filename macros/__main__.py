"""`ppgd` : vérifier, construire, servir, exporter, publier, imprimer, veiller, dresser le bilan, importer."""

import argparse
import io
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from . import construction
from .chargement import DonneesInvalides
from .commandes import bilan, mairies, veille
from .commandes import publier as mettre_en_ligne
from .donnees_ouvertes import publier
from .horloge import aujourd_hui, figer
from .impression.feuilles import FeuilleInconnue, choisir
from .impression.imprimer import ImpressionImpossible, imprimer
from .impression.outils import OutilAbsent, exiger
from .ligne_de_commande import BON, FAUTES, MAUVAIS_USAGE, Analyseur, chemin, commande, nom_court
from .remplacement import DestinationRefusee, remplacer
from .verification import Verifies, tout_verifier

RACINE = Path(__file__).resolve().parent.parent

ARRETE = 130
"""Le code de fin d'un appel arrêté au clavier, comme le veut l'usage."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Point d'entrée. Rend 0 si tout va bien, 1 si les données ont des fautes, 2 si l'appel est mauvais."""
    for flux in (sys.stdout, sys.stderr):
        if isinstance(flux, io.TextIOWrapper):
            flux.reconfigure(
                errors="backslashreplace"
            )  # un terminal qui n'est pas en UTF-8 ne doit rien arrêter
    choix = _analyseur().parse_args(arguments)
    try:
        figer(aujourd_hui())
    except (ValueError, OverflowError, OSError):
        print(
            "SOURCE_DATE_EPOCH : ce n'est pas un nombre de secondes. Retirez cette variable.", file=sys.stderr
        )
        return MAUVAIS_USAGE
    try:
        code: int = choix.faire(choix)
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("\nArrêté.", file=sys.stderr)
        return BON if choix.faire is _servir else ARRETE
    except BrokenPipeError:  # le lecteur est parti, comme « head » : il n'y a plus personne à qui parler
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAUTES
    return code


def _analyseur() -> argparse.ArgumentParser:
    analyseur = Analyseur(
        prog="ppgd", description="Le site du plan partenarial : données, pages, publication."
    )
    commandes = analyseur.add_subparsers(title="commandes", metavar="commande", required=True)

    verifier = commande(commandes, "verifier", "relit les données et les pages, et dit tout ce qui ne va pas")
    _donnees(verifier)
    verifier.add_argument(
        "--format",
        choices=("texte", "github", "json"),
        default="texte",
        help="texte : une phrase par problème ; github : annotations de demande de modification ; json : une ligne par problème",
    )
    verifier.set_defaults(faire=_verifier)

    construire = commande(
        commandes, "construire", "construit le site public et celui du réseau, ou ne touche à rien"
    )
    _donnees(construire)
    _vers(construire, "site", "où écrire le site public (site/) ; celui du réseau va à côté (site-reseau/)")
    construire.add_argument(
        "--seulement",
        choices=("public", "reseau"),
        help="ne construit que ce site : public, ou reseau (avec les pages réservées)",
    )
    construire.set_defaults(faire=_construire)

    servir = commande(commandes, "servir", "montre les deux sites sur cette machine et suit les changements")
    _donnees(servir)
    servir.add_argument(
        "--port",
        type=_port,
        default=8000,
        help="le port du site public (8000) ; celui du réseau a le suivant",
    )
    servir.set_defaults(faire=_servir)

    exporter = commande(
        commandes, "exporter", "écrit les données ouvertes et leurs schémas, sans construire le site"
    )
    _donnees(exporter)
    _vers(exporter, "export", "où écrire les fichiers (export/) ; ceux qui y étaient sont remplacés")
    exporter.set_defaults(faire=_exporter)

    _donnees(mettre_en_ligne.brancher(commandes, RACINE, _juger))

    imprimer = commande(commandes, "imprimer", "met des pages du site en PDF, à remettre en main propre")
    _donnees(imprimer)
    imprimer.add_argument(
        "quoi",
        nargs="*",
        metavar="quoi",
        help="en-bref, fiches, communes, ou l'adresse d'une page, par exemple guichets/poissy/ (tout, si rien n'est dit)",
    )
    _vers(imprimer, "imprimes", "où écrire les PDF (imprimes/) ; ceux qui y étaient sont remplacés")
    imprimer.set_defaults(faire=_imprimer)

    _donnees(veille.brancher(commandes, _juger))
    _donnees(bilan.brancher(commandes, RACINE, _juger))

    _donnees(mairies.brancher(commandes, RACINE))
    return analyseur


def _donnees(analyseur: argparse.ArgumentParser) -> None:
    analyseur.add_argument(
        "--donnees",
        type=chemin,
        default=RACINE / "data",
        metavar="DOSSIER",
        help="le dossier de données (data/)",
    )


def _vers(analyseur: argparse.ArgumentParser, dossier: str, aide: str) -> None:
    analyseur.add_argument("--vers", type=chemin, default=RACINE / dossier, metavar="DOSSIER", help=aide)


def _port(texte: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", texte) or not 0 < int(texte) < 65535:
        raise argparse.ArgumentTypeError(f"« {texte} » n'est pas un port, écrivez un nombre de 1 à 65534")
    return int(texte)


def _nom(dossier: Path) -> str:
    return nom_court(dossier, RACINE)


def _juger(donnees: Path, forme: str) -> Verifies | None:
    """Vérifie tout et dit ce qu'il en est, sous la forme demandée (« muet » : les seules fautes). Rien s'il y a des fautes."""
    try:
        verifies = tout_verifier(donnees, RACINE / "docs", aujourd_hui())
    except DonneesInvalides as refus:
        for probleme in refus.problemes:
            if forme == "github":
                print(probleme.en_annotation())
            elif forme == "json":
                print(probleme.en_json())
            else:
                print(probleme)
        if forme in ("texte", "muet"):
            nombre = len(refus.problemes)
            print(f"{nombre} problème{'s' * (nombre > 1)} à corriger.", file=sys.stderr)
        return None
    if forme == "texte":
        catalogue = verifies.reseau.catalogue
        pages, publiques = len(verifies.reseau.pages), len(verifies.public.pages)
        print(
            f"Tout va bien : {len(catalogue.territoire.communes)} communes, {len(catalogue.fiches)} fiches, "
            f"{len(catalogue.guichets)} lieux, {len(catalogue.faits)} faits, {pages} pages, "
            f"dont {pages - publiques} réservées au réseau.",
            flush=True,
        )
    return verifies


def _verifier(choix: argparse.Namespace) -> int:
    return FAUTES if _juger(choix.donnees, choix.format) is None else BON


def _construire(choix: argparse.Namespace) -> int:
    print("Vérification…", flush=True)
    if (verifies := _juger(choix.donnees, "texte")) is None:
        return FAUTES
    print("Construction…", flush=True)
    tous = {"public": choix.vers, "reseau": choix.vers.with_name(f"{choix.vers.name}-reseau")}
    vers = {audience: dossier for audience, dossier in tous.items() if choix.seulement in (None, audience)}
    try:
        pages = construction.construire(RACINE, choix.donnees, vers, verifies)
    except DestinationRefusee as raison:
        print(raison, file=sys.stderr)
        return MAUVAIS_USAGE
    except construction.ConstructionImpossible as raison:
        print(raison)
        return FAUTES
    for audience, dossier in vers.items():
        reserve = ", à ne servir qu'au réseau" if audience == "reseau" else ""
        print(f"{pages[audience]} pages dans {_nom(dossier)}{reserve}.")
    return BON


def _servir(choix: argparse.Namespace) -> int:
    if (verifies := _juger(choix.donnees, "texte")) is None:
        return FAUTES
    try:
        construction.servir(RACINE, choix.donnees, choix.port, verifies)
    except construction.ConstructionImpossible as raison:
        print(raison)
        return FAUTES
    except construction.PortPris as pris:
        print(
            f"Le port {pris} est déjà pris. Choisissez-en un autre : make site PORT=8080.",
            file=sys.stderr,
        )
        return MAUVAIS_USAGE
    return BON


MARQUE_D_EXPORT = ".exporte-par-ppgd"
"""Le fichier vide qui dit qu'un dossier vient d'ici, et peut être remplacé."""


def _exporter(choix: argparse.Namespace) -> int:
    if (verifies := _juger(choix.donnees, "texte")) is None:
        return FAUTES
    fichiers = publier(verifies.public.catalogue, aujourd_hui())
    try:
        with remplacer(choix.vers, MARQUE_D_EXPORT, "un dossier de données exportées", "export") as neuf:
            for fichier in fichiers:
                chemin = neuf / fichier.nom
                chemin.parent.mkdir(exist_ok=True)
                chemin.write_bytes(fichier.texte.encode())
    except DestinationRefusee as raison:
        print(raison, file=sys.stderr)
        return MAUVAIS_USAGE
    print(f"{len(fichiers)} fichiers dans {_nom(choix.vers)}.")
    return BON


def _imprimer(choix: argparse.Namespace) -> int:
    try:
        nom, adresse = construction.nom_et_adresse(RACINE)
        exiger(adresse)
        print("Vérification…", flush=True)
        if (verifies := _juger(choix.donnees, "texte")) is None:
            return FAUTES
        feuilles = choisir(verifies.public.catalogue, choix.quoi)
        print("Construction et mise en page…", flush=True)
        bilan = imprimer(RACINE, choix.donnees, choix.vers, feuilles, verifies, aujourd_hui(), (nom, adresse))
    except (OutilAbsent, FeuilleInconnue, DestinationRefusee) as raison:
        print(raison, file=sys.stderr)
        return MAUVAIS_USAGE
    except (construction.ConstructionImpossible, ImpressionImpossible) as raison:
        print(raison)
        return FAUTES
    for page, nombre in bilan.longues:
        print(f"{page} : {nombre} pages, faute de place sur une seule.")
    print(f"{len(feuilles)} PDF, {bilan.pages} page{'s' * (bilan.pages > 1)}, dans {_nom(choix.vers)}.")
    return BON


if __name__ == "__main__":
    sys.exit(main())
