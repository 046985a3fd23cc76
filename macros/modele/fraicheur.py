"""Ce qui a vieilli, ce qui n'a jamais été confirmé, ce que personne n'a encore dit : et à qui de le reprendre."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Literal, NamedTuple

from .calendrier import mois_plus_tard
from .catalogue import Catalogue, Origine
from .noms import cle_de_tri

FAITS_A_RELIRE_APRES_MOIS = 12
"""Une règle de loi se relit au moins chaque année : les plafonds, les formulaires et les articles changent à ce rythme."""

Motif = Literal[
    "fait_a_confirmer",
    "fait_a_relire",
    "lieu_jamais_verifie",
    "lieu_a_reverifier",
    "commune_sans_lieu",
    "ressource_a_revoir",
    "question_incomplete",
    "rendez_vous_passe",
    "echeance_sans_etat",
]

MOTIFS: tuple[Motif, ...] = (
    "ressource_a_revoir",
    "rendez_vous_passe",
    "question_incomplete",
    "lieu_a_reverifier",
    "lieu_jamais_verifie",
    "commune_sans_lieu",
    "echeance_sans_etat",
    "fait_a_relire",
    "fait_a_confirmer",
)
"""Dans l'ordre où les reprendre : ce qu'un propriétaire fait seul d'abord, ce qui demande une recherche ensuite."""


class AReprendre(NamedTuple):
    """Une chose à reprendre. `depuis` : le jour d'où elle est en retard, s'il y en a un ; `page` : où elle se lit."""

    motif: Motif
    quoi: str
    proprietaire: str
    page: str
    origine: Origine
    depuis: date | None = None


def a_reprendre(catalogue: Catalogue, aujourd_hui: date) -> list[AReprendre]:
    """Tout ce qu'il faut reprendre, par motif puis du plus ancien retard au plus récent.

    Ce qui n'a pas de propriétaire à lui est à la Communauté urbaine, qui tient le site.
    """
    tout = [
        *_faits(catalogue, aujourd_hui),
        *_lieux(catalogue, aujourd_hui),
        *_du_reseau(catalogue, aujourd_hui),
        *_echeances(catalogue),
    ]
    return sorted(tout, key=lambda a: (_rang(a), a.depuis or date.max, cle_de_tri(a.quoi), a.page))


def par_motif(tout: Iterable[AReprendre]) -> list[tuple[Motif, list[AReprendre]]]:
    """Les mêmes, par motif, dans l'ordre où les reprendre ; les motifs sans rien n'y sont pas."""
    groupes = groupby(sorted(tout, key=_rang), key=lambda a: a.motif)
    return [(motif, list(groupe)) for motif, groupe in groupes]


def _rang(a: AReprendre) -> int:
    return MOTIFS.index(a.motif)


def _faits(catalogue: Catalogue, aujourd_hui: date) -> Iterator[AReprendre]:
    nous = catalogue.territoire.nom
    for fait in catalogue.faits:
        origine = catalogue.origine("fait", fait.id)
        if not fait.est_confirme:
            yield AReprendre("fait_a_confirmer", fait.enonce, nous, fait.page, origine)
        elif fait.verification == "lu" and fait.verifie_le is not None:
            limite = mois_plus_tard(fait.verifie_le, FAITS_A_RELIRE_APRES_MOIS)
            if limite < aujourd_hui:
                yield AReprendre("fait_a_relire", fait.enonce, nous, fait.page, origine, limite)


def _lieux(catalogue: Catalogue, aujourd_hui: date) -> Iterator[AReprendre]:
    nous = catalogue.territoire.nom
    for lieu in catalogue.guichets:
        page, origine = catalogue.page_de(lieu), catalogue.origine("guichet", lieu.id)
        if lieu.verifie_le is None:
            yield AReprendre("lieu_jamais_verifie", lieu.nom, nous, page, origine)
        elif catalogue.est_a_revoir(lieu, aujourd_hui):
            limite = catalogue.a_revoir_le(lieu)
            yield AReprendre("lieu_a_reverifier", lieu.nom, nous, page, origine, limite)
    for commune in catalogue.territoire.communes:
        if not catalogue.guichets_de(commune):
            origine = catalogue.origine("commune", commune.code_insee)
            yield AReprendre("commune_sans_lieu", commune.nom, nous, commune.page, origine)


def _du_reseau(catalogue: Catalogue, aujourd_hui: date) -> Iterator[AReprendre]:
    nous, reseau = catalogue.territoire.nom, catalogue.reseau
    for ressource in reseau.ressources:
        if ressource.revoir_le is None or ressource.revoir_le >= aujourd_hui or reseau.remplacante(ressource):
            continue
        origine = catalogue.origine("ressource", ressource.id)
        page = f"reseau/ressources/#{ressource.id}"
        yield AReprendre(
            "ressource_a_revoir", ressource.titre, ressource.proprietaire, page, origine, ressource.revoir_le
        )
    for question in reseau.questions:
        if question.proprietaire is not None:
            origine = catalogue.origine("question du réseau", question.id)
            page = f"reseau/questions/#{question.id}"
            yield AReprendre("question_incomplete", question.question, question.proprietaire, page, origine)
    for evenement in reseau.evenements:
        if evenement.statut == "prevu" and evenement.prochaine(aujourd_hui) is None:
            origine = catalogue.origine("rendez-vous", evenement.id)
            page = f"reseau/agenda/#{evenement.id}"
            yield AReprendre("rendez_vous_passe", evenement.titre, nous, page, origine, evenement.le)


def _echeances(catalogue: Catalogue) -> Iterator[AReprendre]:
    for fiche in catalogue.fiches:
        for echeance in fiche.echeances:
            if echeance.statut is None:
                origine = catalogue.origine("échéance", f"{fiche.id}/{echeance.id}")
                page = f"plan/suivi/#action-{fiche.numero}"
                yield AReprendre(
                    "echeance_sans_etat", echeance.libelle, catalogue.territoire.nom, page, origine
                )
