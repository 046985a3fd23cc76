"""Comment un mot s'entend, à peu près. Qui écrit « coman », « papié » ou « ensinte » trouve « comment », « papier », « enceinte ».

`sons.js` fait de même, mot pour mot : chaque règle n'emploie que ce que les deux langages écrivent pareil.
"""

import re
from functools import cache

_REGLES: tuple[tuple[str, str], ...] = (
    (r"(.)\1+", r"\1"),
    (r"ph", "f"),
    (r"s?ch", "X"),
    (r"h", ""),
    (r"oeu|eu", "E"),
    (r"eau|au", "o"),
    (r"oin(?![aeiouy])", "UI"),
    (r"oi|oy|oua", "Ua"),
    (r"ou|w", "U"),
    (r"ge(?=[ao])", "j"),
    (r"gn", "ni"),
    (r"gu(?=[eiy])", "G"),
    (r"g(?=[eiy])", "j"),
    (r"sc(?=[eiy])", "s"),
    (r"(^|[^s])t(?=i(?:[oe][ln]|a))", r"\1s"),
    (r"qu|q|ck|c(?![eiy])", "k"),
    (r"[cz]", "s"),
    (r"x(?=.)", "ks"),
    (r"ien(?![aeiouyn])", "iI"),
    (r"(?:[ae]i|ay|ey|[iyu])[nm](?![aeiouyEUo])", "I"),
    (r"[ae][nm](?![aeiouyEUnm])", "A"),
    (r"o[nm](?![aeiouyEUnm])", "O"),
    (r"e(?:rs?|ts?|z)$", "e"),
    (r"[ae]i|ay|ey", "e"),
    (r"y", "i"),
    (r"([^aeiouyAEIOU])es?$", r"\1#"),
    (r"[stdxpe]+$", ""),
    (r"#", ""),
    (r"(.)\1+", r"\1"),
)
_LUES = tuple((re.compile(motif), par) for motif, par in _REGLES)


@cache
def son(mot: str) -> str:
    """Le son d'un mot déjà plié (minuscules sans accent) ; vide pour un mot trop court ou un nombre."""
    if not mot.isalpha():
        return ""
    for motif, par in _LUES:
        mot = motif.sub(par, mot)
    return mot
