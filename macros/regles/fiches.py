"""Les fiches, leurs numéros, leurs orientations, leurs échéances."""

from collections.abc import Iterator
from itertools import pairwise

from ..lecture import Probleme, abreger, cite
from ..lus import Citation, DocumentAbsent, Lus, slug
from .communs import entier


def numeros_de_fiches_uniques(lus: Lus) -> Iterator[Probleme]:
    """Deux fiches n'ont pas le même numéro."""
    premieres: dict[int, str] = {}
    for fichier in lus.fiches:
        for citation in lus.lire(fichier, "numero"):
            numero = entier(citation.texte)
            if numero and premieres.setdefault(numero, fichier) != fichier:
                yield lus.probleme(
                    citation,
                    f"le numéro {numero} est déjà celui de la fiche {cite(slug(premieres[numero]))}",
                    "Donnez à chaque fiche son propre numéro",
                )


def numeros_de_fiches_sans_trou(lus: Lus) -> Iterator[Probleme]:
    """Les fiches vont de 1 à la dernière sans trou."""
    par_numero: dict[int, Citation] = {}
    for fichier in lus.fiches:
        for citation in lus.lire(fichier, "numero"):
            if numero := entier(citation.texte):
                par_numero[numero] = citation
    if len(par_numero) < len(lus.fiches):
        raise DocumentAbsent
    for avant, numero in pairwise([0, *sorted(par_numero)]):
        if numero > avant + 1:
            seule = numero == avant + 2
            manque = f"n° {avant + 1}" if seule else f"n° {avant + 1} à {numero - 1}"
            yield lus.probleme(
                par_numero[numero],
                f"le plan a une fiche n° {numero} mais pas de fiche{'s' * (not seule)} {manque}",
                f"Ajoutez {'la fiche' if seule else 'les fiches'} {manque} dans fiches/, ou corrigez ce numéro",
            )


def numeros_d_orientations_uniques(lus: Lus) -> Iterator[Probleme]:
    """Deux orientations n'ont pas le même numéro."""
    premieres: dict[int, Citation] = {}
    for citation in lus.lire("plan.yaml", "orientations/*/numero"):
        numero = entier(citation.texte)
        if numero and (premiere := premieres.setdefault(numero, citation)) is not citation:
            yield lus.probleme(
                citation,
                f"le numéro {numero} est déjà celui de l'orientation de la ligne {lus.ligne(premiere)}",
                "Donnez à chaque orientation son propre numéro",
            )


def orientations_connues(lus: Lus) -> Iterator[Probleme]:
    """Chaque fiche relève d'une orientation du plan."""
    numeros = {entier(numero) for numero in lus.connus("plan.yaml", "orientations/*/numero")} - {None}
    for fichier in lus.fiches:
        for citation in lus.lire(fichier, "orientation"):
            if entier(citation.texte) not in numeros:
                yield lus.probleme(
                    citation,
                    f"le plan n'a pas d'orientation n° {abreger(citation.texte)}",
                    f"Écrivez l'un de ces numéros : {', '.join(map(str, sorted(filter(None, numeros))))}",
                )


def echeances_dans_le_plan(lus: Lus) -> Iterator[Probleme]:
    """Une échéance tombe pendant le plan."""
    duree = next((entier(lu) for lu in lus.connus("territoire.yaml", "dates_du_plan/duree_ans")), None)
    if duree is None:
        raise DocumentAbsent
    for fichier in lus.fiches:
        for citation in lus.lire(fichier, "echeances/*/derniere_annee"):
            annee = entier(citation.texte)
            if annee and annee > duree:
                yield lus.probleme(
                    citation,
                    f"le plan dure {duree} ans et l'échéance va jusqu'à l'année {annee}",
                    f"Écrivez une année comprise entre 1 et {duree}",
                )
