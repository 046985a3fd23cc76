"""Ce qu'une page écrite à la main ne dit pas elle-même : un chiffre, un délai, un sigle que rien n'explique."""

import re
from collections.abc import Iterator

from ..lecture import Probleme, cite
from ..modele.sigles import inexplique, sans_apostrophe_courbe, sigles_employes
from ..modele.texte_cite import quantites
from .citations import Page

_A_TAIRE = re.compile(
    r"""\{\{[^{}]*\}\}                              # un appel de macro
    | \{:[^{}\n]*\}                                # une ancre ou une classe
    | <!--(?:(?!<!--|-->).)*-->                     # un commentaire
    | <(?P<bloc>script|style)\b.*?</(?P=bloc)\s*>    # du code collé, refusé une fois la page faite
    | </?[A-Za-z][^<>]*>                            # une balise
    | \]\([^)\n]*\) | \]\[[^\]\n]*\]               # l'adresse d'un lien
    | \bhttps?://[^\s<>)]*                          # une adresse nue
    | &\#?\w+;                                     # un signe écrit par son code
    | ^```.*?^```                                   # un exemple à recopier
    | `[^`\n]*`                                     # du code
    | ^alias:[^\n]*                                 # ce que les gens tapent n'affirme rien
    | ^[ ]*\d+\.[ ]                                 # le rang d'un élément de liste""",
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)

_AVEC_SOURCE = r"\{\{ *(?:faits?|valeur|renvoi)\("
_MAL_PLACEES = (
    (
        re.compile(rf"\[[^\]\n]*{_AVEC_SOURCE}"),
        "une macro qui donne sa source ne tient pas dans le texte d'un lien",
    ),
    (re.compile(rf"^#+ .*{_AVEC_SOURCE}"), "une macro qui donne sa source ne tient pas dans un titre"),
)

_CROCHET = re.compile(r"(?:\b\w+:)?//\[[^\s)\"'>]*")
"""Ce que le moteur du site prendrait pour une adresse IPv6, et refuserait sans dire où."""

_TITRE_DE_FICHE = re.compile(r"(?:title|titre_court|description): .*|# .*")


def verifier_prose(page: Page, sigles: set[str]) -> Iterator[Probleme]:
    """Un problème par chiffre écrit à la main, par sigle que le glossaire n'explique pas, par macro mal placée.

    Les numéros de liste, les adresses et les ancres sont permis : ce ne sont pas des affirmations. Les pages des
    fiches reprennent le titre du document source, tel quel.
    """
    for rang, ligne in enumerate(page.texte.splitlines(), 1):
        if trouve := _CROCHET.search(ligne):
            constat = (
                f"l'adresse {cite(trouve.group())} est mal écrite : le nom du site y commence par un crochet"
            )
            yield Probleme(page.fichier, rang, trouve.start() + 1, "", constat, "Recopiez l'adresse entière")
        for motif, constat in _MAL_PLACEES:
            if trouve := motif.search(ligne):
                yield Probleme(
                    page.fichier, rang, trouve.start() + 1, "", constat, "Mettez-la dans la phrase qui suit"
                )
    en_tete = {rang for _, rang in page.entete}
    est_une_fiche = any(appel.macro == "fiche" for appel in page.appels)
    for rang, ligne in enumerate(_A_TAIRE.sub(_effacer, page.texte).splitlines(), 1):
        conseil = (
            "Dites la chose sans chiffre : un en-tête ne reçoit pas de macro"
            if rang in en_tete
            else 'Citez le fait qui le dit, par exemple {{ valeur("reponse-10-jours") }} ; il se change alors partout'
        )
        for trouve in quantites(ligne) if not (est_une_fiche and _TITRE_DE_FICHE.fullmatch(ligne)) else ():
            constat = f"{cite(trouve.group())} est écrit à la main"
            yield Probleme(page.fichier, rang, trouve.start() + 1, "", constat, conseil)
        for trouve in sigles_employes(ligne):
            if (sigle := sans_apostrophe_courbe(trouve.group())) not in sigles:
                yield Probleme(page.fichier, rang, trouve.start() + 1, "", *inexplique(sigle))


def _effacer(trouve: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", trouve.group())
