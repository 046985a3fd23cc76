"""Les mots d'un texte, tels que l'index les range et que la recherche les compare. `mots.js` fait de même, mot pour mot."""

import re

from ..modele.noms import sans_accent

_APOSTROPHES = re.compile("[’‘ʼ´`′]")
_NUMERO = re.compile(r"(^|[\s(,;:'’‘ʼ´`′])[nN][°º]s?")
_VERSION_DE_FORMULAIRE = re.compile(r"([0-9]{4,6}) ?\* ?[0-9]{1,2}")
_ARTICLE = re.compile(r"(^|[^a-z0-9])(?:[lrd] ?\*? ?\.? ?)?([0-9]{3}(?:-[0-9]{1,3})+)(?![0-9])")
_CHIFFRES_GROUPES = re.compile(r"([0-9])[ .](?=[0-9]{2,3}(?![0-9]))")
_SIGLE_A_POINTS = re.compile(r"(^|[^a-z0-9])((?:[a-z]\.){2,}[a-z]?)(?![a-z0-9])")
_ELISION = re.compile(r"(^|[^a-z0-9])(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'(?=[a-z0-9])")
_MOT = re.compile(r"[a-z0-9]+")
_MOT_COMPOSE = re.compile(r"[a-z]+(?:-[a-z]+)+")


def plier(texte: str) -> str:
    """Le texte en minuscules sans accent, l'apostrophe droite : « L’État » donne « l'etat »."""
    return sans_accent(_APOSTROPHES.sub("'", texte))


def decouper(texte: str) -> list[str]:
    """Les mots, sans accent, sans élision : « l’attribution n° 14069*05 » donne `attribution` et `14069`.

    Un nombre se lit d'un bloc (« 78 300 », « 39 19 »), un numéro d'article (« L. 441-2-8 » donne `44128`) et un sigle (« C.I.L. ») aussi.
    Les mots d'un mot composé se séparent ; toute écriture autre que latine est ignorée.
    """
    return _MOT.findall(_preparer(texte))


def composes(texte: str) -> list[str]:
    """Les mots composés, d'un seul tenant, car on les écrit aussi sans tiret : « sous-location » donne `souslocation`."""
    return [compose.replace("-", "") for compose in _MOT_COMPOSE.findall(_preparer(texte))]


def _preparer(texte: str) -> str:
    pret = " ".join(plier(_NUMERO.sub(r"\1 ", texte)).split())
    pret = _VERSION_DE_FORMULAIRE.sub(r"\1", pret)
    pret = _ARTICLE.sub(lambda trouve: trouve[1] + trouve[2].replace("-", ""), pret)
    pret = _CHIFFRES_GROUPES.sub(r"\1", pret)
    pret = _SIGLE_A_POINTS.sub(lambda trouve: trouve[1] + trouve[2].replace(".", ""), pret)
    return _ELISION.sub(r"\1 ", pret).replace("'", "")
