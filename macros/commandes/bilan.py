"""`ppgd bilan` : le bilan annuel du plan en PDF balisé."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from .. import construction
from ..horloge import aujourd_hui
from ..impression.imprimer import ImpressionImpossible, imprimer_un_document
from ..impression.outils import OutilAbsent
from ..ligne_de_commande import BON, FAUTES, MAUVAIS_USAGE, Analyseur, chemin, commande
from ..rendu import Rendu
from ..verification import Verifies

Juger = Callable[[Path, str], Verifies | None]


def brancher(
    commandes: "argparse._SubParsersAction[Analyseur]", racine: Path, juger: Juger
) -> argparse.ArgumentParser:
    """Ajoute la commande à celles de `ppgd` ; `racine` : le dossier du projet."""
    analyseur = commande(commandes, "bilan", "met en PDF le bilan annuel du plan, avec ce qui y manque")
    analyseur.add_argument(
        "--annee", type=_annee, required=True, help="l'année civile du bilan, par exemple 2026"
    )
    analyseur.add_argument(
        "--vers",
        type=chemin,
        metavar="FICHIER",
        help="le PDF à écrire (bilan-ANNEE.pdf, dans le dossier courant)",
    )
    analyseur.set_defaults(faire=lambda choix: _bilan(choix, racine, juger))
    return analyseur


def _annee(texte: str) -> int:
    if not texte.isascii() or not texte.isdecimal() or not 2000 <= int(texte) < 2100:
        raise argparse.ArgumentTypeError(f"« {texte} » n'est pas une année, écrivez par exemple 2026")
    return int(texte)


def _bilan(choix: argparse.Namespace, racine: Path, juger: Juger) -> int:
    vers = choix.vers or Path.cwd() / f"bilan-{choix.annee}.pdf"
    try:
        if (verifies := juger(choix.donnees, "texte")) is None:
            return FAUTES
        catalogue = verifies.public.catalogue
        approbation = catalogue.territoire.dates_du_plan.approbation.year
        if choix.annee < approbation:
            print(f"Le plan date de {approbation} : il n'y a pas de bilan de {choix.annee}.", file=sys.stderr)
            return MAUVAIS_USAGE
        nom, _ = construction.nom_et_adresse(racine)
        texte = Rendu(catalogue, aujourd_hui()).bilan(choix.annee, nom)
        pages = imprimer_un_document(texte, vers)
    except OutilAbsent as raison:
        print(raison, file=sys.stderr)
        return MAUVAIS_USAGE
    except (construction.ConstructionImpossible, ImpressionImpossible) as raison:
        print(raison)
        return FAUTES
    print(f"{pages} pages dans {vers.name}.")
    return BON
