"""Un sigle n'est écrit que si le glossaire l'explique."""

from collections.abc import Iterator

from ..lecture import Probleme
from ..lus import Lus
from ..modele.sigles import inexplique, sans_apostrophe_courbe, sigles_connus, sigles_employes

GLOSSAIRE = "demandeur/glossaire.yaml"

NOMS_PROPRES = {
    "article",
    "autres_formes",
    "courriel",
    "ecrits",
    "etat_de_la_source",
    "mots",
    "nom",
    "origine_du_point",
    "pour",
    "reference",
    "seuls",
    "sigle",
    "site",
    "source",
    "sources",
    "url",
    "variantes",
    "version",
}
"""Les champs où un sigle est un nom propre : titre d'une source, nom d'un lieu, mot tapé par un visiteur."""


def sigles_definis(lus: Lus) -> Iterator[Probleme]:
    """Le glossaire explique chaque sigle que les données écrivent pour être lu."""
    lus.connus(GLOSSAIRE, "termes/*/id")  # se tait si le glossaire n'a pas pu être lu
    titres = [c.texte for motif in ("sigle", "developpe") for c in lus.lire(GLOSSAIRE, f"termes/*/{motif}")]
    connus = sigles_connus(titres, [c.texte for c in lus.lire(GLOSSAIRE, "mots_courants/*")])
    for citation in lus.textes():
        if not NOMS_PROPRES.isdisjoint(map(str, citation.chemin)):
            continue
        employes = (sans_apostrophe_courbe(trouve.group()) for trouve in sigles_employes(citation.texte))
        for sigle in dict.fromkeys(employes):
            if sigle not in connus:
                yield lus.probleme(citation, *inexplique(sigle))
