"""La recherche « Où aller » sur un très grand territoire inventé, dans un Chromium ralenti comme un téléphone modeste.

`python mesures/trouver.py [--facteur 14] [--par-commune 10] [--ralenti 6]` : 14 × 73 communes, dix lieux chacune. Dit le
poids de la page et d'un lot, le temps que prend une frappe, et celui d'une recherche entière, du choix aux lieux montrés.
"""

import argparse
import functools
import http.server
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from territoires import fabriquer

from macros.publication.poids import peser
from macros.publication.site import lire_site

RACINE = Path(__file__).resolve().parent.parent
FRAPPES = ("b", "br", "brum", "9910", "saint", "ste", "xylo", "roseaux aba", "brumevile", "rozo")


class _Muet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def frapper(page: Page, texte: str) -> float:
    """Les millisecondes entre la dernière lettre et l'image qui montre les communes proposées."""
    page.locator("#ou").fill(texte[:-1])
    return float(
        page.evaluate(
            """async (texte) => {
                const champ = document.getElementById('ou');
                champ.focus();
                const avant = performance.now();
                champ.value = texte;
                champ.dispatchEvent(new Event('input', { bubbles: true }));
                document.getElementById('communes-proposees').getBoundingClientRect();
                // Le dessin fini, et non seulement le calcul : le message arrive après l'image.
                await new Promise((fini) => requestAnimationFrame(() => {
                    const canal = new MessageChannel();
                    canal.port1.onmessage = fini;
                    canal.port2.postMessage(null);
                }));
                return performance.now() - avant;
            }""",
            texte,
        )
    )


def chercher(page: Page, nom: str) -> float:
    """Les millisecondes entre le choix d'une commune et ses lieux à l'écran, lots compris."""
    return float(
        page.evaluate(
            """async (nom) => {
                const champ = document.getElementById('ou');
                document.getElementById('resultats').hidden = true;
                champ.value = nom;
                champ.dispatchEvent(new Event('input', { bubbles: true }));
                const avant = performance.now();
                champ.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
                const limite = avant + 30_000;
                while (document.getElementById('resultats').hidden && performance.now() < limite) await new Promise((suite) => setTimeout(suite, 1));
                return performance.now() - avant;
            }""",
            nom,
        )
    )


def mesurer(facteur: int, par_commune: int, ralenti: int) -> None:
    """Fabrique, construit, mesure, dit."""
    with tempfile.TemporaryDirectory() as dossier:
        donnees, vers = Path(dossier) / "donnees", Path(dossier) / "site"
        fabriquer(RACINE / "exemples" / "demonstration", donnees, facteur, par_commune)
        commande = [
            sys.executable,
            "-m",
            "macros",
            "construire",
            "--donnees",
            str(donnees),
            "--vers",
            str(vers),
        ]
        subprocess.run(commande, cwd=RACINE, check=True, stdout=subprocess.DEVNULL)
        site = lire_site(vers)
        pesee = peser(site, "guichets/index.html")
        lots = sorted(site.octets[nom] for nom in site.octets if nom.startswith("guichets/lots/"))
        print(f"{facteur * 73} communes, {facteur * 73 * par_commune} lieux, {len(lots)} lots")
        print(f"page « Où aller » : {pesee.octets} octets compressés, {len(pesee.parts)} fichiers")
        print(f"un lot : {statistics.median(lots):.0f} octets compressés (médiane), {lots[-1]} au plus")
        serveur = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(_Muet, directory=str(vers))
        )
        threading.Thread(target=serveur.serve_forever, daemon=True).start()
        chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
        with sync_playwright() as moteur:
            navigateur = moteur.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
            )
            page = navigateur.new_page(viewport={"width": 390, "height": 844})
            page.goto(f"http://127.0.0.1:{serveur.server_port}/guichets/")
            page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": ralenti})
            temps = {texte: sorted(frapper(page, texte) for _ in range(9)) for texte in FRAPPES}
            for texte, mesures in temps.items():
                print(f"frappe « {texte} » : {mesures[4]:.1f} ms (médiane), {mesures[-1]:.1f} au plus")
            noms = page.locator(".communes > li > a").evaluate_all("l => l.map(a => a.textContent)")
            durees = sorted(chercher(page, nom) for nom in noms[:: max(1, len(noms) // 12)])
            print(
                f"recherche entière : {statistics.median(durees):.0f} ms (médiane), {durees[-1]:.0f} au plus"
            )
            navigateur.close()
        serveur.shutdown()


if __name__ == "__main__":
    choix = argparse.ArgumentParser(description=__doc__)
    choix.add_argument("--facteur", type=int, default=14)
    choix.add_argument("--par-commune", type=int, default=10)
    choix.add_argument("--ralenti", type=int, default=6)
    lus = choix.parse_args()
    mesurer(lus.facteur, lus.par_commune, lus.ralenti)
