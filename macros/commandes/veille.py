"""`ppgd veille` : ce qu'il faut reprendre. Le calendrier ne fait jamais échouer une vérification : elle rend toujours 0."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

from ..horloge import aujourd_hui
from ..ligne_de_commande import BON, FAUTES, Analyseur, commande
from ..modele.fraicheur import a_reprendre
from ..rendu import Rendu
from ..verification import Verifies

Juger = Callable[[Path, str], Verifies | None]


def brancher(commandes: "argparse._SubParsersAction[Analyseur]", juger: Juger) -> argparse.ArgumentParser:
    """Ajoute la commande à celles de `ppgd`. `juger` vérifie un dossier de données, et rend None s'il a des fautes."""
    analyseur = commande(
        commandes, "veille", "dit ce qui est à confirmer, à relire ou à compléter, et par qui"
    )
    analyseur.add_argument(
        "--format",
        choices=("texte", "json"),
        default="texte",
        help="texte, ou json : une ligne par chose à reprendre",
    )
    analyseur.set_defaults(faire=lambda choix: _veiller(choix, juger))
    return analyseur


def _veiller(choix: argparse.Namespace, juger: Juger) -> int:
    if (verifies := juger(choix.donnees, "muet")) is None:
        return FAUTES
    catalogue = verifies.reseau.catalogue
    if choix.format == "texte":
        print(Rendu(catalogue, aujourd_hui()).veille() or "Rien à reprendre.")
        return BON
    for a in a_reprendre(catalogue, aujourd_hui()):
        dit = {
            "motif": a.motif,
            "quoi": a.quoi,
            "proprietaire": a.proprietaire,
            "page": a.page,
            "fichier": a.origine.fichier,
            "ligne": a.origine.ligne,
            "depuis": a.depuis.isoformat() if a.depuis else None,
        }
        print(json.dumps(dit, ensure_ascii=False))
    return BON
