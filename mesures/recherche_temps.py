"""Ce qu'une recherche fait attendre, et ce qu'elle fait charger, dans un vrai Chromium ralenti."""

import json
import re
import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page
from recherche_sites import Recherche

DEBIT = 1.6e6 / 8
LATENCE = 150
LENT, TRES_LENT = 4, 6
"""Les ralentis du processeur : pour la première réponse, pour une frappe."""

MOT, MAL_ECRIT = "papiers", "papeirs"
UNE_TOUCHE = 120
"""Les millisecondes entre deux lettres, pour la première demande."""

ATTENTE = 30_000

_PREMIERE_REPONSE = """(reponse) => {
    window.premiere = new Promise((dire) => {
        addEventListener('keydown', () => {
            const avant = performance.now();
            const regarder = () => {
                const montrees = [...document.querySelectorAll(reponse)].some((noeud) => noeud.getClientRects().length);
                if (montrees) dire([avant, performance.now()]);
                else requestAnimationFrame(regarder);
            };
            regarder();
        }, { once: true, capture: true });
    });
}"""

_FRAPPE = """async (texte) => {
    const saisie = document.querySelector(%(champ)s);
    const arrivee = new Promise((dire) => {
        const veille = new MutationObserver(() => {
            if (!(%(arrivee)s)) return;
            veille.disconnect();
            dire(true);
        });
        veille.observe(document.querySelector(%(zone)s), { childList: true, characterData: true, subtree: true });
    });
    saisie.focus();
    const avant = performance.now();
    saisie.value = texte;
    saisie.dispatchEvent(new InputEvent('input', { bubbles: true }));
    saisie.dispatchEvent(new KeyboardEvent('keyup', { bubbles: true }));
    const venue = await Promise.race([arrivee, new Promise((dire) => setTimeout(dire, %(attente)d, false))]);
    // Le dessin fini, et non seulement le calcul : le message arrive après l'image.
    await new Promise((fini) => requestAnimationFrame(() => {
        const canal = new MessageChannel();
        canal.port1.onmessage = fini;
        canal.port2.postMessage(null);
    }));
    return venue ? performance.now() - avant : null;
}"""

_OUVERTURE = """async () => {
    const avant = performance.now();
    const { ouvrir } = await import(new URL('assets/recherche/ouvrir.js', location.href));
    await ouvrir();
    return performance.now() - avant;
}"""


@dataclass(frozen=True)
class Attente:
    """En millisecondes : la page ouverte, puis de la première lettre à la première réponse, puis l'une et l'autre."""

    ouverture: float
    reponse: float
    ensemble: float


@dataclass(frozen=True)
class Frappes:
    """En millisecondes. `faute` : la première fois qu'un mot est mal écrit ; `sans_reponse` : les frappes que rien n'a suivies."""

    faute: float
    nombre: int
    mediane: float
    pire: float
    sans_reponse: int


@dataclass(frozen=True)
class Charge:
    """Des octets tels que nginx les a envoyés (gzip, niveau 6)."""

    programme: int
    index: int
    interface: int


@contextmanager
def page_neuve(navigateur: Browser, avant: str = "", ralenti: int = 1, ligne: bool = False) -> Iterator[Page]:
    """Une page sans cache. `ralenti` : le processeur, tant de fois plus lent ; `ligne` : 1,6 Mbit/s et 150 ms."""
    contexte = navigateur.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR")
    contexte.set_default_timeout(4 * ATTENTE)
    page = contexte.new_page()
    if avant:
        page.add_init_script(avant)
    session = contexte.new_cdp_session(page)
    if ligne:
        reglage = {
            "offline": False,
            "latency": LATENCE,
            "downloadThroughput": DEBIT,
            "uploadThroughput": DEBIT,
        }
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", reglage)
    session.send("Emulation.setCPUThrottlingRate", {"rate": ralenti})
    yield page
    contexte.close()


def repondre(navigateur: Browser, essai: Recherche, adresse: str, demandes: Sequence[str]) -> list[list[str]]:
    """Les trois premières adresses que trouve chaque demande."""
    with page_neuve(navigateur) as page:
        page.goto(f"{adresse}/")
        trouvees: list[list[str]] = page.evaluate(essai.chercher, list(demandes))
        return trouvees


def attendre(navigateur: Browser, essai: Recherche, adresse: str) -> Attente:
    """Une ouverture à froid, où l'on tape dès que la page est ouverte."""
    with page_neuve(navigateur, essai.avant, LENT, ligne=True) as page:
        page.goto(f"{adresse}/{essai.page_ralentie}", wait_until="load")
        ouverte = page.evaluate("performance.timing.loadEventEnd - performance.timing.navigationStart")
        page.evaluate(_PREMIERE_REPONSE, essai.reponse)
        page.locator(essai.champ).focus()
        page.keyboard.type(MOT, delay=UNE_TOUCHE)
        avant, apres = page.evaluate("window.premiere")
        return Attente(ouverte, apres - avant, ouverte + apres - avant)


def mediane(attentes: Sequence[Attente]) -> Attente:
    """Chaque durée à part."""
    return Attente(
        *(statistics.median(getattr(a, champ) for a in attentes) for champ in Attente.__dataclass_fields__)
    )


def frapper(
    navigateur: Browser, essai: Recherche, adresse: str, demandes: Sequence[str], ralenti: int, ligne: bool
) -> Frappes:
    """Tape ces demandes lettre à lettre, une fois la recherche prête."""
    script = _FRAPPE % {
        "champ": json.dumps(essai.champ),
        "zone": json.dumps(essai.zone),
        "arrivee": essai.arrivee,
        "attente": ATTENTE,
    }
    with page_neuve(navigateur, essai.avant, ralenti, ligne) as page:
        page.goto(f"{adresse}/{essai.page_ralentie}")
        page.evaluate(script, MOT)
        page.locator(essai.reponse).first.wait_for()
        page.wait_for_timeout(1000)
        faute = page.evaluate(script, MAL_ECRIT)
        # Une espace ne change rien à ce que l'on cherche : elle se tape avec la lettre qui la suit.
        debuts = [q[:rang] for q in demandes for rang in range(1, len(q) + 1) if q[rang - 1] != " "]
        temps = [page.evaluate(script, debut) for debut in debuts]
    connus = [valeur for valeur in temps if valeur is not None]
    return Frappes(faute, len(temps), statistics.median(connus), max(connus), len(temps) - len(connus))


def ouvrir(navigateur: Browser, adresse: str) -> float:
    """Les millisecondes de la demande de notre index au moteur prêt, réseau de la machine compris."""
    with page_neuve(navigateur, ralenti=TRES_LENT) as page:
        page.goto(f"{adresse}/")
        return float(page.evaluate(_OUVERTURE))


def charger(
    navigateur: Browser, essai: Recherche, adresse: str, journal: Path, demandes: Sequence[str]
) -> list[Charge]:
    """Ce que chaque demande, seule et tapée d'un coup, fait charger à qui arrive sur le site."""
    page_d_essai = essai.page_ralentie.replace("-ralenti", "")
    charges = []
    for demande in demandes:
        journal.write_text("", encoding="utf-8")
        with page_neuve(navigateur) as page:
            page.goto(f"{adresse}/{page_d_essai}", wait_until="networkidle")
            page.locator(essai.champ).focus()
            page.keyboard.insert_text(demande)
            page.keyboard.press("End")
            page.wait_for_timeout(1000)
            page.wait_for_load_state("networkidle")
        charges.append(
            Charge(*(_envoye(journal, m) for m in (essai.programme, essai.index, essai.interface)))
        )
    return charges


def passages_montres(navigateur: Browser, adresse: str, journal: Path, demandes: Sequence[str]) -> list[int]:
    """Les octets des passages que charge notre page de recherche, demande par demande."""
    envoyes = []
    for demande in demandes:
        journal.write_text("", encoding="utf-8")
        with page_neuve(navigateur) as page:
            page.goto(f"{adresse}/recherche/?q={demande}", wait_until="networkidle")
        envoyes.append(_envoye(journal, r"^/recherche/textes/"))
    return envoyes


def _envoye(journal: Path, motif: str) -> int:
    """Les octets que le serveur a envoyés pour ces fichiers."""
    envois = re.findall(r'"GET (\S+) HTTP[^"]*" 200 (\d+)', journal.read_text(encoding="utf-8"))
    return sum(int(octets) for chemin, octets in envois if re.search(motif, chemin))
