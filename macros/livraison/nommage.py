"""Le dossier `assets/` d'un site prend un nom qui dit son contenu : le navigateur peut alors le garder un an sans se tromper."""

import posixpath
import re
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote, urlsplit

DOSSIER = "assets"
_QUI_CITENT = (".html", ".xml", ".json", ".css", ".js", ".svg", ".webmanifest")

_REFERENCE = re.compile(
    r"""(?P<avant>["'(=,;\s])(?P<chemin>[^"'()=,;\s<>]*?)assets/(?P<nom>[^"'(),;\s<>?#&\\]+)"""
)


def empreinte(dossier: Path) -> str:
    """L'empreinte de tout ce que contient un dossier, noms compris ; 64 chiffres hexadécimaux."""
    lue = sha256()
    for fichier in sorted(chemin for chemin in dossier.rglob("*") if chemin.is_file()):
        contenu = fichier.read_bytes()
        # La longueur sépare ce nom et ce contenu des suivants : deux dossiers différents ne se confondent pas.
        lue.update(f"{fichier.relative_to(dossier).as_posix()}\0{len(contenu)}\0".encode() + contenu)
    return lue.hexdigest()


def nommer_par_contenu(site: Path, adresse: str = "") -> str | None:
    """Renomme `assets/` en `assets-<empreinte>/` et suit chaque référence ; rend le nouveau nom, rien s'il n'y a pas d'`assets/`.

    `adresse` : l'adresse publique du site, vide si elle n'est pas connue ; les chemins absolus partent de la sienne. Les
    scripts n'ont rien à suivre : ils partent de leur propre adresse, et la profondeur ne change pas.
    """
    ancien = site / DOSSIER
    if not ancien.is_dir():
        return None
    nouveau = f"{DOSSIER}-{empreinte(ancien)[:12]}"
    noms = frozenset(f.relative_to(ancien).as_posix() for f in ancien.rglob("*") if f.is_file())
    for fichier in sorted(f for f in site.rglob("*") if f.is_file() and f.suffix in _QUI_CITENT):
        contenu = fichier.read_bytes()
        if fichier.is_relative_to(ancien) or b"assets/" not in contenu:
            continue
        depuis = fichier.relative_to(site).as_posix()
        fichier.write_bytes(
            _suivre(contenu.decode("utf-8", "surrogateescape"), depuis, noms, nouveau, adresse).encode(
                "utf-8", "surrogateescape"
            )
        )
    ancien.rename(site / nouveau)
    return nouveau


def _suivre(texte: str, depuis: str, noms: frozenset[str], nouveau: str, adresse: str) -> str:
    """Le texte du fichier `depuis`, où chaque adresse d'un fichier d'`assets/` prend le nouveau nom ; le reste est intact."""
    racine = f"/{urlsplit(adresse).path.strip('/')}/".replace("//", "/")

    def a_la_racine(chemin: str) -> bool:
        if chemin.startswith("/") or "://" in chemin:
            return chemin in (racine, f"{adresse.rstrip('/')}/")
        return posixpath.normpath(posixpath.join(posixpath.dirname(depuis), chemin)) == "."

    def suivie(trouvee: re.Match[str]) -> str:
        if unquote(trouvee["nom"]) not in noms or not a_la_racine(trouvee["chemin"]):
            return trouvee[0]
        return f"{trouvee['avant']}{trouvee['chemin']}{nouveau}/{trouvee['nom']}"

    return _REFERENCE.sub(suivie, texte)
