"""Tout ce qui empêche de publier le site construit, dit d'un coup, à l'endroit où cela s'écrit."""

import re
from collections.abc import Iterator
from pathlib import Path

from ..lecture import Probleme, cite
from .ecarts import Ecart, ecarts_de_ressources
from .fuites import fuites
from .liens import liens_morts, page_ecrite, situer
from .poids import publies_pour_rien, trop_lourdes
from .reserve import Reserve, mots_de
from .site import SiteLu

_GABARITS = ("overrides/**/*.html", "macros/rendu/gabarits/**/*.html")


def controler(site: SiteLu, projet: Path) -> list[Probleme]:
    """Les liens morts, les écarts et les excès, triés. `projet` : le dossier qui contient docs/ et overrides/."""
    problemes = {situer(mort, projet / "docs") for mort in liens_morts(site)}
    if ecarts := list(_ecarts(site)):
        gabarits = _lire_les_gabarits(projet)
        for fichier, ecart in ecarts:
            problemes |= set(_situer_l_ecart(fichier, ecart, projet, gabarits))
    for exces in (*trop_lourdes(site), *publies_pour_rien(site)):
        problemes.add(Probleme.du_fichier(_source(exces.fichier, projet), exces.constat, exces.conseil))
    return sorted(problemes)


def controler_les_fuites(dossier: Path, reserve: Reserve, projet: Path) -> list[Probleme]:
    """Ce qui est réservé au réseau et se lit dans un dossier de site public, trié."""
    problemes = set()
    for fuite in fuites(dossier, reserve):
        source = _source(fuite.fichier, projet)
        motif = re.compile(r"[\W\d_]+".join(map(re.escape, mots_de(fuite.dit))), re.IGNORECASE)
        trouve = motif.search(texte := _lire(projet / source))
        debut = trouve.start() if trouve else 0
        ligne, colonne = texte.count("\n", 0, debut) + 1, debut - texte.rfind("\n", 0, debut)
        verbe = "se lisent" if fuite.nature == "les mots" else "se lit"
        constat = f"{fuite.nature} {cite(fuite.dit)} {verbe} sur le site public, et c'est réservé au réseau"
        conseil = "Retirez-le d'ici, ou changez-le là où il est réservé ; rien n'a été publié"
        problemes.add(Probleme(source, ligne, colonne, "", constat, conseil))
    return sorted(problemes)


def _ecarts(site: SiteLu) -> Iterator[tuple[str, Ecart]]:
    for page, lue in site.pages.items():
        yield from ((page, ecart) for ecart in lue.ecarts)
    for fichier, demandes in site.demandes.items():
        yield from ((fichier, ecart) for ecart in ecarts_de_ressources(demandes))


def _lire_les_gabarits(projet: Path) -> dict[str, str]:
    """Le texte de chaque gabarit, par chemin ; une faute de gabarit est dans toutes les pages, on ne le relit pas pour chacune."""
    chemins = sorted(chemin for motif in _GABARITS for chemin in projet.glob(motif))
    return {chemin.relative_to(projet).as_posix(): _lire(chemin) for chemin in chemins}


def _situer_l_ecart(fichier: str, ecart: Ecart, projet: Path, gabarits: dict[str, str]) -> Iterator[Probleme]:
    """Chaque endroit du fichier écrit à la main, sinon du gabarit, où l'écart se lit ; à défaut, le fichier construit."""
    source = _source(fichier, projet)
    for nom, texte in ((source, _lire(projet / source)), *gabarits.items()):
        if trouves := list(re.finditer(ecart.motif, texte, re.IGNORECASE)):
            for trouve in trouves:
                ligne = texte.count("\n", 0, trouve.start()) + 1
                colonne = trouve.start() - texte.rfind("\n", 0, trouve.start())
                yield Probleme(nom, ligne, colonne, "", ecart.constat, ecart.conseil)
            return
    yield Probleme.du_fichier(f"site/{fichier}", ecart.constat, ecart.conseil)


def _source(fichier: str, projet: Path) -> str:
    """Le fichier écrit à la main dont vient un fichier du site ; à défaut, le fichier construit."""
    if page := page_ecrite(fichier, projet / "docs"):
        return f"docs/{page}"
    return next(
        (f"{d}/{fichier}" for d in ("docs", "overrides") if (projet / d / fichier).is_file()),
        f"site/{fichier}",
    )


def _lire(chemin: Path) -> str:
    return chemin.read_text(encoding="utf-8-sig", errors="replace") if chemin.is_file() else ""
