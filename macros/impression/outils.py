"""Ce qu'il faut pour imprimer : l'adresse du site, WeasyPrint, segno, et la bibliothèque Pango."""

import io
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from importlib import import_module
from pathlib import Path

_SANS_POLICE = Path(__file__).parent / "polices.conf"


class OutilAbsent(Exception):
    """Il manque de quoi imprimer ; le message dit quoi, et comment l'avoir."""


def exiger(adresse: str) -> None:
    """Charge les outils. `adresse` : celle du site, vide si elle n'est pas connue. Lève OutilAbsent."""
    if not adresse:
        raise OutilAbsent(
            "Le code QR de chaque feuille mène au site : donnez son adresse, "
            "par exemple PPGD_ADRESSE=https://exemple.fr/ make imprimer."
        )
    charger_les_outils()


def charger_les_outils() -> None:
    """Charge WeasyPrint et segno. Lève OutilAbsent."""
    # WeasyPrint, à son premier chargement, s'explique en anglais et s'étonne de ne trouver aucune police.
    with redirect_stdout(io.StringIO()), warnings.catch_warnings(), sans_police_de_la_machine():
        warnings.simplefilter("ignore")
        try:
            for nom in ("cadre", "presse"):
                import_module(f"{__package__}.{nom}")
        except ModuleNotFoundError:
            raise OutilAbsent(
                "WeasyPrint et segno, qui font les PDF, ne sont pas installés. Lancez make imprimer, qui les installe."
            ) from None
        except OSError:
            raise OutilAbsent(
                "La bibliothèque Pango, qui met le texte en page, manque à cette machine. Installez-la "
                "(Debian, Ubuntu : sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)."
            ) from None


@contextmanager
def sans_police_de_la_machine() -> Iterator[None]:
    """Le temps du bloc, Pango ne voit aucune police de la machine : seules celles du site sont employées."""
    avant = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(_SANS_POLICE)
    try:
        yield
    finally:
        del os.environ["FONTCONFIG_FILE"]
        if avant is not None:
            os.environ["FONTCONFIG_FILE"] = avant
