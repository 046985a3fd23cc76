"""Du dossier de données au catalogue. Seul ce module ouvre les fichiers de données."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from . import regles
from .documents import lire_les_documents
from .lecture import Arbre, Probleme, lire_fichier, proches, traduire
from .lus import Citation, Lus, nom_de_fiche, slug
from .modele.accessibilite import Evaluation
from .modele.agenda import Actualites, Agenda
from .modele.aiguillage import Aiguillage
from .modele.catalogue import Catalogue, Origine
from .modele.contours import Contours
from .modele.cotation import Cotation
from .modele.fait import Faits
from .modele.fiche import Fiche
from .modele.glossaire import Glossaire
from .modele.guichet import Guichets
from .modele.message import Messages
from .modele.noms import adresse, cle_de_tri
from .modele.parcours import Parcours
from .modele.pieces import Pieces
from .modele.plafonds import Plafonds
from .modele.plan import Plan
from .modele.question import Questions
from .modele.recherche import Vocabulaire
from .modele.reseau import Partenaires, QuestionsDuReseau, Reseau
from .modele.ressource import Document, Ressources
from .modele.territoire import Territoire

M = TypeVar("M", bound=BaseModel)

OBLIGATOIRES: dict[str, type[BaseModel]] = {
    "territoire.yaml": Territoire,
    "plan.yaml": Plan,
    "guichets.yaml": Guichets,
    "accessibilite.yaml": Evaluation,
    "demandeur/faits.yaml": Faits,
    "demandeur/plafonds.yaml": Plafonds,
    "demandeur/glossaire.yaml": Glossaire,
    "demandeur/etapes.yaml": Parcours,
    "demandeur/pieces.yaml": Pieces,
    "demandeur/messages.yaml": Messages,
    "demandeur/questions.yaml": Questions,
    "demandeur/orientation.yaml": Aiguillage,
    "demandeur/recherche.yaml": Vocabulaire,
    "demandeur/cotation.yaml": Cotation,
}
DU_TERRITOIRE = ("territoire.yaml", "plan.yaml", "guichets.yaml", "demandeur/cotation.yaml")
LOI = tuple(nom for nom in OBLIGATOIRES if nom not in DU_TERRITOIRE)
"""Ce qui vaut dans tout le pays, ou pour tout site fait ainsi : un autre territoire peut le lire chez le premier, sans
copie à tenir à jour."""

FACULTATIFS: dict[str, type[BaseModel]] = {
    "faits_du_territoire.yaml": Faits,
    "contours.yaml": Contours,
    "reseau/ressources.yaml": Ressources,
    "reseau/agenda.yaml": Agenda,
    "reseau/actualites.yaml": Actualites,
    "reseau/questions.yaml": QuestionsDuReseau,
    "reseau/partenaires.yaml": Partenaires,
}


class DonneesInvalides(Exception):
    """Toutes les raisons de refuser les données, triées par fichier, ligne et colonne."""

    def __init__(self, problemes: list[Probleme]) -> None:
        self.problemes = sorted(set(problemes))
        super().__init__("\n".join(map(str, self.problemes)))


def charger(racine: Path, nom: str | None = None, loi: Path | None = None) -> Catalogue:
    """Lit, vérifie et relie toutes les données d'un dossier. Lève DonneesInvalides.

    `nom` est la façon d'écrire le dossier dans les messages ; à défaut, son chemin depuis le dossier courant.
    `loi` est le dossier où lire les fichiers de LOI que celui-ci n'a pas.
    """
    nom = nom if nom is not None else _nom_court(racine)
    lus_ailleurs = {
        fichier: loi
        for fichier in LOI
        if loi is not None and not (racine / fichier).exists() and (loi / fichier).is_file()
    }
    problemes: list[Probleme] = []
    arbres: dict[str, Arbre] = {}
    modeles: dict[str, BaseModel] = {}
    for fichier in [*_fichiers(racine, nom, tuple(lus_ailleurs), problemes), *lus_ailleurs]:
        dossier = lus_ailleurs.get(fichier, racine)
        nom_du_dossier = nom if dossier is racine else dossier.name
        arbre = lire_fichier(dossier / fichier, f"{nom_du_dossier}/{fichier}")
        arbres[fichier] = arbre
        problemes += arbre.problemes
        if not arbre.problemes and (lu := _lire_modele(fichier, arbre, problemes)) is not None:
            modeles[fichier] = lu
    lus = Lus(arbres)
    documents, du_dossier = lire_les_documents(racine / "reseau/documents", f"{nom}/reseau/documents", lus)
    problemes += du_dossier
    desaccords = regles.verifier(lus)
    deja_dits = {(p.fichier, p.ligne, p.colonne) for p in desaccords}
    problemes = [p for p in problemes if (p.fichier, p.ligne, p.colonne) not in deja_dits]
    if problemes or desaccords:
        raise DonneesInvalides(problemes + desaccords)
    return _assembler(modeles, arbres, documents)


def _nom_court(racine: Path) -> str:
    court = os.path.relpath(racine)
    return str(racine) if court.startswith("..") else Path(court).as_posix()


def _nom_publie(fichier: str, dans_le_dossier: str) -> str:
    """Ce que le site montre d'un fichier : jamais un chemin de la machine."""
    return f"data/{dans_le_dossier}" if Path(fichier).is_absolute() else fichier


def _fichiers(
    racine: Path, nom: str, lus_ailleurs: tuple[str, ...], problemes: list[Probleme]
) -> Iterator[str]:
    """Les fichiers à lire ; note ceux qui manquent et ceux qui n'ont rien à faire là."""
    if racine.exists() and not racine.is_dir():
        conseil = "Donnez le nom d'un dossier"
        problemes.append(Probleme.du_fichier(nom, "c'est un fichier, et non un dossier de données", conseil))
        return
    if not racine.is_dir():
        problemes.append(
            Probleme.du_fichier(nom, "ce dossier de données n'existe pas", "Vérifiez le nom du dossier")
        )
        return
    presents = sorted(
        chemin.relative_to(racine).as_posix()
        for chemin in racine.rglob("*")
        if chemin.suffix.lower() in (".yaml", ".yml")
    )
    connus = [*OBLIGATOIRES, *FACULTATIFS]
    manquants = [f for f in OBLIGATOIRES if f not in presents and f not in lus_ailleurs]
    for fichier in presents:
        dossier, _, reste = fichier.partition("/")
        if fichier in connus or (dossier == "fiches" and reste == f"{adresse(Path(reste).stem)}.yaml"):
            yield fichier
        elif dossier == "fiches":
            modele_de_nom = f"fiches/{adresse(Path(reste).stem) or 'ma-fiche'}.yaml"
            problemes.append(
                Probleme.du_fichier(
                    f"{nom}/{fichier}",
                    "le nom de ce fichier ne peut pas servir d'adresse de page",
                    f"Renommez-le par exemple « {modele_de_nom} »",
                )
            )
        else:
            conseil = _conseil_de_nom(fichier, manquants)
            problemes.append(
                Probleme.du_fichier(f"{nom}/{fichier}", "le site ne connaît pas ce fichier", conseil)
            )
    for fichier in manquants:
        problemes.append(
            Probleme.du_fichier(
                f"{nom}/{fichier}",
                "ce fichier manque",
                f"Ajoutez-le ; {'data/' if fichier in LOI else 'exemples/demonstration/'} en montre un complet",
            )
        )
    if not any(fichier.startswith("fiches/") for fichier in presents):
        problemes.append(
            Probleme.du_fichier(f"{nom}/fiches", "le plan n'a aucune fiche", "Ajoutez au moins une fiche")
        )


def _conseil_de_nom(fichier: str, manquants: list[str]) -> str:
    noms = {Path(manquant).name: manquant for manquant in manquants}
    trouves = proches(Path(fichier).name, noms)
    if trouves:
        return f"Vouliez-vous dire « {noms[trouves[0]]} » ?"
    return "Retirez-le, ou vérifiez son nom et son dossier"


def _lire_modele(fichier: str, arbre: Arbre, problemes: list[Probleme]) -> BaseModel | None:
    donnees = arbre.donnees
    if not isinstance(donnees, dict):
        arbre.noter(
            arbre.position(()),
            "le fichier doit commencer par un champ",
            "Écrivez des lignes « champ: valeur » ; comparez avec exemples/demonstration/",
        )
        problemes += arbre.problemes
        arbre.donnees = None
        return None
    if fichier.startswith("fiches/"):
        if "id" in donnees:
            problemes.append(
                Lus({fichier: arbre}).probleme(
                    Citation(fichier, ("id",), ""),
                    "ce champ ne s'écrit pas : le nom du fichier est l'identité de la fiche",
                    "Retirez la ligne",
                )
            )
        donnees = {**donnees, "id": slug(fichier)}
        modele: type[BaseModel] = Fiche
    else:
        modele = {**OBLIGATOIRES, **FACULTATIFS}[fichier]
    try:
        return modele.model_validate(donnees)
    except ValidationError as erreur:
        problemes += traduire(erreur, arbre, modele, nom_de_fiche(fichier))
        return None


def _reseau(modeles: dict[str, BaseModel], documents: dict[str, Document]) -> Reseau:
    ressources = modeles.get("reseau/ressources.yaml")
    agenda = modeles.get("reseau/agenda.yaml")
    nouvelles = modeles.get("reseau/actualites.yaml")
    questions = modeles.get("reseau/questions.yaml")
    partenaires = modeles.get("reseau/partenaires.yaml")
    actualites = nouvelles.actualites if isinstance(nouvelles, Actualites) else ()
    return Reseau(
        ressources=ressources.ressources if isinstance(ressources, Ressources) else (),
        documents=documents,
        evenements=agenda.evenements if isinstance(agenda, Agenda) else (),
        actualites=tuple(sorted(actualites, key=lambda a: (a.date, a.id), reverse=True)),
        rubriques=questions.rubriques if isinstance(questions, QuestionsDuReseau) else (),
        questions=questions.questions if isinstance(questions, QuestionsDuReseau) else (),
        partenaires=partenaires.partenaires if isinstance(partenaires, Partenaires) else (),
    )


def _assembler(
    modeles: dict[str, BaseModel], arbres: dict[str, Arbre], documents: dict[str, Document]
) -> Catalogue:
    def lu(fichier: str, modele: type[M]) -> M:
        trouve = modeles[fichier]
        assert isinstance(trouve, modele)
        return trouve

    territoire = lu("territoire.yaml", Territoire)
    communes = tuple(sorted(territoire.communes, key=lambda c: (cle_de_tri(c.nom), c.code_insee)))
    locaux = modeles.get("faits_du_territoire.yaml")
    contours = modeles.get("contours.yaml")
    fiches = sorted((m for m in modeles.values() if isinstance(m, Fiche)), key=lambda f: f.numero)
    glossaire = lu("demandeur/glossaire.yaml", Glossaire)
    questions = lu("demandeur/questions.yaml", Questions)
    faits_du_territoire = locaux.faits if isinstance(locaux, Faits) else ()
    return Catalogue(
        territoire=territoire.model_copy(update={"communes": communes}),
        plan=lu("plan.yaml", Plan),
        fiches=tuple(fiches),
        guichets=lu("guichets.yaml", Guichets).guichets,
        sujets=lu("demandeur/faits.yaml", Faits).sujets,
        faits=lu("demandeur/faits.yaml", Faits).faits + faits_du_territoire,
        faits_du_territoire=faits_du_territoire,
        plafonds=lu("demandeur/plafonds.yaml", Plafonds),
        termes=tuple(sorted(glossaire.termes, key=lambda t: (adresse(t.titre), t.id))),
        mots_courants=glossaire.mots_courants,
        cotation=lu("demandeur/cotation.yaml", Cotation),
        etapes=lu("demandeur/etapes.yaml", Parcours).etapes,
        pieces=lu("demandeur/pieces.yaml", Pieces),
        accessibilite=lu("accessibilite.yaml", Evaluation),
        messages=lu("demandeur/messages.yaml", Messages).messages,
        rubriques=questions.rubriques,
        questions=questions.questions,
        aiguillage=lu("demandeur/orientation.yaml", Aiguillage),
        vocabulaire=lu("demandeur/recherche.yaml", Vocabulaire),
        contours=contours if isinstance(contours, Contours) else None,
        reseau=_reseau(modeles, documents),
        origines=dict(_origines(arbres)),
    )


def _origines(arbres: dict[str, Arbre]) -> Iterator[tuple[tuple[str, str], Origine]]:
    lus = Lus(arbres)
    for nature, fichier, motif in (
        ("commune", "territoire.yaml", "communes/*/code_insee"),
        ("guichet", "guichets.yaml", "guichets/*/id"),
        ("fait", "demandeur/faits.yaml", "faits/*/id"),
        ("fait", "faits_du_territoire.yaml", "faits/*/id"),
        ("terme", "demandeur/glossaire.yaml", "termes/*/id"),
        ("étape", "demandeur/etapes.yaml", "etapes/*/id"),
        ("question", "demandeur/questions.yaml", "questions/*/id"),
        ("voie", "demandeur/orientation.yaml", "voies/*/id"),
        ("urgence", "demandeur/recherche.yaml", "urgences/*/page"),
        ("ressource", "reseau/ressources.yaml", "ressources/*/id"),
        ("rendez-vous", "reseau/agenda.yaml", "evenements/*/id"),
        ("nouvelle", "reseau/actualites.yaml", "actualites/*/id"),
        ("question du réseau", "reseau/questions.yaml", "questions/*/id"),
        ("partenaire", "reseau/partenaires.yaml", "partenaires/*/id"),
    ):
        for citation in lus.lire(fichier, motif):
            yield (
                (nature, citation.texte),
                Origine(_nom_publie(arbres[fichier].fichier, fichier), lus.ligne(citation)),
            )
    for fichier in lus.fiches:
        nom = _nom_publie(arbres[fichier].fichier, fichier)
        for citation in lus.lire(fichier, "echeances/*/id"):
            yield ("échéance", f"{slug(fichier)}/{citation.texte}"), Origine(nom, lus.ligne(citation))
        yield ("fiche", slug(fichier)), Origine(_nom_publie(arbres[fichier].fichier, fichier), 1)
