"""Du fichier YAML à un arbre de textes, avec la position de chaque valeur.

On lit les événements de l'analyseur plutôt que `yaml.compose` : une pile remplace la récursion, ce qui
met à l'abri des imbrications sans fin, et laisse voir les clés doubles, les ancres et les étiquettes
que la composition efface. Aucun type n'est deviné : `01000` reste un code postal, `NO` reste un mot.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from .fichier import Illisible, lire_texte
from .probleme import Probleme, cite
from .syntaxe import expliquer

NIVEAUX_MAXIMAUX = 20

Chemin = tuple[str | int, ...]
Position = tuple[int, int]

_Lecteur: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Arbre:
    """Les données lues : dictionnaires, listes, textes ou rien ; et où elles étaient dans le fichier."""

    fichier: str
    donnees: Any = None
    valeurs: dict[Chemin, Position] = field(default_factory=dict)
    cles: dict[Chemin, Position] = field(default_factory=dict)
    problemes: list[Probleme] = field(default_factory=list)

    def noter(self, position: Position, constat: str, conseil: str, ou: str = "") -> None:
        """Ajoute un problème trouvé à cette position."""
        self.problemes.append(Probleme(self.fichier, *position, ou, constat, conseil))

    def position(self, chemin: Chemin) -> Position:
        """La position de la valeur, ou à défaut de ce qui la contient."""
        for longueur in range(len(chemin), -1, -1):
            if (place := self.valeurs.get(chemin[:longueur])) is not None:
                return place
        return (1, 1)


def lire_fichier(chemin: Path, nom: str) -> Arbre:
    """Lit un fichier YAML. Ne lève rien : ce qui ne va pas est dans `problemes`, et `donnees` est alors vide.

    `nom` est le nom du fichier tel que les messages doivent l'écrire.
    """
    arbre = Arbre(nom)
    try:
        texte = lire_texte(chemin)
    except Illisible as refus:
        arbre.noter(refus.position, refus.constat, refus.conseil)
        return arbre
    try:
        _Construction(arbre, texte).construire()
    except yaml.YAMLError as erreur:
        arbre.problemes.append(Probleme(nom, *expliquer(erreur, texte)))
    except _Arret:
        pass
    if arbre.problemes:
        arbre.donnees = None
    elif arbre.donnees is None:
        arbre.noter((1, 1), "le fichier ne contient aucune donnée", "Écrivez-y des lignes « champ: valeur »")
    return arbre


class _Arret(Exception):
    """La suite du fichier n'apprendrait rien de plus."""


@dataclass
class _Niveau:
    """Un dictionnaire ou une liste en cours de lecture. `cle` : la clé qui attend sa valeur."""

    contenu: dict[str, Any] | list[Any]
    chemin: Chemin
    cle: str | None = None
    ignorer: bool = False


def _relire(texte: str) -> yaml.YAMLError | None:
    """La faute telle que la dit l'analyseur écrit en Python, plus précis que l'autre ; rien s'il n'en voit pas."""
    try:
        for _ in yaml.parse(texte, Loader=yaml.SafeLoader):
            pass
    except yaml.YAMLError as erreur:
        return erreur
    except (ValueError, OverflowError):  # il calcule « \\UFFFFFFFF » sans le contrôler
        return None
    return None


class _Construction:
    def __init__(self, arbre: Arbre, texte: str) -> None:
        self.arbre = arbre
        self.texte = texte
        self.pile: list[_Niveau] = []
        self.documents = 0

    def _evenements(self) -> Iterator[Any]:
        try:
            yield from yaml.parse(self.texte, Loader=_Lecteur)
        except yaml.YAMLError as erreur:
            raise _relire(self.texte) or erreur from None

    def construire(self) -> None:
        for evenement in self._evenements():
            position = (evenement.start_mark.line + 1, evenement.start_mark.column + 1)
            match evenement:
                case yaml.DocumentStartEvent():
                    self._document(position)
                case yaml.AliasEvent():
                    self._refuser_renvoi(position, f"*{evenement.anchor}")
                case yaml.NodeEvent():
                    self._noeud(evenement, position)
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    self.pile.pop()

    def _document(self, position: Position) -> None:
        self.documents += 1
        if self.documents > 1:
            self.arbre.noter(
                position,
                "le fichier contient plusieurs documents séparés par « --- »",
                "Gardez un seul document par fichier",
            )
            raise _Arret

    def _refuser_renvoi(self, position: Position, signe: str) -> None:
        self.arbre.noter(
            position,
            f"« {signe} » est un renvoi YAML, que ce site n'admet pas",
            "Recopiez la valeur, ou mettez le texte entre guillemets",
        )
        raise _Arret

    def _noeud(self, evenement: Any, position: Position) -> None:
        if evenement.anchor is not None:
            self._refuser_renvoi(position, f"&{evenement.anchor}")
        if evenement.tag is not None:
            self.arbre.noter(
                position,
                "« ! » ne peut pas commencer une valeur",
                "Mettez la valeur entre guillemets",
            )
            raise _Arret
        if isinstance(evenement, yaml.ScalarEvent):
            simple = evenement.implicit[0]
            vide = simple and evenement.value in ("", "~", "null")
            self._placer(None if vide else evenement.value, position)
            return
        if len(self.pile) >= NIVEAUX_MAXIMAUX:
            self.arbre.noter(
                position,
                f"le fichier emboîte plus de {NIVEAUX_MAXIMAUX} niveaux",
                "Vérifiez les crochets et les retraits",
            )
            raise _Arret
        contenu: dict[str, Any] | list[Any] = {} if isinstance(evenement, yaml.MappingStartEvent) else []
        chemin, ignorer = self._placer(contenu, position)
        self.pile.append(_Niveau(contenu, chemin, ignorer=ignorer))

    def _placer(self, valeur: Any, position: Position) -> tuple[Chemin, bool]:
        """Range la valeur à sa place. Rend son chemin, et s'il faut ignorer ce qu'elle contient."""
        if not self.pile:
            self.arbre.donnees = valeur
            self.arbre.valeurs[()] = position
            return (), False
        niveau = self.pile[-1]
        if isinstance(niveau.contenu, list):
            chemin: Chemin = (*niveau.chemin, len(niveau.contenu))
            niveau.contenu.append(valeur)
        elif niveau.cle is None:
            self._lire_cle(niveau, valeur, position)
            return niveau.chemin, True
        else:
            chemin = (*niveau.chemin, niveau.cle)
            niveau.cle = None
            if chemin in self.arbre.valeurs:
                return chemin, True
            niveau.contenu[str(chemin[-1])] = valeur
        if not niveau.ignorer:
            self.arbre.valeurs[chemin] = position
        return chemin, niveau.ignorer

    def _lire_cle(self, niveau: _Niveau, cle: Any, position: Position) -> None:
        if not isinstance(cle, str):
            self.arbre.noter(
                position,
                "le nom d'un champ doit être un mot simple",
                "Si c'est un texte qui commence par une accolade ou un crochet, mettez-le entre guillemets",
            )
            raise _Arret
        niveau.cle = cle
        chemin = (*niveau.chemin, cle)
        if niveau.ignorer:
            return
        if chemin in self.arbre.cles:
            premiere = self.arbre.cles[chemin][0]
            self.arbre.noter(
                position,
                f"le champ {cite(cle)} est écrit deux fois, ici et ligne {premiere}",
                "Gardez une seule des deux lignes, ou mettez un tiret devant si un nouvel élément commence ici",
            )
            return
        self.arbre.cles[chemin] = position
