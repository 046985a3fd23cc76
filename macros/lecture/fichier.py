"""Du fichier à son texte : présence, taille, encodage."""

import stat
from pathlib import Path

TAILLE_MAXIMALE = 16_000_000
"""En octets : dix mille lieux bien remplis, cent fois un grand territoire, en pèsent douze millions."""


class Illisible(Exception):
    """Le fichier n'a pas de texte à analyser. Porte la position, le constat et le conseil."""

    def __init__(self, constat: str, conseil: str, position: tuple[int, int] = (1, 1)) -> None:
        super().__init__(constat)
        self.constat = constat
        self.conseil = conseil
        self.position = position


def lire_texte(chemin: Path) -> str:
    """Le texte du fichier, sans marque d'ordre des octets. Lève Illisible."""
    try:
        etat = chemin.stat()
        if not stat.S_ISREG(etat.st_mode) and not chemin.is_dir():
            raise Illisible("ce n'est pas un fichier ordinaire", "Remplacez-le par un fichier de texte")
        taille = etat.st_size
        if taille > TAILLE_MAXIMALE:
            raise Illisible(
                f"le fichier pèse {taille / 1e6:.1f} Mo".replace(".", ",")
                + f", la limite est de {TAILLE_MAXIMALE // 1_000_000} Mo",
                "Vérifiez que c'est le bon fichier",
            )
        octets = chemin.read_bytes()
    except OSError as erreur:
        raison = "c'est un dossier" if chemin.is_dir() else "le système en refuse la lecture"
        if isinstance(erreur, FileNotFoundError):
            raison = "il n'existe pas"
        raise Illisible(
            f"le fichier ne peut pas être lu : {raison}", "Vérifiez son nom et ses droits"
        ) from None
    texte = _decoder(octets)
    if not texte.strip():
        raise Illisible("le fichier est vide", "Écrivez-y des lignes « champ: valeur »")
    return texte


def _decoder(octets: bytes) -> str:
    try:
        texte = octets.decode("utf-8-sig")
        faute = octets.find(b"\0")  # de l'UTF-16 sans accent passe pour de l'UTF-8 plein de zéros
    except UnicodeDecodeError as erreur:
        texte, faute = "", erreur.start
    if faute >= 0:
        avant = octets[:faute].decode("utf-8-sig", "replace")
        raise Illisible(
            "le fichier n'est pas écrit en UTF-8",
            "Enregistrez-le de nouveau en choisissant l'encodage « UTF-8 »",
            (avant.count("\n") + 1, len(avant) - avant.rfind("\n")),
        )
    return texte
