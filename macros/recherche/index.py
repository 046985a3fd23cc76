"""L'index de la recherche : lunr le construit, et l'on n'en publie que ce dont le navigateur le refait à l'identique.

Tel que lunr l'écrit, il pèserait plus de 200 Ko compressés : chaque mot y est deux fois, avec des notes que l'on
recalcule. Ici, chaque racine donne les passages où elle est, et un mot n'y compte qu'une fois par passage.
"""

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import snowballstemmer
from lunr.builder import Builder
from lunr.index import Index as IndexDeLunr

from ..modele.catalogue import Catalogue
from .entrees import Entree
from .mots import composes, decouper, plier
from .reglages import CHAMPS, K1, REGLAGES, SERVICES, B

LOT = 6_000
"""Le nombre de lettres d'un fichier de textes : assez pour qu'il se compresse, assez peu pour n'en lire que l'utile."""

_MOT = re.compile(r"[^\W_]+")
_racine_de = snowballstemmer.stemmer("french").stemWord


def lunr_de(documents: Iterable[dict[str, list[str]]]) -> IndexDeLunr:
    """L'index de lunr sur ces documents : par champ, des racines sans répétition."""
    bati = Builder()
    bati.ref("rang")
    bati.b(B)
    bati.k1(K1)
    for champ, poids in CHAMPS.items():
        bati.field(champ, poids)
    bati.pipeline.reset()
    bati.search_pipeline.reset()
    for rang, document in enumerate(documents):
        bati.add({"rang": rang, **{champ: document.get(champ, []) for champ in CHAMPS}})
    return bati.build()


class Formes:
    """La racine de chaque forme rencontrée : « eligibilite » et « éligible » se cherchent ensemble, accents ou non."""

    def __init__(self, textes: Iterable[str], vides: Iterable[str]) -> None:
        self.vides = frozenset(mot for texte in vides for mot in decouper(texte))
        lus = Counter[str]()
        formes = set[str]()
        for texte in textes:
            lus.update(_MOT.findall(unicodedata.normalize("NFC", texte).lower()))
            formes.update(decouper(texte), composes(texte))
        vues: dict[str, Counter[str]] = {forme: Counter() for forme in formes}
        for mot, nombre in lus.items():
            # L'algorithme lit les accents : on les retire de la racine, non du mot.
            if (forme := plier(mot)) in formes:
                vues[forme][plier(_racine_de(mot))] += nombre
        self._racines = {
            forme: min(racines, key=lambda racine: (-racines[racine], racine), default=forme)
            for forme, racines in vues.items()
            if len(forme) > 1
        }

    def racine(self, forme: str) -> str:
        """Sa racine ; elle-même si elle n'a jamais été vue."""
        return self._racines.get(forme, forme)

    def ranger(self, texte: str) -> list[str]:
        """Les racines des mots pleins du texte, chacune une fois."""
        return list(dict.fromkeys(self.suite(texte)))

    def suite(self, texte: str) -> list[str]:
        """Les racines des mots pleins, dans l'ordre où on les dit."""
        return list(map(self.racine, self._pleins(decouper(texte))))

    def suite_entiere(self, texte: str) -> list[str]:
        """De même, mots vides compris, tels quels : « à la rue » n'est pas « rue »."""
        return [mot if mot in self.vides else self.racine(mot) for mot in decouper(texte)]

    def par_racine(self) -> dict[str, list[str]]:
        """Les formes de chaque racine, triées ; les mots vides n'en sont pas."""
        rangees: dict[str, list[str]] = defaultdict(list)
        for forme, racine in sorted(self._racines.items()):
            if forme not in self.vides:
                rangees[racine].append(forme)
        return rangees

    def _pleins(self, mots: Iterable[str]) -> Iterator[str]:
        return (mot for mot in mots if mot not in self.vides)


def ecrire_l_index(entrees: Sequence[Entree], catalogue: Catalogue) -> dict[str, str]:
    """Les fichiers de la recherche, par chemin : l'index, et les textes des passages, par lots."""
    formes = Formes(_textes(entrees, catalogue), catalogue.vocabulaire.mots_vides)
    phrases = [_phrases(entree, formes) for entree in entrees]
    documents = list(_documents(entrees, phrases, formes))
    cibles = {e.cible: [e.cible, e.titre, e.genre] for e in entrees if not e.ancre or e.est_a_part}
    rangs = {adresse: rang for rang, adresse in enumerate(cibles)}
    lots = list(_lots(entrees))
    index = {
        "reglages": REGLAGES,
        "services": SERVICES,
        "champs": CHAMPS,
        "b": B,
        "k1": K1,
        "documents": len(documents),
        "cibles": list(cibles.values()),
        "entrees": [_dire_l_entree(entree, rangs) for entree in entrees],
        "phrases": list(map(len, phrases)),
        "lots": [debut for debut, _ in lots],
        "mots_vides": sorted(formes.vides),
        "graphies": {
            ecrit: decouper(graphie.pour)
            for graphie in catalogue.vocabulaire.graphies
            for mot in graphie.ecrits
            for ecrit in decouper(mot)
        },
        "synonymes": list(_synonymes(catalogue, formes)),
        "urgences": list(_urgences(catalogue, rangs, formes)),
        "entieres": dict(reversed(list(_entieres(entrees, rangs, formes)))),
        "racines": "\n".join(_racines(lunr_de(documents), formes)),
    }
    return {
        "recherche/index.json": _en_json(index),
        **{f"recherche/textes/{rang}.json": _en_json(textes) for rang, (_, textes) in enumerate(lots)},
    }


class LigneLue(NamedTuple):
    """Une racine de l'index écrit : ses formes, et par champ les rangs des documents où elle est."""

    racine: str
    formes: list[str]
    rangs: list[list[int]]


def lire_les_racines(index: Mapping[str, Any]) -> Iterator[LigneLue]:
    """Chaque racine d'un index écrit : l'inverse de ce qu'écrit `_racines`."""
    for ligne in index["racines"].split("\n"):
        racine, formes, *listes = ligne.split(";")
        lues = [racine + f[1:] if f.startswith("-") else f for f in formes.split(",")] if formes else []
        rangs = [[r - 1 for r in accumulate(map(int, liste.split(",")))] if liste else [] for liste in listes]
        yield LigneLue(racine, lues, rangs)


def lire_les_documents(index: Mapping[str, Any]) -> list[dict[str, list[str]]]:
    """Les documents de lunr, refaits d'un index écrit."""
    documents: list[dict[str, list[str]]] = [
        {champ: [] for champ in CHAMPS} for _ in range(index["documents"])
    ]
    for ligne in lire_les_racines(index):
        for champ, rangs in zip(CHAMPS, ligne.rangs, strict=True):
            for rang in rangs:
                documents[rang][champ].append(ligne.racine)
    return documents


def _en_json(valeur: object) -> str:
    return json.dumps(valeur, ensure_ascii=False, separators=(",", ":"))


def _dire_l_entree(entree: Entree, rangs: dict[str, int]) -> list[Any]:
    cible = rangs[entree.cible]
    if entree.est_a_part:
        page, _, ancre = entree.appuie.partition("#")
        return [cible, "", rangs[page], ancre] if page in rangs else [cible]
    return [cible, entree.ancre] if entree.ancre else [cible]


def _phrases(entree: Entree, formes: Formes) -> list[list[str]]:
    """Chaque façon de demander l'entrée, une seule fois quel que soit l'ordre des mots."""
    rangees = {frozenset(phrase): phrase for mots in reversed(entree.mots) if (phrase := formes.ranger(mots))}
    return list(reversed(rangees.values()))


def _documents(
    entrees: Sequence[Entree], phrases: Sequence[list[list[str]]], formes: Formes
) -> Iterator[dict[str, list[str]]]:
    """Par entrée, son titre et son texte, puis chacune de ses phrases : une phrase répond mieux qu'un tas de mots."""
    for entree, siennes in zip(entrees, phrases, strict=True):
        colles = map(formes.racine, composes(f"{entree.titre} {entree.texte}"))
        corps = list(dict.fromkeys([*formes.ranger(entree.texte), *colles]))
        yield {"titre": formes.ranger(entree.titre), "corps": corps}
        for phrase in siennes:
            yield {"mots": phrase}


def _textes(entrees: Sequence[Entree], catalogue: Catalogue) -> Iterator[str]:
    """Tous les textes dont la recherche doit connaître les mots."""
    for entree in entrees:
        yield from (entree.titre, entree.texte, *entree.mots)
    for terme in catalogue.termes:
        yield from (*terme.titres, *terme.autres_formes)
    vocabulaire = catalogue.vocabulaire
    yield from (mots for groupe in vocabulaire.synonymes for mots in groupe.mots)
    yield from (mots for urgence in vocabulaire.urgences for mots in (*urgence.mots, *urgence.seuls))
    yield from (graphie.pour for graphie in vocabulaire.graphies)


def _synonymes(catalogue: Catalogue, formes: Formes) -> Iterator[list[str]]:
    """Les suites de racines dont chacune vaut les autres : « hlm|log social » ; pour un terme du glossaire, celles qui
    valent, puis celles qui ne font qu'y mener.
    """

    def ecrire(textes: Iterable[str]) -> str:
        suites = (" ".join(formes.suite(texte)) for texte in textes)
        return "|".join(dict.fromkeys(suite for suite in suites if suite))

    for groupe in catalogue.vocabulaire.synonymes:
        yield [ecrire(groupe.mots)]
    for terme in catalogue.termes:
        if autres := ecrire(terme.autres_formes):
            yield [ecrire(terme.titres), autres]
        elif terme.sigle:
            yield [ecrire(terme.titres)]


def _urgences(
    catalogue: Catalogue, rangs: dict[str, int], formes: Formes
) -> Iterator[tuple[list[str], int, str, int]]:
    """Une suite de mots, la page et l'ancre où elle mène, et 1 si elle n'y mène que seule."""
    for urgence in catalogue.vocabulaire.urgences:
        page, _, ancre = urgence.page.partition("#")
        if page in rangs:
            for seule, textes in enumerate((urgence.mots, urgence.seuls)):
                yield from ((formes.suite_entiere(texte), rangs[page], ancre, seule) for texte in textes)


def _entieres(entrees: Sequence[Entree], rangs: dict[str, int], formes: Formes) -> Iterator[tuple[str, int]]:
    """Les phrases presque sans mot plein (« que veut dire », « faire une demande ») : seul leur tout dit ce qu'on cherche."""
    for entree in entrees:
        for texte in (entree.titre, *entree.mots) if entree.genre == "page" and not entree.ancre else ():
            if len(mots := decouper(texte)) > 1 and len(formes.suite(texte)) < 2:
                yield " ".join(mots), rangs[entree.cible]


def _racines(index: IndexDeLunr, formes: Formes) -> Iterator[str]:
    """Une ligne par racine : la racine, ses formes, puis par champ l'écart d'un document au suivant."""
    rangees = formes.par_racine()
    for racine in sorted({*index.inverted_index, *rangees}):
        listes = []
        for champ in CHAMPS:
            avant, ecarts = -1, []
            for rang in sorted(map(int, index.inverted_index.get(racine, {}).get(champ, ()))):
                ecarts.append(str(rang - avant))
                avant = rang
            listes.append(",".join(ecarts))
        yield ";".join([racine, _formes(racine, rangees.get(racine, [])), *listes])


def _formes(racine: str, formes: Sequence[str]) -> str:
    """Ce qui suit la racine dans chaque forme (« -ation,-er,- ») ; une forme faite autrement s'écrit en entier."""
    return ",".join(f"-{f[len(racine) :]}" if f.startswith(racine) else f for f in formes)


def _lots(entrees: Sequence[Entree]) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    """Le rang de la première entrée de chaque lot, et par entrée le titre de la partie de page, s'il y en a un, et son texte."""
    debut, textes, poids = 0, list[tuple[str, str]](), 0
    for rang, entree in enumerate(entrees):
        if poids > LOT:
            yield debut, textes
            debut, textes, poids = rang, [], 0
        partie = entree.titre if entree.ancre and not entree.est_a_part else ""
        textes.append((partie, entree.texte))
        poids += len(entree.texte)
    yield debut, textes
