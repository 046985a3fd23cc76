"""Les trois recherches que l'on compare, sur les mêmes pages : la nôtre, celle de Material seul, Pagefind."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from construction import commande
from material import VARIANTES, recopier
from playwright.sync_api import Browser, sync_playwright
from sonde import lancer

RACINE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(RACINE), str(RACINE / "tests")]

from serveur_nginx import nginx  # noqa: E402

from macros.publication.entetes import POUR_NGINX  # noqa: E402

_NOTRE_RECHERCHE = """async (demandes) => {
    const { ouvrir } = await import(new URL('assets/recherche/ouvrir.js', location.href));
    const moteur = await ouvrir();
    return demandes.map((q) => moteur.chercher(q).slice(0, 3).map(({ adresse }) => adresse));
}"""

_RECHERCHE_DE_MATERIAL = """async (demandes) => {
    const reglages = JSON.parse(document.getElementById('__config').textContent);
    const base = new URL(reglages.base + '/', location.href);
    const { config, docs } = await (await fetch(new URL('search/search_index.json', base))).json();
    const fil = new Worker(new URL(reglages.search, location.href));
    const demander = (message) => new Promise((dire) => {
        fil.onmessage = ({ data }) => dire(data.data);
        fil.postMessage(message);
    });
    await demander({ type: 0, data: { config, docs, options: { suggest: false } } });
    const reponses = [];
    for (const q of demandes) reponses.push((await demander({ type: 2, data: q })).items.slice(0, 3).map(([premier]) => premier.location));
    return reponses;
}"""

_RECHERCHE_DE_PAGEFIND = """async (demandes) => {
    const pagefind = await import(new URL('pagefind/pagefind.js', location.href));
    const reponses = [];
    for (const q of demandes) {
        const { results } = await pagefind.search(q);
        const pages = await Promise.all(results.slice(0, 3).map((trouve) => trouve.data()));
        reponses.push(pages.map(({ url }) => url.slice(1)));
    }
    return reponses;
}"""

_DANS_LE_FIL_DE_LA_PAGE = """
// CDP ne ralentit ni le processeur ni la ligne d'un fil à part : le script de Material est ramené dans celui de la page.
window.IFrameWorker = window.Worker = class extends EventTarget {
    constructor(adresse) {
        super();
        const cadre = document.createElement('iframe');
        cadre.hidden = true;
        document.documentElement.append(cadre);
        this.fil = cadre.contentWindow;
        const charger = (script) => new Promise((fait) => {
            const balise = this.fil.document.createElement('script');
            balise.src = new URL(script, location.href);
            balise.onload = fait;
            this.fil.document.body.append(balise);
        });
        this.fil.importScripts = async (...scripts) => { for (const script of scripts) await charger(script); };
        this.fil.postMessage = (data) => setTimeout(() => this.dispatchEvent(new MessageEvent('message', { data })));
        this.pret = charger(adresse);
    }
    postMessage(data) {
        this.pret.then(() => this.fil.dispatchEvent(new this.fil.MessageEvent('message', { data })));
    }
};
"""

_INTERFACE_DE_PAGEFIND = """
<link rel="stylesheet" href="pagefind/pagefind-ui.css"><script src="pagefind/pagefind-ui.js"></script>
<div id="essai"></div><script>new PagefindUI({ element: '#essai', debounceTimeoutMs: 0, showImages: false%s });</script>
"""


@dataclass(frozen=True)
class Recherche:
    """Une recherche à essayer. `champ`, `reponse` : où l'on tape, et une réponse montrée ; `zone` : ce qui change quand la
    réponse arrive, et `arrivee` : comment le savoir ; `programme`, `index`, `interface` : ses fichiers (motifs).
    """

    nom: str
    dossier: Path
    chercher: str
    champ: str
    zone: str
    reponse: str
    programme: str
    index: str
    interface: str = "^$"
    arrivee: str = "true"
    avant: str = ""
    page_ralentie: str = ""
    ancres: bool = False


def preparer(atelier: Path, copie: Path) -> list[Recherche]:
    """Construit notre site, le redit en Markdown pour Material, l'indexe par Pagefind. Lève Echec."""
    notre, material, pagefind = atelier / "notre", atelier / "material", atelier / "pagefind"
    lancer(commande("construire", copie / "data", "--vers", str(notre)), copie)
    recopier(notre, material / "docs")
    (material / "mkdocs.yml").write_text(VARIANTES["hors du menu"], encoding="utf-8")
    lancer([sys.executable, "-m", "mkdocs", "build", "--quiet"], material)
    outils = atelier / "outils"
    shutil.copytree(Path(__file__).with_name("pagefind"), outils)
    lancer(["npm", "ci", "--silent", "--no-audit", "--no-fund"], outils)
    shutil.copytree(notre, pagefind)
    choix = ["--root-selector", "main", "--exclude-selectors", ".sommaire", "--glob", "**/index.html"]
    langue = ["--force-language", "fr"]
    lancer([_programme_de_pagefind(outils), "--site", str(pagefind), *choix, *langue], outils)
    for dossier in (material / "site", pagefind):
        # Nos en-têtes interdisent les scripts écrits dans la page et le WebAssembly, dont ces deux-là ont besoin.
        (dossier / POUR_NGINX).write_text("", encoding="utf-8")
    for page, options in (("essai.html", ""), ("essai-ralenti.html", ", noWorker: true")):
        accueil = (pagefind / "index.html").read_text(encoding="utf-8")
        fait = accueil.replace("</header>", f"{_INTERFACE_DE_PAGEFIND % options}</header>", 1)
        (pagefind / page).write_text(fait, encoding="utf-8")
    return [
        Recherche(
            nom="La nôtre",
            dossier=notre,
            chercher=_NOTRE_RECHERCHE,
            champ="#chercher",
            zone="form:has(#chercher)",
            reponse="#chercher-propositions [role=option]",
            programme=r"^/assets/(recherche/|outils/liste\.js)",
            index=r"^/recherche/[^/]+\.json",
            ancres=True,
        ),
        Recherche(
            nom="Material seul",
            dossier=material / "site",
            chercher=_RECHERCHE_DE_MATERIAL,
            champ="[data-md-component=search-query]",
            zone="[data-md-component=search-result]",
            reponse=".md-search-result__item",
            programme=r"^/assets/javascripts/(workers|lunr)/",
            index=r"^/search/",
            avant=_DANS_LE_FIL_DE_LA_PAGE,
        ),
        Recherche(
            nom="Pagefind",
            dossier=pagefind,
            chercher=_RECHERCHE_DE_PAGEFIND,
            champ=".pagefind-ui__search-input",
            zone="#essai",
            reponse=".pagefind-ui__result-link",
            programme=r"^/pagefind/(pagefind(-worker)?\.js|wasm)",
            index=r"^/pagefind/(index/|fragment/|.*\.pf_meta|.*\.json)",
            interface=r"^/pagefind/pagefind-ui",
            # Sa phrase redit la demande ; les pages trouvées arrivent ensuite, une par une.
            arrivee="""(() => {
                const dit = document.querySelector('.pagefind-ui__message')?.textContent ?? '';
                const fini = dit.toLowerCase().includes(`pour ${saisie.value.toLowerCase()}`);
                return fini && (/^Aucun/.test(dit.trim()) || document.querySelector('.pagefind-ui__result-link') !== null);
            })()""",
            page_ralentie="essai-ralenti.html",
        ),
    ]


@contextmanager
def servir(dossier: Path, atelier: Path) -> Iterator[tuple[str, Path]]:
    """L'adresse d'un nginx qui sert ce site, et le journal de ce qu'il envoie."""
    ici = atelier / f"nginx-{len(list(atelier.glob('nginx-*')))}"
    ici.mkdir()
    journal = ici / "envois.log"
    with nginx(dossier, ici, f'access_log "{journal}";') as adresse:
        yield adresse, journal


@contextmanager
def chromium() -> Iterator[Browser]:
    """Un vrai navigateur."""
    with sync_playwright() as moteur:
        navigateur = moteur.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        try:
            yield navigateur
        finally:
            navigateur.close()


def version_de_pagefind(atelier: Path) -> str:
    """« 1.6.0 »."""
    appel = [_programme_de_pagefind(atelier / "outils"), "--version"]
    return subprocess.run(appel, capture_output=True, text=True, check=True).stdout.split()[-1]


def _programme_de_pagefind(outils: Path) -> str:
    return str(next(outils.glob("node_modules/@pagefind/*/bin/pagefind_extended")))
