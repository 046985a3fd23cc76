"""Le seul module de crochets MkDocs : les pages d'ensembles ouverts, et ce qui suit la construction."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

from macros.lecture import Probleme
from macros.modele.catalogue import Catalogue, Origine
from macros.modele.fait import Fait, Sujet
from macros.modele.fiche import Fiche
from macros.modele.territoire import Commune
from macros.publication.controle import controler, controler_les_fuites
from macros.publication.entetes import ecrire_entetes
from macros.publication.recherche import ecrire_la_recherche
from macros.publication.reserve import reserver
from macros.publication.site import lire_site
from macros.recherche.bibliotheque import lunr_du_navigateur
from macros.recherche.entrees import lire_les_alias
from macros.rendu.filtres import fr, jour, typographie
from macros.rendu.sigles import expliquer

_PARENTS = {"plan/fiches/": "plan/orientations/"}
"""Les dossiers sans page à eux, et la page qui en tient lieu dans le fil d'Ariane."""

_SANS_EXPLICATION = ("glossaire/",)
"""Les pages qui expliquent elles-mêmes leurs sigles."""

_ESTIMATEUR = "assets/outils/cotation.js"
"""Le script qui estime une note : il n'a rien à calculer là où aucune grille n'est adoptée."""

_COMMENTAIRE = re.compile(r"<!--.*?-->", re.DOTALL)
"""Ce qu'un rédacteur s'est noté à lui-même : il n'a pas à sortir du dépôt."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Ajoute une page par commune et par sujet de sources, et les fichiers que le rendu publie à côté ; retire du thème
    tout ce qu'aucune page ne charge, et tout ce qui n'est pas pour l'audience de ce site.

    Une page que mkdocs.yml écarte sort aussi des titres : le plan du site n'y mène pas.
    """
    catalogue = _catalogue(config)
    a_nous = {Path(config.docs_dir), Path(config.theme.dirs[0])}
    sans_emploi = () if catalogue.cotation.grille else (_ESTIMATEUR,)
    for fichier in list(files):
        if (
            fichier.src_dir is None
            or Path(fichier.src_dir) not in a_nous
            or fichier.src_uri in sans_emploi
            or not _se_montre(fichier, config)
        ):
            files.remove(fichier)
    for fichier in files.documentation_pages(inclusion=InclusionLevel.is_excluded):
        config.plugins["macros"].titres.pop(fichier.url, None)  # type: ignore[attr-defined]
    faites = {commune.page: _page_de_commune(commune) for commune in catalogue.territoire.communes}
    faites |= {sujet.page: _page_de_sujet(sujet, faits[0]) for sujet, faits in catalogue.faits_par_sujet}
    for adresse, contenu in faites.items():
        nom = f"{adresse.rstrip('/')}.md"
        files.append(File.generated(config, nom, content=contenu, inclusion=InclusionLevel.NOT_IN_NAV))
    for chemin, texte in config.plugins["macros"].fichiers.items():  # type: ignore[attr-defined]
        # En octets : écrits comme un texte, leurs fins de ligne changeraient avec la machine.
        files.append(File.generated(config, chemin, content=texte.encode()))
    for document in catalogue.reseau.documents.values():
        files.append(File.generated(config, document.page, content=document.contenu))
    files.append(File.generated(config, "assets/recherche/lunr.js", content=lunr_du_navigateur().encode()))
    return files


def _se_montre(fichier: File, config: MkDocsConfig) -> bool:
    """Vrai si l'audience de ce site peut voir ce fichier : une page se lit à son en-tête, le reste à son dossier."""
    if fichier.is_documentation_page():
        return f"docs/{fichier.src_uri}" in config.plugins["macros"].pages_ecrites  # type: ignore[attr-defined]
    return config.extra["audience"] == "reseau" or "reseau" not in Path(fichier.src_uri).parts


def _page_de_commune(commune: Commune) -> str:
    codes = ", ".join(commune.codes_postaux)
    entete = {
        "title": f"{commune.nom} : où demander un logement social",
        "titre_court": commune.nom,
        "description": f"{commune.nom} ({codes}) : où déposer ou renouveler une demande de logement social, "
        "adresse, téléphone, horaires, lieux les plus proches.",
        "code_insee": commune.code_insee,
    }
    titre = f'{fr(commune.nom)} <span class="discret">{codes}</span>'
    return _page(entete, titre, f'commune("{commune.code_insee}")')


def _page_de_sujet(sujet: Sujet, premier: Fait) -> str:
    entete = {
        "title": f"Sources : {sujet.titre}",
        "titre_court": sujet.titre,
        "description": f"{sujet.titre} : chaque règle que cite ce site, sa source, la date de sa lecture, l'état de sa "
        "vérification et les pages qui la reprennent.",
        "premier_fait": premier.id,
    }
    return _page(entete, str(fr(f"Sources : {sujet.titre}")), f'sources("{sujet.id}")')


def _page(entete: dict[str, str], titre: str, appel: str) -> str:
    """Une page faite : son en-tête, son titre, et la macro qui l'écrit."""
    champs = (f"{nom}: {json.dumps(typographie(texte), ensure_ascii=False)}" for nom, texte in entete.items())
    return "\n".join(["---", *champs, "---", "", f"# {titre}", "", f"{{{{ {appel} }}}}", ""])


def on_page_content(html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Explique chaque sigle à son premier emploi ; ne publie aucun commentaire."""
    html = _COMMENTAIRE.sub("", html)
    if page.url in _SANS_EXPLICATION:
        return html
    retour = "../" * page.url.count("/")
    contenu, page.meta["sigles"] = expliquer(
        html, _catalogue(config).termes, lambda terme: f"{retour}glossaire/#{terme.id}"
    )
    return contenu


def on_page_context(context: dict[str, Any], *, page: Page, config: MkDocsConfig, nav: Any) -> dict[str, Any]:
    """Donne au gabarit le territoire, le fil d'Ariane et le fichier à corriger."""
    catalogue = _catalogue(config)
    origine = _origine(page, catalogue)
    depot = catalogue.territoire.depot
    context |= _partout(config)
    context["corriger"] = {
        "fichier": origine.fichier,
        "ligne": origine.ligne,
        "adresse": depot.modifier.replace("{chemin}", origine.fichier) if depot else None,
    }
    page.meta["reserve"] = f"docs/{page.file.src_uri}" in config.plugins["macros"].reservees  # type: ignore[attr-defined]
    context["fil"] = _fil(page, config)
    context["fiche"] = _fiche(page, catalogue)
    return context


def on_template_context(
    context: dict[str, Any], *, template_name: str, config: MkDocsConfig
) -> dict[str, Any]:
    """Donne le territoire à la page d'erreur, qui n'a pas de source à corriger."""
    return context | _partout(config)


def _partout(config: MkDocsConfig) -> dict[str, Any]:
    """Ce que le gabarit commun dit de chaque page, celle d'erreur comprise."""
    return {
        "territoire": _catalogue(config).territoire,
        "audience": config.extra["audience"],
        "jour_de_construction": jour(config.plugins["macros"].aujourd_hui),  # type: ignore[attr-defined]
    }


def _fiche(page: Page, catalogue: Catalogue) -> Fiche | None:
    """La fiche que la page montre, s'il y en a une."""
    dossier, _, identite = page.file.src_uri.removesuffix(".md").rpartition("/")
    return catalogue.fiche(identite) if dossier == "plan/fiches" else None


def _origine(page: Page, catalogue: Catalogue) -> Origine:
    """Le fichier qui dit vraiment ce que la page montre : le YAML d'une fiche ou d'un lieu, sinon la page."""
    if (code := page.meta.get("code_insee")) is not None:
        lieux = catalogue.guichets_sur_place(catalogue.commune(str(code)))
        return catalogue.origine("guichet", lieux[0].id) if lieux else catalogue.origine("commune", str(code))
    if (premier := page.meta.get("premier_fait")) is not None:
        return catalogue.origine("fait", str(premier))
    if (fiche := _fiche(page, catalogue)) is not None:
        return catalogue.origine("fiche", fiche.id)
    return Origine(f"docs/{page.file.src_uri}", 1)


def _fil(page: Page, config: MkDocsConfig) -> list[tuple[str, str]]:
    """Les pages au-dessus de celle-ci : titre et adresse, de l'accueil vers elle."""
    titres: dict[str, str] = config.extra["titres_des_pages"]
    dossiers = page.url.split("/")[:-1]
    au_dessus = ["".join(f"{dossier}/" for dossier in dossiers[:rang]) for rang in range(len(dossiers))]
    rangees = [_PARENTS.get(url, url) for url in au_dessus]
    return [(titres[url], url) for url in rangees if url in titres]


def on_env(env: Any, *, config: MkDocsConfig, files: Files) -> Any:
    """Retient le titre de chaque page, pour le fil d'Ariane, et ses alias, pour la recherche ; donne la typographie au
    gabarit commun.
    """
    env.filters["typographie"] = typographie
    pages = [fichier.page for fichier in files.documentation_pages() if fichier.page is not None]
    config.extra["titres_des_pages"] = {
        page.url: page.meta.get("titre_court") or page.title for page in pages
    }
    config.extra["alias_des_pages"] = {page.url: lire_les_alias(page.meta) for page in pages}
    return env


def on_post_build(config: MkDocsConfig) -> None:
    """Refuse un site qui ne peut pas être publié tel quel, et dit tout ce qui l'empêche ; sinon, écrit ses en-têtes."""
    site = lire_site(Path(config.site_dir), urlsplit(config.site_url or "").path)
    if problemes := controler(site, Path(config.docs_dir).parent):
        raise Abort("\n".join(str(probleme) for probleme in problemes))
    ecrire_la_recherche(site, _catalogue(config), config.extra["alias_des_pages"])
    ecrire_entetes(site)
    if config.extra["audience"] == "reseau":
        # Un plan de site s'adresse aux moteurs de recherche : celui-ci n'en veut aucun.
        for plan in ("sitemap.xml", "sitemap.xml.gz"):
            (Path(config.site_dir) / plan).unlink(missing_ok=True)
    if config.extra["audience"] == "public" and (problemes := _fuites(config)):
        raise Abort("\n".join(str(probleme) for probleme in problemes))


def _fuites(config: MkDocsConfig) -> list[Probleme]:
    """Ce qui est réservé au réseau et se lirait dans ce que l'on vient d'écrire."""
    verifies = config.plugins["macros"].verifies  # type: ignore[attr-defined]
    projet = Path(config.docs_dir).parent
    pages = [(p.adresse, p.titre, p.texte) for p in verifies.reseau.pages if p.audience == "reseau"]
    tout, public = verifies.reseau.catalogue, verifies.public.catalogue
    dits = verifies.public.textes.values()
    reserve = reserver(tout, public, pages, dits, projet, projet / config.extra["donnees"])
    return controler_les_fuites(Path(config.site_dir), reserve, projet)


def _catalogue(config: MkDocsConfig) -> Catalogue:
    catalogue: Catalogue = config.plugins["macros"].catalogue  # type: ignore[attr-defined]
    return catalogue
