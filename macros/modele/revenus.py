"""Les revenus d'un foyer comparés aux plafonds d'une zone (arrêté du 29 juillet 1987 modifié, article 4).

Tout se compte en centimes entiers : au centime près, un revenu est sous le plafond ou au-dessus. Ce calcul est la
référence de `overrides/assets/outils/plafonds.js`.

On compare le revenu fiscal de référence de tout le foyer (fait `rfr-n-moins-2`) ; des revenus plus récents prennent sa
place s'ils sont plus bas d'au moins ce que dit le fait `baisse-revenus-10`. Aucun fait ne dit comment ces revenus
récents se mesurent : la page le dit aussi.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Self

from pydantic import model_validator

from .communs import Enregistrement, entre, refuser
from .foyer import Classement, Foyer, Lecture, lire_le_tableau
from .plafonds import EUROS_AU_PLUS, Plafonds, Produit, Zone

CENTIMES_AU_PLUS = EUROS_AU_PLUS * 100

Centimes = Annotated[int, entre(0, CENTIMES_AU_PLUS)]
"""Un revenu annuel, en centimes."""


class Revenus(Enregistrement):
    """Ce que le foyer déclare. `reference` : la somme des revenus fiscaux de référence. `recents` : ceux d'après."""

    reference: Centimes | None = None
    recents: Centimes | None = None

    @model_validator(mode="after")
    def _recents_compares(self) -> Self:
        if self.recents is not None and self.reference is None:
            refuser("des revenus récents sont donnés seuls", "Donnez aussi le revenu fiscal de référence")
        return self


@dataclass(frozen=True)
class Bareme:
    """De quoi calculer : le tableau, la zone, et les deux seuils que donnent des faits.

    `ages_au_plus` : la somme des âges d'un jeune ménage. `baisse` : de combien, en pour cent, les revenus doivent avoir
    baissé pour que les récents soient retenus.
    """

    plafonds: Plafonds
    zone: Zone
    ages_au_plus: int
    baisse: int


@dataclass(frozen=True)
class Retenu:
    """Le revenu que l'on compare, en centimes. `seuil` : le plus haut revenu récent qui serait retenu à sa place."""

    montant: int
    recents: bool
    seuil: int


@dataclass(frozen=True)
class Comparaison:
    """Un plafond, en centimes, et de combien le revenu le dépasse : 0 s'il le respecte, rien sans revenu."""

    sigle: str
    plafond: int
    depassement: int | None


@dataclass(frozen=True)
class Resultat:
    """La réponse entière. `plus_haut` : les mêmes plafonds selon l'autre lecture, si rien ne tranche."""

    lecture: Lecture
    retenu: Retenu | None
    plus_bas: tuple[Comparaison, ...]
    plus_haut: tuple[Comparaison, ...] | None


def retenir(revenus: Revenus, baisse: int) -> Retenu | None:
    """Le revenu à comparer : le récent s'il a baissé d'au moins `baisse` pour cent, sinon celui de référence."""
    if revenus.reference is None:
        return None
    seuil = revenus.reference * (100 - baisse) // 100
    recents = revenus.recents
    # Un revenu nul ne peut pas baisser.
    if recents is not None and recents <= seuil and recents < revenus.reference:
        return Retenu(recents, True, seuil)
    return Retenu(revenus.reference, False, seuil)


def plafond(produit: Produit, classement: Classement) -> int:
    """Le plafond d'un classement, en centimes."""
    supplement = classement.en_plus * produit.par_personne_supplementaire
    return (produit.montants[classement.categorie - 1] + supplement) * 100


def comparer(zone: Zone, classement: Classement, retenu: Retenu | None) -> tuple[Comparaison, ...]:
    """Chaque plafond de la zone, et de combien le revenu le dépasse."""
    return tuple(
        Comparaison(
            produit.sigle,
            plafond(produit, classement),
            None if retenu is None else max(0, retenu.montant - plafond(produit, classement)),
        )
        for produit in zone.produits
    )


def calculer(foyer: Foyer, revenus: Revenus, bareme: Bareme) -> Resultat:
    """La catégorie du foyer, ses plafonds, et lesquels ses revenus respectent."""
    lecture = lire_le_tableau(foyer, bareme.plafonds.lignes, bareme.ages_au_plus)
    retenu = retenir(revenus, bareme.baisse)
    return Resultat(
        lecture=lecture,
        retenu=retenu,
        plus_bas=comparer(bareme.zone, lecture.plus_bas, retenu),
        plus_haut=lecture.plus_haut and comparer(bareme.zone, lecture.plus_haut, retenu),
    )


def bareme_en_json(bareme: Bareme) -> dict[str, Any]:
    """Ce que le navigateur reçoit du barème : les lignes, les montants en euros, les seuils."""
    return {
        "categories": [
            {"numero": categorie.numero, "lignes": [ligne._asdict() for ligne in categorie.lignes]}
            for categorie in bareme.plafonds.categories
        ],
        "produits": [
            {
                "sigle": produit.sigle,
                "montants": produit.montants,
                "par_personne": produit.par_personne_supplementaire,
            }
            for produit in bareme.zone.produits
        ],
        "ages_au_plus": bareme.ages_au_plus,
        "baisse": bareme.baisse,
        "valables_jusqu_au": bareme.plafonds.valables_jusqu_au.isoformat(),
    }
