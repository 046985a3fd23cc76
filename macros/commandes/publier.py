"""`ppgd publier` : vérifie, construit les deux sites, et en fait la version servie ; `--revenir` remet la précédente."""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from .. import construction
from ..ligne_de_commande import BON, FAUTES, MAUVAIS_USAGE, Analyseur, chemin, commande
from ..livraison.livrer import Livraison, livrer
from ..livraison.versions import MARQUE, RetourImpossible, revenir
from ..remplacement import DestinationRefusee, exiger_remplacable

Juger = Callable[[Path, str], object]


def brancher(
    commandes: "argparse._SubParsersAction[Analyseur]", racine: Path, juger: Juger
) -> argparse.ArgumentParser:
    """Ajoute la commande à celles de `ppgd` ; `racine` : le dossier du projet."""
    analyseur = commande(
        commandes,
        "publier",
        "vérifie et construit les deux sites, puis les sert d'un coup, ou ne change rien",
    )
    analyseur.add_argument(
        "--vers",
        type=chemin,
        required=True,
        metavar="DOSSIER",
        help="le dossier des versions ; le serveur montre DOSSIER/courante/public et DOSSIER/courante/reseau",
    )
    analyseur.add_argument(
        "--revenir", action="store_true", help="remet la version précédente, sans rien construire"
    )
    analyseur.set_defaults(
        faire=lambda choix: _revenir(choix.vers) if choix.revenir else _publier(choix, racine, juger)
    )
    return analyseur


def _publier(choix: argparse.Namespace, racine: Path, juger: Juger) -> int:
    try:
        # Avant de construire : personne ne doit attendre pour apprendre que le dossier n'est pas le bon.
        exiger_remplacable(choix.vers, MARQUE, "un dossier de versions publiées", "publie")
        print("Vérification…", flush=True)
        if (verifies := juger(choix.donnees, "texte")) is None:
            return FAUTES
        print("Construction…", flush=True)
        with tempfile.TemporaryDirectory(prefix="ppgd-") as provisoire:
            sites = {audience: Path(provisoire) / audience for audience in construction.REGLAGES}
            construction.construire(racine, choix.donnees, sites, verifies)
            _, adresse = construction.nom_et_adresse(racine)
            livraison = livrer(sites, choix.vers, adresse)
    except DestinationRefusee as raison:
        print(raison, file=sys.stderr)
        return MAUVAIS_USAGE
    except construction.ConstructionImpossible as raison:
        print(raison)
        return FAUTES
    except OSError as panne:
        print(
            f"La publication s'est arrêtée : {panne.strerror}. Ce qui était servi le reste.", file=sys.stderr
        )
        return FAUTES
    _dire(livraison)
    return BON


def _dire(livraison: Livraison) -> None:
    if not livraison.nouvelle:
        print(f"La version {livraison.nom} était déjà servie : rien n'a changé.")
        return
    print(f"La version {livraison.nom} est servie.")
    if livraison.avant:
        print(
            f"Pour remettre la précédente, {livraison.avant} : ppgd publier --revenir, avec le même --vers."
        )
    if livraison.entetes:
        print("Les en-têtes de sécurité ont changé. Faites-les relire à nginx : systemctl reload nginx")


def _revenir(vers: Path) -> int:
    try:
        remise, quittee = revenir(vers)
    except (RetourImpossible, DestinationRefusee) as raison:
        print(raison, file=sys.stderr)
        return MAUVAIS_USAGE
    print(f"La version {remise} est de nouveau servie, à la place de {quittee}.")
    print("Refaire --revenir remettrait celle que vous venez de quitter.")
    return BON
