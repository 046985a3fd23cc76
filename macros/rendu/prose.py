"""Ce qu'une page écrite à la main ne dit pas elle-même : un chiffre, un délai, un sigle que rien n'explique."""

import re
from collections.abc import Iterator

from ..lecture import Probleme, cite
from ..modele.sigles import inexplique, sans_apostrophe_courbe, sigles_employes
from ..modele.texte_cite import quantites
from .citations import Page

_A_TAIRE = re.compile(
    r"""\{\{.*?\}\}            # un appel de macro
    | \{:.*?\}                 # une ancre ou une classe
    | <!--.*?--> | <[^>]*>     # du HTML
    | \]\([^)]*\)              # l'adresse d'un lien
    | `[^`\n]*`                # du code
    | ^[ ]*\d+\.[ ]            # le rang d'un élément de liste""",
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)

_TITRES_DE_FICHES = re.compile(r"docs/plan/fiches/[^/]+\.md")


def verifier_prose(page: Page, sigles: set[str]) -> Iterator[Probleme]:
    """Un problème par chiffre écrit à la main et par sigle que le glossaire n'explique pas, en-tête comprise.

    Les numéros de liste, les adresses et les ancres sont permis : ce ne sont pas des affirmations. Les pages des
    fiches reprennent le titre du document source, tel quel.
    """
    for rang, ligne in enumerate(_A_TAIRE.sub(_effacer, page.texte).splitlines(), 1):
        if not _TITRES_DE_FICHES.fullmatch(page.fichier):
            for trouve in quantites(ligne):
                yield Probleme(
                    page.fichier,
                    rang,
                    trouve.start() + 1,
                    "",
                    f"{cite(trouve.group())} est écrit à la main",
                    'Citez le fait qui le dit, par exemple {{ valeur("reponse-10-jours") }} ; il se change alors partout',
                )
        for trouve in sigles_employes(ligne):
            if (sigle := sans_apostrophe_courbe(trouve.group())) not in sigles:
                yield Probleme(page.fichier, rang, trouve.start() + 1, "", *inexplique(sigle))


def _effacer(trouve: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", trouve.group())
