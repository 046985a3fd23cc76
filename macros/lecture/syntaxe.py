"""Les fautes d'écriture YAML, dites en français."""

from typing import Any

import yaml

Explication = tuple[int, int, str, str, str]
"""ligne, colonne, où (vide), constat, conseil"""

_GUILLEMETS = "Si le texte contient « : » ou « # », mettez-le tout entier entre guillemets doubles"
_RETRAITS = "Alignez les champs d'un même enregistrement, avec deux espaces par niveau"

_PHRASES: tuple[tuple[str, str, str], ...] = (
    ("mapping values are not allowed", "un « : » se trouve là où on ne l'attend pas", _GUILLEMETS),
    ("sequence entries are not allowed", "un tiret de liste se trouve là où on ne l'attend pas", _RETRAITS),
    ("found unexpected end of stream", "un guillemet ouvert n'est jamais refermé", "Ajoutez le guillemet qui manque"),
    ("found unexpected document separator", "un guillemet ouvert n'est jamais refermé", "Ajoutez le guillemet qui manque"),
    ("could not find expected ':'", "il manque un « : » après le nom d'un champ", "Écrivez « champ: valeur », avec une espace après le « : »"),
    ("expected ',' or ']'", "un crochet ouvert n'est pas refermé", "Fermez la liste avec « ] », ou mettez le texte entre guillemets"),
    ("expected ',' or '}'", "une accolade ouverte n'est pas refermée", "Fermez-la avec « } », ou mettez le texte entre guillemets"),
    ("expected <block end>", "cette ligne n'est pas alignée avec celles qui la précèdent", _RETRAITS),
    ("expected the node content", "un signe se trouve là où l'on attend une valeur", "Mettez la valeur entre guillemets"),
    ("expected '<document start>'", "cette ligne n'appartient à aucun champ", _RETRAITS),
    ("unknown escape character", "une barre oblique inverse « \\ » se trouve entre guillemets doubles", "Doublez-la, ou utilisez des guillemets simples"),
    ("expected escape sequence", "une barre oblique inverse « \\ » se trouve entre guillemets doubles", "Doublez-la, ou utilisez des guillemets simples"),
    ("special characters are not allowed", "le fichier contient un caractère invisible interdit", "Effacez-le et retapez le texte autour"),
    ("expected alphabetic or numeric", "un « & », un « * » ou un « ! » commence une valeur", "Mettez la valeur entre guillemets"),
    ("cannot start any token", "un signe réservé commence une valeur", "Mettez la valeur entre guillemets"),
    ("undefined tag handle", "un « ! » commence une valeur", "Mettez la valeur entre guillemets"),
    ("undefined alias", "un « * » commence une valeur", "Mettez la valeur entre guillemets"),
    ("duplicate anchor", "un « & » commence une valeur", "Mettez la valeur entre guillemets"),
    ("block scalar", "le signe « > » ou « | » est suivi de texte sur la même ligne", "Passez à la ligne après « >- »"),
    ("chomping or indentation", "le signe « > » ou « | » est suivi de texte sur la même ligne", "Passez à la ligne après « >- »"),
    ("'%'", "un « % » commence la ligne", "Mettez la valeur entre guillemets"),
    ("directive", "un « % » commence la ligne", "Mettez la valeur entre guillemets"),
)  # fmt: skip


def expliquer(erreur: yaml.YAMLError, texte: str) -> Explication:
    """Place et explique la faute que l'analyseur a vue ; ne laisse jamais passer une phrase anglaise."""
    ligne, colonne = _place(erreur, texte)
    lignes = texte.splitlines()
    if 0 < ligne <= len(lignes):
        marge = lignes[ligne - 1][: len(lignes[ligne - 1]) - len(lignes[ligne - 1].lstrip())]
        if "\t" in marge:
            return (
                ligne,
                marge.index("\t") + 1,
                "",
                "une tabulation sert de retrait",
                "Remplacez-la par des espaces, deux par niveau",
            )
    dit = f"{getattr(erreur, 'problem', '')} {getattr(erreur, 'reason', '')} {getattr(erreur, 'context', '')}"
    for morceau, constat, conseil in _PHRASES:
        if morceau in dit:
            return ligne, colonne, "", constat, conseil
    return ligne, colonne, "", "l'écriture YAML est incorrecte à cet endroit", _RETRAITS


def _place(erreur: yaml.YAMLError, texte: str) -> tuple[int, int]:
    marque: Any = getattr(erreur, "problem_mark", None)
    guillemet = "quoted scalar" in str(getattr(erreur, "context", ""))
    if guillemet and getattr(erreur, "context_mark", None) is not None:
        marque = erreur.context_mark  # type: ignore[attr-defined]
    if marque is not None:
        return marque.line + 1, marque.column + 1
    rang = getattr(erreur, "position", None)
    if not isinstance(rang, int):
        return 1, 1
    avant = texte[:rang]
    return avant.count("\n") + 1, rang - (avant.rfind("\n") + 1) + 1
