"""La date de construction : donnée par SOURCE_DATE_EPOCH, ou celle du jour."""

import os
from datetime import UTC, date, datetime


def aujourd_hui() -> date:
    """La seule lecture de l'horloge. Lève ValueError, OverflowError ou OSError si
    SOURCE_DATE_EPOCH n'est pas un nombre de secondes possible. Le jour est celui de Greenwich : il ne change pas
    avec la machine."""
    if epoque := os.environ.get("SOURCE_DATE_EPOCH"):
        return datetime.fromtimestamp(int(epoque), UTC).date()
    return datetime.now(UTC).date()


def figer(quand: date) -> None:
    """Donne cette date à tout ce que la construction appelle : le plan du site en dépend aussi."""
    minuit = datetime(quand.year, quand.month, quand.day, tzinfo=UTC)
    os.environ["SOURCE_DATE_EPOCH"] = str(int(minuit.timestamp()))
