"""Lire un mot tapé : tel quel, ou comme le mot du site auquel il ressemble par le son, les lettres ou le début."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from lunr.token_set import TokenSet

from .index import lire_les_racines
from .sons import son

_ELIDES = ("qu", "l", "d", "j", "m", "t", "s", "n", "c")
_VOYELLES = frozenset("aeiouyh")

_LETTRES_D_UN_MOT = 24
"""Au-delà, ce n'est pas un mot mal écrit : lui chercher des ressemblances prendrait des secondes."""


class Lecteur:
    """Lit les mots avec ceux d'un index écrit par `ecrire_l_index`."""

    def __init__(self, index: Mapping[str, Any]) -> None:
        self._reglages: dict[str, float] = index["reglages"]
        self.vides = frozenset[str](index["mots_vides"])
        self._sons_des_vides = {entendu for mot in self.vides if len(entendu := son(mot)) > 1}
        lignes = list(lire_les_racines(index))
        self._racines = {forme: ligne.racine for ligne in lignes for forme in ligne.formes}
        self._frequences = {ligne.racine: sum(map(len, ligne.rangs)) for ligne in lignes}
        self._formes = sorted(self._racines)
        self._par_son: dict[str, list[str]] = defaultdict(list)
        for forme in self._formes:
            if entendu := son(forme):
                self._par_son[entendu].append(forme)
        self._alphabet = TokenSet.from_list([forme for forme in self._formes if forme.isalpha()])
        self.lire = cache(self._lire)
        """Les lectures d'un mot (racine, valeur), la meilleure d'abord ; `dernier` : il est peut-être encore à finir."""

    def est_vide(self, mot: str) -> bool:
        """Un mot vide, ou un mot inconnu qui s'entend comme l'un d'eux : « coman », « fair »."""
        return mot in self.vides or (mot not in self._racines and son(mot) in self._sons_des_vides)

    def sure(self, mot: str) -> str:
        """La racine d'un mot dont on est sûr ; le mot même sinon. Une fausse alerte ferait peur pour rien."""
        if mot in self.vides:
            return mot
        (racine, valeur), *_ = self.lire(mot, False) or ((mot, 0.0),)
        minimum = self._reglages["distance_1"] if len(mot) > 5 else 1
        return racine if valeur >= minimum else mot

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

        debutent = self._frequentes(f for f in self._formes if f.startswith(mot)) if len(mot) > 2 else []
        retenir(debutent[:6], reglages["prefixe"] * (1 if dernier else 0.7))
        if not mot.isalpha():
            return _ranger(trouvees)
        if entier:
            retenir((reste for reste in _sans_elision(mot) if reste in self._racines), reglages["elision"])
        if len(entendu := son(mot)) > 1:
            retenir(self._frequentes(self._par_son.get(entendu, ()))[:4], reglages["son"])
        if (
            3 < len(mot) <= _LETTRES_D_UN_MOT
            and not debutent
            and max(trouvees.values(), default=0) < reglages["son"]
        ):
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
            if proches := [
                f for f in self._formes if f.startswith(mot[:longueur]) and abs(len(f) - len(mot)) < 5
            ]:
                return self._frequentes(proches)[:3]
        return []

    def _colles(self, mot: str) -> list[str]:
        """Deux mots connus écrits sans espace : « logementsocial »."""
        for coupe in range(3, len(mot) - 2):
            if mot[:coupe] in self._racines and mot[coupe:] in self._racines:
                return [mot[:coupe], mot[coupe:]]
        return []


def _ranger(trouvees: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """Six lectures au plus, la meilleure d'abord."""
    return tuple(sorted(trouvees.items(), key=lambda lecture: (-lecture[1], lecture[0]))[:6])


def _sans_elision(mot: str) -> list[str]:
    """« dimpot » s'écrit souvent pour « d'impôt »."""
    restes = [mot[len(debut) :] for debut in _ELIDES if mot.startswith(debut)]
    return [reste for reste in restes if len(reste) > 2 and reste[0] in _VOYELLES]
