"""Ce qu'une copie de site reçoit avant d'être servie : durées de cache, fichiers précompressés, droits et dates."""

import gzip
import os
from hashlib import sha256
from pathlib import Path

from ..publication.entetes import POUR_HEBERGEUR

_TEXTES = (
    ".css",
    ".csv",
    ".geojson",
    ".html",
    ".ics",
    ".js",
    ".json",
    ".svg",
    ".txt",
    ".webmanifest",
    ".xml",
)
_OCTETS_AU_MOINS = 1024
"""En dessous, la réponse tient dans un paquet : la compresser ne ferait rien gagner."""

UN_AN = "max-age=31536000, immutable"


def ecrire_les_durees(site: Path, propre: str | None, reserve: bool) -> None:
    """Ajoute à `_headers` combien de temps chaque fichier se garde ; `propre` : le dossier nommé par son contenu.

    `reserve` : aucun cache partagé ne garde rien, aucun moteur n'indexe rien. Sans `_headers`, ne fait rien.
    """
    fichier = site / POUR_HEBERGEUR
    if not fichier.is_file():
        return
    blocs: dict[str, list[str]] = {}
    for ligne in fichier.read_text(encoding="utf-8").splitlines():
        if ligne.startswith("/"):
            blocs[ligne] = []
        else:
            blocs[list(blocs)[-1]].append(ligne)
    if reserve:
        blocs.setdefault("/*", []).append("  X-Robots-Tag: noindex, nofollow")
    # Un chemin par entrée, jamais « /* » : plusieurs hébergeurs mettent bout à bout les valeurs de deux règles qui se
    # recouvrent, et « no-cache, max-age=31536000 » ne voudrait plus rien dire.
    for chemin in ("/", *sorted(_a_la_racine(site))):
        duree = f"{'private' if reserve else 'public'}, {UN_AN}"
        if chemin != f"/{propre}/*":
            duree = "private, no-cache" if reserve else "no-cache"
        blocs.setdefault(chemin, []).append(f"  Cache-Control: {duree}")
    lignes = [ligne for chemin, suite in blocs.items() for ligne in (chemin, *suite)]
    fichier.write_bytes(("\n".join(lignes) + "\n").encode())


def _a_la_racine(site: Path) -> list[str]:
    visibles = [entree for entree in site.iterdir() if not entree.name.startswith((".", "_"))]
    return [f"/{entree.name}/*" if entree.is_dir() else f"/{entree.name}" for entree in visibles]


def precompresser(site: Path) -> None:
    """Met à côté de chaque texte d'au moins 1 Ko sa forme comprimée, la même à chaque fois, si elle est plus courte."""
    for fichier in sorted(f for f in site.rglob("*") if f.is_file() and f.suffix in _TEXTES):
        contenu = fichier.read_bytes()
        if fichier.name.startswith(".") or len(contenu) <= _OCTETS_AU_MOINS:
            continue
        comprime = gzip.compress(contenu, 9, mtime=0)
        if len(comprime) < len(contenu):
            fichier.with_name(f"{fichier.name}.gz").write_bytes(comprime)


def dater_et_ouvrir(dossier: Path) -> None:
    """Rend tout lisible du serveur, et donne à chaque fichier une date tirée de son contenu.

    nginx fait son ETag de la date (à la seconde) et de la taille : deux versions écrites dans la même seconde se
    confondraient, et un fichier inchangé passerait pour neuf à chaque publication. La date est toujours passée ; les
    serveurs ne la montrent pas.
    """
    for chemin in (dossier, *dossier.rglob("*")):
        if chemin.is_dir():
            chemin.chmod(0o755)
            continue
        chemin.chmod(0o644)
        contenu = chemin.with_suffix("") if _est_une_forme_comprimee(chemin) else chemin
        date = 1_000_000_000 + int(sha256(contenu.read_bytes()).hexdigest()[:12], 16) % 2**29
        os.utime(chemin, (date, date))


def _est_une_forme_comprimee(chemin: Path) -> bool:
    return chemin.suffix == ".gz" and chemin.with_suffix("").is_file()
