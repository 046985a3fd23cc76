"""Ce que la recherche peut trouver : chaque passage des pages, avec les mots par lesquels les gens le demandent."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ..modele.catalogue import Catalogue
from .passages import Passage

Genre = Literal["page", "question", "guichet", "fiche", "definition"]

_GLOSSAIRE, _QUESTIONS, _QUESTIONS_DU_RESEAU = "glossaire/", "questions/", "reseau/questions/"

_PAR_LEUR_DEBUT = ("", "plan-du-site/", "accessibilite/criteres/", "donnees/dictionnaire/")
"""Les pages qui mènent aux autres, ou se lisent comme un tableau : leur début dit ce que l'on y trouve."""

PAGE_DE_RECHERCHE = "recherche/"


@dataclass(frozen=True)
class PageTrouvable:
    """Une page construite. `alias` : ses autres noms, dits par son en-tête."""

    adresse: str
    passages: Sequence[Passage]
    alias: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entree:
    """Un passage à trouver. `page` et `ancre` disent où il est, `mots` ce que les gens tapent pour lui.

    `appuie` : l'adresse, ancre comprise, de la page dont une question montre qu'elle répond.
    """

    page: str
    ancre: str
    genre: Genre
    titre: str
    texte: str
    mots: tuple[str, ...] = ()
    appuie: str = ""

    @property
    def est_a_part(self) -> bool:
        """Vrai pour une question ou une définition, qui se trouvent pour elles-mêmes et non pour leur page."""
        return self.genre in ("question", "definition")

    @property
    def cible(self) -> str:
        """L'adresse de ce qu'un résultat montre : la page, la question ou la définition."""
        return f"{self.page}#{self.ancre}" if self.est_a_part else self.page


def lire_les_alias(entete: Mapping[str, str]) -> tuple[str, ...]:
    """Les autres noms d'une page, d'après son en-tête : son titre court, et ses alias, séparés par des virgules."""
    ecrits = (entete.get("titre_court", ""), *entete.get("alias", "").split(","))
    return tuple(nom for ecrit in ecrits if (nom := ecrit.strip()))


def entrees(pages: Iterable[PageTrouvable], catalogue: Catalogue) -> Iterator[Entree]:
    """Les entrées de l'index, page par page, le début de chaque page d'abord."""
    communes = {commune.page: commune for commune in catalogue.territoire.communes}
    sujets = {sujet.page: faits for sujet, faits in catalogue.faits_par_sujet}
    fiches = {fiche.page: fiche for fiche in catalogue.fiches}
    for page in pages:
        if not page.passages or page.adresse == PAGE_DE_RECHERCHE:
            continue
        debut = next(passage for passage in page.passages if not passage.ancre)
        genre: Genre = "fiche" if page.adresse in fiches else "page"
        tete = Entree(page.adresse, "", genre, debut.titre, debut.texte, page.alias)
        if fiche := fiches.get(page.adresse):
            sujet = fiche.id.replace("-", " ")
            dits = (f"action {fiche.numero}", f"fiche action {sujet}", f"pilote de l'action {sujet}")
            tete = replace(tete, mots=(*page.alias, *dits))
        if commune := communes.get(page.adresse):
            lieux = (lieu.nom for lieu in catalogue.guichets_sur_place(commune))
            mots = (*commune.codes_postaux, *commune.autres_noms, *lieux, *page.alias)
            yield replace(tete, genre="guichet", titre=commune.nom, mots=mots)
        elif faits := sujets.get(page.adresse):
            articles = {fait.source.article for fait in faits if fait.source and fait.source.article}
            yield replace(tete, mots=(*sorted(articles), *page.alias))
        elif page.adresse in _PAR_LEUR_DEBUT:
            yield tete
        else:
            yield tete
            yield from _suite(page, genre, catalogue)


def _suite(page: PageTrouvable, genre: Genre, catalogue: Catalogue) -> Iterator[Entree]:
    posees = {_QUESTIONS: catalogue.questions, _QUESTIONS_DU_RESEAU: catalogue.reseau.questions}
    questions = {question.id: question for question in posees.get(page.adresse, ())}
    termes = {terme.id: terme for terme in catalogue.termes}
    for ancre, titre, texte in ((p.ancre, p.titre, p.texte) for p in page.passages if p.ancre):
        if question := questions.get(ancre):
            appuie = "" if page.adresse == _QUESTIONS_DU_RESEAU else question.page
            yield Entree(page.adresse, ancre, "question", titre, texte, question.variantes, appuie)
        elif page.adresse == _GLOSSAIRE and (terme := termes.get(ancre)):
            mots = (*terme.titres[1:], *terme.autres_formes)
            developpe = f"{terme.developpe[:1].upper()}{terme.developpe[1:]}. " if terme.sigle else ""
            yield Entree(page.adresse, ancre, "definition", terme.titre, f"{developpe}{texte}", mots)
        else:
            yield Entree(page.adresse, ancre, genre, titre, texte)
