"""Ce que nos crochets font, fait autour de Zensical : `avant` lui prépare des fichiers, `apres` relit le site.

Lancé par `zensical.py` dans une copie du projet, avec les paquets du projet. `avant` y ajoute `pages/` (docs/ et les
pages faites), `contexte.json` (ce que chaque page donne au gabarit), `gabarits/` (overrides/ pour MiniJinja) et
les deux réglages, `seul.yml` et `complet.yml`. `apres DOSSIER` écrit les liens morts du site dans `DOSSIER.liens.json`.
"""

import inspect
import json
import re
import shutil
import sys
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from mkdocs.config import load_config
from mkdocs.structure.files import Files
from mkdocs.utils.meta import get_data
from mkdocs.utils.yaml import yaml_load
from pydantic import BaseModel

from macros.horloge import aujourd_hui
from macros.publication.entetes import ecrire_entetes
from macros.publication.liens import liens_morts
from macros.publication.site import lire_site
from macros.verification import tout_verifier

ADAPTATIONS = (
    (r" \| typographie\b", ""),
    (r"\bpage\.toc\.items\b", "page.toc"),
    (r"\b(page|cible)\.is_homepage\b", r'\1.url == ""'),
    (r"\bin nav %", "in nav.items %"),
    (r"\bcible\.is_page\b", "cible.url is defined"),
    (r"\.startswith\(([\w.]+)\)", r" is startingwith(\1)"),
)
"""Ce que MiniJinja, ou Zensical, ne connaît pas dans nos gabarits, et ce qui en tient lieu."""

PLAN_DU_SITE = """\
<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{% for page in pages if page.canonical_url %}<url><loc>{{ page.canonical_url }}</loc></url>
{% endfor %}</urlset>
"""
"""MkDocs a le sien ; sans son thème, Zensical n'en a pas."""


def donnee(valeur: Any) -> Any:
    """Un enregistrement en données simples, propriétés comprises : MiniJinja n'appelle pas Python."""
    if isinstance(valeur, BaseModel):
        calculees = [
            nom
            for nom, attribut in inspect.getmembers(type(valeur))
            if isinstance(attribut, property | cached_property) and not hasattr(BaseModel, nom)
        ]
        return {nom: donnee(getattr(valeur, nom)) for nom in (*type(valeur).model_fields, *calculees)}
    if isinstance(valeur, dict):
        return {nom: donnee(element) for nom, element in valeur.items()}
    if isinstance(valeur, list | tuple):
        return [donnee(element) for element in valeur]
    return valeur if valeur is None or isinstance(valeur, str | int | float) else str(valeur)


def avant(racine: Path) -> None:
    """Prépare la copie du projet qui est dans `racine`. Lève DonneesInvalides."""
    verifie = tout_verifier(racine / "data", racine / "docs", aujourd_hui()).public
    configuration = load_config(str(racine / "mkdocs.yml"))
    crochets = configuration.plugins
    crochets["macros"].catalogue = verifie.catalogue  # type: ignore[attr-defined]
    configuration.extra["titres_des_pages"] = {p.adresse: p.titre_court or p.titre for p in verifie.pages}

    pages = racine / "pages"
    shutil.copytree(racine / "docs", pages)
    for faite in crochets.on_files(Files([]), config=configuration):
        (pages / faite.src_uri).parent.mkdir(parents=True, exist_ok=True)
        (pages / faite.src_uri).write_text(faite.content_string, encoding="utf-8")

    contexte = {}
    for chemin in sorted(pages.rglob("*.md")):
        source = chemin.relative_to(pages).as_posix()
        adresse = re.sub(r"(^|/)index$", r"\1", source.removesuffix(".md"))
        adresse += "/" * (adresse != "" and not adresse.endswith("/"))
        page: Any = SimpleNamespace(
            url=adresse,
            meta=get_data(chemin.read_text(encoding="utf-8-sig"))[1],
            file=SimpleNamespace(src_uri=source),
        )
        donnees = crochets.on_page_context({}, page=page, config=configuration, nav=None)
        contexte[source] = {nom: donnee(valeur) for nom, valeur in donnees.items() if nom != "territoire"}
    (racine / "contexte.json").write_text(json.dumps(contexte, ensure_ascii=False), encoding="utf-8")

    gabarits = racine / "gabarits"
    shutil.copytree(racine / "overrides", gabarits)
    for gabarit in sorted(gabarits.rglob("*.html")):
        texte = gabarit.read_text(encoding="utf-8")
        for motif, remplacement in ADAPTATIONS:
            texte = re.sub(motif, remplacement, texte)
        if gabarit.name == "main.html":
            texte = _variables(contexte["index.md"]) + texte
        gabarit.write_text(texte, encoding="utf-8")
    (gabarits / "sitemap.xml").write_text(PLAN_DU_SITE, encoding="utf-8")

    _regler(racine, donnee(verifie.catalogue.territoire))


def _variables(donnees: dict[str, Any]) -> str:
    """Les variables que donnent nos crochets : Zensical ne laisse passer que le réglage et l'en-tête des pages."""
    posees = ["page = page if page.content is defined else none", "territoire = config.extra.ppgd.territoire"]
    posees += [f"{nom} = page.meta.ppgd.{nom} if page else none" for nom in donnees]
    return "".join(f"{{%- set {posee} -%}}\n" for posee in posees)


def _regler(racine: Path, territoire: Any) -> None:
    """Les deux réglages, tirés de mkdocs.yml : l'un n'en retire que le gabarit, l'autre passe par notre porte."""
    with (racine / "mkdocs.yml").open(encoding="utf-8") as fichier:
        reglage = yaml_load(fichier)
    seul = reglage | {"site_dir": "seul", "theme": reglage["theme"] | {"custom_dir": None}}
    porte = {"module_name": "zensical_porte", "on_undefined": "strict", "on_error_fail": True}
    complet = reglage | {
        "site_dir": "complet",
        "docs_dir": "pages",
        "theme": {"name": None, "custom_dir": "gabarits"},
        "plugins": [{"macros": porte}],
        "markdown_extensions": [*reglage["markdown_extensions"], "zensical_porte"],
        "extra": {"ppgd": {"territoire": territoire}},
    }
    for nom, contenu in (("seul", seul), ("complet", complet)):
        # Du JSON est du YAML.
        (racine / f"{nom}.yml").write_text(json.dumps(contenu, ensure_ascii=False), encoding="utf-8")


def apres(racine: Path, dossier: str) -> None:
    """Relit le site construit, comme après MkDocs ; en retire l'index de recherche, que Zensical écrit toujours."""
    site = racine / dossier
    (site / "search.json").unlink(missing_ok=True)
    lu = lire_site(site)
    ecrire_entetes(lu)
    morts = [{"page": mort.page, "lien": mort.lien} for mort in liens_morts(lu)]
    (racine / f"{dossier}.liens.json").write_text(json.dumps(morts), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1] == "avant":
        avant(Path.cwd())
    else:
        apres(Path.cwd(), sys.argv[2])
