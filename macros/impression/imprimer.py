"""Imprimer des pages du site, ou ne rien toucher."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import html
from lxml.html import HtmlElement

from ..construction import construire
from ..remplacement import remplacer
from ..verification import Verifies
from .feuilles import Feuille
from .outils import charger_les_outils, exiger, sans_police_de_la_machine

if TYPE_CHECKING:
    from .cadre import Cadre
    from .presse import Epreuve, Presse

MARQUE = ".imprime-par-ppgd"
"""Le fichier vide qui dit qu'un dossier est fait d'impressions, et peut être remplacé."""

CORPS = {"en-bref": (11.5, 11.0, 10.5, 10.0), "fiche": (10.5,), "commune": (10.0, 9.5)}
"""Les tailles de texte permises pour tenir sur une page, en points, la plus lisible d'abord."""


class ImpressionImpossible(Exception):
    """Une feuille ne peut pas être imprimée ; le message dit laquelle et pourquoi, en français."""


@dataclass(frozen=True)
class Bilan:
    """Le nombre de pages imprimées ; `longues` : les communes qui en demandent plusieurs, et combien."""

    pages: int
    longues: tuple[tuple[str, int], ...]


def imprimer(
    racine: Path,
    donnees: Path,
    vers: Path,
    feuilles: Sequence[Feuille],
    verifies: Verifies,
    aujourd_hui: date,
    site: tuple[str, str],
) -> Bilan:
    """Construit le site à part, en tire les feuilles, et les met à la place de `vers`.

    `site` : son nom et son adresse, qui finit par « / ». Lève OutilAbsent, DestinationRefusee,
    ConstructionImpossible ou ImpressionImpossible ; `vers` est alors tel qu'il était.
    """
    exiger(site[1])
    from .cadre import Cadre
    from .presse import Presse, SigneAbsent

    pages: dict[Feuille, int] = {}
    with (
        remplacer(vers, MARQUE, "un dossier d'impressions", "imprimes") as neuf,
        tempfile.TemporaryDirectory(prefix="ppgd-") as atelier,
        sans_police_de_la_machine(),
    ):
        construire(racine, donnees, {"public": Path(atelier) / "site"}, verifies)
        cadre = Cadre(verifies.public.catalogue, aujourd_hui, *site)
        presse = Presse()
        for feuille in feuilles:
            page = html.parse(
                str(Path(atelier) / "site" / feuille.adresse / "index.html"),
                html.HTMLParser(encoding="utf-8"),
            )
            try:
                epreuve = _composer(presse, cadre, feuille, page.getroot())
            except SigneAbsent as raison:
                raise ImpressionImpossible(f"{feuille.adresse} — {raison}") from None
            pages[feuille] = epreuve.pages
            (neuf / feuille.fichier).parent.mkdir(exist_ok=True)
            epreuve.ecrire(neuf / feuille.fichier)
    longues = ((f.adresse, n) for f, n in pages.items() if f.sorte == "commune" and n > 1)
    return Bilan(sum(pages.values()), tuple(longues))


CORPS_D_UN_DOCUMENT = 10.0
"""La taille du texte d'un document de plusieurs pages, en points."""


def imprimer_un_document(texte: str, vers: Path) -> int:
    """Met un document HTML en PDF balisé, et rend son nombre de pages. Lève OutilAbsent ou ImpressionImpossible.

    `vers` n'est remplacé que par un PDF entier.
    """
    charger_les_outils()
    from .presse import Presse, SigneAbsent

    with sans_police_de_la_machine():
        try:
            epreuve = Presse().composer(texte, CORPS_D_UN_DOCUMENT)
        except SigneAbsent as raison:
            raise ImpressionImpossible(str(raison)) from None
        try:
            with tempfile.TemporaryDirectory(prefix=".ppgd-", dir=vers.parent) as atelier:
                provisoire = Path(atelier) / vers.name
                epreuve.ecrire(provisoire)
                provisoire.chmod(0o644)
                provisoire.replace(vers)
        except OSError:
            raise ImpressionImpossible(
                f"« {vers.name} » ne peut pas être écrit là. Vérifiez le dossier et vos droits."
            ) from None
    return epreuve.pages


def _composer(presse: "Presse", cadre: "Cadre", feuille: Feuille, page: HtmlElement) -> "Epreuve":
    """Une page, sous la forme la plus complète puis au plus grand corps qui le permettent ; une fiche en prend
    plusieurs, comme une commune dont même la liste des lieux déborde."""
    for forme in cadre.formes(feuille):
        texte = cadre.habiller(feuille, page, forme)
        for corps in CORPS[feuille.sorte]:
            epreuve = presse.composer(texte, corps)
            if epreuve.pages == 1:
                return epreuve
    if feuille.sorte == "en-bref":
        raise ImpressionImpossible(
            f"{feuille.adresse} — la feuille ne tient plus sur une page, même en petits caractères. "
            "Raccourcissez des messages dans demandeur/messages.yaml."
        )
    return epreuve
