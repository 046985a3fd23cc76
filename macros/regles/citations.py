"""Ce qu'un enregistrement cite existe."""

from collections.abc import Iterator

from ..lecture import Probleme
from ..lus import DocumentAbsent, Lus, slug
from .communs import inconnus
from .identites import FAITS


def faits_connus(lus: Lus) -> Iterator[Probleme]:
    """Le territoire, le glossaire, les plafonds et la cotation ne citent que des faits qui existent."""
    connus = lus.connus("demandeur/faits.yaml", "faits/*/id")
    connus += [citation.texte for citation in lus.lire("faits_du_territoire.yaml", "faits/*/id")]
    for fichier, motif in (
        ("territoire.yaml", "reperes/urgence/*/fait"),
        ("territoire.yaml", "reperes/au_guichet/*"),
        ("territoire.yaml", "reperes/en_ligne/*"),
        ("demandeur/glossaire.yaml", "termes/*/faits/*"),
        ("demandeur/plafonds.yaml", "definitions/*/fait"),
        ("demandeur/cotation.yaml", "faits/*"),
    ):
        yield from inconnus(lus, lus.lire(fichier, motif), "le fait", connus, "demandeur/faits.yaml")


def sujets_connus(lus: Lus) -> Iterator[Probleme]:
    """Un fait relève d'un sujet de la liste, si elle est donnée."""
    connus = lus.connus("demandeur/faits.yaml", "sujets/*/id")
    for fichier in FAITS:
        yield from inconnus(
            lus, lus.lire(fichier, "faits/*/sujet"), "le sujet", connus, "demandeur/faits.yaml"
        )


def termes_connus(lus: Lus) -> Iterator[Probleme]:
    """« Voir aussi » mène à un terme du glossaire."""
    fichier = "demandeur/glossaire.yaml"
    connus = lus.connus(fichier, "termes/*/id")
    yield from inconnus(lus, lus.lire(fichier, "termes/*/voir/*"), "le terme", connus, fichier)


def fiches_des_themes_connues(lus: Lus) -> Iterator[Probleme]:
    """Un thème du plan renvoie à des fiches qui existent."""
    connues = [slug(fichier) for fichier in lus.fiches]
    if not connues:
        raise DocumentAbsent
    yield from inconnus(lus, lus.lire("plan.yaml", "themes/*/fiches/*"), "la fiche", connues, "fiches/")


def zone_connue(lus: Lus) -> Iterator[Probleme]:
    """La zone de plafonds du territoire est une zone du tableau des plafonds."""
    fichier = "demandeur/plafonds.yaml"
    connues = lus.connus(fichier, "zones/*/id")
    yield from inconnus(lus, lus.lire("territoire.yaml", "zone_de_plafonds"), "la zone", connues, fichier)


def ressources_remplacees_connues(lus: Lus) -> Iterator[Probleme]:
    """Une ressource en remplace une autre, qui reste dans la liste."""
    fichier = "reseau/ressources.yaml"
    citations = lus.lire(fichier, "ressources/*/remplace")
    connues = [texte for _, _, texte in lus.lire(fichier, "ressources/*/id")]
    yield from inconnus(lus, citations, "la ressource", connues, fichier)
