"""Écrire un dossier en entier, ou ne rien toucher : celui qui est en place n'est remplacé que par un dossier fini."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class DestinationRefusee(Exception):
    """Rien ne peut être écrit là, et rien n'a été touché ; le message dit pourquoi, en français."""


@contextmanager
def remplacer(vers: Path, marque: str, nature: str, exemple: str) -> Iterator[Path]:
    """Donne un dossier neuf à remplir, qui prend la place de `vers` si tout se passe bien.

    `marque` : le fichier vide qui dit qu'un dossier vient d'ici et peut être remplacé ; `nature` : ce qu'il est,
    « un site construit » ; `exemple` : un nom à proposer. Lève DestinationRefusee ; à toute erreur, `vers` est
    tel qu'il était.
    """
    exiger_remplacable(vers, marque, nature, exemple)
    try:
        vers.parent.mkdir(parents=True, exist_ok=True)
        atelier = tempfile.TemporaryDirectory(prefix=f".{vers.name}-", dir=vers.parent)
    except OSError:
        raise DestinationRefusee(
            f"Le dossier « {_court(vers.parent)} » refuse l'écriture. Vérifiez son nom et vos droits."
        ) from None
    with atelier as provisoire:
        neuf = Path(provisoire) / "neuf"
        neuf.mkdir()
        yield neuf
        (neuf / marque).touch()
        # Lisible du serveur, quel que soit le masque de droits de qui construit.
        for chemin in (neuf, *neuf.rglob("*")):
            chemin.chmod(0o755 if chemin.is_dir() else 0o644)
        _echanger(neuf, vers, Path(provisoire) / "ancien")


def exiger_remplacable(vers: Path, marque: str, nature: str, exemple: str) -> None:
    """Lève DestinationRefusee si `vers` est là, n'est pas vide et n'a pas la marque. Mêmes arguments que `remplacer`."""
    if vers.exists() and not _est_remplacable(vers, marque):
        raise DestinationRefusee(
            f"« {_court(vers)} » n'est pas {nature} : rien n'y a été touché. "
            f"Choisissez un dossier nouveau ou vide, par exemple --vers {exemple}."
        )


def _est_remplacable(vers: Path, marque: str) -> bool:
    """Vrai pour un dossier vide ou fait ici : rien d'autre ne doit être effacé."""
    return vers.is_dir() and (not any(vers.iterdir()) or (vers / marque).is_file())


def _court(chemin: Path) -> str:
    """Le chemin tel qu'on le taperait d'ici."""
    ici = Path.cwd()
    return str(chemin.relative_to(ici)) if chemin.is_relative_to(ici) else str(chemin)


def _echanger(neuf: Path, vers: Path, ancien: Path) -> None:
    if vers.exists():
        vers.rename(ancien)
    try:
        neuf.rename(vers)
    except OSError:
        if ancien.exists():
            ancien.rename(vers)
        raise
    shutil.rmtree(ancien, ignore_errors=True)
