"""Ce qu'une page du site ne doit pas contenir : du code ou une mise en forme écrits dedans, un fichier d'ailleurs.

La politique de sécurité (entetes.py) empêcherait le navigateur de les suivre, sans que personne l'apprenne : on le
dit donc à qui écrit la page. Les blocs de données, comme `application/ld+json`, ne s'exécutent pas : ils sont permis.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import html

from ..lecture import cite
from .ressources import Ressource, sans_blancs


@dataclass(frozen=True)
class Ecart:
    """`motif` : l'expression régulière qui le retrouve dans le fichier écrit à la main."""

    constat: str
    conseil: str
    motif: str


_SANS_MESURE = (
    "Retirez-le : ni mesure d'audience, ni module d'un autre site, ici rien de ce qu'on lit n'est suivi. "
    "Un script du site est un fichier de overrides/assets/"
)
_SANS_STYLE = "Retirez-la : toute la mise en forme est dans overrides/assets/style.css"
_EXEMPLE_D_IMAGE = (
    'Écrivez par exemple ![Le quartier](quartier.jpg){: width="640" height="400" loading="lazy" } : '
    "le texte ne saute pas quand l'image arrive"
)

_SCRIPTS = re.compile(
    r"(?:module|importmap|speculationrules|.*(?:javascript|ecmascript|jscript|livescript).*)?"
)
"""Les types de script que le navigateur exécute ou suit ; tout autre est un bloc de données."""

_INTERDITES = ("base", "object", "embed", "applet", "meta[@http-equiv]")
_ELEMENTS = "|".join(f"//{balise}" for balise in ("script[not(@src)]", "style", *_INTERDITES))
_ATTRIBUTS = "//@style | //@srcdoc | //@ping | //@*[starts-with(name(), 'on')]"
_ADRESSES = "//@href | //@src | //@action | //@formaction | //@*[name() = 'xlink:href']"


def ecarts_de_page(arbre: html.HtmlElement, ressources: Iterable[Ressource]) -> Iterator[Ecart]:
    """Tous les écarts d'une page. `ressources` : ce qu'elle demande, déjà relevé."""
    yield from (e for element in arbre.xpath(_ELEMENTS) if (e := _de_l_element(element)))
    yield from (_de_l_attribut(attribut.attrname, str(attribut)) for attribut in arbre.xpath(_ATTRIBUTS))
    for adresse in arbre.xpath(_ADRESSES):
        if sans_blancs(adresse).lower().startswith("javascript:"):
            constat = f"l'adresse {cite(adresse)} est du code : le navigateur ne l'exécutera pas"
            yield Ecart(constat, "Mettez l'adresse d'une page, ou retirez le lien", _ecrit(adresse))
    yield from ecarts_de_ressources(ressources)
    yield from _des_images(arbre)


def _de_l_element(element: html.HtmlElement) -> Ecart | None:
    texte = (element.text or "").strip()
    debut = rf"<{element.tag}\b[^>]*>\s*{_ecrit(texte[:80])}"
    if element.tag == "style":
        return Ecart(f"une mise en forme est écrite dans la page : {cite(texte)}", _SANS_STYLE, debut)
    if element.tag == "script":
        if not texte or not _SCRIPTS.fullmatch(element.get("type", "").strip().lower()):
            return None
        constat = f"un script est écrit dans la page, le navigateur ne l'exécutera pas : {cite(texte)}"
        return Ecart(constat, _SANS_MESURE, debut)
    constat = f"la balise <{element.tag}> n'est pas permise : le navigateur ne la suivra pas"
    return Ecart(constat, "Retirez-la ; pour donner un document, mettez un lien", rf"<{element.tag}\b")


def _de_l_attribut(nom: str, valeur: str) -> Ecart:
    motif = rf"\b{nom}\s*=\s*[\"']?\s*{_ecrit(valeur)}"
    ecrit = cite(f'{nom}="{valeur}"')
    if nom == "style":
        return Ecart(f"une mise en forme est écrite dans la page : {ecrit}", _SANS_STYLE, motif)
    return Ecart(
        f"du code est écrit dans la page, le navigateur ne l'exécutera pas : {ecrit}", _SANS_MESURE, motif
    )


def ecarts_de_ressources(ressources: Iterable[Ressource]) -> Iterator[Ecart]:
    """Un écart par demande à un autre site, ou par fichier écrit dans l'adresse même (« data: »)."""
    for ressource in ressources:
        if ressource.est_d_ailleurs:
            yield Ecart(*_d_ailleurs(ressource), _ecrit(ressource.adresse))


def _d_ailleurs(ressource: Ressource) -> tuple[str, str]:
    ecrit = cite(ressource.adresse)
    if not re.match(r"https?:|//", sans_blancs(ressource.adresse).replace("\\", "/"), re.IGNORECASE):
        return (
            f"le fichier {ecrit} est écrit dans l'adresse même : le navigateur ne le prendra pas",
            "Enregistrez-le dans docs/, et citez-le par son chemin, par exemple ../images/quartier.jpg",
        )
    if ressource.directive == "form-action":
        return (
            f"le formulaire enverrait à un autre site, {ecrit}, ce que le visiteur écrit",
            "Retirez-le, et mettez un lien vers la page de ce service",
        )
    constat = f"{ecrit} serait demandé à un autre site, qui saurait qui lit cette page"
    if ressource.directive in ("frame-src", "media-src"):
        return constat, "Mettez à la place un lien, que le visiteur choisira de suivre"
    if ressource.directive == "script-src":
        return constat, _SANS_MESURE
    return (
        constat,
        "Retirez cette ligne, ou enregistrez le fichier dans docs/ et citez-le par son chemin, "
        "par exemple ../images/quartier.jpg",
    )


def _des_images(arbre: html.HtmlElement) -> Iterator[Ecart]:
    """Les images de l'en-tête et la première qui suit se voient aussitôt ; les autres attendent leur tour."""
    aussitot = {*arbre.xpath("//header//img"), *arbre.xpath("(//img[not(ancestor::header)])[1]")}
    for image in arbre.xpath("//img"):
        manques = [f"{nom}=" for nom in ("width", "height") if not image.get(nom, "").isdecimal()]
        if image not in aussitot and image.get("loading", "").lower() != "lazy":
            manques.append('loading="lazy"')
        adresse = image.get("src", "")
        if manques and not Ressource("img-src", adresse).est_d_ailleurs:
            constat = f"il manque à l'image {cite(adresse)} : {', '.join(manques)}"
            # MkDocs récrit le chemin d'une image : son nom seul est sûr.
            yield Ecart(constat, _EXEMPLE_D_IMAGE, rf"[^\s(\"'<]*{_ecrit(adresse.rsplit('/', 1)[-1])}")


def _ecrit(texte: str) -> str:
    """Le texte tel qu'on a pu l'écrire : blancs libres, « & » peut-être codé, coupé à deux cents signes."""
    mots = (re.escape(mot).replace("&", "&(?:amp;)?") for mot in texte[:200].split())
    return r"\s+".join(mots)
