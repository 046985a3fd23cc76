"""Ce qui doit s'accorder d'un enregistrement à l'autre : une petite fonction par règle.

Les règles lisent les arbres plutôt que les modèles : elles gardent ainsi la ligne de chaque citation, et
jugent aussi un fichier dont un autre enregistrement est refusé. Si un document dont une règle a besoin n'a
pas pu être lu, elle se tait : son tour viendra quand la première faute sera corrigée.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from .lecture import Probleme, abreger, cite, proches, suggestion
from .lus import Citation, DocumentAbsent, Lus, slug
from .modele.catalogue import adresse


def _entier(texte: str) -> int | None:
    """Le nombre tel que le modèle le comprend : « 01 » vaut 1. Rien s'il n'est pas entre 0 et 99."""
    trouve = re.fullmatch(r"\+?0*([0-9]{1,2})([.,]0+)?", "".join(texte.split()))
    return int(trouve[1]) if trouve else None


def _doubles(lus: Lus, citations: Iterable[Citation]) -> Iterator[Probleme]:
    premieres: dict[str, Citation] = {}
    for citation in citations:
        texte = citation.texte
        if texte not in premieres:
            premieres[texte] = citation
            continue
        premiere = premieres[texte]
        ailleurs = (
            "" if premiere.fichier == citation.fichier else f" de {lus.arbres[premiere.fichier].fichier}"
        )
        yield lus.probleme(
            citation,
            f"{cite(texte)} est déjà pris, ligne {lus.ligne(premiere)}{ailleurs}",
            "Donnez à chacun le sien, ou retirez celui qui est en double",
        )


def _inconnus(
    lus: Lus, citations: Iterable[Citation], nature: str, connus: list[str], ou: str
) -> Iterator[Probleme]:
    existants = set(connus)
    for citation in citations:
        texte = citation.texte
        if texte not in existants:
            yield lus.probleme(
                citation,
                f"{nature} {cite(texte)} n'existe pas",
                suggestion(texte, connus, f"Choisissez un identifiant de {ou}{_parmi(connus)}"),
            )


def _parmi(connus: list[str]) -> str:
    return f", parmi : {', '.join(map(abreger, connus))}" if 0 < len(connus) <= 12 else ""


def identites_uniques(lus: Lus) -> Iterator[Probleme]:
    """Deux enregistrements d'une même liste n'ont pas la même identité."""
    for fichier, motif in (
        ("territoire.yaml", "communes/*/code_insee"),
        ("territoire.yaml", "contacts/*/id"),
        ("plan.yaml", "themes/*/id"),
        ("plan.yaml", "parties/*/lettre"),
        ("plan.yaml", "etapes/*/id"),
        ("guichets.yaml", "guichets/*/id"),
        ("demandeur/faits.yaml", "faits/*/id"),
        ("demandeur/glossaire.yaml", "termes/*/id"),
        ("demandeur/plafonds.yaml", "zones/*/id"),
        ("demandeur/plafonds.yaml", "definitions/*/id"),
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
        nom = citation.texte
        if premieres.setdefault(adresse(nom), nom) is not nom:
            yield lus.probleme(
                citation,
                f"{cite(nom)} donnerait la même adresse de page que {cite(premieres[adresse(nom)])}",
                "Vérifiez que la commune n'est pas écrite deux fois",
            )


def communes_connues(lus: Lus) -> Iterator[Probleme]:
    """Un guichet se trouve, dessert et passe dans des communes du territoire."""
    codes = set(lus.connus("territoire.yaml", "communes/*/code_insee"))
    for motif in ("commune", "communes_desservies/*", "passages/*/commune"):
        for citation in lus.lire("guichets.yaml", f"guichets/*/{motif}"):
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


def numeros_de_fiches_uniques(lus: Lus) -> Iterator[Probleme]:
    """Deux fiches n'ont pas le même numéro."""
    premieres: dict[int, str] = {}
    for fichier in lus.fiches:
        for citation in lus.lire(fichier, "numero"):
            numero = _entier(citation.texte)
            if numero and premieres.setdefault(numero, fichier) != fichier:
                yield lus.probleme(
                    citation,
                    f"le numéro {numero} est déjà celui de la fiche {cite(slug(premieres[numero]))}",
                    "Donnez à chaque fiche son propre numéro",
                )


def numeros_de_fiches_sans_trou(lus: Lus) -> Iterator[Probleme]:
    """Les fiches vont de 1 à la dernière sans trou."""
    par_numero: dict[int, Citation] = {}
    for fichier in lus.fiches:
        for citation in lus.lire(fichier, "numero"):
            if numero := _entier(citation.texte):
                par_numero[numero] = citation
    if len(par_numero) < len(lus.fiches):
        raise DocumentAbsent
    for avant, numero in pairwise([0, *sorted(par_numero)]):
        if numero > avant + 1:
            seule = numero == avant + 2
            manque = f"n° {avant + 1}" if seule else f"n° {avant + 1} à {numero - 1}"
            yield lus.probleme(
                par_numero[numero],
                f"le plan a une fiche n° {numero} mais pas de fiche{'s' * (not seule)} {manque}",
                f"Ajoutez {'la fiche' if seule else 'les fiches'} {manque} dans fiches/, ou corrigez ce numéro",
            )


def numeros_d_orientations_uniques(lus: Lus) -> Iterator[Probleme]:
    """Deux orientations n'ont pas le même numéro."""
    premieres: dict[int, Citation] = {}
    for citation in lus.lire("plan.yaml", "orientations/*/numero"):
        numero = _entier(citation.texte)
        if numero and (premiere := premieres.setdefault(numero, citation)) is not citation:
            yield lus.probleme(
                citation,
                f"le numéro {numero} est déjà celui de l'orientation de la ligne {lus.ligne(premiere)}",
                "Donnez à chaque orientation son propre numéro",
            )


def orientations_connues(lus: Lus) -> Iterator[Probleme]:
    """Chaque fiche relève d'une orientation du plan."""
    numeros = {_entier(numero) for numero in lus.connus("plan.yaml", "orientations/*/numero")} - {None}
    for fichier in lus.fiches:
        for citation in lus.lire(fichier, "orientation"):
            if _entier(citation.texte) not in numeros:
                yield lus.probleme(
                    citation,
                    f"le plan n'a pas d'orientation n° {abreger(citation.texte)}",
                    f"Écrivez l'un de ces numéros : {', '.join(map(str, sorted(filter(None, numeros))))}",
                )


def faits_connus(lus: Lus) -> Iterator[Probleme]:
    """Le territoire, le glossaire, les plafonds et la cotation ne citent que des faits qui existent."""
    connus = lus.connus("demandeur/faits.yaml", "faits/*/id")
    for fichier, motif in (
        ("territoire.yaml", "reperes/urgence/*/fait"),
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
    if not connues:
        raise DocumentAbsent
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
    duree = next((_entier(lu) for lu in lus.connus("territoire.yaml", "dates_du_plan/duree_ans")), None)
    if duree is None:
        raise DocumentAbsent
    for fichier in lus.fiches:
        for citation in lus.lire(fichier, "echeances/*/derniere_annee"):
            annee = _entier(citation.texte)
            if annee and annee > duree:
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
    numeros_d_orientations_uniques,
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
