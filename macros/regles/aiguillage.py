"""L'aiguillage est un arbre : tout y est atteint, une seule fois, et rien n'y tourne en rond."""

from collections.abc import Iterator

from ..lecture import Probleme, cite
from ..lus import Citation, Lus
from .communs import doubles, inconnus

FICHIER = "demandeur/orientation.yaml"


def arrivees_connues(lus: Lus) -> Iterator[Probleme]:
    """Une réponse mène à une question ou à une voie qui existent ; une voie en accompagne d'autres."""
    questions = lus.connus(FICHIER, "questions/*/id")
    voies = lus.connus(FICHIER, "voies/*/id")
    yield from inconnus(lus, _vers_question(lus), "la question", questions, FICHIER)
    for motif in ("questions/*/reponses/*/voie", "voies/*/aussi/*"):
        yield from inconnus(lus, lus.lire(FICHIER, motif), "la voie", voies, FICHIER)


def questions_dans_l_ordre(lus: Lus) -> Iterator[Probleme]:
    """Une réponse ne mène qu'à une question écrite plus bas, que nulle autre n'atteint ; aucune n'est oubliée."""
    identites: dict[str, Citation] = {}
    for citation in lus.lire(FICHIER, "questions/*/id"):
        identites.setdefault(citation.texte, citation)
    atteintes: list[Citation] = []
    for citation in _vers_question(lus):
        visee = identites.get(citation.texte)
        if visee is not None and _rang(visee) <= _rang(citation):
            constat = f"la question {cite(citation.texte)} est déjà posée : on tournerait en rond"
            yield lus.probleme(citation, constat, "Menez à une question écrite plus bas, ou à une voie")
        else:
            atteintes.append(citation)
    yield from _doubles(lus, atteintes)
    connues = {citation.texte for citation in atteintes}
    # Une réponse mal écrite visait sans doute la question que rien n'atteint : une seule des deux fautes se dit.
    for identifiant, citation in list(identites.items())[1:] if connues <= set(identites) else ():
        if identifiant not in connues:
            constat = f"aucune réponse ne mène à la question {cite(identifiant)}"
            yield lus.probleme(citation, constat, "Ajoutez-en une plus haut, ou retirez cette question")


def voies_atteintes(lus: Lus) -> Iterator[Probleme]:
    """Chaque voie est au bout d'une réponse."""
    lus.connus(FICHIER, "questions/*/id")  # se tait si les questions n'ont pas pu être lues
    atteintes = {citation.texte for citation in lus.lire(FICHIER, "questions/*/reponses/*/voie")}
    identites = list(lus.lire(FICHIER, "voies/*/id"))
    for citation in identites if atteintes <= {c.texte for c in identites} else ():
        if citation.texte not in atteintes:
            constat = f"aucune réponse ne mène à la voie {cite(citation.texte)}"
            yield lus.probleme(citation, constat, "Ajoutez la réponse qui y mène, ou retirez cette voie")


def voies_accompagnees_d_autres(lus: Lus) -> Iterator[Probleme]:
    """« aussi » nomme d'autres voies, chacune une fois."""
    identites = {citation.chemin[1]: citation.texte for citation in lus.lire(FICHIER, "voies/*/id")}
    par_voie: dict[object, list[Citation]] = {}
    for citation in lus.lire(FICHIER, "voies/*/aussi/*"):
        if citation.texte == identites.get(citation.chemin[1]):
            constat = f"la voie {cite(citation.texte)} se nomme elle-même"
            yield lus.probleme(citation, constat, "« aussi » nomme les autres voies à suivre en même temps")
        else:
            par_voie.setdefault(citation.chemin[1], []).append(citation)
    for citations in par_voie.values():
        yield from doubles(lus, citations)


def _rang(citation: Citation) -> int:
    """Le rang de la question où se trouve cette citation."""
    rang = citation.chemin[1]
    assert isinstance(rang, int)
    return rang


def _vers_question(lus: Lus) -> Iterator[Citation]:
    return lus.lire(FICHIER, "questions/*/reponses/*/question")


def _doubles(lus: Lus, citations: list[Citation]) -> Iterator[Probleme]:
    premieres: dict[str, Citation] = {}
    for citation in citations:
        premiere = premieres.setdefault(citation.texte, citation)
        if premiere is not citation:
            constat = f"une autre réponse mène déjà à la question {cite(citation.texte)}, ligne {lus.ligne(premiere)}"
            conseil = "Une question n'est atteinte que d'une façon : son chemin reste ainsi facile à dire"
            yield lus.probleme(citation, constat, conseil)
