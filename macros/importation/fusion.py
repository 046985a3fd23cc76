"""Les fiches importées entrent dans le fichier des guichets sans toucher aux autres.

L'importation ne possède que les fiches dont la source est l'annuaire et que personne n'a vérifiées.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent
from typing import Any, NamedTuple

import yaml

from .annuaire import ANNUAIRE, ImportationImpossible

Fiche = dict[str, Any]


class Importee(NamedTuple):
    """Une fiche à écrire, et ce qu'il y manque, en une phrase chacun."""

    fiche: Fiche
    manques: tuple[str, ...]


@dataclass(frozen=True)
class Bilan:
    """Ce que l'importation a lu et ce qu'elle a fait du fichier."""

    nombre: int
    """Mairies lues dans l'annuaire."""
    ajoutees: int
    mises_a_jour: int
    inchangees: int
    conservees: int
    """Fiches du fichier que l'importation ne possède pas, laissées telles quelles."""
    incompletes: tuple[str, ...]
    """Ce qui manque ou ce qui a été laissé de côté, en une phrase chacun."""


def lire(vers: Path) -> str | None:
    """Le texte du fichier, fins de ligne comprises ; rien s'il n'existe pas encore."""
    try:
        return vers.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as erreur:
        raise _illisible(vers) from erreur


def ecrire(vers: Path, texte: str) -> None:
    """Écrit tout le fichier, ou rien : un fichier provisoire prend la place de l'ancien."""
    provisoire = vers.with_name(f".{vers.name}.tmp")
    try:
        try:
            provisoire.write_bytes(texte.encode("utf-8"))
            provisoire.replace(vers)
        finally:
            provisoire.unlink(missing_ok=True)
    except OSError as erreur:
        raise ImportationImpossible(
            f"{vers} ne peut pas être écrit : vérifiez que son dossier existe et que vous en avez le droit"
        ) from erreur


def fusionner(texte: str, importees: Sequence[Importee], vers: Path) -> tuple[str, Bilan]:
    """Le nouveau texte : fiches importées refaites à leur place, nouvelles à la fin, tout le reste intact."""
    tete, blocs, marge = _decouper(texte, vers)
    saut = "\r\n" if "\r\n" in texte else "\n"
    conservees = {fiche["id"] for _, _, fiche in blocs if not _est_importee(fiche)}
    restantes = [importee for importee in importees if importee.fiche["id"] not in conservees]
    incompletes = [manque for importee in restantes for manque in importee.manques]
    communes = {importee.fiche["commune"] for importee in importees}
    nouveau, fiches = tete, []
    mises_a_jour = inchangees = 0
    for ecrit, suite, fiche in blocs:
        importee = _correspondante(fiche, restantes)
        if importee:
            restantes.remove(importee)
        elif _est_importee(fiche) and fiche.get("commune") not in communes:
            nom = fiche.get("nom", fiche["id"])
            incompletes.append(f"« {nom} » n'est plus dans l'EPCI : retirez-la si elle a fusionné")
        if importee and importee.fiche != fiche:
            mises_a_jour += 1
            nouveau += _rediger(importee.fiche, marge, saut) + suite
            fiches.append(importee.fiche)
        else:
            inchangees += importee is not None
            nouveau += ecrit + suite
            fiches.append(fiche)
    if restantes and not nouveau.endswith("\n"):
        nouveau += saut
    for importee in restantes:
        nouveau += (saut if fiches else "") + _rediger(importee.fiche, marge, saut)
        fiches.append(importee.fiche)
    if nouveau != texte:
        _relire(nouveau, fiches, vers)
    bilan = Bilan(
        len(importees), len(restantes), mises_a_jour, inchangees, len(conservees), tuple(incompletes)
    )
    return nouveau, bilan


def _est_importee(fiche: Fiche) -> bool:
    """Vrai si la fiche appartient à l'importation."""
    source = fiche.get("source")
    titre = str(source.get("titre")) if isinstance(source, dict) else ""
    return titre.startswith(ANNUAIRE) and "verifie_le" not in fiche


def _correspondante(fiche: Fiche, importees: Sequence[Importee]) -> Importee | None:
    """Ce qui remplace une fiche importée : la même commune, ou celle qui en a repris le nom."""
    for cle in ("commune", "id") if _est_importee(fiche) else ():
        for importee in importees:
            if importee.fiche[cle] == fiche.get(cle):
                return importee
    return None


def _decouper(texte: str, vers: Path) -> tuple[str, list[tuple[str, str, Fiche]], str]:
    """Ce qui précède les fiches ; chaque fiche, ce qui la suit, ses données ; la marge de leurs tirets."""
    try:
        donnees = yaml.load(texte, Loader=yaml.BaseLoader)
    except yaml.YAMLError as erreur:
        place = getattr(erreur, "problem_mark", None)
        raise _illisible(vers, f" (ligne {place.line + 1})" if place else "") from erreur
    if not isinstance(donnees, dict) or list(donnees) != ["guichets"]:
        raise _illisible(vers, " (il lui faut une seule clé, « guichets: »)")
    fiches = donnees["guichets"]
    if fiches in ([], "", "~", "null"):
        return re.sub(r"(?m)^guichets: *(\[\s*\]|~|null)?", "guichets:", texte), [], "  "
    tiret = re.search(r"(?m)^( *)-\s", texte)
    marge = tiret[1] if tiret else ""
    tete, *morceaux = re.split(rf"(?m)^(?={marge}-\s)", texte)
    if not isinstance(fiches, list) or len(morceaux) != len(fiches):
        raise _illisible(vers, " (il faut un tiret par fiche)")
    for rang, fiche in enumerate(fiches, start=1):
        if not isinstance(fiche, dict) or not isinstance(fiche.get("id"), str) or not fiche["id"]:
            raise _illisible(vers, f" (la fiche numéro {rang} n'a pas de ligne « id: »)")
    return tete, [(*_sans_suite(m), fiche) for m, fiche in zip(morceaux, fiches, strict=True)], marge


def _sans_suite(morceau: str) -> tuple[str, str]:
    """Sépare une fiche des commentaires et des lignes vides qui la suivent."""
    lignes = morceau.splitlines(keepends=True)
    fin = len(lignes)
    while not lignes[fin - 1].strip() or lignes[fin - 1].lstrip().startswith("#"):
        fin -= 1
    return "".join(lignes[:fin]), "".join(lignes[fin:])


def _relire(texte: str, fiches: list[Fiche], vers: Path) -> None:
    """Relit le texte avant de l'écrire : il doit rendre les fiches voulues, et elles seules."""
    try:
        if yaml.load(texte, Loader=yaml.BaseLoader) == {"guichets": fiches}:
            return
    except yaml.YAMLError:
        pass
    raise _illisible(vers, " (sa mise en page empêche d'y ajouter des fiches sans l'abîmer)")


def _illisible(vers: Path, precision: str = "") -> ImportationImpossible:
    return ImportationImpossible(
        f"{vers} existe mais ne se lit pas comme un fichier de guichets{precision} : corrigez-le, ou "
        "choisissez un autre fichier avec --vers"
    )


class _Redacteur(yaml.SafeDumper):
    """Les listes en retrait ; des guillemets, doubles, aux codes, aux numéros et où YAML en demande."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def choose_scalar_style(self) -> str:
        return '"' if super().choose_scalar_style() else ""


_Redacteur.yaml_implicit_resolvers = {
    debut: [(nom, motif) for nom, motif in motifs if nom != "tag:yaml.org,2002:float"]
    for debut, motifs in yaml.SafeDumper.yaml_implicit_resolvers.items()
}
_Redacteur.add_implicit_resolver("!numero", re.compile("[0-9][0-9AB ]*$"), list("0123456789"))


def _rediger(fiche: Fiche, marge: str, saut: str) -> str:
    """Une fiche en YAML, son tiret à cette marge."""
    options: dict[str, Any] = {"allow_unicode": True, "sort_keys": False, "width": math.inf}
    return indent(yaml.dump([fiche], Dumper=_Redacteur, line_break=saut, **options), marge)
