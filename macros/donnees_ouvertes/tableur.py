"""Les tableaux CSV, faits pour s'ouvrir d'un double clic dans un tableur français, et se relire sans perte.

- UTF-8 avec marque d'ordre des octets : sans elle, Excel lit les accents de travers.
- Point-virgule : c'est le séparateur des tableurs réglés en français.
- Tout texte est entre guillemets, les codes compris ; les nombres ne le sont pas.
- Une liste tient dans une cellule, un trait droit entre ses éléments.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

MARQUE_D_ORDRE = "\ufeff"
SEPARATEUR = ";"
FIN_DE_LIGNE = "\r\n"
ENTRE_ELEMENTS = "|"
ENTRE_CHAMPS = " ; "
"""Entre les champs d'un élément de liste : une fermeture s'écrit « 2026-12-24 ; 2027-01-02 ; Travaux »."""

_FORMULE = re.compile(r"[=+\-@＝＋－＠]")
_NOMBRE = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
"""Un nombre, ou un numéro E.164 : un tableur n'en fera jamais qu'un nombre."""


def en_csv(colonnes: Sequence[str], lignes: Iterable[Mapping[str, Any]]) -> str:
    """Le tableau entier, marque d'ordre comprise, lignes finies par CR LF (RFC 4180)."""
    ecrit = io.StringIO()
    # Sans guillemets : un lecteur qui ne connaît pas la marque d'ordre lirait sinon le premier nom avec les siens.
    ecrit.write(SEPARATEUR.join(colonnes) + FIN_DE_LIGNE)
    auteur = csv.writer(
        ecrit, delimiter=SEPARATEUR, quoting=csv.QUOTE_NONNUMERIC, lineterminator=FIN_DE_LIGNE
    )
    auteur.writerows([_cellule(ligne[colonne]) for colonne in colonnes] for ligne in lignes)
    return MARQUE_D_ORDRE + ecrit.getvalue()


def _cellule(valeur: Any) -> str | int | float:
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, (int, float)):
        return valeur
    return sans_formule(_texte(valeur))


def _texte(valeur: Any) -> str:
    if valeur is None:
        return ""
    if isinstance(valeur, list):
        return ENTRE_ELEMENTS.join(_texte(element).replace(ENTRE_ELEMENTS, "/") for element in valeur)
    if isinstance(valeur, Mapping):
        return ENTRE_CHAMPS.join(_texte(element) for element in valeur.values())
    return " ".join(str(valeur).split())


def sans_formule(texte: str) -> str:
    """Le texte, précédé d'une apostrophe si un tableur y lirait une formule (OWASP, « CSV injection »)."""
    return f"'{texte}" if _FORMULE.match(texte) and not _NOMBRE.fullmatch(texte) else texte
