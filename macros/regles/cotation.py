"""La grille de cotation : ses exemples et ses groupes."""

from collections.abc import Iterator

from ..lecture import Probleme, cite, suggestion
from ..lus import Citation, Lus
from .communs import doubles, inconnus

FICHIER = "demandeur/cotation.yaml"


def criteres_des_exemples_connus(lus: Lus) -> Iterator[Probleme]:
    """Un exemple ne remplit que des critères de la grille, chacun une fois."""
    connus = lus.connus(FICHIER, "grille/criteres/*/id")
    par_exemple: dict[object, list[Citation]] = {}
    for citation in lus.lire(FICHIER, "grille/exemples/*/criteres/*"):
        par_exemple.setdefault(citation.chemin[2], []).append(citation)
    for citations in par_exemple.values():
        yield from inconnus(lus, citations, "le critère", connus, FICHIER)
        yield from doubles(lus, citations)


def groupes_a_plusieurs(lus: Lus) -> Iterator[Probleme]:
    """Un groupe exclusif réunit au moins deux critères : seul, un critère n'écarte rien, et son nom est sans doute mal écrit."""
    membres: dict[str, list[Citation]] = {}
    for citation in lus.lire(FICHIER, "grille/criteres/*/groupe_exclusif"):
        membres.setdefault(citation.texte, []).append(citation)
    for groupe, citations in membres.items():
        if len(citations) == 1:
            autres = [autre for autre in membres if autre != groupe]
            conseil = "Retirez la ligne, ou donnez ce groupe à un autre critère"
            yield lus.probleme(
                citations[0],
                f"le groupe {cite(groupe)} n'a que ce critère : il n'en écarte aucun",
                suggestion(groupe, autres, conseil),
            )
