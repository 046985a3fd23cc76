"""La cotation : la grille du territoire, si elle est adoptée (CCH L441-2-8, décret n° 2019-1378).

Aucune règle de calcul n'est commune à tout le pays : chaque grille dit la sienne. `noter` n'applique que ce que la
grille écrit ; assets/outils/cotation.js fait de même, et les tests les comparent sur les mêmes vecteurs.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from .communs import Enregistrement, Entier, Identifiant, Jour, Source, Texte, entre, refuser

Points = Annotated[Entier, entre(-1000, 1000)]


class Critere(Enregistrement):
    """Un critère et ses points. Deux critères d'un même `groupe_exclusif` ne s'additionnent pas."""

    id: Identifiant
    famille: Texte
    libelle: Texte
    points: Points
    groupe_exclusif: Identifiant | None = None
    preuve: Texte | None = None


class RegleDesGroupes(Enregistrement):
    """Lequel compte, quand plusieurs critères d'un même groupe s'appliquent ; `phrase` le dit au public."""

    compte: Literal["le_plus_fort", "le_plus_faible"]
    phrase: Texte


class Exemple(Enregistrement):
    """Un cas type. Ses points ne s'écrivent pas : ils se calculent."""

    titre: Texte
    criteres: Annotated[tuple[Identifiant, ...], Field(min_length=1)]
    explication: Texte


class Grille(Enregistrement):
    """Une grille adoptée. Ce qu'elle ne dit pas reste absent : note minimale, effet d'un refus."""

    version: Texte
    adoptee_le: Jour
    source: Source
    criteres: Annotated[tuple[Critere, ...], Field(min_length=1)]
    dans_un_groupe: RegleDesGroupes | None = None
    minimum: Points | None = None
    effet_d_un_refus: Texte | None = None
    exemples: tuple[Exemple, ...] = ()

    @model_validator(mode="after")
    def _groupes_departages(self) -> Self:
        groupe = next((critere.groupe_exclusif for critere in self.criteres if critere.groupe_exclusif), None)
        if groupe is not None and self.dans_un_groupe is None:
            refuser(
                f"les critères du groupe « {groupe} » ne s'additionnent pas, et la grille ne dit pas lequel compte",
                "Ajoutez « dans_un_groupe: », avec « compte: le_plus_fort » par exemple, et la phrase qui le dit",
            )
        return self

    @property
    def familles(self) -> dict[str, list[Critere]]:
        """Les critères par famille, dans l'ordre de la grille."""
        rangement: dict[str, list[Critere]] = {}
        for critere in self.criteres:
            rangement.setdefault(critere.famille, []).append(critere)
        return rangement

    @property
    def a_des_points_negatifs(self) -> bool:
        """Vrai si un critère retire des points."""
        return any(critere.points < 0 for critere in self.criteres)

    def rivaux(self, critere: Critere) -> list[Critere]:
        """Les critères qui ne s'additionnent pas avec celui-ci."""
        groupe = critere.groupe_exclusif
        return [c for c in self.criteres if groupe and c.groupe_exclusif == groupe and c.id != critere.id]


class Cotation(Enregistrement):
    """Le fichier `demandeur/cotation.yaml`."""

    etat: Literal["inconnue", "en_preparation", "adoptee"]
    explication: Texte
    faits: tuple[Identifiant, ...] = ()
    grille: Grille | None = None

    @model_validator(mode="after")
    def _grille_adoptee(self) -> Self:
        if (self.etat == "adoptee") != (self.grille is not None):
            refuser(
                "la grille et l'état ne s'accordent pas",
                "Une grille n'est donnée que si etat: adoptee, et elle l'est alors toujours",
            )
        return self


@dataclass(frozen=True)
class Ligne:
    """Un critère qui s'applique. `retenu` : celui de son groupe qui compte à sa place ; `cumul` : le total jusqu'ici."""

    critere: Critere
    retenu: Critere | None
    cumul: int


@dataclass(frozen=True)
class Note:
    """Ce que donne une grille : une ligne par critère qui s'applique, leur somme, et le total que la grille retient."""

    lignes: tuple[Ligne, ...]
    somme: int
    total: int


def noter(grille: Grille, coches: Collection[str]) -> Note:
    """La note de qui remplit ces critères, dans l'ordre de la grille. Lève LookupError si l'un n'y est pas.

    Dans un groupe exclusif, la grille dit lequel compte ; à points égaux, c'est le premier de la grille. La somme
    n'est relevée au minimum que si la grille en écrit un : sinon, une note peut être négative.
    """
    if inconnus := set(coches) - {critere.id for critere in grille.criteres}:
        raise LookupError(f"critères absents de la grille : {', '.join(sorted(inconnus))}")
    appliques = [critere for critere in grille.criteres if critere.id in coches]
    retenus: dict[str, Critere] = {}
    for critere in appliques:
        if groupe := critere.groupe_exclusif:
            deja = retenus.get(groupe)
            if deja is None or _l_emporte(grille, critere, deja):
                retenus[groupe] = critere
    lignes: list[Ligne] = []
    somme = 0
    for critere in appliques:
        retenu = retenus.get(critere.groupe_exclusif or "", critere)
        somme += critere.points if retenu is critere else 0
        lignes.append(Ligne(critere, None if retenu is critere else retenu, somme))
    total = somme if grille.minimum is None else max(somme, grille.minimum)
    return Note(tuple(lignes), somme, total)


def _l_emporte(grille: Grille, critere: Critere, deja: Critere) -> bool:
    assert grille.dans_un_groupe is not None
    if grille.dans_un_groupe.compte == "le_plus_faible":
        return critere.points < deja.points
    return critere.points > deja.points
