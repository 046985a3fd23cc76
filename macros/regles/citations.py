"""Ce qu'un enregistrement cite existe."""

import re
from collections.abc import Iterator

from ..lecture import Chemin, Probleme, cite
from ..lus import DocumentAbsent, Lus, slug
from ..modele.texte_cite import faits_en_place
from .communs import inconnus
from .identites import FAITS

SEUILS = tuple(
    ("demandeur/plafonds.yaml", f"seuils/{champ}") for champ in ("ages_du_jeune_menage", "baisse_de_revenus")
)
"""Les champs qui nomment un fait dont la valeur entre dans un calcul."""

CITANTS = (
    ("territoire.yaml", "reperes/urgence/*/fait"),
    ("territoire.yaml", "reperes/en_ligne/*"),
    ("demandeur/glossaire.yaml", "termes/*/faits/*"),
    ("demandeur/plafonds.yaml", "definitions/*"),
    *SEUILS,
    ("demandeur/cotation.yaml", "faits/*"),
    ("demandeur/etapes.yaml", "etapes/*/faits/*"),
    ("demandeur/pieces.yaml", "pour_enregistrer/*/fait"),
    ("demandeur/pieces.yaml", "pour_examiner/*/pieces/*/fait"),
    ("demandeur/messages.yaml", "messages/*/faits/*"),
    ("demandeur/questions.yaml", "questions/*/faits/*"),
    ("demandeur/orientation.yaml", "questions/*/faits/*"),
    ("demandeur/orientation.yaml", "voies/*/faits/*"),
    ("reseau/agenda.yaml", "evenements/*/faits/*"),
    ("reseau/actualites.yaml", "actualites/*/faits/*"),
    ("reseau/questions.yaml", "questions/*/faits/*"),
    ("reseau/partenaires.yaml", "partenaires/*/faits/*"),
)
"""Les champs qui nomment un fait."""

AVEC_VALEURS = (
    *(("demandeur/etapes.yaml", f"etapes/*/{champ}") for champ in ("vous", "ensuite", "piege")),
    *(("demandeur/pieces.yaml", f"pour_enregistrer/*/{champ}") for champ in ("titre", "prouve")),
    *(
        ("demandeur/pieces.yaml", f"pour_examiner/*/pieces/*/{champ}")
        for champ in ("titre", "case", "prouve")
    ),
    *(("demandeur/messages.yaml", f"messages/*/{champ}") for champ in ("titre", "texte")),
    *(("demandeur/questions.yaml", f"questions/*/{champ}") for champ in ("reponse", "qui_sait")),
    ("demandeur/orientation.yaml", "questions/*/aide"),
    *(("demandeur/orientation.yaml", f"voies/*/{champ}") for champ in ("en_bref", "pour_l_agent")),
    ("reseau/actualites.yaml", "actualites/*/texte"),
    *(("reseau/questions.yaml", f"questions/*/{champ}") for champ in ("reponse", "qui_sait")),
    *(("reseau/partenaires.yaml", f"partenaires/*/{champ}") for champ in ("role", "quand")),
)
"""Les textes où {identifiant} tient la place de la valeur d'un fait."""


def faits_connus(lus: Lus) -> Iterator[Probleme]:
    """Rien ne cite un fait qui n'existe pas."""
    connus = _faits(lus)
    for fichier, motif in CITANTS:
        yield from inconnus(lus, lus.lire(fichier, motif), "le fait", connus, FAITS[0])


def valeurs_connues(lus: Lus) -> Iterator[Probleme]:
    """Un fait cité entre accolades existe, il a une valeur, et il est dans les « faits » du même enregistrement."""
    connus, chiffres = _faits(lus), _valeurs(lus)
    for fichier, motif in AVEC_VALEURS:
        sources = _sources(lus, fichier, motif.rpartition("/")[0])
        for citation in lus.lire(fichier, motif):
            for identifiant in faits_en_place(citation.texte):
                place = citation._replace(texte=identifiant)
                cites = sources.get(citation.chemin[:-1], set())
                if identifiant not in connus:
                    yield from inconnus(lus, [place], "le fait", connus, FAITS[0])
                elif identifiant not in chiffres:
                    constat = f"le fait {cite(identifiant)} n'a pas de valeur à montrer"
                    conseil = "Donnez-lui un champ « valeur », ou dites la chose en toutes lettres et citez-le dans « faits »"
                    yield lus.probleme(place, constat, conseil)
                elif cites <= set(connus) and identifiant not in cites:
                    constat = f"la valeur du fait {cite(identifiant)} est montrée sans sa source"
                    yield lus.probleme(
                        place,
                        constat,
                        f"Citez {identifiant} parmi les faits de cet enregistrement, ou dites la chose sans chiffre",
                    )


def seuils_en_chiffres(lus: Lus) -> Iterator[Probleme]:
    """Un fait dont la valeur entre dans un calcul a pour valeur un nombre entier."""
    valeurs = _valeurs(lus)
    connus = set(_faits(lus))
    for fichier, motif in SEUILS:
        for citation in lus.lire(fichier, motif):
            if citation.texte in connus and not re.fullmatch("[1-9][0-9]?", valeurs.get(citation.texte, "")):
                constat = (
                    f"la valeur du fait {cite(citation.texte)} n'est pas un nombre dont on puisse se servir"
                )
                conseil = "Donnez à ce fait une valeur entière entre 1 et 99, ou citez-en un autre"
                yield lus.probleme(citation, constat, conseil)


def _valeurs(lus: Lus) -> dict[str, str]:
    """La valeur de chaque fait qui en a une."""
    rangs = {(c.fichier, c.chemin[1]): c.texte for f in FAITS for c in lus.lire(f, "faits/*/id")}
    avec = {(c.fichier, c.chemin[1]): c.texte for f in FAITS for c in lus.lire(f, "faits/*/valeur")}
    return {identifiant: avec[rang] for rang, identifiant in rangs.items() if rang in avec}


def _sources(lus: Lus, fichier: str, enregistrements: str) -> dict[Chemin, set[str]]:
    """Les faits que cite chaque enregistrement, par chemin : ceux de sa liste « faits », ou son seul « fait »."""
    sources: dict[Chemin, set[str]] = {}
    for citation in lus.lire(fichier, f"{enregistrements}/faits/*"):
        sources.setdefault(citation.chemin[:-2], set()).add(citation.texte)
    for citation in lus.lire(fichier, f"{enregistrements}/fait"):
        sources.setdefault(citation.chemin[:-1], set()).add(citation.texte)
    return sources


def _faits(lus: Lus) -> list[str]:
    connus = lus.connus(FAITS[0], "faits/*/id")
    return connus + [citation.texte for citation in lus.lire(FAITS[1], "faits/*/id")]


def messages_connus(lus: Lus) -> Iterator[Probleme]:
    """La page des communes ne reprend que des messages qui existent."""
    fichier = "demandeur/messages.yaml"
    connus = lus.connus(fichier, "messages/*/id")
    yield from inconnus(
        lus, lus.lire("territoire.yaml", "reperes/au_guichet/*"), "le message", connus, fichier
    )


def rubriques_connues(lus: Lus) -> Iterator[Probleme]:
    """Une question est rangée dans une rubrique de la liste."""
    for fichier in ("demandeur/questions.yaml", "reseau/questions.yaml"):
        connues = [citation.texte for citation in lus.lire(fichier, "rubriques/*/id")]
        if connues:
            citations = lus.lire(fichier, "questions/*/rubrique")
            yield from inconnus(lus, citations, "la rubrique", connues, fichier)


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
