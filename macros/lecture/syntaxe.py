"""Les fautes d'écriture YAML, dites en français."""

import re
from typing import Any

import yaml

Place = tuple[int, int]
Explication = tuple[int, int, str, str, str]
"""ligne, colonne, où (vide), constat, conseil"""

_GUILLEMETS = "Mettez la valeur entre guillemets"
_RETRAITS = "Alignez les champs d'un même enregistrement, avec deux espaces par niveau"
_COMPLETER = "Ajoutez le signe qui manque, ou mettez le texte entre guillemets"
_INVERSE = "une barre oblique inverse « \\ » se trouve entre guillemets doubles"
_DOUBLER = "Doublez-la, ou entourez le texte de « ' » au lieu de « \" »"
_OUVERT = "le guillemet ouvert ici n'est jamais refermé"
_FERMER = "Ajoutez le guillemet qui manque à la fin du texte"
_BLOC = "un texte suit le signe « {signe} » sur la même ligne"
_PASSER = "Passez à la ligne après « >- », et mettez le texte en retrait"

ICI, DEBUT, AVANT = 0, 1, 2
"""Où montrer la faute : là où l'analyse s'arrête, là où commence ce qu'elle lisait, ou un signe avant l'arrêt."""

_PHRASES: tuple[tuple[str, int, str, str], ...] = (
    ("mapping values are not allowed", ICI, "un « : » se trouve là où on ne l'attend pas", "Si le texte contient « : » ou « # », mettez-le tout entier entre guillemets doubles"),
    ("sequence entries are not allowed", ICI, "un tiret de liste se trouve là où on ne l'attend pas", "Passez à la ligne avant le premier tiret, ou mettez le texte entre guillemets"),
    ("found unexpected end of stream", DEBUT, _OUVERT, _FERMER),
    ("found unexpected document separator", DEBUT, _OUVERT, _FERMER),
    ("unknown escape character", AVANT, _INVERSE, _DOUBLER),
    ("expected escape sequence", DEBUT, _INVERSE, _DOUBLER),
    ("escape code", DEBUT, _INVERSE, _DOUBLER),
    ("could not find expected ':'", DEBUT, "il manque un « : » après le nom d'un champ", "Écrivez « champ: valeur », avec une espace après le « : » ; si la ligne continue un texte, mettez-la en retrait"),
    ("expected the node content", ICI, "une valeur est attendue à cet endroit", _GUILLEMETS),
    ("expected '<document start>'", ICI, "cette ligne n'appartient à aucun champ", _RETRAITS),
    ("special characters are not allowed", ICI, "le fichier contient un caractère invisible interdit", "Effacez-le et retapez le texte autour"),
    ("block scalar", DEBUT, _BLOC, _PASSER),
    ("directive", DEBUT, "« % » ne peut pas commencer une ligne", "Mettez la ligne à la suite du texte, ou la valeur entre guillemets"),
    ("an alias", DEBUT, "« {signe} » ne peut pas commencer une valeur", _GUILLEMETS),
    ("an anchor", DEBUT, "« {signe} » ne peut pas commencer une valeur", _GUILLEMETS),
    ("a tag", DEBUT, "« {signe} » ne peut pas commencer une valeur", _GUILLEMETS),
    ("a node", DEBUT, "« {signe} » ne peut pas commencer une valeur", _GUILLEMETS),
    ("cannot start any token", ICI, "« {signe} » ne peut pas commencer une valeur", _GUILLEMETS),
)  # fmt: skip


def expliquer(erreur: yaml.YAMLError, texte: str) -> Explication:
    """Place et explique la faute que l'analyseur a vue ; ne laisse jamais passer une phrase anglaise."""
    for rang, ligne in enumerate(texte.splitlines(), 1):
        if ligne.startswith(("<<<<<<< ", ">>>>>>> ")):
            conseil = "Gardez l'une des deux, et retirez les lignes qui commencent par <, = ou >"
            return rang, 1, "", "deux versions du fichier se contredisent à partir d'ici", conseil
    ici, debut = _places(erreur, texte)
    dit = f"{getattr(erreur, 'problem', '')} {getattr(erreur, 'reason', '')} {getattr(erreur, 'context', '')}"
    place, constat, conseil = _cas_particulier(dit, ici, debut, texte) or _phrase(dit, ici, debut)
    return *place, "", constat.replace("{signe}", _signe(texte, place)), conseil


def _phrase(dit: str, ici: Place, debut: Place) -> tuple[Place, str, str]:
    for morceau, ou, constat, conseil in _PHRASES:
        if morceau in dit:
            return (ici, debut, (ici[0], ici[1] - 1))[ou], constat, conseil
    return ici, "l'écriture YAML est incorrecte à cet endroit", _RETRAITS


def _cas_particulier(dit: str, ici: Place, debut: Place, texte: str) -> tuple[Place, str, str] | None:
    """Ce que la phrase de l'analyseur ne suffit pas à dire : il faut regarder la ligne."""
    avant = _ligne(texte, ici[0])[: ici[1] - 1]
    marge = avant[: len(avant) - len(avant.lstrip())]
    if "\t" in marge or _signe(texte, ici) == "\t":
        colonne = marge.index("\t") + 1 if "\t" in marge else ici[1]
        return (
            (ici[0], colonne),
            "une tabulation se trouve là où il faut des espaces",
            "Remplacez-la par des espaces ; un retrait en compte deux par niveau",
        )
    if "mapping values are not allowed" in dit and re.fullmatch(r"\s*[\w-]+\s*", avant):
        return (
            (ici[0], len(marge) + 1),
            "cette ligne est plus en retrait que le champ qui la précède",
            _RETRAITS,
        )
    if "expected <block end>" in dit:
        if not avant.strip():
            return ici, "cette ligne n'est pas alignée avec celles qui la précèdent", _RETRAITS
        return (
            ici,
            "la valeur est déjà finie avant ce signe",
            "Entourez le texte entier de « \" » (ou de « ' » s'il contient des « \" »), ou retirez ce qui est en trop",
        )
    if fermeture := re.search(r"expected ',' or '([\]}])'", dit):
        if ici[0] == debut[0]:
            return ici, f"il manque une virgule ou « {fermeture[1]} » avant ce signe", _COMPLETER
        return (
            debut,
            f"« {{signe}} » est ouvert ici, et il manque une virgule ou « {fermeture[1]} » avant la ligne {ici[0]}",
            f"Fermez avec « {fermeture[1]} », ou mettez le texte entre guillemets",
        )
    return None


def _ligne(texte: str, numero: int) -> str:
    lignes = texte.splitlines()
    return lignes[numero - 1] if numero <= len(lignes) else ""


def _signe(texte: str, place: Place) -> str:
    return _ligne(texte, place[0])[place[1] - 1 : place[1]]


def _places(erreur: yaml.YAMLError, texte: str) -> tuple[Place, Place]:
    """Là où l'analyse s'arrête, et là où commence ce qu'elle lisait."""
    rang: Any = getattr(erreur, "position", None)
    if isinstance(rang, int):
        avant = texte[:rang]
        ici = avant.count("\n") + 1, rang - avant.rfind("\n")
        return ici, ici
    marque: Any = getattr(erreur, "problem_mark", None)
    origine: Any = getattr(erreur, "context_mark", None) or marque
    if marque is None:
        return (1, 1), (1, 1)
    return (marque.line + 1, marque.column + 1), (origine.line + 1, origine.column + 1)
