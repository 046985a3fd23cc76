"""La catégorie d'un foyer dans le tableau des plafonds (arrêté du 29 juillet 1987 modifié, article 2 et annexes).

Les règles ne sont écrites nulle part ici : elles se lisent dans les libellés de `demandeur/plafonds.yaml`. La
catégorie est la plus haute de celles dont une ligne décrit le foyer ; au-delà du plus grand foyer décrit, on y
ajoute des personnes. `revenus.py` en tire les montants, et `overrides/assets/outils/plafonds.js` est tenu au même
résultat par des vecteurs que les tests tirent d'ici.

Qui compte, et d'où on le tient :

- un enfant en garde alternée, déclaré chez chacun de ses parents, est une personne à charge comme une autre
  (faits `enfants-garde` et `personnes-a-loger`) ;
- un enfant reçu en droit de visite compte parmi les personnes (`enfants-garde`) ; qu'il soit « à charge » n'est dit
  nulle part. Cela ne change la ligne que d'un adulte seul ;
- trois adultes ou plus, avec ou sans personnes à charge, se lisent à la ligne de leur nombre : les libellés ne
  parlent de charge que pour une personne seule, ou deux. openfisca-france ne connaît que deux adultes.

Quatre points ne sont tranchés par rien de ce que nous avons lu. La référence donne alors deux classements, le plus
bas et le plus haut, et nomme les points qui les séparent (`DOUTES`) :

- `naissance` : quand un enfant à naître commence à compter (`certificat-grossesse` dit seulement de le signaler) ;
- `visite` : l'enfant reçu en droit de visite est-il « à charge » ;
- `parent-seul` : un adulte seul avec plus de personnes à charge que n'en dit la dernière ligne. Par le nombre de
  personnes, il est à la ligne de ce nombre ; openfisca-france (`logement_social_plafond_ressources`, dépôt lu au
  commit 06a8f61) part de la ligne de l'adulte seul et ajoute chaque personne à charge de plus, soit une de mieux ;
- `handicap` : les lignes disent « trois personnes dont au moins une en situation de handicap », le fait
  `handicap-categorie` dit « la catégorie supérieure ». Les deux s'accordent, sauf pour un parent seul et pour un
  jeune couple. Dans la dernière catégorie, rien n'est au-dessus : aucun montant n'est inventé. openfisca-france ne
  tient pas compte du handicap.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Annotated, NamedTuple, Self

from pydantic import model_validator

from .communs import Enregistrement, entre, refuser

DOUTES = ("naissance", "visite", "parent-seul", "handicap")
"""Les points que rien de ce que nous avons lu ne tranche, dans l'ordre où on les dit."""

BORNES: Mapping[str, tuple[int, int]] = {
    "adultes": (1, 9),
    "a_charge": (0, 19),
    "visites": (0, 9),
    "naissances": (0, 4),
    "age": (16, 120),
}
"""Ce qu'un foyer peut déclarer sans que ce soit une faute de frappe ; les deux extrêmes compris."""


class Foyer(Enregistrement):
    """Un foyer tel que le demandeur le décrit.

    `adultes` : le demandeur et ses codemandeurs. `a_charge` : toutes les personnes à charge, garde alternée comprise.
    `visites` : les enfants reçus en droit de visite. `naissances` : les enfants à naître. `ages_du_couple` : les deux
    âges révolus, si deux adultes forment un couple. `handicap` : quelqu'un a la carte mobilité inclusion, mention
    invalidité.
    """

    adultes: Annotated[int, entre(*BORNES["adultes"])]
    a_charge: Annotated[int, entre(*BORNES["a_charge"])] = 0
    visites: Annotated[int, entre(*BORNES["visites"])] = 0
    naissances: Annotated[int, entre(*BORNES["naissances"])] = 0
    ages_du_couple: (
        tuple[Annotated[int, entre(*BORNES["age"])], Annotated[int, entre(*BORNES["age"])]] | None
    ) = None
    handicap: bool = False

    @model_validator(mode="after")
    def _couple_de_deux(self) -> Self:
        if self.ages_du_couple is not None and self.adultes != len(self.ages_du_couple):
            refuser("un couple compte deux adultes", "Donnez les deux âges, ou aucun")
        return self


@dataclass(frozen=True)
class Compte:
    """Un foyer une fois ses personnes comptées : de quoi le comparer à une ligne."""

    personnes: int
    seul: bool
    a_charge: int
    jeune: bool
    handicap: bool


class Ligne(NamedTuple):
    """Un des foyers que décrit un libellé : « une personne seule avec deux personnes à charge ».

    `seul_avec` : le nombre de personnes à charge d'un adulte seul. `jeune` : vrai pour un jeune ménage, faux si la ligne
    l'exclut, rien si elle n'en dit rien.
    """

    texte: str
    personnes: int
    seul_avec: int | None = None
    sans_charge: bool = False
    jeune: bool | None = None
    handicap: bool = False

    def decrit(self, compte: Compte) -> bool:
        """Vrai si ce foyer est de ceux que la ligne nomme."""
        return (
            self.personnes == compte.personnes
            and (self.seul_avec is None or (compte.seul and compte.a_charge == self.seul_avec))
            and not (self.sans_charge and compte.a_charge)
            and (self.jeune is None or self.jeune == compte.jeune)
            and (compte.handicap or not self.handicap)
        )


_RANGS = {nom: rang for rang, nom in enumerate(("une", "deux", "trois", "quatre", "cinq", "six"), 1)}
_NOMBRE = "|".join(_RANGS)
_LIGNE = re.compile(
    rf"(?P<personnes>{_NOMBRE})\ personnes?(?P<seule>\ seule)?"
    rf"(?:\ (?P<sans>sans\ personne\ à\ charge(?P<hors>\ \(hors\ jeune\ ménage\))?)"
    rf"|\ avec\ (?P<charge>{_NOMBRE})\ personnes?\ à\ charge"
    r"|\ (?P<handicap>(?:dont\ au\ moins\ une\ )?en\ situation\ de\ handicap))?"
    r"|(?P<jeune>jeune\ ménage\ sans\ personne\ à\ charge)",
    re.VERBOSE,
)


def lire_lignes(libelle: str) -> tuple[Ligne, ...]:
    """Les foyers que décrit un libellé. Refuse une tournure que l'on ne sait pas comparer à un foyer."""
    return tuple(_lire_ligne(texte) for texte in re.split(r",?\s+ou\s+", libelle[:1].lower() + libelle[1:]))


def _lire_ligne(texte: str) -> Ligne:
    lu = _LIGNE.fullmatch(texte)
    if lu is None or (lu["charge"] and not lu["seule"]) or (lu["seule"] and lu["personnes"] != "une"):
        refuser(
            f"« {texte} » ne décrit pas un foyer que le calcul sache reconnaître",
            "Écrivez par exemple « trois personnes », « une personne seule avec une personne à charge », "
            "ou « deux personnes dont au moins une en situation de handicap »",
        )
    if lu["jeune"]:
        return Ligne(texte, personnes=2, sans_charge=True, jeune=True)
    charge = _RANGS[lu["charge"]] if lu["charge"] else 0
    return Ligne(
        texte,
        personnes=_RANGS[lu["personnes"]] + charge,
        seul_avec=charge or None,
        sans_charge=bool(lu["sans"]),
        jeune=False if lu["hors"] else None,
        handicap=bool(lu["handicap"]),
    )


class Classement(NamedTuple):
    """Une catégorie, et le nombre de personnes que le tableau fait ajouter à sa dernière ligne."""

    categorie: int
    en_plus: int = 0


Lignes = Mapping[int, Sequence[Ligne]]
"""Les lignes de chaque catégorie, par numéro."""


def foyers_sans_ligne(lignes: Lignes) -> Iterator[int]:
    """Le nombre de personnes de chaque foyer qu'aucune ligne ne décrit, jusqu'au plus grand qui le soit."""
    for personnes in range(1, _plus_grand(lignes) + 1):
        comptes = (
            Compte(personnes, seul, a_charge, jeune, handicap)
            for seul, jeune, handicap in product((True, False), repeat=3)
            for a_charge in range(personnes)
            if (seul or personnes - a_charge > 1) and not (jeune and (seul or personnes != 2))
        )
        if not all(any(ligne.decrit(compte) for _, ligne in _toutes(lignes)) for compte in comptes):
            yield personnes


@dataclass(frozen=True)
class Lecture:
    """Ce que le tableau dit d'un foyer.

    `personnes` et `lignes` : celles que retient le classement le plus bas. `plus_haut` et `doutes` : l'autre classement
    possible et les points qui les séparent, si rien de lu ne tranche.
    """

    personnes: int
    lignes: tuple[str, ...]
    plus_bas: Classement
    plus_haut: Classement | None
    doutes: tuple[str, ...]


def lire_le_tableau(foyer: Foyer, lignes: Lignes, ages_au_plus: int) -> Lecture:
    """La catégorie du foyer. `ages_au_plus` : la somme des âges d'un jeune ménage (fait `jeune-menage`)."""
    hypotheses = list(product((False, True), repeat=len(DOUTES)))
    classements = {
        hypothese: _classer(foyer, lignes, ages_au_plus, **dict(zip(_HYPOTHESES, hypothese, strict=True)))
        for hypothese in hypotheses
    }
    doutes = tuple(
        doute
        for rang, doute in enumerate(DOUTES)
        if any(
            classements[h] != classements[(*h[:rang], True, *h[rang + 1 :])]
            for h in hypotheses
            if not h[rang]
        )
    )
    plus_bas, plus_haut = min(classements.values()), max(classements.values())
    compte = _compter(foyer, ages_au_plus, naissance=False, visite=False)
    decrit = replace(compte, personnes=min(compte.personnes, _plus_grand(lignes)))
    return Lecture(
        personnes=compte.personnes,
        lignes=tuple(ligne.texte for ligne in lignes[plus_bas.categorie] if ligne.decrit(decrit)),
        plus_bas=plus_bas,
        plus_haut=plus_haut if plus_haut != plus_bas else None,
        doutes=doutes,
    )


_HYPOTHESES = tuple(doute.replace("-", "_") for doute in DOUTES)


def _compter(foyer: Foyer, ages_au_plus: int, *, naissance: bool, visite: bool) -> Compte:
    a_charge = foyer.a_charge + naissance * foyer.naissances + visite * foyer.visites
    personnes = foyer.adultes + foyer.a_charge + foyer.visites + naissance * foyer.naissances
    ages = foyer.ages_du_couple
    return Compte(
        personnes=personnes,
        seul=foyer.adultes == 1,
        a_charge=a_charge,
        jeune=ages is not None and sum(ages) <= ages_au_plus,
        handicap=foyer.handicap,
    )


def _classer(
    foyer: Foyer,
    lignes: Lignes,
    ages_au_plus: int,
    *,
    naissance: bool,
    visite: bool,
    parent_seul: bool,
    handicap: bool,
) -> Classement:
    compte = _compter(foyer, ages_au_plus, naissance=naissance, visite=visite)
    tel_quel = _a_la_ligne(compte, lignes, parent_seul)
    if not (handicap and compte.handicap):
        return tel_quel
    sans = _a_la_ligne(replace(compte, handicap=False), lignes, parent_seul)
    if sans.categorie == max(lignes):
        return tel_quel
    return max(tel_quel, Classement(sans.categorie + 1))


def _a_la_ligne(compte: Compte, lignes: Lignes, parent_seul: bool) -> Classement:
    decrit = replace(compte, personnes=min(compte.personnes, _plus_grand(lignes)))
    categorie = max(numero for numero, ligne in _toutes(lignes) if ligne.decrit(decrit))
    classement = Classement(categorie, compte.personnes - decrit.personnes)
    dernieres = [(ligne.seul_avec, numero) for numero, ligne in _toutes(lignes) if ligne.seul_avec]
    if parent_seul and compte.seul and dernieres:
        charge, numero = max(dernieres)
        if compte.a_charge > charge:
            return max(classement, Classement(numero, compte.personnes - 1 - charge))
    return classement


def _toutes(lignes: Lignes) -> Iterator[tuple[int, Ligne]]:
    return ((numero, ligne) for numero, de_la_categorie in lignes.items() for ligne in de_la_categorie)


def _plus_grand(lignes: Lignes) -> int:
    """Le nombre de personnes du plus grand foyer décrit ; au-delà, on ajoute des personnes."""
    return max(ligne.personnes for _, ligne in _toutes(lignes))
