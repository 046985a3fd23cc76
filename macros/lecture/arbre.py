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

from .probleme import Probleme, cite
from .syntaxe import expliquer

TAILLE_MAXIMALE = 8_000_000
"""En octets : cinquante fois un territoire de 73 communes y tient."""

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
    texte = _texte(chemin, arbre)
    if texte is None:
        return arbre
    if not any(ligne.strip() and not ligne.lstrip().startswith("#") for ligne in texte.splitlines()):
        arbre.noter((1, 1), "le fichier est vide", "Remplissez-le, ou retirez-le du dossier")
        return arbre
    try:
        _Construction(arbre, texte).construire()
    except yaml.YAMLError as erreur:
        arbre.problemes.append(Probleme(nom, *expliquer(erreur, texte)))
    except _Arret:
        pass
    if arbre.problemes:
        arbre.donnees = None
    return arbre


def _texte(chemin: Path, arbre: Arbre) -> str | None:
    try:
        taille = chemin.stat().st_size
        if taille > TAILLE_MAXIMALE:
            arbre.noter(
                (1, 1),
                f"le fichier pèse {taille / 1e6:.1f} Mo".replace(".", ",")
                + f", la limite est de {TAILLE_MAXIMALE // 1_000_000} Mo",
                "Vérifiez que c'est le bon fichier",
            )
            return None
        octets = chemin.read_bytes()
    except OSError as erreur:
        raison = "c'est un dossier" if chemin.is_dir() else "le système en refuse la lecture"
        if isinstance(erreur, FileNotFoundError):
            raison = "il n'existe pas"
        arbre.noter((1, 1), f"le fichier ne peut pas être lu : {raison}", "Vérifiez son nom et ses droits")
        return None
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError as erreur:
        avant = octets[: erreur.start]
        debut = avant.rfind(b"\n") + 1
        arbre.noter(
            (avant.count(b"\n") + 1, len(avant[debut:].decode("utf-8", "replace")) + 1),
            "le fichier n'est pas écrit en UTF-8",
            "Enregistrez-le de nouveau en choisissant l'encodage « UTF-8 »",
        )
        return None


class _Arret(Exception):
    """La suite du fichier n'apprendrait rien de plus."""


@dataclass
class _Niveau:
    """Un dictionnaire ou une liste en cours de lecture. `cle` : la clé qui attend sa valeur."""

    contenu: dict[str, Any] | list[Any]
    chemin: Chemin
    cle: str | None = None
    ignorer: bool = False


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
            # Les deux analyseurs ne disent pas les choses de même : celui de Python fait foi.
            for _ in yaml.parse(self.texte, Loader=yaml.SafeLoader):
                pass
            raise erreur

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
        if evenement.tag not in (None, "!"):
            self.arbre.noter(
                position,
                "une étiquette YAML (« ! ») précède la valeur",
                "Retirez l'étiquette, ou mettez le texte entre guillemets",
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
                "Si la ligne est un texte qui commence par une accolade ou un crochet, "
                "mettez-la entre guillemets",
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
                "Gardez une seule des deux lignes",
            )
            return
        self.arbre.cles[chemin] = position
