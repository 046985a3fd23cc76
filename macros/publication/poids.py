"""Ce que pèse une page pour qui la lit sur un téléphone, et ce qui serait publié pour personne.

Une page et tout ce qu'elle charge doivent tenir dans un budget : une connexion lente l'affiche alors en peu de
secondes. Les images différées comptent comme les autres, et chaque variante d'une image aussi.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from ..lecture import cite
from .ressources import locales
from .site import SiteLu

OCTETS_AU_PLUS = 60_000
"""Le poids d'une page et de tout ce qu'elle charge, comme le serveur l'envoie (compressé)."""

DEMANDES_AU_PLUS = 13
"""Le nombre de fichiers demandés pour la montrer, elle comprise."""


@dataclass(frozen=True)
class Pesee:
    """Une page et ce qu'elle charge : les octets de chaque fichier, le plus lourd d'abord."""

    page: str
    parts: tuple[tuple[str, int], ...]

    @property
    def octets(self) -> int:
        """Le poids du tout."""
        return sum(octets for _, octets in self.parts)


@dataclass(frozen=True)
class Exces:
    """Un fichier du site qui ne peut pas être publié tel quel."""

    fichier: str
    constat: str
    conseil: str


def peser(site: SiteLu, page: str) -> Pesee:
    """Pèse une page avec tout ce qu'elle charge, de proche en proche ; chaque fichier une fois."""
    vus, a_voir = {page}, [(page, page_lue) for page_lue in site.pages[page].ressources]
    while a_voir:
        depuis, ressource = a_voir.pop()
        for locale in locales([ressource]):
            fichier = site.chemin(depuis, locale.adresse)
            if fichier in site.octets and fichier not in vus:
                vus.add(fichier)
                a_voir += [(fichier, demandee) for demandee in site.demandes.get(fichier, ())]
    parts = sorted(((nom, site.octets[nom]) for nom in vus), key=lambda part: (-part[1], part[0]))
    return Pesee(page, tuple(parts))


def trop_lourdes(site: SiteLu) -> Iterator[Exces]:
    """Un excès par cause : la page la plus lourde dit aussi combien d'autres le sont à cause du même fichier."""
    par_cause: dict[str, list[Pesee]] = defaultdict(list)
    for page in site.pages:
        pesee = peser(site, page)
        if pesee.octets > OCTETS_AU_PLUS:
            par_cause[pesee.parts[0][0]].append(pesee)
        if len(pesee.parts) > DEMANDES_AU_PLUS:
            constat = f"cette page demande {len(pesee.parts)} fichiers, elle comprise, pour {DEMANDES_AU_PLUS} au plus"
            yield Exces(page, constat, "Gardez les images qui apprennent quelque chose, retirez les autres")
    for cause, pesees in par_cause.items():
        pire = max(pesees, key=lambda pesee: (pesee.octets, pesee.page))
        lourds = ", ".join(
            f"{_nommer(nom, pire.page)} ({_milliers(octets)})" for nom, octets in pire.parts[:3]
        )
        autres = {1: "", 2: ", comme une autre,"}.get(len(pesees), f", comme {len(pesees) - 1} autres,")
        constat = (
            f"cette page{autres} pèse {_milliers(pire.octets)} octets avec ce qu'elle charge, "
            f"pour {_milliers(OCTETS_AU_PLUS)} au plus. Le plus lourd : {lourds}"
        )
        yield Exces(pire.page, constat, _conseil(cause, pire.page))


def _nommer(fichier: str, page: str) -> str:
    return "le texte de la page" if fichier == page else fichier


def _milliers(nombre: int) -> str:
    return f"{nombre:_}".replace("_", " ")


def _conseil(cause: str, page: str) -> str:
    if cause == page:
        return "Partagez la page en deux, ou mettez un lien vers la page qui dit déjà la même chose"
    if PurePosixPath(cause).suffix.lower() in (".css", ".js", ".mjs"):
        return f"Allégez {cause}, ou ne le chargez que dans les pages qui s'en servent"
    return f"Réduisez {cause} (moins large, au format WebP), ou mettez un lien vers ce fichier"


_DEMANDES_SANS_LIEN = {"favicon.ico", "robots.txt", "sitemap.xml", "sitemap.xml.gz"}
"""Ce que navigateurs et moteurs de recherche viennent prendre d'eux-mêmes."""

_CITENT_PAR_LEUR_NOM = {".js", ".json", ".mjs", ".webmanifest"}
"""Les fichiers dont un texte peut en nommer d'autres, qu'ils iront chercher plus tard."""


def publies_pour_rien(site: SiteLu) -> Iterator[Exces]:
    """Les plans de code (.map), et tout fichier que rien ne demande, ne cite ni n'ouvre, de proche en proche."""
    for fichier in sorted(set(site.octets) - _utiles(site)):
        if fichier.endswith(".map"):
            constat = f"le fichier {cite(fichier)} ne sert qu'à qui écrit un script"
            yield Exces(fichier, constat, "Retirez-le du site")
        else:
            constat = f"rien dans le site ne mène au fichier {cite(fichier)}, qui serait publié quand même"
            yield Exces(fichier, constat, "Mettez un lien vers lui dans une page, ou retirez-le")


def _utiles(site: SiteLu) -> set[str]:
    servis = {nom for nom in site.octets if not nom.endswith(".map")}
    utiles = {nom for nom in servis if nom in _DEMANDES_SANS_LIEN or _est_au_serveur(nom)} | set(site.pages)
    for page, lue in site.pages.items():
        adresses = lue.liens | {ressource.adresse for ressource in lue.ressources}
        utiles |= {
            site.chemin(page, adresse) for adresse in adresses if not urlsplit(adresse).netloc
        } & servis
    a_lire = utiles - set(site.pages)
    while a_lire:
        fichier = a_lire.pop()
        trouves = {site.chemin(fichier, r.adresse) for r in locales(site.demandes.get(fichier, ()))} & servis
        if PurePosixPath(fichier).suffix in _CITENT_PAR_LEUR_NOM:
            texte = (site.dossier / fichier).read_text(encoding="utf-8", errors="replace")
            trouves |= {nom for nom in servis - utiles if PurePosixPath(nom).name in texte}
        a_lire |= trouves - utiles
        utiles |= trouves
    return utiles


def _est_au_serveur(nom: str) -> bool:
    """Ce que lit le serveur, ou qu'un point en tête lui fait taire : `_headers`, `.construit-par-ppgd`, `.well-known/`."""
    return nom in ("_headers", "_redirects") or nom.startswith(".")
