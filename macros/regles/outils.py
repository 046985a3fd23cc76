"""Ce dont les outils des pages ont besoin : une case à cocher par situation, des délais qui se calculent."""

from collections.abc import Iterator

from ..lecture import Probleme, cite
from ..lus import Citation, Lus
from ..modele.pieces import POUR_TOUS
from ..modele.renouvellement import lire_fenetre
from .identites import FAITS

_PIECES = "demandeur/pieces.yaml"
_FENETRE, _VALIDITE = "fenetre-renouvellement", "validite-un-an"


def cases_a_cocher(lus: Lus) -> Iterator[Probleme]:
    """Une pièce qui dépend d'une situation dit ce que coche qui est concerné ; une pièce pour tous ne se coche pas."""
    situations = {c.chemin: c.texte for c in lus.lire(_PIECES, "pour_examiner/*/id")}
    cases = list(lus.lire(_PIECES, "pour_examiner/*/pieces/*/case"))
    avec = {citation.chemin[:-1] for citation in cases}
    for citation in lus.lire(_PIECES, "pour_examiner/*/pieces/*/id"):
        piece = citation.chemin[:-1]
        if situations.get((*piece[:2], "id"), POUR_TOUS) != POUR_TOUS and piece not in avec:
            yield lus.probleme(
                citation._replace(chemin=piece),
                "cette pièce dépend d'une situation, et la phrase de sa case à cocher manque",
                "Ajoutez-la à la première personne, par exemple case: Je suis locataire ; "
                f"si tout le monde est concerné, rangez la pièce dans « {POUR_TOUS} »",
            )
    de_tous = [c for c in cases if situations.get((*c.chemin[:2], "id")) == POUR_TOUS]
    for citation in (*lus.lire(_PIECES, "pour_enregistrer/*/case"), *de_tous):
        yield lus.probleme(
            citation,
            "cette pièce est demandée à tout le monde : elle ne se coche pas",
            "Retirez cette ligne, ou rangez la pièce dans la situation qui la demande",
        )


def fenetre_de_renouvellement_lisible(lus: Lus) -> Iterator[Probleme]:
    """La période du renouvellement se calcule, et finit quand finit la validité de la demande."""
    fenetre = _valeur(lus, _FENETRE)
    if fenetre is None:
        return
    try:
        fin = lire_fenetre(fenetre.texte).validite
    except ValueError:
        yield lus.probleme(
            fenetre,
            f"{cite(fenetre.texte)} n'est pas une période que l'on sait calculer",
            "Écrivez par exemple 10e au 12e mois",
        )
        return
    validite = _valeur(lus, _VALIDITE)
    if validite is not None and validite.texte.isdecimal() and int(validite.texte) * 12 != fin:
        yield lus.probleme(
            fenetre,
            f"la période finit au {fin}e mois, et le fait « {_VALIDITE} » dit autre chose : "
            f"{cite(validite.texte)}, en années",
            "Mettez les deux faits d'accord",
        )


def _valeur(lus: Lus, identifiant: str) -> Citation | None:
    """Où est écrite la valeur de ce fait, s'il existe et en a une."""
    for fichier in FAITS:
        rangs = {c.chemin[1] for c in lus.lire(fichier, "faits/*/id") if c.texte == identifiant}
        for citation in lus.lire(fichier, "faits/*/valeur"):
            if citation.chemin[1] in rangs:
                return citation
    return None
