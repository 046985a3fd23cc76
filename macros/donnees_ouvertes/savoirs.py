"""Les fiches actions et les faits, avec l'origine de chaque phrase."""

from datetime import date
from typing import Annotated

from ..modele.catalogue import Catalogue
from ..modele.fait import Confiance, Verification
from ..modele.fiche import OrigineDEnonce, Rythme, Sens, Statut
from .champs import OU_RIEN, Ouvert, SourceOuverte, champ


class EnonceOuvert(Ouvert):
    """Une phrase d'une fiche action, et d'où elle vient."""

    texte: Annotated[str, champ("La phrase.", "Chaque commune a un lieu où s'informer.")]
    origine: Annotated[
        OrigineDEnonce,
        champ(
            "D'où vient la phrase. document : le document du plan le dit ; loi : un article ; pratique : lu chez un autre territoire ; "
            "proposition : usage courant, que personne n'a validé.",
            "document",
        ),
    ]
    article: Annotated[str | None, champ("L'article, si l'origine est la loi.", "CCH R441-2-10")]
    version: Annotated[str | None, champ("La version lue de cet article.", "janvier 2017")]
    verification: Annotated[
        Verification | None, champ("Comment cet article a été lu : voir les faits.", "lu_ancien")
    ]
    source: Annotated[SourceOuverte | None, champ("Où la pratique a été lue.")]


class EcheanceOuverte(Ouvert):
    """Ce qui est à faire, et dans quelles années du plan."""

    id: Annotated[str, champ("Son identité dans la fiche.", "bilan-annuel")]
    libelle: Annotated[str, champ("Ce qui est à faire.", "Bilan de l'année")]
    premiere_annee: Annotated[
        int, champ("L'année du plan où cela commence ; la première suit l'approbation.", 1)
    ]
    derniere_annee: Annotated[int, champ("L'année du plan où cela finit.", 6)]
    rythme: Annotated[Rythme, champ("À quel rythme.", "annuel")]
    jour_fixe: Annotated[str | None, champ("Le jour de l'année, s'il est fixé.", "28 février")]
    statut: Annotated[Statut | None, champ("Où l'on en est.", "a_faire")]
    fait_le: Annotated[date | None, champ("Le jour où ce fut fait.", "2026-11-12")]
    enonce: Annotated[EnonceOuvert, champ("La phrase d'où vient l'échéance.")]


class ValeurOuverte(Ouvert):
    """Une mesure d'un indicateur."""

    periode: Annotated[str, champ("L'année ou le mois mesuré.", "2026-10")]
    valeur: Annotated[float, champ("La mesure, dans l'unité de l'indicateur.", 40.0)]
    source: Annotated[SourceOuverte, champ("D'où vient la mesure.")]


class IndicateurOuvert(Ouvert):
    """Ce que l'on mesure pour suivre une fiche."""

    id: Annotated[str, champ("Son identité dans la fiche.", "delai-moyen")]
    libelle: Annotated[str, champ("Ce que l'on mesure.", "Délai moyen d'attribution")]
    unite: Annotated[str, champ("L'unité des valeurs et de la cible.", "mois")]
    frequence: Annotated[str, champ("Quand on le mesure.", "une fois par an")]
    donnee: Annotated[str, champ("Où trouver la donnée.", "Infocentre du numéro unique")]
    sens: Annotated[
        Sens, champ("Ce que l'on espère : qu'il monte, qu'il baisse, ou simplement le suivre.", "baisse")
    ]
    cible: Annotated[float | None, champ("La valeur visée, si elle est décidée.", 12.0)]
    echeance_de_la_cible: Annotated[str | None, champ("Quand l'atteindre.", "2029")]
    valeurs: Annotated[tuple[ValeurOuverte, ...] | None, OU_RIEN, champ("Les mesures connues.")]
    enonce: Annotated[EnonceOuvert, champ("La phrase d'où vient l'indicateur.")]


Enonces = tuple[EnonceOuvert, ...]


class FicheOuverte(Ouvert):
    """Une fiche action du plan, et ses six sections."""

    id: Annotated[str, champ("L'identité de la fiche.", "observatoire")]
    numero: Annotated[int, champ("Son numéro dans le plan.", 4)]
    titre: Annotated[str, champ("Son titre, tel que le plan le donne.", "L'observatoire de la demande")]
    orientation: Annotated[int, champ("Le numéro de l'orientation qui la contient.", 2)]
    orientation_titre: Annotated[str, champ("Le titre de cette orientation.", "Connaître la demande")]
    resume: Annotated[str, champ("La fiche en une phrase.", "Suivre la demande et les attributions.")]
    constats: Annotated[Enonces, champ("Section 1 : constats et enjeux.")]
    objectifs: Annotated[Enonces, champ("Section 2 : objectifs.")]
    modalites: Annotated[Enonces, champ("Section 3 : modalités.")]
    pilotage: Annotated[Enonces, champ("Section 4 : pilotage et partenariat.")]
    echeancier: Annotated[Enonces, champ("Section 5 : échéancier.")]
    indicateurs_de_suivi: Annotated[Enonces, champ("Section 6 : indicateurs de suivi.")]
    echeances: Annotated[tuple[EcheanceOuverte, ...], champ("L'échéancier, année par année.")]
    indicateurs: Annotated[tuple[IndicateurOuvert, ...], champ("Les indicateurs, avec leurs mesures.")]
    page: Annotated[
        str, champ("La page de la fiche, à la suite de l'adresse de ce site.", "plan/fiches/observatoire/")
    ]


class FaitOuvert(Ouvert):
    """Une affirmation sur la demande de logement social, avec sa source et l'état de sa vérification."""

    id: Annotated[str, champ("L'identité du fait.", "validite-un-an")]
    sujet: Annotated[str, champ("L'identité du sujet.", "validite")]
    sujet_titre: Annotated[str, champ("Le sujet, en toutes lettres.", "Validité et renouvellement")]
    enonce: Annotated[str, champ("L'affirmation, dans nos mots.", "La demande est valable un an.")]
    valeur: Annotated[str | None, champ("Ce qui s'y compte, tel qu'on le cite : du texte.", "1")]
    unite: Annotated[str | None, champ("L'unité de cette valeur.", "an")]
    en_vigueur_depuis: Annotated[date | None, champ("Depuis quand la règle s'applique.", "2026-01-01")]
    source: Annotated[SourceOuverte, champ("D'où vient l'affirmation.")]
    etat_de_la_source: Annotated[str, champ("De quand date l'état lu de la source.", "2026-10")]
    verifie_le: Annotated[date | None, champ("Le jour où la source a été lue ou cherchée.", "2026-11-20")]
    verification: Annotated[
        Verification,
        champ(
            "Comment la source a été lue. lu : texte ou page officielle, dans un état récent ; lu_ancien : dans une version ancienne ; secondaire : "
            "chez un tiers ; derive, calcule : tiré d'autres faits ; non_relu : à vérifier ; definition : sens d'un mot.",
            "lu",
        ),
    ]
    confiance: Annotated[Confiance, champ("La confiance que nous lui faisons.", "haute")]
    a_confirmer: Annotated[bool, champ("Vrai si le site l'affiche « à confirmer ».", False)]
    du_territoire: Annotated[bool, champ("Vrai s'il n'est vrai que de ce territoire.", False)]
    note: Annotated[str | None, champ("Ce qu'il faut savoir de cette lecture.", "Lu dans une reproduction.")]
    page: Annotated[
        str,
        champ("Où le lire, à la suite de l'adresse de ce site.", "sources/sujet/#fait-exemple"),
    ]


def fiches_ouvertes(catalogue: Catalogue) -> tuple[FicheOuverte, ...]:
    """Les fiches, par numéro."""
    return tuple(
        FicheOuverte.publie(fiche, orientation_titre=catalogue.orientation(fiche.orientation).titre)
        for fiche in catalogue.fiches
    )


def faits_ouverts(catalogue: Catalogue) -> tuple[FaitOuvert, ...]:
    """Les faits, par identité."""
    titres = {sujet.id: sujet.titre for sujet, _ in catalogue.faits_par_sujet}
    d_ici = {fait.id for fait in catalogue.faits_du_territoire}
    return tuple(
        FaitOuvert.publie(
            fait,
            sujet_titre=titres[fait.sujet],
            a_confirmer=not fait.est_confirme,
            du_territoire=fait.id in d_ici,
        )
        for fait in sorted(catalogue.faits, key=lambda fait: fait.id)
    )
