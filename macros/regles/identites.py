"""Une identité par enregistrement."""

from collections.abc import Iterator

from ..lecture import Probleme
from ..lus import Lus
from .communs import doubles

FAITS = ("demandeur/faits.yaml", "faits_du_territoire.yaml")


def identites_uniques(lus: Lus) -> Iterator[Probleme]:
    """Deux enregistrements d'une même liste n'ont pas la même identité."""
    for fichier, motif in (
        ("territoire.yaml", "communes/*/code_insee"),
        ("territoire.yaml", "contacts/*/id"),
        ("contours.yaml", "contours/*/commune"),
        ("plan.yaml", "themes/*/id"),
        ("plan.yaml", "parties/*/lettre"),
        ("plan.yaml", "etapes/*/id"),
        ("guichets.yaml", "guichets/*/id"),
        ("demandeur/faits.yaml", "sujets/*/id"),
        ("demandeur/glossaire.yaml", "termes/*/id"),
        ("demandeur/plafonds.yaml", "zones/*/id"),
        ("demandeur/plafonds.yaml", "definitions/*"),
        ("demandeur/cotation.yaml", "grille/criteres/*/id"),
        ("demandeur/etapes.yaml", "etapes/*/id"),
        ("demandeur/pieces.yaml", "pour_examiner/*/id"),
        ("demandeur/messages.yaml", "messages/*/id"),
        ("demandeur/questions.yaml", "rubriques/*/id"),
        ("demandeur/questions.yaml", "questions/*/id"),
        ("demandeur/orientation.yaml", "questions/*/id"),
        ("demandeur/orientation.yaml", "voies/*/id"),
        ("reseau/ressources.yaml", "ressources/*/id"),
        ("reseau/agenda.yaml", "evenements/*/id"),
        ("reseau/actualites.yaml", "actualites/*/id"),
        ("reseau/questions.yaml", "rubriques/*/id"),
        ("reseau/questions.yaml", "questions/*/id"),
        ("reseau/partenaires.yaml", "partenaires/*/id"),
    ):
        yield from doubles(lus, lus.lire(fichier, motif))


def faits_uniques(lus: Lus) -> Iterator[Probleme]:
    """Deux faits n'ont pas la même identité, l'un du pays et l'autre du territoire compris."""
    yield from doubles(lus, (c for fichier in FAITS for c in lus.lire(fichier, "faits/*/id")))


def pieces_uniques(lus: Lus) -> Iterator[Probleme]:
    """Deux pièces n'ont pas la même identité, même dans deux listes."""
    fichier = "demandeur/pieces.yaml"
    motifs = ("pour_enregistrer/*/id", "pour_examiner/*/pieces/*/id")
    yield from doubles(lus, (citation for motif in motifs for citation in lus.lire(fichier, motif)))


def echeances_uniques(lus: Lus) -> Iterator[Probleme]:
    """Deux échéances d'une fiche n'ont pas la même identité."""
    for fichier in lus.fiches:
        yield from doubles(lus, lus.lire(fichier, "echeances/*/id"))


def indicateurs_uniques(lus: Lus) -> Iterator[Probleme]:
    """Deux indicateurs du plan n'ont pas la même identité, même dans deux fiches."""
    yield from doubles(lus, (c for fichier in lus.fiches for c in lus.lire(fichier, "indicateurs/*/id")))
