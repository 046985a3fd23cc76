"""Les fichiers partagés du réseau : lus, pesés, reconnus, et chacun cité par une ressource."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from .lecture import Probleme, cite, suggestion
from .lus import Citation, Lus
from .modele.ressource import EXTENSIONS, Document

OCTETS_AU_PLUS = 10_000_000
"""Dix mégaoctets : au-delà, un document se télécharge mal depuis un guichet, et alourdit le dépôt pour toujours."""

_RESSOURCES = "reseau/ressources.yaml"
_DANS_LE_ZIP = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
    "odt": "content.xml",
    "ods": "content.xml",
}


def lire_les_documents(dossier: Path, nom: str, lus: Lus) -> tuple[dict[str, Document], list[Probleme]]:
    """Les fichiers de `reseau/documents/` que les ressources citent, par nom, et tout ce qui ne va pas.

    `nom` : la façon d'écrire le dossier dans les messages.
    """
    documents: dict[str, Document] = {}
    problemes: list[Probleme] = []
    presents = {c.relative_to(dossier).as_posix(): c for c in sorted(dossier.rglob("*")) if c.is_file()}
    cites: dict[str, Citation] = {}
    for citation in lus.lire(_RESSOURCES, "ressources/*/fichier"):
        fichier = citation.texte
        if premiere := cites.get(fichier):
            constat = (
                f"le fichier {cite(fichier)} est déjà celui de la ressource de la ligne {lus.ligne(premiere)}"
            )
            problemes.append(lus.probleme(citation, constat, "Donnez à chaque ressource son propre fichier"))
            continue
        cites[fichier] = citation
        if fichier not in presents:
            constat = f"le fichier {cite(fichier)} n'est pas dans {nom}/"
            conseil = suggestion(fichier, presents, "Déposez-le dans ce dossier, ou corrigez son nom")
            problemes.append(lus.probleme(citation, constat, conseil))
            continue
        contenu = presents[fichier].read_bytes()
        if exces := _refus(fichier, contenu):
            problemes.append(Probleme.du_fichier(f"{nom}/{fichier}", *exces))
        documents[fichier] = Document(fichier, contenu, hashlib.sha256(contenu).hexdigest())
    if lus.arbres.get(_RESSOURCES) is None or not lus.arbres[_RESSOURCES].problemes:
        problemes += _sans_ressource(presents, set(cites), nom)
    return documents, problemes


def _sans_ressource(presents: dict[str, Path], cites: set[str], nom: str) -> Iterator[Probleme]:
    for fichier in presents:
        if fichier not in cites:
            conseil = "Ajoutez-la à reseau/ressources.yaml, avec son propriétaire et son audience, ou retirez le fichier"
            yield Probleme.du_fichier(f"{nom}/{fichier}", "aucune ressource ne cite ce fichier", conseil)


def _refus(nom: str, contenu: bytes) -> tuple[str, str] | None:
    """Pourquoi ce fichier ne peut pas être partagé, et quoi faire ; rien s'il le peut."""
    if not contenu:
        return "ce fichier est vide", "Déposez-le de nouveau"
    if len(contenu) > OCTETS_AU_PLUS:
        constat = f"ce fichier pèse {len(contenu) / 1e6:.1f} Mo, pour {OCTETS_AU_PLUS // 1_000_000} au plus"
        return constat.replace(".", ","), "Réduisez ses images, ou donnez à la ressource un lien"
    fin = nom.rpartition(".")[2]
    if not _est_bien(fin, contenu):
        constat = f"ce fichier n'est pas du {fin}, malgré son nom"
        return constat, f"Enregistrez-le de nouveau au bon format ({', '.join(EXTENSIONS)}), sans le renommer"
    return None


def _est_bien(fin: str, contenu: bytes) -> bool:
    """Vrai si le contenu est bien de la sorte que dit son nom."""
    if fin == "pdf":
        return contenu.startswith(b"%PDF-")
    if fin in ("csv", "txt"):
        try:
            return "\0" not in contenu.decode("utf-8")
        except UnicodeDecodeError:
            return False
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            noms = archive.namelist()
            return _DANS_LE_ZIP.get(fin, "") in noms and not any("vbaProject" in nom for nom in noms)
    except zipfile.BadZipFile:
        return False
