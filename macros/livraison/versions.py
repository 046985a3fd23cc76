"""Le dossier des versions : `versions/<nom>/`, le lien `courante` que suit le serveur, le lien `precedente` pour y revenir."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..remplacement import DestinationRefusee, exiger_remplacable

MARQUE = ".livre-par-ppgd"
"""Le fichier qui dit que le dossier est à nous, et quelles versions y ont été servies, la plus ancienne d'abord."""

PROPRES = ".assets"
"""Dans une version, les dossiers d'assets qui sont les siens, un par ligne : « public/assets-… »."""

COURANTE, PRECEDENTE = "courante", "precedente"
_GARDEES = 3
_ATELIER = ".livraison-"


class RetourImpossible(Exception):
    """Il n'y a pas de version où revenir ; le message le dit en français, et rien n'a changé."""


@contextmanager
def ouvrir(vers: Path) -> Iterator[Path]:
    """Prend le dossier pour soi seul et donne un atelier vide, sur le même disque, effacé à la sortie. Lève DestinationRefusee."""
    # Absent de Windows, où l'on construit mais d'où l'on ne sert pas.
    import fcntl

    exiger_remplacable(vers, MARQUE, "un dossier de versions publiées", "publie")
    try:
        if not vers.exists():
            vers.mkdir(parents=True)
            vers.chmod(0o755)
        (vers / MARQUE).touch()
        verrou = (vers / ".verrou").open("w")
    except OSError:
        raise DestinationRefusee(
            f"Le dossier « {vers} » refuse l'écriture. Vérifiez son nom et vos droits."
        ) from None
    with verrou:
        try:
            fcntl.flock(verrou, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DestinationRefusee(
                f"Une autre publication est en cours dans « {vers} ». Attendez qu'elle finisse, puis recommencez."
            ) from None
        # Ce qu'une publication tuée net aurait laissé : le verrou dit que plus personne n'y travaille.
        for reste in vers.glob(f"{_ATELIER}*"):
            shutil.rmtree(reste)
        with tempfile.TemporaryDirectory(prefix=_ATELIER, dir=vers) as atelier:
            yield Path(atelier)


def designee(vers: Path, lien: str) -> str | None:
    """Le nom de la version que désigne `courante` ou `precedente` ; rien si le lien n'y est pas ou ne mène nulle part."""
    chemin = vers / lien
    return chemin.readlink().name if chemin.is_symlink() and chemin.is_dir() else None


def version(vers: Path, nom: str) -> Path:
    """Où est la version de ce nom."""
    return vers / "versions" / nom


def ranger(vers: Path, neuf: Path, nom: str) -> None:
    """Met une version finie à sa place, d'un seul renommage. Celle de même nom a le même contenu : elle reste."""
    place = version(vers, nom)
    if place.exists():
        return
    if not place.parent.exists():
        place.parent.mkdir()
        place.parent.chmod(0o755)
    neuf.rename(place)


def basculer(vers: Path, nom: str, atelier: Path) -> None:
    """Fait de cette version la courante, et de la courante la précédente ; efface ensuite les versions trop anciennes."""
    courante = designee(vers, COURANTE)
    if courante is not None:
        _reprendre(version(vers, courante), version(vers, nom), atelier)
        # Dans cet ordre, une coupure entre les deux ne change rien à ce qui est servi, et recommencer suffit.
        _pointer(vers, PRECEDENTE, courante, atelier)
    _pointer(vers, COURANTE, nom, atelier)
    marque = vers / MARQUE
    servies = [ancien for ancien in marque.read_text(encoding="utf-8").split() if ancien != nom]
    gardees = [*servies, nom][-_GARDEES:]
    provisoire = atelier / "marque"
    provisoire.write_text("\n".join([*servies, nom][-_GARDEES:]) + "\n", encoding="utf-8")
    provisoire.replace(marque)
    for ancienne in (vers / "versions").iterdir():
        if ancienne.name not in {*gardees, nom, courante}:
            # La bascule est faite : ce qui résiste ici le sera à la prochaine, sans alarmer personne.
            shutil.rmtree(ancienne, ignore_errors=True)


def _reprendre(de: Path, dans: Path, atelier: Path) -> None:
    """Recopie les assets de la version quittée, non ceux qu'elle avait repris : une page déjà ouverte les demandera encore."""
    for propre in (de / PROPRES).read_text(encoding="utf-8").split():
        if not (dans / propre).exists() and (dans / propre).parent.is_dir():
            copie = Path(shutil.copytree(de / propre, atelier / "repris" / propre))
            copie.rename(dans / propre)


def _pointer(vers: Path, lien: str, nom: str, atelier: Path) -> None:
    # Relatif, pour que le dossier entier puisse être déplacé ; remplacé d'un coup, jamais absent.
    (atelier / lien).symlink_to(Path("versions") / nom, target_is_directory=True)
    (atelier / lien).replace(vers / lien)


def revenir(vers: Path) -> tuple[str, str]:
    """Remet la version précédente à la place de la courante, et l'inverse. Rend les noms de la remise et de la quittée.

    Lève RetourImpossible ou DestinationRefusee ; rien n'a alors changé.
    """
    if not (vers / MARQUE).is_file():
        raise RetourImpossible(f"Rien n'a été publié dans « {vers} » : il n'y a pas de version où revenir.")
    with ouvrir(vers) as atelier:
        precedente, courante = designee(vers, PRECEDENTE), designee(vers, COURANTE)
        if precedente is None or courante is None or precedente == courante:
            raise RetourImpossible(
                f"Il n'y a pas de version précédente dans « {vers} » : celle qui est servie le reste."
            )
        basculer(vers, precedente, atelier)
    return precedente, courante
