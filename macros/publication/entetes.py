"""Les en-têtes que le serveur joint à chaque réponse : ils se calculent de ce que les pages construites utilisent.

La politique de sécurité n'ouvre au navigateur que ce qui sert. Elle ne porte aucune empreinte (« hash ») : une
empreinte permettrait un script écrit dans une page, et toute page qui en contient un est refusée (ecarts.py). Un
script en fichier n'y gagnerait rien : il vient du même serveur que la politique qui l'attesterait.
"""

from collections.abc import Iterator

from .ressources import Ressource
from .site import SiteLu

_OUVERTES_SI_UTILES = (
    "script-src",
    "style-src",
    "img-src",
    "font-src",
    "media-src",
    "frame-src",
    "manifest-src",
    "form-action",
)

CE_QUE_DEMANDENT_LES_SCRIPTS = {"connect-src": "'self'", "worker-src": "'none'"}
"""Ce que nos scripts peuvent aller chercher une fois lancés : les fichiers du site, rien d'autre (les lieux par lots)."""

_TOUJOURS = (
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    # Un script ne peut pas changer un texte en balises (innerHTML) : il crée ses éléments un à un.
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    "upgrade-insecure-requests",
)

_REFUSEES_AUX_PAGES = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "clipboard-read",
    "compute-pressure",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "otp-credentials",
    "payment",
    "picture-in-picture",
    "publickey-credentials-create",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)
"""Ce qu'une page pourrait demander à l'appareil. Un nom que le navigateur ne connaît pas y ferait une alerte."""

_PERMISES_AUX_PAGES = ("clipboard-write", "geolocation")
"""Ce que l'on peut demander soi-même, par un bouton : copier un lien, trouver les lieux autour de soi."""


def politique(site: SiteLu) -> str:
    """La politique de sécurité (Content-Security-Policy) du site, une seule pour toutes ses pages."""
    utiles = {ressource.directive for ressource in _demandees(site)}
    choix = {nom: "'self'" if nom in utiles else "'none'" for nom in _OUVERTES_SI_UTILES}
    ouvertes = {"default-src": "'none'", **choix, **CE_QUE_DEMANDENT_LES_SCRIPTS}
    return "; ".join([*(f"{nom} {valeur}" for nom, valeur in ouvertes.items()), *_TOUJOURS])


def _demandees(site: SiteLu) -> list[Ressource]:
    des_pages = [ressource for page in site.pages.values() for ressource in page.ressources]
    return des_pages + [ressource for demandes in site.demandes.values() for ressource in demandes]


def entetes(site: SiteLu) -> dict[str, str]:
    """Chaque en-tête et sa valeur."""
    return {
        "Content-Security-Policy": politique(site),
        # Deux ans, sans includeSubDomains : le site vit souvent sous l'adresse d'une collectivité, et ce n'est pas à
        # lui d'imposer le chiffrement à ce qui serait servi dessous.
        "Strict-Transport-Security": "max-age=63072000",
        "X-Content-Type-Options": "nosniff",
        # Certaines pages parlent de violences ou d'expulsion : le site d'arrivée d'un lien n'a pas à savoir laquelle
        # on quitte, ni même que l'on vient d'ici.
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": ", ".join(
            [f"{nom}=()" for nom in _REFUSEES_AUX_PAGES] + [f"{nom}=(self)" for nom in _PERMISES_AUX_PAGES]
        ),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


DONNEES_OUVERTES = "donnees/"
"""Le dossier des fichiers que les autres sites peuvent lire depuis leurs propres pages."""

POUR_TOUS = {"Access-Control-Allow-Origin": "*"}
"""L'en-tête qui le leur permet, dans ce seul dossier."""

POUR_HEBERGEUR = "_headers"
POUR_NGINX = ".entetes-nginx.conf"

_AVERTISSEMENT = """\
# Écrit à chaque construction, d'après les pages : ne le changez pas à la main.
# À inclure dans « server ». Une « location » qui a son propre add_header perd tous ceux-ci : il faut l'y inclure aussi.
"""


def _pour_tous_par_nginx(racine: str) -> Iterator[str]:
    """Une variable, vide hors du dossier : nginx tait un en-tête vide, et une « location » aurait perdu tous les autres."""
    for rang, (nom, valeur) in enumerate(POUR_TOUS.items()):
        yield f'set $pour_tous_{rang} "";\n'
        yield f'if ($uri ~ "^{racine}{DONNEES_OUVERTES}") {{ set $pour_tous_{rang} "{valeur}"; }}\n'
        yield f"add_header {nom} $pour_tous_{rang} always;\n"


def ecrire_entetes(site: SiteLu) -> None:
    """Écrit les en-têtes à la racine du site, sous les deux formes que les serveurs lisent.

    `_headers` est celle de plusieurs hébergeurs de fichiers. L'autre s'inclut dans nginx ; son nom commence par un
    point, comme tout ce qu'un serveur ne doit pas donner.
    """
    lus = entetes(site)
    lignes = ["/*", *(f"  {nom}: {valeur}" for nom, valeur in lus.items())]
    if a_des_donnees := any(fichier.startswith(DONNEES_OUVERTES) for fichier in site.octets):
        lignes += [f"/{DONNEES_OUVERTES}*", *(f"  {nom}: {valeur}" for nom, valeur in POUR_TOUS.items())]
    (site.dossier / POUR_HEBERGEUR).write_text("\n".join(lignes) + "\n", encoding="utf-8", newline="\n")
    directives = "".join(f'add_header {nom} "{valeur}" always;\n' for nom, valeur in lus.items())
    if a_des_donnees:
        directives += "".join(_pour_tous_par_nginx(site.racine))
    (site.dossier / POUR_NGINX).write_text(_AVERTISSEMENT + directives, encoding="utf-8", newline="\n")
