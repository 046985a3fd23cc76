"""Ce qui doit s'accorder d'un enregistrement à l'autre : une petite fonction par règle.

Les règles lisent les arbres plutôt que les modèles : elles gardent ainsi la ligne de chaque citation, et
jugent aussi un fichier dont un autre enregistrement est refusé. Si un document dont une règle a besoin n'a
pas pu être lu, elle se tait : son tour viendra quand la première faute sera corrigée.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .lecture import Arbre, Chemin, Probleme, cite, nommer, proches, suggestion
from .modele.catalogue import adresse

Citation = tuple[str, Chemin, str]
"""fichier, chemin dans le fichier, texte lu"""


class DocumentAbsent(Exception):
    """Le document dont la règle a besoin n'a pas pu être lu."""


@dataclass(frozen=True)
class Lus:
    """Les arbres lus, par nom de fichier dans le dossier de données."""

    arbres: Mapping[str, Arbre]

    @property
    def fiches(self) -> list[str]:
        """Les fichiers des fiches."""
        return sorted(fichier for fichier in self.arbres if fichier.startswith("fiches/"))

    def lire(self, fichier: str, motif: str) -> Iterator[Citation]:
        """Les textes que le motif atteint : « guichets/*/commune », l'étoile passant chaque élément d'une liste.

        Ne rend rien si le fichier manque ou n'a pas pu être lu.
        """
        arbre = self.arbres.get(fichier)
        if arbre is not None:
            for chemin, texte in _parcourir(arbre.donnees, motif.split("/"), ()):
                yield fichier, chemin, texte

    def connus(self, fichier: str, motif: str) -> list[str]:
        """Les identités écrites dans un fichier, enregistrements refusés compris. Lève DocumentAbsent."""
        if fichier not in self.arbres or self.arbres[fichier].donnees is None:
            raise DocumentAbsent
        return [texte for _, _, texte in self.lire(fichier, motif)]

    def ligne(self, citation: Citation) -> int:
        """La ligne de cette citation."""
        return self.arbres[citation[0]].position(citation[1])[0]

    def probleme(self, citation: Citation, constat: str, conseil: str) -> Probleme:
        """Un problème à la position de cette citation."""
        fichier, chemin, _ = citation
        arbre = self.arbres[fichier]
        ou = nommer(chemin, arbre.donnees, nom_de_fiche(fichier))
        return Probleme(arbre.fichier, *arbre.position(chemin), ou, constat, conseil)


def nom_de_fiche(fichier: str) -> str:
    """« fiche « observatoire » » pour fiches/observatoire.yaml ; rien pour les autres fichiers."""
    return f"fiche « {slug(fichier)} »" if fichier.startswith("fiches/") else ""


def slug(fichier: str) -> str:
    """L'identité d'une fiche : le nom de son fichier."""
    return fichier.removeprefix("fiches/").removesuffix(".yaml")


def _parcourir(donnees: Any, motif: list[str], chemin: Chemin) -> Iterator[tuple[Chemin, str]]:
    if not motif:
        if isinstance(donnees, str):
            yield chemin, donnees
    elif motif[0] == "*" and isinstance(donnees, list):
        for rang, element in enumerate(donnees):
            yield from _parcourir(element, motif[1:], (*chemin, rang))
    elif isinstance(donnees, dict) and motif[0] in donnees:
        yield from _parcourir(donnees[motif[0]], motif[1:], (*chemin, motif[0]))


def _doubles(lus: Lus, citations: Iterable[Citation]) -> Iterator[Probleme]:
    premieres: dict[str, Citation] = {}
    for citation in citations:
        texte = citation[2]
        if texte not in premieres:
            premieres[texte] = citation
            continue
        premiere = premieres[texte]
        ailleurs = "" if premiere[0] == citation[0] else f" de {lus.arbres[premiere[0]].fichier}"
        yield lus.probleme(
            citation,
            f"{cite(texte)} est déjà pris, ligne {lus.ligne(premiere)}{ailleurs}",
            "Donnez à chacun le sien, ou retirez celui qui est en double",
        )


def _inconnus(
    lus: Lus, citations: Iterable[Citation], nature: str, connus: list[str], ou: str
) -> Iterator[Probleme]:
    for citation in citations:
        texte = citation[2]
        if texte not in connus:
            yield lus.probleme(
                citation,
                f"{nature} {cite(texte)} n'existe pas",
                suggestion(texte, connus, f"Écrivez un identifiant de {ou}"),
            )


def identites_uniques(lus: Lus) -> Iterator[Probleme]:
    """Deux enregistrements d'une même liste n'ont pas la même identité."""
    for fichier, motif in (
        ("territoire.yaml", "communes/*/code_insee"),
        ("territoire.yaml", "contacts/*/id"),
        ("plan.yaml", "orientations/*/numero"),
        ("plan.yaml", "themes/*/id"),
        ("plan.yaml", "parties/*/lettre"),
        ("plan.yaml", "etapes/*/id"),
        ("guichets.yaml", "guichets/*/id"),
        ("demandeur/faits.yaml", "faits/*/id"),
        ("demandeur/glossaire.yaml", "termes/*/id"),
        ("demandeur/plafonds.yaml", "zones/*/id"),
        ("demandeur/cotation.yaml", "grille/criteres/*/id"),
        ("reseau/ressources.yaml", "ressources/*/id"),
        ("reseau/agenda.yaml", "evenements/*/id"),
    ):
        yield from _doubles(lus, lus.lire(fichier, motif))


def echeances_uniques(lus: Lus) -> Iterator[Probleme]:
    """Deux échéances d'une fiche n'ont pas la même identité."""
    for fichier in lus.fiches:
        yield from _doubles(lus, lus.lire(fichier, "echeances/*/id"))


def indicateurs_uniques(lus: Lus) -> Iterator[Probleme]:
    """Deux indicateurs du plan n'ont pas la même identité, même dans deux fiches."""
    yield from _doubles(lus, (c for fichier in lus.fiches for c in lus.lire(fichier, "indicateurs/*/id")))


def pages_de_communes_uniques(lus: Lus) -> Iterator[Probleme]:
    """Deux communes n'ont pas la même adresse de page."""
    premieres: dict[str, str] = {}
    for citation in lus.lire("territoire.yaml", "communes/*/nom"):
        nom = citation[2]
        if premieres.setdefault(adresse(nom), nom) is not nom:
            yield lus.probleme(
                citation,
                f"{cite(nom)} donnerait la même adresse de page que {cite(premieres[adresse(nom)])}",
                "Vérifiez que la commune n'est pas écrite deux fois",
            )


def communes_connues(lus: Lus) -> Iterator[Probleme]:
    """Un guichet se trouve, dessert et passe dans des communes du territoire."""
    codes = lus.connus("territoire.yaml", "communes/*/code_insee")
    noms = dict(zip(codes, lus.connus("territoire.yaml", "communes/*/nom"), strict=False))
    for motif in ("commune", "communes_desservies/*", "passages/*/commune"):
        for citation in lus.lire("guichets.yaml", f"guichets/*/{motif}"):
            code = citation[2]
            if code in noms:
                continue
            conseil = "Écrivez le code INSEE d'une commune de territoire.yaml"
            if trouves := proches(code, noms):
                conseil = f"Vouliez-vous dire « {trouves[0]} » ({noms[trouves[0]]}) ?"
            elif code in noms.values():
                conseil = f"Écrivez son code : « {codes[list(noms.values()).index(code)]} »"
            yield lus.probleme(citation, f"{cite(code)} n'est pas une commune du territoire", conseil)


def numeros_de_fiches_uniques(lus: Lus) -> Iterator[Probleme]:
    """Deux fiches n'ont pas le même numéro."""
    premieres: dict[str, str] = {}
    for fichier in lus.fiches:
        for citation in lus.lire(fichier, "numero"):
            numero = citation[2]
            if premieres.setdefault(numero, fichier) != fichier:
                yield lus.probleme(
                    citation,
                    f"le numéro {numero} est déjà celui de la fiche {cite(slug(premieres[numero]))}",
                    "Donnez à chaque fiche son propre numéro",
                )


def numeros_de_fiches_sans_trou(lus: Lus) -> Iterator[Probleme]:
    """Les fiches vont de 1 à la dernière sans trou."""
    lues = [citation for fichier in lus.fiches for citation in lus.lire(fichier, "numero")]
    if len(lues) < len(lus.fiches):
        raise DocumentAbsent
    par_numero = {
        int(citation[2]): citation for citation in lues if citation[2].isascii() and citation[2].isdigit()
    }
    derniere = max(par_numero, default=0)
    for numero in range(1, min(derniere, 100)):
        if numero not in par_numero:
            yield lus.probleme(
                par_numero[derniere],
                f"le plan a une fiche n° {derniere} mais pas de fiche n° {numero}",
                f"Ajoutez la fiche n° {numero} dans fiches/, ou corrigez les numéros",
            )


def orientations_connues(lus: Lus) -> Iterator[Probleme]:
    """Chaque fiche relève d'une orientation du plan."""
    numeros = lus.connus("plan.yaml", "orientations/*/numero")
    for fichier in lus.fiches:
        for citation in lus.lire(fichier, "orientation"):
            if citation[2] not in numeros:
                yield lus.probleme(
                    citation,
                    f"le plan n'a pas d'orientation n° {citation[2]}",
                    f"Écrivez l'un de ces numéros : {', '.join(numeros)}",
                )


def faits_connus(lus: Lus) -> Iterator[Probleme]:
    """Le territoire, le glossaire, les plafonds et la cotation ne citent que des faits qui existent."""
    connus = lus.connus("demandeur/faits.yaml", "faits/*/id")
    for fichier, motif in (
        ("territoire.yaml", "reperes/urgence/*"),
        ("territoire.yaml", "reperes/au_guichet/*"),
        ("territoire.yaml", "reperes/en_ligne/*"),
        ("demandeur/glossaire.yaml", "termes/*/faits/*"),
        ("demandeur/plafonds.yaml", "definitions/*/fait"),
        ("demandeur/cotation.yaml", "faits/*"),
    ):
        yield from _inconnus(lus, lus.lire(fichier, motif), "le fait", connus, "demandeur/faits.yaml")


def termes_connus(lus: Lus) -> Iterator[Probleme]:
    """« Voir aussi » mène à un terme du glossaire."""
    fichier = "demandeur/glossaire.yaml"
    connus = lus.connus(fichier, "termes/*/id")
    yield from _inconnus(lus, lus.lire(fichier, "termes/*/voir/*"), "le terme", connus, fichier)


def fiches_des_themes_connues(lus: Lus) -> Iterator[Probleme]:
    """Un thème du plan renvoie à des fiches qui existent."""
    connues = [slug(fichier) for fichier in lus.fiches]
    yield from _inconnus(lus, lus.lire("plan.yaml", "themes/*/fiches/*"), "la fiche", connues, "fiches/")


def zone_connue(lus: Lus) -> Iterator[Probleme]:
    """La zone de plafonds du territoire est une zone du tableau des plafonds."""
    fichier = "demandeur/plafonds.yaml"
    connues = lus.connus(fichier, "zones/*/id")
    yield from _inconnus(lus, lus.lire("territoire.yaml", "zone_de_plafonds"), "la zone", connues, fichier)


def ressources_remplacees_connues(lus: Lus) -> Iterator[Probleme]:
    """Une ressource en remplace une autre, qui reste dans la liste."""
    fichier = "reseau/ressources.yaml"
    citations = lus.lire(fichier, "ressources/*/remplace")
    connues = [texte for _, _, texte in lus.lire(fichier, "ressources/*/id")]
    yield from _inconnus(lus, citations, "la ressource", connues, fichier)


def echeances_dans_le_plan(lus: Lus) -> Iterator[Probleme]:
    """Une échéance tombe pendant le plan."""
    durees = lus.connus("territoire.yaml", "dates_du_plan/duree_ans")
    duree = int(durees[0]) if durees and durees[0].isascii() and durees[0].isdigit() else 99
    for fichier in lus.fiches:
        for citation in lus.lire(fichier, "echeances/*/derniere_annee"):
            annee = citation[2]
            if annee.isascii() and annee.isdigit() and duree < int(annee[:4]) <= 12:
                yield lus.probleme(
                    citation,
                    f"le plan dure {duree} ans et l'échéance va jusqu'à l'année {annee}",
                    f"Écrivez une année comprise entre 1 et {duree}",
                )


REGLES: tuple[Callable[[Lus], Iterator[Probleme]], ...] = (
    identites_uniques,
    echeances_uniques,
    indicateurs_uniques,
    pages_de_communes_uniques,
    communes_connues,
    numeros_de_fiches_uniques,
    numeros_de_fiches_sans_trou,
    orientations_connues,
    faits_connus,
    termes_connus,
    fiches_des_themes_connues,
    zone_connue,
    ressources_remplacees_connues,
    echeances_dans_le_plan,
)


def verifier(lus: Lus) -> list[Probleme]:
    """Tous les désaccords, règle par règle."""
    problemes: list[Probleme] = []
    for regle in REGLES:
        try:
            problemes += regle(lus)
        except DocumentAbsent:
            continue
    return problemes
