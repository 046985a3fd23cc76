"""Tout ce qui doit être vrai avant de construire : les données, et les pages qui les citent."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from .chargement import DonneesInvalides, charger
from .lecture import Probleme, cite, suggestion
from .modele.catalogue import Catalogue
from .modele.communs import sans_ancre
from .modele.ressource import Audience
from .modele.sigles import sigles_connus
from .rendu import Lien, Page, Rendu, Renvois, lire_page, verifier_pages, verifier_prose

_AUTRES_SUFFIXES = (".markdown", ".mkd", ".mkdn", ".mdown")
_NOM_DE_PAGE = re.compile(r"(?!templates/)([a-z0-9-]+/)*([a-z0-9-]+|README)\.md")
"""Ce que le moteur du site lit et publie tel quel ; il récrirait l'adresse d'un nom à accent ou à espace."""


@dataclass(frozen=True)
class Verifie:
    """Un catalogue valide, les pages écrites à la main, et qui cite quoi : ce que voit une audience, et rien de plus.

    `textes` : ce que chaque page dit, macros comprises, par adresse.
    """

    catalogue: Catalogue
    pages: tuple[Page, ...]
    renvois: Renvois
    textes: Mapping[str, str]


@dataclass(frozen=True)
class Verifies:
    """Ce que voit chaque audience. Le réseau voit tout : ses pages sont celles du public, et les siennes."""

    public: Verifie
    reseau: Verifie

    def pour(self, audience: Audience) -> Verifie:
        """Ce que voit celle-ci."""
        return self.public if audience == "public" else self.reseau


def tout_verifier(donnees: Path, docs: Path, aujourd_hui: date) -> Verifies:
    """Charge les données et confronte les pages, pour chaque audience. Lève DonneesInvalides, avec tous les problèmes."""
    projet = docs.parent
    nom = donnees.relative_to(projet).as_posix() if donnees.is_relative_to(projet) else str(donnees)
    catalogue = charger(donnees, nom, projet / "data")
    pages, problemes = _lire_les_pages(docs)
    reseau = _confronter(catalogue, pages, docs, aujourd_hui)
    publiques = [page for page in pages if page.audience == "public"]
    public = _confronter(catalogue.pour("public"), publiques, docs, aujourd_hui)
    if isinstance(reseau, list):
        problemes += reseau
    if isinstance(public, list):
        problemes += [_du_seul_public(p) for p in public if not isinstance(reseau, list) or p not in reseau]
    if problemes or isinstance(reseau, list) or isinstance(public, list):
        raise DonneesInvalides(problemes)
    return Verifies(public, reseau)


def _du_seul_public(probleme: Probleme) -> Probleme:
    """Ce qui ne manque qu'au site public est réservé : le dire, plutôt que d'envoyer chercher une faute de frappe."""
    conseil = (
        "C'est réservé au réseau : retirez-le d'ici, ou écrivez « audience: public » là où c'est réservé"
    )
    return replace(probleme, constat=f"{probleme.constat} sur le site public", conseil=conseil)


def _lire_les_pages(docs: Path) -> tuple[list[Page], list[Probleme]]:
    pages: list[Page] = []
    problemes: list[Probleme] = []
    for chemin in sorted(docs.rglob("*.*")):
        fichier = f"{docs.name}/{chemin.relative_to(docs).as_posix()}"
        if chemin.suffix.lower() in _AUTRES_SUFFIXES:
            constat = "le site lirait cette page sans la vérifier"
            problemes.append(Probleme.du_fichier(fichier, constat, "Renommez-la en .md"))
        if chemin.suffix != ".md":
            continue
        if not _NOM_DE_PAGE.fullmatch(chemin.relative_to(docs).as_posix()):
            constat = "le nom de ce fichier ne peut pas servir d'adresse de page"
            conseil = "Renommez-le avec des minuscules sans accent, des chiffres et des tirets ; « templates » est réservé"
            problemes.append(Probleme.du_fichier(fichier, constat, conseil))
            continue
        try:
            pages.append(lire_page(chemin, fichier))
        except UnicodeDecodeError:
            conseil = "Enregistrez-la de nouveau en choisissant l'encodage « UTF-8 »"
            problemes.append(Probleme.du_fichier(fichier, "la page n'est pas écrite en UTF-8", conseil))
        except (OSError, RecursionError):
            conseil = "Remplacez-la par un fichier de texte ordinaire"
            problemes.append(Probleme.du_fichier(fichier, "la page ne peut pas être lue", conseil))
    return pages, problemes


def _confronter(
    catalogue: Catalogue, pages: list[Page], docs: Path, aujourd_hui: date
) -> Verifie | list[Probleme]:
    """Ce que voit une audience, ou tout ce qui l'empêche de le voir."""
    titres = {page.adresse: page.titre for page in pages}
    ici = ""
    rendu = Rendu(catalogue, aujourd_hui, lambda: ici, Renvois(titres))
    sigles = sigles_connus((t for terme in catalogue.termes for t in terme.titres), catalogue.mots_courants)
    problemes: list[Probleme] = []
    for page in pages:
        problemes += verifier_prose(page, sigles)
    problemes += verifier_pages(pages, rendu)
    problemes += _fiches_sans_page(catalogue, pages, docs.name)
    problemes += _pages_sans_fiche(catalogue, pages, docs.name)
    problemes += _pages_en_double(catalogue, pages)
    if problemes:
        return problemes
    macros = dict(rendu.macros())
    rendues: dict[str, str] = {}
    for page in pages:
        ici = page.adresse
        rendues[ici] = _mettre_en_place(page, [macros[a.macro](*(a.arguments or ())) for a in page.appels])
    faites = {sujet.page: rendu.appeler("sources", sujet.id) for sujet, _ in catalogue.faits_par_sujet}
    visees = {sans_ancre(question.page) for question in catalogue.questions}
    communes = (commune for commune in catalogue.territoire.communes if commune.page in visees)
    faites |= {commune.page: rendu.appeler("commune", commune.code_insee) for commune in communes}
    if problemes := list(_arrivees_inconnues(catalogue, rendues | faites)):
        return problemes
    renvois = _renvois(catalogue, pages, rendues, rendu)
    return Verifie(catalogue, tuple(pages), renvois, rendues | faites)


def _mettre_en_place(page: Page, ecrits: list[str]) -> str:
    """Le texte de la page, où chaque appel laisse la place à ce qu'il écrit."""
    suite = iter(ecrits)
    return re.sub(r"\{\{.*?\}\}", lambda appel: next(suite, appel.group()), page.texte, flags=re.DOTALL)


def _fiches_sans_page(catalogue: Catalogue, pages: list[Page], docs: str) -> Iterator[Probleme]:
    """Chaque fiche a sa page, qui l'appelle."""
    appels = {page.fichier: [a.arguments for a in page.appels if a.macro == "fiche"] for page in pages}
    for fiche in catalogue.fiches:
        page = f"{docs}/{fiche.page.rstrip('/')}.md"
        appel = f'{{{{ fiche("{fiche.id}") }}}}'
        if page not in appels:
            constat = f"la fiche « {fiche.id} » n'a pas sa page"
            yield Probleme.du_fichier(page, constat, f"Créez ce fichier avec un titre et l'appel {appel}")
        elif (fiche.id,) not in appels[page]:
            constat = f"cette page ne montre pas la fiche « {fiche.id} », dont elle porte le nom"
            yield Probleme.du_fichier(page, constat, f"Écrivez-y l'appel {appel}")


def _pages_sans_fiche(catalogue: Catalogue, pages: list[Page], docs: str) -> Iterator[Probleme]:
    """Le dossier des fiches n'a que des pages de fiches."""
    attendues = {f"{docs}/{fiche.page.rstrip('/')}.md" for fiche in catalogue.fiches}
    for page in pages:
        if (
            re.fullmatch(rf"{re.escape(docs)}/plan/fiches/[^/]+\.md", page.fichier)
            and page.fichier not in attendues
        ):
            constat = "aucune fiche de fiches/ ne porte le nom de cette page"
            yield Probleme.du_fichier(page.fichier, constat, "Créez la fiche, ou rangez cette page ailleurs")


def _pages_en_double(catalogue: Catalogue, pages: list[Page]) -> Iterator[Probleme]:
    """Deux sources pour une même adresse : MkDocs garderait l'une des deux sans le dire."""
    prises = {
        commune.page: f"la page que le site fait pour {commune.nom}"
        for commune in catalogue.territoire.communes
    } | {
        sujet.page: f"la page que le site fait pour les sources « {sujet.titre} »"
        for sujet, _ in catalogue.faits_par_sujet
    }
    for page in pages:
        if (autre := prises.get(page.adresse)) is not None:
            constat = f"cette page prendrait l'adresse qu'occupe déjà {autre}"
            yield Probleme.du_fichier(page.fichier, constat, "Renommez ce fichier, ou retirez-le")
        prises[page.adresse] = page.fichier


def _arrivees_inconnues(catalogue: Catalogue, rendues: dict[str, str]) -> Iterator[Probleme]:
    """Les questions, les étapes et les voies mènent à des pages et à des ancres qui existent."""
    ancres = {
        page: set(re.findall(r'\{:[^}]*#([a-z0-9-]+)|\bid="([^"]+)"', _sans_commentaires(texte)))
        for page, texte in rendues.items()
    }
    citations = [("étape", etape.id, page) for etape in catalogue.etapes for page in etape.pages]
    citations += [("question", question.id, question.page) for question in catalogue.questions]
    citations += [("voie", voie.id, voie.page) for voie in catalogue.aiguillage.voies]
    citations += [("urgence", urgence.page, urgence.page) for urgence in catalogue.vocabulaire.urgences]
    citations += [
        ("question du réseau", question.id, question.page) for question in catalogue.reseau.questions
    ]
    citations += [("nouvelle", lue.id, lue.page) for lue in catalogue.reseau.actualites if lue.page]
    for nature, identifiant, arrivee in citations:
        page, _, ancre = arrivee.partition("#")
        connues = [nom for paire in ancres.get(page, ()) for nom in paire if nom]
        if page in rendues and (not ancre or ancre in connues):
            continue
        origine = catalogue.origine(nature, identifiant)
        if page not in rendues:
            constat = f"aucune page du site n'a l'adresse {cite(page)}"
            conseil = suggestion(
                page, rendues, "Vérifiez l'adresse : c'est le chemin du fichier dans docs/, sans .md"
            )
        else:
            constat = f"la page {cite(page)} n'a pas l'ancre {cite(ancre)}"
            conseil = suggestion(ancre, connues, "Vérifiez le titre visé dans la page")
        yield Probleme(origine.fichier, origine.ligne, 1, f"{nature} « {identifiant} »", constat, conseil)


def _sans_commentaires(texte: str) -> str:
    return re.sub(r"<!--(?:(?!<!--|-->).)*-->", "", texte, flags=re.DOTALL)


def _renvois(catalogue: Catalogue, pages: Sequence[Page], rendues: dict[str, str], rendu: Rendu) -> Renvois:
    """Qui cite quoi, d'après ce que chaque page montre vraiment ; les communes comptent pour une page sans titre."""
    renvois = Renvois({page.adresse: page.titre for page in pages}, {}, {}, {})
    des_communes = rendu.appeler("commune", catalogue.territoire.communes[0].code_insee)
    registres = {page.adresse for page in pages for appel in page.appels if appel.macro == "messages_communs"}
    montres = [
        (Lien(page.titre_court, page.adresse), rendues[page.adresse])
        for page in pages
        if page.adresse not in registres
    ]
    for lien, texte in [*montres, (Lien("", "guichets/"), des_communes)]:
        for citants, motif in (
            (renvois.faits, r"#fait-([a-z0-9-]+)"),
            (renvois.messages, r'data-message="([a-z0-9-]+)"'),
        ):
            for identifiant in dict.fromkeys(re.findall(motif, texte)):
                citants.setdefault(identifiant, []).append(lien)
    for page in pages:
        for appel in page.appels:
            for fiche in (appel.arguments or ()) if appel.macro == "actions_du_plan" else ():
                renvois.fiches.setdefault(fiche, []).append(Lien(page.titre_court, page.adresse))
    return renvois
