"""Le moteur de référence : ce que la recherche doit trouver, et dans quel ordre. `moteur.js` fait de même, règle par règle."""

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from lunr.query import Query
from lunr.token_set import TokenSet

from .index import lire_les_documents, lunr_de
from .mots import decouper
from .reglages import CHAMPS
from .sons import son

LETTRES_AU_PLUS = 200
MOTS_AU_PLUS = 12

_ELIDES = ("qu", "l", "d", "j", "m", "t", "s", "n", "c")
_VOYELLES = frozenset("aeiouyh")
_SERVICES = ("accessibilite/", "donnees/", "donnees-personnelles/", "en-bref/", "mentions-legales/", "plan-du-site/", "questions/")


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
        self._documents = lire_les_documents(dict(index))
        self._lunr = lunr_de(self._documents)
        self._entree_par_document = [
            rang for rang, nombre in enumerate(index["phrases"]) for _ in range(nombre + 1)
        ]
        self._vides = frozenset(index["mots_vides"])
        self._sons_des_vides = {entendu for mot in self._vides if len(entendu := son(mot)) > 1}
        self._racines, self._frequences = _lire_les_formes(index["racines"])
        self._formes = sorted(self._racines)
        self._par_son: dict[str, list[str]] = defaultdict(list)
        for forme in self._formes:
            if entendu := son(forme):
                self._par_son[entendu].append(forme)
        self._alphabet = TokenSet.from_list([forme for forme in self._formes if forme.isalpha()])
        self._synonymes: dict[tuple[str, ...], list[list[str]]] = defaultdict(list)
        for groupes in index["synonymes"]:
            valent, *menent = ([suite.split(" ") for suite in groupe.split("|")] for groupe in groupes)
            for suite in itertools.chain(valent, *menent):
                self._synonymes[tuple(suite)] += [autre for autre in valent if autre != suite]
        self._plus_longue = max(map(len, self._synonymes), default=0)
        self._lectures = cache(self._lire)
        self._titres: dict[str, list[tuple[int, list[str]]]] = {"guichet": [], "definition": []}
        for document, rang in enumerate(self._entree_par_document):
            cible, titre = self._entrees[rang][0], self._documents[document]["titre"]
            if titre and (rangees := self._titres.get(self._cibles[cible][2])) is not None:
                rangees.append((cible, titre))

    def chercher(self, demande: str) -> list[Resultat]:
        """Les résultats, le meilleur d'abord ; aucun si aucun mot ne se lit."""
        dits = [
            mot
            for tape in decouper(demande[:LETTRES_AU_PLUS])[:MOTS_AU_PLUS]
            for mot in self._index["graphies"].get(tape, [tape])
        ]
        pleins = [mot for mot in dits if not self._est_vide(mot)] or dits
        if not pleins:
            return []
        lectures = [dict(self._lectures(mot, rang == len(pleins) - 1)) for rang, mot in enumerate(pleins)]
        meilleures = [_meilleure(lus) or mot for mot, lus in zip(pleins, lectures, strict=True)]
        notes = [
            self._noter(lus, autres)
            for lus, autres in zip(lectures, self._autres_facons(meilleures), strict=True)
        ]
        classees = self._classer(lectures, notes)
        urgentes = self._urgentes(dits, dict(zip(pleins, meilleures, strict=True)))
        definies = self._dites_en_entier(lectures, "definition")
        return self._mettre_en_tete(classees, urgentes, {c for c, n in definies.items() if n == len(pleins)})

    def _est_vide(self, mot: str) -> bool:
        """Un mot vide, ou un mot inconnu qui s'entend comme l'un d'eux : « coman », « fair »."""
        return mot in self._vides or (mot not in self._racines and son(mot) in self._sons_des_vides)

    # Lire un mot

    def _lire(self, mot: str, dernier: bool, entier: bool = True) -> tuple[tuple[str, float], ...]:
        """Les racines par lesquelles lire un mot tapé, et ce que vaut chaque lecture, la meilleure d'abord."""
        reglages = self._reglages
        if mot in self._racines:
            return ((self._racines[mot], 1.0), *self._mieux_connues(mot))
        trouvees: dict[str, float] = {}

        def retenir(formes: Iterable[str], valeur: float) -> None:
            for forme in formes:
                racine = self._racines[forme]
                trouvees[racine] = max(valeur, trouvees.get(racine, 0))

        if len(mot) > 2:
            debutent = self._frequentes(forme for forme in self._formes if forme.startswith(mot))
            retenir(debutent[:6], reglages["prefixe"] * (1 if dernier else 0.7))
        if not mot.isalpha():
            return _ranger(trouvees)
        if entier:
            retenir((reste for reste in _sans_elision(mot) if reste in self._racines), reglages["elision"])
        if len(entendu := son(mot)) > 1:
            retenir(self._frequentes(self._par_son.get(entendu, ()))[:4], reglages["son"])
        if len(mot) > 3 and max(trouvees.values(), default=0) < reglages["son"]:
            voisines = self._voisines(mot, 1)
            retenir(voisines[:4], reglages["distance_1"])
            if not voisines:
                if len(mot) > 6:
                    retenir(self._voisines(mot, 2)[:4], reglages["distance_2"])
                for reste in _sans_elision(mot) if entier else ():
                    for racine, valeur in self._lire(reste, dernier, False) if len(reste) > 3 else ():
                        if valeur >= reglages["distance_1"]:
                            trouvees[racine] = max(valeur * 0.9, trouvees.get(racine, 0))
        if not trouvees:
            retenir(self._de_meme_souche(mot), reglages["souche"])
        if not trouvees:
            retenir(self._colles(mot), reglages["souche"])
        return _ranger(trouvees)

    def _mieux_connues(self, mot: str) -> list[tuple[str, float]]:
        """Un mot rare peut en être un autre mal écrit : ceux qui s'entendent pareil et sont bien plus fréquents."""
        racine = self._racines[mot]
        seuil = 8 * self._frequences.get(racine, 0)
        if len(mot) < 3:
            return []
        autres = {self._racines[forme] for forme in self._par_son.get(son(mot), ())} - {racine}
        return sorted((autre, 0.5) for autre in autres if self._frequences.get(autre, 0) >= max(seuil, 1))

    def _frequentes(self, formes: Iterable[str]) -> list[str]:
        return sorted(formes, key=lambda forme: (-self._frequences.get(self._racines[forme], 0), forme))

    def _voisines(self, mot: str, distance: int) -> list[str]:
        """Les formes à tant de lettres changées, ôtées, ajoutées ou échangées ; même initiale d'abord."""
        proches = self._alphabet.intersect(TokenSet.from_fuzzy_string(mot, distance)).to_list()
        return sorted(self._frequentes(proches), key=lambda forme: forme[0] != mot[0])

    def _de_meme_souche(self, mot: str) -> list[str]:
        """« expulsez » n'est pas dans le site, « expulsé » si : les formes qui commencent comme lui, à une fin près."""
        for longueur in range(len(mot) - 1, max(len(mot) - 4, 4), -1):
            if proches := [f for f in self._formes if f.startswith(mot[:longueur]) and abs(len(f) - len(mot)) < 5]:
                return self._frequentes(proches)[:3]
        return []

    def _colles(self, mot: str) -> list[str]:
        """Deux mots connus écrits sans espace : « logementsocial »."""
        for coupe in range(3, len(mot) - 2):
            if mot[:coupe] in self._racines and mot[coupe:] in self._racines:
                return [mot[:coupe], mot[coupe:]]
        return []

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

    def _classer(self, lectures: list[dict[str, float]], notes: list[dict[int, float]]) -> list[tuple[float, int, int]]:
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
        completes = self._dites_en_entier(lectures, "guichet")
        exactes = self._dites_mot_pour_mot(lectures, notes)
        classees = []
        for cible, meilleurs in par_mot.items():
            couverts = sum(p for p, note in zip(poids, meilleurs, strict=True) if note) / total
            note, rang = le_mieux[cible]
            note += sum(meilleurs)
            note *= self._reglages["plancher"] + (1 - self._reglages["plancher"]) * couverts
            note *= self._part(cible) * (self._reglages["commune"] if cible in completes else 1)
            note *= self._reglages["mot_pour_mot"] if cible in exactes else 1
            classees.append((round(note, 6), cible, rang))
        return sorted(classees, key=lambda c: (-c[0], c[1]))

    def _part(self, cible: int) -> float:
        adresse, _, genre = self._cibles[cible]
        if genre in ("question", "definition"):
            return self._reglages[genre]
        if adresse.startswith("sources/"):
            return self._reglages["sources"]
        if not adresse:
            return self._reglages["accueil"]
        return self._reglages["service"] if adresse.startswith(_SERVICES) else 1

    # Mettre en tête

    def _dites_mot_pour_mot(self, lectures: list[dict[str, float]], notes: list[dict[int, float]]) -> set[int]:
        """Les cibles dont une phrase, ou le titre, dit tous les mots de la demande et rien d'autre."""
        dites = {racine for lus in lectures for racine, valeur in lus.items() if valeur >= 0.5}
        communs = set.intersection(*map(set, notes)) if all(notes) else set()
        return {
            cible
            for document in communs
            if (phrase := self._documents[document]["mots"] or self._documents[document]["titre"])
            and len(phrase) <= len(lectures)
            and dites.issuperset(phrase)
            for cible in self._vises(self._entrees[self._entree_par_document[document]])
        }

    def _vises(self, entree: list[Any]) -> dict[int, float]:
        """Les cibles qu'une entrée note, et pour quelle part."""
        return {entree[0]: 1.0, **({entree[2]: self._reglages["appui"]} if len(entree) > 2 else {})}

    def _dites_en_entier(self, lectures: list[dict[str, float]], genre: str) -> dict[int, int]:
        """Les cibles de ce genre dont la demande dit tout le titre, et le nombre de mots de ce titre."""
        dites = {racine for lus in lectures for racine, valeur in lus.items() if valeur >= 0.5}
        return {cible: len(titre) for cible, titre in self._titres[genre] if dites.issuperset(titre)}

    def _urgentes(self, dits: list[str], lues: dict[str, str]) -> dict[int, str]:
        """Les pages d'urgence que la demande appelle, et l'endroit de chacune."""
        suite = [mot if mot in self._vides else lues.get(mot, mot) for mot in dits]
        return {
            cible: ancre
            for mots, cible, ancre in reversed(self._index["urgences"])
            if any(suite[place : place + len(mots)] == mots for place in range(len(suite)))
        }

    def _mettre_en_tete(
        self, classees: list[tuple[float, int, int]], urgentes: dict[int, str], definies: set[int]
    ) -> list[Resultat]:
        """Les pages d'urgence d'abord ; et la définition du mot demandé, si c'est lui seul, jamais après la deuxième place."""
        rangees = sorted(classees, key=lambda c: c[1] not in urgentes)
        for place, trouvee in enumerate(rangees[2:], 2):
            if trouvee[1] in definies:
                rangees.insert(1, rangees.pop(place))
                break
        return [self._resultat(cible, rang, urgentes) for _, cible, rang in rangees]

    def _resultat(self, cible: int, rang: int, urgentes: dict[int, str]) -> Resultat:
        adresse, titre, genre = self._cibles[cible]
        entree = self._entrees[rang]
        ancre = entree[1] if len(entree) == 2 else entree[3] if len(entree) > 2 and entree[2] == cible else ""
        ancre = urgentes.get(cible, ancre)
        return Resultat(f"{adresse}#{ancre}" if ancre else adresse, titre, genre, rang, cible in urgentes)


def _meilleure(lectures: Mapping[str, float]) -> str | None:
    return next(iter(lectures), None)


def _ranger(trouvees: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """Six lectures au plus, la meilleure d'abord."""
    return tuple(sorted(trouvees.items(), key=lambda lecture: (-lecture[1], lecture[0]))[:6])


def _sans_elision(mot: str) -> list[str]:
    """« dimpot » s'écrit souvent pour « d'impôt »."""
    restes = [mot[len(debut) :] for debut in _ELIDES if mot.startswith(debut)]
    return [reste for reste in restes if len(reste) > 2 and reste[0] in _VOYELLES]


def _lire_les_formes(racines: str) -> tuple[dict[str, str], dict[str, int]]:
    """La racine de chaque forme, et le nombre de documents de chaque racine."""
    par_forme: dict[str, str] = {}
    frequences: dict[str, int] = {}
    for ligne in racines.split("\n"):
        racine, formes, *listes = ligne.split(";")
        frequences[racine] = sum(liste.count(",") + 1 for liste in listes if liste)
        for forme in formes.split(",") if formes else ():
            par_forme[racine + forme[1:] if forme.startswith("-") else forme] = racine
    return par_forme, frequences
