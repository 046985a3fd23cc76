"""Ce qu'un fichier du site fait demander au navigateur : par ses balises, ses `url()`, ses `import`."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import html


@dataclass(frozen=True)
class Ressource:
    """Un fichier demandé. `directive` : ce qui le permet dans la politique ; `adresse` : telle qu'écrite."""

    directive: str
    adresse: str

    @property
    def est_d_ailleurs(self) -> bool:
        """Vrai si l'adresse nomme un protocole ou un hôte, fût-il le nôtre : le site ne se cite que par chemin."""
        return bool(
            re.match(r"[a-z][a-z0-9+.-]*:|//", sans_blancs(self.adresse).replace("\\", "/"), re.IGNORECASE)
        )


def sans_blancs(adresse: str) -> str:
    """L'adresse sans les blancs que le navigateur n'y lit pas."""
    return re.sub(r"[\x00-\x20]", "", adresse)


_PAR_BALISE = {
    ("script", "src"): "script-src",
    ("img", "src"): "img-src",
    ("img", "srcset"): "img-src",
    ("source", "srcset"): "img-src",
    ("input", "src"): "img-src",
    ("image", "href"): "img-src",
    ("image", "xlink:href"): "img-src",
    ("use", "href"): "img-src",
    ("use", "xlink:href"): "img-src",
    ("video", "poster"): "img-src",
    ("video", "src"): "media-src",
    ("audio", "src"): "media-src",
    ("source", "src"): "media-src",
    ("track", "src"): "media-src",
    ("iframe", "src"): "frame-src",
    ("frame", "src"): "frame-src",
    ("form", "action"): "form-action",
    ("button", "formaction"): "form-action",
    ("input", "formaction"): "form-action",
}

_PAR_REL = {"stylesheet": "style-src", "manifest": "manifest-src", "modulepreload": "script-src"}
_PAR_AS = {"script": "script-src", "style": "style-src", "font": "font-src", "image": "img-src"}

_RELS_QUI_NE_DEMANDENT_RIEN = {"alternate", "author", "canonical", "help", "license", "me", "next", "prev"}

_BALISES = "|".join(f"//{balise}" for balise in sorted({balise for balise, _ in _PAR_BALISE} | {"link"}))


def ressources_de_page(arbre: html.HtmlElement) -> Iterator[Ressource]:
    """Ce que la page demande d'elle-même, formulaires compris : rien de ce qu'un lien ouvre quand on le suit."""
    for element in arbre.xpath(_BALISES):
        if element.tag == "link":
            yield from _de_lien(element)
        elif element.tag == "form" and not element.get("action"):
            yield Ressource("form-action", "")
        for nom, valeur in element.attrib.items():
            if directive := _PAR_BALISE.get((element.tag, nom)):
                adresses = _adresses_d_un_jeu(valeur) if nom == "srcset" else [valeur.strip()]
                yield from (Ressource(directive, a) for a in adresses if a and not a.startswith("#"))


def _de_lien(element: html.HtmlElement) -> Iterator[Ressource]:
    """Une balise `link` : même une simple préconnexion dit à un autre site qui lit la page."""
    rels = set(element.get("rel", "").lower().split())
    adresse = element.get("href", "").strip()
    if not adresse or (rels <= _RELS_QUI_NE_DEMANDENT_RIEN):
        return
    directive = next((_PAR_REL[rel] for rel in sorted(rels) if rel in _PAR_REL), "default-src")
    if any("icon" in rel for rel in rels):
        directive = "img-src"
    elif "preload" in rels:
        directive = _PAR_AS.get(element.get("as", "").lower(), "connect-src")
    yield Ressource(directive, adresse)


def _adresses_d_un_jeu(srcset: str) -> list[str]:
    return [morceau.split()[0] for morceau in re.split(r",\s+", srcset.strip()) if morceau.split()]


_COMMENTAIRE = re.compile(r"/\*.*?\*/", re.DOTALL)
_IMPORT_DE_FEUILLE = re.compile(r"""@import\s+(?:url\(\s*)?["']?([^"')\s;]+)""", re.IGNORECASE)
_URL_DE_FEUILLE = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^"')\s]*))\s*\)""", re.IGNORECASE)
_POLICE = re.compile(r"\.(?:woff2?|ttf|otf)(?:[?#]|$)", re.IGNORECASE)


def ressources_de_feuille(texte: str) -> Iterator[Ressource]:
    """Ce qu'une feuille de style demande : autres feuilles, polices, images."""
    texte = _COMMENTAIRE.sub("", texte)
    feuilles = set(_IMPORT_DE_FEUILLE.findall(texte))
    yield from (Ressource("style-src", adresse) for adresse in sorted(feuilles))
    for trouve in _URL_DE_FEUILLE.finditer(texte):
        adresse = next(filter(None, trouve.groups()), "").strip()
        if adresse and not adresse.startswith("#") and adresse not in feuilles:
            yield Ressource("font-src" if _POLICE.search(adresse) else "img-src", adresse)


_IMPORT_DE_SCRIPT = re.compile(
    r"""(?:^|[;}\s])(?:import|export)\s*(?:[\w\s{},*$]+?\bfrom\s*)?["']([^"']+)["']""", re.MULTILINE
)


def ressources_de_script(texte: str) -> Iterator[Ressource]:
    """Les modules qu'un script importe dès son chargement."""
    yield from (Ressource("script-src", adresse) for adresse in _IMPORT_DE_SCRIPT.findall(texte))


LECTEURS = {".css": ressources_de_feuille, ".js": ressources_de_script, ".mjs": ressources_de_script}
"""Comment lire ce que demande un fichier, par la fin de son nom."""


def locales(ressources: Iterable[Ressource]) -> Iterator[Ressource]:
    """Celles du site, sans les formulaires, que le navigateur n'envoie pas de lui-même."""
    yield from (r for r in ressources if r.directive != "form-action" and not r.est_d_ailleurs)
