"""Les communes et les lieux."""

from collections.abc import Iterator

from ..lecture import Probleme, abreger, cite, proches
from ..lus import Citation, Lus
from ..modele.communs import Point, lire_point
from ..modele.noms import adresse
from .communs import doubles


def pages_de_communes_uniques(lus: Lus) -> Iterator[Probleme]:
    """Deux communes n'ont pas la même adresse de page."""
    premieres: dict[str, str] = {}
    for citation in lus.lire("territoire.yaml", "communes/*/nom"):
        nom = citation.texte
        if not 0 < len(adresse(nom)) <= 80 or adresse(nom) == "index":
            yield lus.probleme(
                citation,
                f"{cite(nom)} ne peut pas donner son nom à une page",
                "Écrivez le nom officiel de la commune, en lettres latines",
            )
        if premieres.setdefault(adresse(nom), nom) is not nom:
            yield lus.probleme(
                citation,
                f"{cite(nom)} donnerait la même adresse de page que {cite(premieres[adresse(nom)])}",
                "Vérifiez que la commune n'est pas écrite deux fois",
            )


def communes_connues(lus: Lus) -> Iterator[Probleme]:
    """Un guichet se trouve, dessert et passe dans des communes du territoire ; un contour est celui de l'une d'elles."""
    codes = set(lus.connus("territoire.yaml", "communes/*/code_insee"))
    for fichier, motif in (
        ("guichets.yaml", "guichets/*/commune"),
        ("guichets.yaml", "guichets/*/communes_desservies/*"),
        ("guichets.yaml", "guichets/*/passages/*/commune"),
        ("contours.yaml", "contours/*/commune"),
    ):
        for citation in lus.lire(fichier, motif):
            if citation.texte not in codes:
                yield lus.probleme(
                    citation,
                    f"{cite(citation.texte)} n'est pas une commune du territoire",
                    _conseil_de_commune(lus, citation.texte),
                )


def _conseil_de_commune(lus: Lus, lu: str) -> str:
    """Le code que l'on voulait sans doute écrire, reconnu au nom, au code postal ou à la ressemblance."""
    fichier = "territoire.yaml"
    codes = {chemin[1]: code for _, chemin, code in lus.lire(fichier, "communes/*/code_insee")}
    noms = {
        codes[chemin[1]]: nom for _, chemin, nom in lus.lire(fichier, "communes/*/nom") if chemin[1] in codes
    }
    postaux = [
        codes[chemin[1]]
        for _, chemin, postal in lus.lire(fichier, "communes/*/codes_postaux/*")
        if postal == lu and chemin[1] in codes
    ]
    if postaux:
        choix = " ou ".join(f"{cite(code)} ({abreger(noms.get(code, 'sans nom'))})" for code in postaux[:4])
        return f"C'est un code postal ; écrivez le code INSEE : {choix}"
    for code, nom in noms.items():
        if adresse(nom) == adresse(lu):
            return f"Écrivez son code INSEE : {cite(code)}"
    if trouves := proches(lu, [code for code in noms if len(code) == 5]):
        return f"Vouliez-vous dire « {trouves[0]} » ({abreger(noms[trouves[0]])}) ?"
    return "Écrivez le code INSEE d'une commune de territoire.yaml"


def communes_desservies_une_fois(lus: Lus) -> Iterator[Probleme]:
    """Un guichet ne dessert pas deux fois la même commune."""
    par_guichet: dict[object, list[Citation]] = {}
    for citation in lus.lire("guichets.yaml", "guichets/*/communes_desservies/*"):
        par_guichet.setdefault(citation.chemin[1], []).append(citation)
    for citations in par_guichet.values():
        yield from doubles(lus, citations)


def lieux_pres_de_leur_commune(lus: Lus) -> Iterator[Probleme]:
    """Un lieu est à moins de soixante kilomètres du point de sa commune : sinon, latitude et longitude sont fausses."""
    codes = {c.chemin[1]: c.texte for c in lus.lire("territoire.yaml", "communes/*/code_insee")}
    bourgs = {
        codes[rang]: point for rang, point in _points(lus, "territoire.yaml", "communes") if rang in codes
    }
    communes = {c.chemin[1]: c.texte for c in lus.lire("guichets.yaml", "guichets/*/commune")}
    for rang, point in _points(lus, "guichets.yaml", "guichets"):
        bourg = bourgs.get(communes.get(rang, ""))
        if bourg is not None and (distance := bourg.distance_km(point)) > 60:
            yield lus.probleme(
                Citation("guichets.yaml", ("guichets", rang, "point"), ""),
                f"ce point est à {distance:.0f} km de sa commune",
                "Vérifiez la latitude et la longitude, et qu'elles ne sont pas échangées",
            )


def _points(lus: Lus, fichier: str, liste: str) -> Iterator[tuple[str | int, Point]]:
    """Les points bien écrits d'une liste, avec le rang de leur enregistrement."""
    latitudes = {c.chemin[1]: c.texte for c in lus.lire(fichier, f"{liste}/*/point/latitude")}
    for citation in lus.lire(fichier, f"{liste}/*/point/longitude"):
        rang = citation.chemin[1]
        if (point := lire_point(latitudes.get(rang), citation.texte)) is not None:
            yield rang, point
