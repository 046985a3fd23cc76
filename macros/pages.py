"""Le seul module de crochets MkDocs : les pages d'ensembles ouverts, et ce qui suit la construction."""

import json
import os
import posixpath
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

from macros.lecture import Probleme, cite, suggestion
from macros.modele.catalogue import Catalogue, Origine, adresse
from macros.modele.fiche import Fiche
from macros.modele.territoire import Commune
from macros.publication.liens import LienMort, adresse_de_page, liens_morts
from macros.rendu.filtres import fr, typographie

_PARENTS = {"plan/fiches/": "plan/orientations/"}
"""Les dossiers sans page à eux, et la page qui en tient lieu dans le fil d'Ariane."""

_GARDES_DU_THEME = ("assets/style.css", "assets/icone.svg")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Ajoute une page par commune ; retire du thème tout ce qu'aucune page ne charge."""
    for fichier in list(files):
        du_theme = fichier.src_dir is None or Path(fichier.src_dir) != Path(config.docs_dir)
        if du_theme and fichier.src_uri.startswith("assets/") and fichier.src_uri not in _GARDES_DU_THEME:
            files.remove(fichier)
    catalogue = _catalogue(config)
    for commune in catalogue.territoire.communes:
        files.append(
            File.generated(
                config,
                f"guichets/{adresse(commune.nom)}.md",
                content=_page_de_commune(catalogue, commune),
                inclusion=InclusionLevel.NOT_IN_NAV,
            )
        )
    return files


def _page_de_commune(catalogue: Catalogue, commune: Commune) -> str:
    codes = ", ".join(commune.codes_postaux)
    entete = {
        "title": f"{commune.nom} : où demander un logement social",
        "titre_court": commune.nom,
        "description": f"{commune.nom} ({codes}) : où déposer ou renouveler une demande de logement social, "
        "adresse, téléphone, horaires, lieux les plus proches.",
        "code_insee": commune.code_insee,
    }
    return "\n".join(
        [
            "---",
            *(
                f"{champ}: {json.dumps(typographie(valeur), ensure_ascii=False)}"
                for champ, valeur in entete.items()
            ),
            "---",
            "",
            f'# {fr(commune.nom)} <span class="discret">{codes}</span>',
            "",
            f'{{{{ commune("{commune.code_insee}") }}}}',
            "",
        ]
    )


def on_page_context(context: dict[str, Any], *, page: Page, config: MkDocsConfig, nav: Any) -> dict[str, Any]:
    """Donne au gabarit le territoire, le fil d'Ariane et le fichier à corriger."""
    catalogue = _catalogue(config)
    origine = _origine(page, catalogue)
    depot = catalogue.territoire.depot
    context["territoire"] = catalogue.territoire
    context["corriger"] = {
        "fichier": origine.fichier,
        "ligne": origine.ligne,
        "adresse": depot.modifier.replace("{chemin}", origine.fichier) if depot else None,
    }
    context["fil"] = _fil(page, config)
    context["fiche"] = _fiche(page, catalogue)
    return context


def on_template_context(
    context: dict[str, Any], *, template_name: str, config: MkDocsConfig
) -> dict[str, Any]:
    """Donne le territoire à la page d'erreur, qui n'a pas de source à corriger."""
    context["territoire"] = _catalogue(config).territoire
    return context


def _fiche(page: Page, catalogue: Catalogue) -> Fiche | None:
    """La fiche que la page montre, s'il y en a une."""
    dossier, _, identite = page.file.src_uri.removesuffix(".md").rpartition("/")
    return catalogue.fiche(identite) if dossier == "plan/fiches" else None


def _origine(page: Page, catalogue: Catalogue) -> Origine:
    """Le fichier qui dit vraiment ce que la page montre : le YAML d'une fiche ou d'un lieu, sinon la page."""
    if (code := page.meta.get("code_insee")) is not None:
        lieux = catalogue.guichets_de(catalogue.commune(str(code)))
        sur_place = [lieu for lieu in lieux if lieu.commune == str(code)]
        return (
            catalogue.origine("guichet", sur_place[0].id)
            if sur_place
            else catalogue.origine("commune", str(code))
        )
    if (fiche := _fiche(page, catalogue)) is not None:
        return catalogue.origine("fiche", fiche.id)
    return Origine(f"docs/{page.file.src_uri}", 1)


def _fil(page: Page, config: MkDocsConfig) -> list[tuple[str, str]]:
    """Les pages au-dessus de celle-ci : titre et adresse, de l'accueil vers elle."""
    titres: dict[str, str] = config.extra.setdefault("titres_des_pages", {})
    morceaux = page.url.strip("/").split("/") if page.url.strip("/") else []
    au_dessus = (
        ["", *("/".join(morceaux[:rang]) + "/" for rang in range(1, len(morceaux)))] if morceaux else []
    )
    rangees = [_PARENTS.get(url, url) for url in au_dessus]
    return [(titres[url], url) for url in rangees if url in titres]


def on_env(env: Any, *, config: MkDocsConfig, files: Files) -> Any:
    """Retient le titre de chaque page, pour le fil d'Ariane ; donne la typographie au gabarit commun."""
    env.filters["typographie"] = typographie
    config.extra["titres_des_pages"] = {
        fichier.page.url: fichier.page.meta.get("titre_court") or fichier.page.title
        for fichier in files.documentation_pages()
        if fichier.page is not None
    }
    return env


def on_post_build(config: MkDocsConfig) -> None:
    """Refuse un site dont un lien est mort."""
    morts = liens_morts(Path(config.site_dir), urlsplit(config.site_url or "").path)
    if morts:
        raise Abort("\n".join(str(probleme) for probleme in sorted({_situer(m, config) for m in morts})))


def _situer(mort: LienMort, config: MkDocsConfig) -> Probleme:
    """Retrouve dans la page écrite à la main la ligne du lien mort, que MkDocs a pu récrire."""
    adresse_html = adresse_de_page(mort.page)
    docs = Path(config.docs_dir)
    for page in (f"{adresse_html.rstrip('/')}.md", f"{adresse_html}index.md"):
        if not (docs / page).is_file():
            continue
        for rang, ligne in enumerate((docs / page).read_text(encoding="utf-8-sig").splitlines(), 1):
            for trouve in _LIEN_ECRIT.finditer(ligne):
                ecrit = trouve["lien"]
                if ecrit != mort.lien and _arrivee(ecrit, page) != _arrivee(mort.lien, mort.page):
                    continue
                constat = mort.constat.replace(cite(mort.lien), cite(ecrit))
                conseil = mort.conseil
                if (docs / page).parent.joinpath(unquote(ecrit)).is_file() and ecrit.endswith(".md"):
                    conseil = "Le fichier existe, mais mkdocs.yml l'écarte du site : retirez le lien"
                elif ecrit.endswith(".md"):
                    fichiers = (os.path.relpath(f, (docs / page).parent) for f in docs.rglob("*.md"))
                    conseil = suggestion(ecrit, sorted(fichiers), "Vérifiez le nom du fichier visé")
                return Probleme(f"docs/{page}", rang, trouve.start("lien") + 1, "", constat, conseil)
        return Probleme.du_fichier(f"docs/{page}", mort.constat, mort.conseil)
    return Probleme.du_fichier(f"site/{mort.page}", mort.constat, mort.conseil)


_LIEN_ECRIT = re.compile(r"""(?:\]\(\s*<?|\]:\s+|\b(?:href|src)=["'])(?P<lien>[^)\s>"']+)""")


def _arrivee(lien: str, depart: str) -> tuple[str, str]:
    """L'adresse et l'ancre visées : un lien vers un fichier .md et celui que MkDocs en fait se valent."""
    chemin, _, ancre = unquote(lien).partition("#")
    cible = posixpath.normpath(posixpath.join(posixpath.dirname(depart), chemin)) if chemin else depart
    page = re.sub(r"(^|/)(index|README)$", "", cible.removesuffix(".md").removesuffix(".html"))
    return page.removeprefix("."), ancre


def _catalogue(config: MkDocsConfig) -> Catalogue:
    catalogue: Catalogue = config.plugins["macros"].catalogue  # type: ignore[attr-defined]
    return catalogue
