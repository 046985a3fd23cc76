"""Les feuilles que l'on peut imprimer, et celles qu'une demande désigne."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from ..lecture import cite, suggestion
from ..modele.catalogue import Catalogue

Sorte = Literal["en-bref", "fiche", "commune"]

GROUPES: dict[str, Sorte] = {"en-bref": "en-bref", "fiches": "fiche", "communes": "commune"}
"""Les mots de la commande, et la sorte de feuille qu'ils demandent."""


@dataclass(frozen=True)
class Feuille:
    """Une page du site à mettre sur le papier.

    `adresse` : depuis la racine du site, « guichets/poissy/ » ; `fichier` : depuis le dossier des impressions,
    « communes/poissy.pdf ».
    """

    sorte: Sorte
    adresse: str
    fichier: str


class FeuilleInconnue(Exception):
    """Une demande ne désigne aucune feuille ; le message dit laquelle, en français."""


def choisir(catalogue: Catalogue, demandes: Sequence[str]) -> tuple[Feuille, ...]:
    """Les feuilles demandées, dans l'ordre du site, chacune une fois ; toutes si rien n'est demandé.

    Une demande est un mot de GROUPES, ou l'adresse d'une page : « guichets/poissy/ », ou celle que montre le
    navigateur. Lève FeuilleInconnue.
    """
    toutes = _toutes(catalogue)
    par_adresse = {feuille.adresse: feuille for feuille in toutes}
    choisies: set[Feuille] = set()
    for demande in demandes:
        if sorte := GROUPES.get(demande):
            choisies |= {feuille for feuille in toutes if feuille.sorte == sorte}
        elif feuille := _trouver(par_adresse, demande):
            choisies.add(feuille)
        else:
            possibles = (*GROUPES, *par_adresse)
            conseil = suggestion(demande, possibles, f"Écrivez {', '.join(GROUPES)} ou l'adresse d'une page")
            raise FeuilleInconnue(
                f"{cite(demande)} ne s'imprime pas. {conseil}{'' if conseil.endswith('?') else '.'}"
            )
    return tuple(feuille for feuille in toutes if feuille in choisies or not demandes)


def _toutes(catalogue: Catalogue) -> tuple[Feuille, ...]:
    fiches = (Feuille("fiche", fiche.page, f"fiches/{fiche.id}.pdf") for fiche in catalogue.fiches)
    communes = (
        Feuille("commune", commune.page, f"communes/{commune.page.split('/')[1]}.pdf")
        for commune in catalogue.territoire.communes
    )
    return (Feuille("en-bref", "en-bref/", "en-bref.pdf"), *fiches, *communes)


def _trouver(par_adresse: dict[str, Feuille], demande: str) -> Feuille | None:
    """La page que désigne une adresse, même si un dossier la précède, comme dans « https://exemple.fr/ppgd/en-bref/ »."""
    try:
        chemin = f"/{urlsplit(demande).path.strip('/')}/"
    except ValueError:  # un crochet mal placé
        return None
    return next((f for adresse, f in par_adresse.items() if chemin.endswith(f"/{adresse}")), None)
