"""Les nouvelles, telles qu'un lecteur de flux s'y abonne (Atom, RFC 4287)."""

from datetime import date, datetime, time
from uuid import UUID, uuid5
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from ..modele.catalogue import Catalogue

NOUVELLES = "reseau/actualites.atom"
"""Où le site les publie."""

_ATOM = "http://www.w3.org/2005/Atom"
_RACINE = UUID("6f0c2f0a-6f0e-5d4b-9c62-3c7f3b5c8f10")
"""De quoi tirer une identité de chaque nouvelle : toujours la même, où que le site soit publié."""


def ecrire_les_nouvelles(catalogue: Catalogue, aujourd_hui: date, textes: dict[str, str]) -> str:
    """Le flux entier. `textes` : par identité de nouvelle, son texte où les faits ont mis leurs valeurs.

    Les liens sont relatifs au flux lui-même, comme le permet Atom : le site peut changer d'adresse.
    """
    territoire, nouvelles = catalogue.territoire, catalogue.reseau.actualites
    fuseau = ZoneInfo(territoire.fuseau_horaire)
    ElementTree.register_namespace("", _ATOM)
    flux = ElementTree.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "fr"})
    _dire(flux, "id", uuid5(_RACINE, territoire.siren).urn)
    _dire(flux, "title", f"Nouvelles du réseau du plan partenarial, {territoire.nom}")
    _dire(flux, "updated", _moment(nouvelles[0].date if nouvelles else aujourd_hui, fuseau))
    auteur = ElementTree.SubElement(flux, f"{{{_ATOM}}}author")
    _dire(auteur, "name", territoire.nom_officiel)
    _lier(flux, "self", NOUVELLES.rpartition("/")[2])
    # Au public, la page du réseau porte les nouvelles ; l'agenda lui est réservé.
    page = "agenda/" if catalogue.audience == "reseau" else ""
    _lier(flux, "alternate", f"{page}#nouvelles")
    for nouvelle in nouvelles:
        entree = ElementTree.SubElement(flux, f"{{{_ATOM}}}entry")
        _dire(entree, "id", uuid5(_RACINE, f"{territoire.siren}/{nouvelle.id}").urn)
        _dire(entree, "title", nouvelle.titre)
        _dire(entree, "updated", _moment(nouvelle.date, fuseau))
        _lier(entree, "alternate", f"../{nouvelle.page}" if nouvelle.page else f"{page}#nouvelles")
        _dire(entree, "summary", textes[nouvelle.id])
    ElementTree.indent(flux)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(flux, encoding="unicode")}\n'


def _dire(parent: ElementTree.Element, nom: str, texte: str) -> None:
    ElementTree.SubElement(parent, f"{{{_ATOM}}}{nom}").text = texte


def _lier(parent: ElementTree.Element, rel: str, vers: str) -> None:
    ElementTree.SubElement(parent, f"{{{_ATOM}}}link", {"rel": rel, "href": vers})


def _moment(jour: date, fuseau: ZoneInfo) -> str:
    return datetime.combine(jour, time(), fuseau).isoformat()
