"""Le moteur de référence : ce que la recherche doit trouver, et dans quel ordre. `moteur.js` fait de même, règle par règle."""

import itertools
import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lunr.query import Query

from .index import lire_les_documents, lunr_de
from .lecteur import Lecteur
from .mots import decouper


@dataclass(frozen=True)
class Resultat:
    """Ce que l'on a trouvé. `adresse` : depuis la racine du site, avec l'ancre du meilleur passage ; `urgent` : à lire d'abord."""

    adresse: str
    titre: str
    genre: str
    entree: int
    urgent: bool


class Moteur:
    """Cherche dans un index écrit par `ecrire_l_index` et relu de son JSON."""

    def __init__(self, index: Mapping[str, Any]) -> None:
        self._index = index
        self._reglages: dict[str, float] = index["reglages"]
        self._cibles: list[tuple[str, str, str]] = index["cibles"]
        self._entrees: list[list[Any]] = index["entrees"]
        self._documents = lire_les_documents(index)
        self._lunr = lunr_de(self._documents)
        self._entree_par_document = [
            rang for rang, nombre in enumerate(index["phrases"]) for _ in range(nombre + 1)
        ]
        self._lecteur = Lecteur(index)
        self._synonymes: dict[tuple[str, ...], list[list[str]]] = defaultdict(list)
        for groupes in index["synonymes"]:
            valent, *menent = ([suite.split(" ") for suite in groupe.split("|")] for groupe in groupes)
            for suite in itertools.chain(valent, *menent):
                self._synonymes[tuple(suite)] += [autre for autre in valent if autre != suite]
        self._plus_longue = max(map(len, self._synonymes), default=0)
        self._places = {
            (entree[0], entree[1] if len(entree) > 1 else ""): rang
            for rang, entree in enumerate(self._entrees)
        }
        self._titres: dict[str, list[tuple[int, list[str]]]] = {"guichet": [], "definition": []}
        for document, rang in enumerate(self._entree_par_document):
            cible, titre = self._entrees[rang][0], self._documents[document]["titre"]
            if titre and (rangees := self._titres.get(self._cibles[cible][2])) is not None:
                rangees.append((cible, titre))

    def chercher(self, demande: str) -> list[Resultat]:
        """Les résultats, le meilleur d'abord ; aucun si aucun mot ne se lit."""
        dits = [
            mot
            for tape in decouper(demande[: int(self._reglages["lettres"])])
            for mot in self._index["graphies"].get(tape, [tape])
        ]
        tous = [mot for mot in dits if not self._lecteur.est_vide(mot)] or dits
        pleins = tous[: int(self._reglages["mots"])]
        if not pleins:
            return []
        lectures = [dict(self._lecteur.lire(mot, rang == len(pleins) - 1)) for rang, mot in enumerate(pleins)]
        meilleures = [_meilleure(lus) or mot for mot, lus in zip(pleins, lectures, strict=True)]
        notes = [
            self._noter(lus, autres)
            for lus, autres in zip(lectures, self._autres_facons(meilleures), strict=True)
        ]
        dites = {racine for lus in lectures for racine, valeur in lus.items() if valeur >= 0.5}
        classees = self._classer(dites, notes)
        urgentes = self._urgentes(dits, len(tous))
        if (entiere := self._index["entieres"].get(" ".join(dits))) is not None and entiere not in urgentes:
            classees = [classee for classee in classees if classee[1] != entiere]
            classees.insert(0, (0.0, entiere, self._places[entiere, ""]))
        definies = self._dites_en_entier(dites, "definition")
        return self._mettre_en_tete(classees, urgentes, {c for c, n in definies.items() if n == len(pleins)})

    # Noter, classer

    def _autres_facons(self, racines: list[str]) -> list[dict[str, float]]:
        """Par mot, les racines qui diraient la même chose que lui ou que la suite de mots où il est."""
        autres: list[dict[str, float]] = [{} for _ in racines]
        for debut in range(len(racines)):
            for longueur in range(min(self._plus_longue, len(racines) - debut), 0, -1):
                equivalents = self._synonymes.get(tuple(racines[debut : debut + longueur]))
                if not equivalents:
                    continue
                for suite in equivalents:
                    valeur = self._reglages["synonyme"] / math.sqrt(len(suite))
                    for racine in suite:
                        for place in range(debut, debut + longueur):
                            autres[place][racine] = max(valeur, autres[place].get(racine, 0))
                break
        return autres

    def _noter(self, lectures: dict[str, float], autres: dict[str, float]) -> dict[int, float]:
        """La note que lunr donne à chaque document pour un mot, toutes ses lectures ensemble."""
        valeurs = {**autres, **{racine: max(v, autres.get(racine, 0)) for racine, v in lectures.items()}}
        if not valeurs:
            return {}

        def remplir(requete: Query) -> None:
            for racine, valeur in sorted(valeurs.items()):
                requete.term(racine, boost=valeur, use_pipeline=False)

        return {int(trouve["ref"]): trouve["score"] for trouve in self._lunr.query(callback=remplir)}

    def _classer(self, dites: set[str], notes: list[dict[int, float]]) -> list[tuple[float, int, int]]:
        """Les cibles, de la mieux notée à la moins bien : note, rang de la cible, entrée qui répond le mieux.

        Une cible est notée sur ses passages et ses phrases : ce que vaut le meilleur d'entre eux, plus ce que vaut
        chaque mot là où il est le mieux. Une question note aussi la page à laquelle elle mène.
        """
        poids = [math.log(1 + len(self._documents) / (1 + len(lus))) if lus else 0.0 for lus in notes]
        total = sum(poids) or 1
        par_mot: dict[int, list[float]] = {}
        le_mieux: dict[int, tuple[float, int]] = {}
        for document in sorted(set().union(*notes)):
            vecteur = [lus.get(document, 0.0) for lus in notes]
            rang = self._entree_par_document[document]
            entree = self._entrees[rang]
            for cible, part in self._vises(entree).items():
                meilleurs = par_mot.setdefault(cible, [0.0] * len(notes))
                for place, note in enumerate(vecteur):
                    meilleurs[place] = max(meilleurs[place], note * part)
                somme = sum(vecteur) * part
                if somme > le_mieux.get(cible, (0, 0))[0]:
                    le_mieux[cible] = (somme, rang)
        completes = self._dites_en_entier(dites, "guichet")
        exactes = self._dites_mot_pour_mot(dites, notes)
        classees = []
        for cible, meilleurs in par_mot.items():
            couverts = sum(p for p, note in zip(poids, meilleurs, strict=True) if note) / total
            note, rang = le_mieux[cible]
            note += sum(meilleurs)
            note *= self._reglages["plancher"] + (1 - self._reglages["plancher"]) * couverts
            note *= self._part(cible) * (self._reglages["commune"] if cible in completes else 1)
            note *= self._reglages["mot_pour_mot"] if cible in exactes else 1
            classees.append((round(note, 6), cible, rang))
        classees.sort(key=lambda c: (-c[0], c[1]))
        seuil = classees[0][0] * self._reglages["seuil"] if classees else 0
        return [classee for classee in classees if classee[0] >= seuil]

    def _part(self, cible: int) -> float:
        adresse, _, genre = self._cibles[cible]
        if genre in ("question", "definition"):
            return self._reglages[genre]
        if adresse.startswith("sources/"):
            return self._reglages["sources"]
        if not adresse:
            return self._reglages["accueil"]
        return self._reglages["service"] if adresse.startswith(tuple(self._index["services"])) else 1

    # Mettre en tête

    def _dites_mot_pour_mot(self, dites: set[str], notes: list[dict[int, float]]) -> set[int]:
        """Les cibles dont une phrase, ou le titre, dit tous les mots de la demande et rien d'autre."""
        communs = set.intersection(*map(set, notes)) if all(notes) else set()
        return {
            cible
            for document in communs
            if (phrase := self._documents[document]["mots"] or self._documents[document]["titre"])
            and len(phrase) <= len(notes)
            and dites.issuperset(phrase)
            for cible in self._vises(self._entrees[self._entree_par_document[document]])
        }

    def _vises(self, entree: list[Any]) -> dict[int, float]:
        """Les cibles qu'une entrée note, et pour quelle part."""
        return {entree[0]: 1.0, **({entree[2]: self._reglages["appui"]} if len(entree) > 2 else {})}

    def _dites_en_entier(self, dites: set[str], genre: str) -> dict[int, int]:
        """Les cibles de ce genre dont la demande dit tout le titre, et le nombre de mots de ce titre."""
        return {cible: len(titre) for cible, titre in self._titres[genre] if dites.issuperset(titre)}

    def _urgentes(self, dits: list[str], pleins: int) -> dict[int, int]:
        """Les pages d'urgence que la demande appelle, et l'entrée où chacune répond. `pleins` : combien de mots le sont."""
        suite = [self._lecteur.sure(mot) for mot in dits]
        urgentes: dict[int, int] = {}
        for mots, cible, ancre, seule in self._index["urgences"]:
            place = self._places.get((cible, ancre))
            dite = any(suite[rang : rang + len(mots)] == mots for rang in range(len(suite)))
            if place is not None and dite and (pleins == 1 or not seule):
                urgentes.setdefault(cible, place)
        return urgentes

    def _mettre_en_tete(
        self, classees: list[tuple[float, int, int]], urgentes: dict[int, int], definies: set[int]
    ) -> list[Resultat]:
        """Les pages d'urgence d'abord ; et la définition du mot demandé, si c'est lui seul, jamais après la deuxième place."""
        d_abord = [(0.0, cible, place) for cible, place in urgentes.items()]
        rangees = d_abord + [classee for classee in classees if classee[1] not in urgentes]
        deja = [cible for _, cible, _ in rangees[:2]]
        for definie in definies if definies.isdisjoint(deja) else ():
            rangees = [trouvee for trouvee in rangees if trouvee[1] != definie]
            rangees.insert(1, (0.0, definie, self._places[definie, ""]))
        return [self._resultat(cible, rang, urgentes) for _, cible, rang in rangees]

    def _resultat(self, cible: int, rang: int, urgentes: dict[int, int]) -> Resultat:
        adresse, titre, genre = self._cibles[cible]
        entree = self._entrees[rang]
        ancre = entree[1] if len(entree) == 2 else entree[3] if len(entree) > 2 and entree[2] == cible else ""
        return Resultat(f"{adresse}#{ancre}" if ancre else adresse, titre, genre, rang, cible in urgentes)


def _meilleure(lectures: Mapping[str, float]) -> str | None:
    return next(iter(lectures), None)
