"""De quoi dire en français l'aide et les refus d'une ligne de commande."""

import argparse
import re
from pathlib import Path
from typing import Any, NoReturn

BON, FAUTES, MAUVAIS_USAGE = 0, 1, 2
"""Les codes de fin : tout va bien ; les données ont des fautes, ou rien n'a pu être fait ; l'appel est mal écrit."""


class Analyseur(argparse.ArgumentParser):
    """argparse parle anglais : ses phrases sont redites en français."""

    _PHRASES = (
        (r"the following arguments are required: (.*)", r"il manque : \1"),
        (r"unrecognized arguments: (.*)", r"« \1 » ne se comprend pas ici"),
        (
            r"argument (\S+): invalid choice: '(.*?)' \(choose from (.*)\)",
            r"\1 : « \2 » n'est pas un choix. Choisissez parmi : \3",
        ),
        (r"argument (\S+): expected one argument", r"\1 attend une valeur"),
        (r"argument (\S+): ignored explicit argument .*", r"\1 n'attend pas de valeur"),
        (r"argument (\S+): (.*)", r"\1 : \2"),
    )

    def __init__(self, **options: object) -> None:
        super().__init__(**options, add_help=False, allow_abbrev=False, formatter_class=_Mise)  # type: ignore[arg-type]
        self.add_argument("-h", "--help", action="help", help="montre cette aide")
        self._positionals.title = "arguments"
        self._optionals.title = "options"

    def error(self, message: str) -> NoReturn:
        for motif, phrase in self._PHRASES:
            if trouve := re.fullmatch(motif, message):
                message = trouve.expand(phrase)
                break
        message = message.replace("', '", ", ").replace(": '", ": ").removesuffix("'")
        self.exit(MAUVAIS_USAGE, f"{self.format_usage()}{self.prog} : {message}.\n")


class _Mise(argparse.HelpFormatter):
    """Les titres de l'aide, avec l'espace du français devant les deux-points."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: Any = None) -> None:
        super().add_usage(usage, actions, groups, "usage : " if prefix is None else prefix)

    def start_section(self, heading: str | None) -> None:
        super().start_section(f"{heading} ")


def chemin(texte: str) -> Path:
    """Un chemin donné se lit depuis le dossier courant, jamais depuis celui du projet."""
    return Path(texte).resolve()


def nom_court(chemin: Path, racine: Path) -> str:
    """Un chemin tel qu'on le dit : depuis le projet s'il y est, sinon entier."""
    return chemin.relative_to(racine).as_posix() if chemin.is_relative_to(racine) else str(chemin)


def commande(commandes: "argparse._SubParsersAction[Analyseur]", nom: str, aide: str) -> Analyseur:
    """Une commande de plus, qui se présente d'une phrase."""
    return commandes.add_parser(nom, help=aide, description=f"{aide[:1].upper()}{aide[1:]}.")
