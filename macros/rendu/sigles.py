"""Les sigles expliqués là où on les lit, sans que personne n'ait à y penser."""

import re
from collections.abc import Callable, Sequence

from markupsafe import Markup

from ..modele.glossaire import Terme
from .filtres import fr

_ETIQUETTE = re.compile(r"(<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>)", re.DOTALL)
_NOM = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
_CACHE = re.compile(r'\bclass="(?:[^"]* )?invisible[ "]|\shidden(?=[\s>])')
_SANS_FIN = {"br", "hr", "img", "input", "wbr", "meta", "link"}
_TUS = {"abbr", "code", "pre", "title", "dt", "template"}
"""Là où un sigle est déjà expliqué, ou n'est pas un mot."""

_SANS_LIEN = {"a", "h1", "h2", "h3", "h4", "summary", "caption", "th", "button", "label"}
"""Là où l'explication tient dans `abbr`, mais où un lien n'a pas sa place."""


def expliquer(
    contenu: str, termes: Sequence[Terme], vers_le_glossaire: Callable[[Terme], str]
) -> tuple[str, list[Terme]]:
    """Le contenu où chaque sigle est expliqué à son premier emploi, et les termes employés.

    Le premier emploi dans le texte porte `abbr` et un lien vers le glossaire ; s'il vient d'abord dans un titre ou un
    lien, celui-là porte `abbr` seul. Dans une liste de choix il ne porte rien : la page le range avec les autres, à la fin.
    """
    par_sigle = {terme.sigle: terme for terme in termes if terme.sigle}
    if not par_sigle:
        return contenu, []
    motif = re.compile(
        rf"(?<![\w@.])({'|'.join(map(re.escape, sorted(par_sigle, key=len, reverse=True)))})(?![\w@]|-\d)"
    )
    morceaux: list[str] = []
    ouverts: list[tuple[str, bool]] = []
    expliques: set[str] = set()
    lies: set[str] = set()

    def remplacer(trouve: re.Match[str]) -> str:
        sigle = trouve.group()
        if ouverts and ouverts[-1][0] == "option":
            expliques.add(sigle)
            return sigle
        sans_lien = any(nom in _SANS_LIEN for nom, _ in ouverts)
        if sigle in lies or (sans_lien and sigle in expliques):
            return sigle
        expliques.add(sigle)
        terme = par_sigle[sigle]
        abrege = Markup('<abbr title="{}">{}</abbr>').format(fr(terme.developpe), sigle)
        if sans_lien:
            return str(abrege)
        lies.add(sigle)
        return Markup('<a class="sigle" href="{}">{}</a>').format(vers_le_glossaire(terme), abrege)

    for rang, morceau in enumerate(_ETIQUETTE.split(contenu)):
        if rang % 2:
            _suivre(morceau, ouverts)
        elif not any(nom in _TUS or cache for nom, cache in ouverts):
            morceau = motif.sub(remplacer, morceau)
        morceaux.append(morceau)
    return "".join(morceaux), [terme for sigle, terme in sorted(par_sigle.items()) if sigle in expliques]


def _suivre(etiquette: str, ouverts: list[tuple[str, bool]]) -> None:
    """Tient la liste des éléments ouverts ; un élément caché à l'œil n'explique rien."""
    nom = _NOM.match(etiquette)
    if nom is None or etiquette.startswith(("<!--", "<script", "<style")):
        return
    if etiquette.startswith("</"):
        if any(ouvert == nom[1].lower() for ouvert, _ in ouverts):
            while ouverts.pop()[0] != nom[1].lower():
                pass
    elif nom[1].lower() not in _SANS_FIN and not etiquette.endswith("/>"):
        ouverts.append((nom[1].lower(), bool(_CACHE.search(etiquette))))
