"""Mesure ce que sert nginx avec nos réglages, avec les mêmes fichiers tout nus, et en comprimant à chaque demande.

Se lance à la main : `.venv/bin/python mesures/charge.py`. Il faut nginx et wrk. Rien n'est écrit hors d'un dossier provisoire.
"""

import argparse
import base64
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sonde import Echec, _charges, lancer, octets, tableau

RACINE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(RACINE))

from macros.livraison.livrer import livrer  # noqa: E402

NGINX = RACINE / "deploiement" / "nginx"
PAGE = "guichets/"
"""La page d'où l'on cherche un lieu : la plus chargée de celles où l'on arrive."""

SUITE = """\
local n = 0
local chemins = {CHEMINS}
request = function() n = n % #chemins + 1; return wrk.format("GET", chemins[n]) end
"""
RESULTAT = """\
done = function(bilan, latence, _)
  local e = bilan.errors
  io.write(string.format('BILAN {"demandes": %d, "micros": %d, "octets": %d, "p50": %d, "p99": %d, "erreurs": %d}\\n',
    bilan.requests, bilan.duration, bilan.bytes, latence:percentile(50), latence:percentile(99),
    e.connect + e.read + e.write + e.status + e.timeout))
end
"""


@dataclass(frozen=True)
class Debit:
    """Ce que mesure wrk. `par_seconde` : demandes ; `p50`, `p99` : en millisecondes ; `octets` : par demande, en-têtes compris."""

    par_seconde: float
    p50: float
    p99: float
    octets: float


@contextmanager
def servir(publie: Path, ici: Path, commun: str, du_site: Sequence[str], audience: str) -> Iterator[int]:
    """Un nginx à un seul travailleur, en clair sur cette machine ; rend son port.

    En clair, parce que le chiffrement coûte la même chose dans tous les cas comparés. `commun`, `du_site` : ce qui va
    dans « http » et dans « server ».
    """
    with socket.socket() as essai:
        essai.bind(("127.0.0.1", 0))
        port = essai.getsockname()[1]
    ici.mkdir()
    ecrits = " ".join(f'{nom}_temp_path "{ici}/{nom}";' for nom in ("proxy", "fastcgi", "uwsgi", "scgi"))
    serveur = f'listen 127.0.0.1:{port}; root "{publie}/courante/{audience}";'
    (ici / "nginx.conf").write_text(
        f"daemon off; worker_processes 1; {'user root;' if os.geteuid() == 0 else ''}\n"
        f'pid "{ici}/pid"; error_log "{ici}/erreurs.log";\n'
        f'events {{ worker_connections 1024; }}\nhttp {{ client_body_temp_path "{ici}/corps"; {ecrits}\n'
        f"sendfile on; tcp_nopush on; keepalive_requests 1000000; access_log off;\n{commun}\nserver {{ {serveur}\n"
        + "\n".join(du_site)
        + "\n}\n}\n",
        encoding="utf-8",
    )
    chemin = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    enfant = subprocess.Popen([str(chemin), "-p", ici, "-e", ici / "erreurs.log", "-c", ici / "nginx.conf"])
    try:
        for _ in range(100):
            with socket.socket() as essai:
                if enfant.poll() is not None or essai.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        if enfant.poll() is not None:
            raise Echec((ici / "erreurs.log").read_text(encoding="utf-8"))
        yield port
    finally:
        enfant.terminate()
        enfant.wait(timeout=10)


def mesurer(
    port: int, chemins: Sequence[str], duree: int, entetes: Mapping[str, str], a_la_fois: int = 32
) -> Debit:
    """Demande ces chemins à tour de rôle, sur des connexions gardées ouvertes. Lève Echec si une réponse n'est pas bonne."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua", encoding="utf-8") as script:
        liste = ", ".join(json.dumps(chemin) for chemin in chemins)
        script.write(SUITE.replace("{CHEMINS}", f"{{{liste}}}") + RESULTAT)
        script.flush()
        options = [f"-H{nom}: {valeur}" for nom, valeur in entetes.items()]
        commande = [
            "wrk",
            "-t1",
            f"-c{a_la_fois}",
            f"-d{duree}s",
            "--timeout=60s",
            "-s",
            script.name,
            *options,
        ]
        fini = subprocess.run(
            [*commande, f"http://127.0.0.1:{port}/"], capture_output=True, text=True, check=True
        )
    trouve = re.search(r"^BILAN (.*)$", fini.stdout, re.MULTILINE)
    lu = json.loads(trouve[1]) if trouve else {"erreurs": fini.stdout + fini.stderr}
    if lu["erreurs"]:
        raise Echec(f"{chemins[0]} : {lu['erreurs']} réponses en erreur")
    return Debit(
        lu["demandes"] / lu["micros"] * 1e6,
        lu["p50"] / 1000,
        lu["p99"] / 1000,
        lu["octets"] / max(lu["demandes"], 1),
    )


def reglages(publie: Path, ici: Path) -> dict[str, tuple[str, list[str], str, dict[str, str]]]:
    """Chaque façon de servir : ce qui va dans « http », dans « server », le site, et les en-têtes de la demande."""
    ppgd = (NGINX / "ppgd.conf").read_text(encoding="utf-8")
    maps = "\n".join(re.findall(r"^map .*?^\}", ppgd, re.MULTILINE | re.DOTALL))
    commun = (NGINX / "commun.conf").read_text(encoding="utf-8")
    # Sans TLS, nginx n'a que faire de ces lignes-là.
    commun = "\n".join(ligne for ligne in commun.splitlines() if not ligne.startswith("ssl_"))
    types = re.search(r"^types \{.*?^\}", commun, re.MULTILINE | re.DOTALL)
    assert types
    comprime = "gzip on; gzip_comp_level 6; gzip_proxied any; gzip_types text/css text/javascript text/csv image/svg+xml application/json application/geo+json;"

    def le_notre(audience: str) -> list[str]:
        return [
            f'include "{publie}/courante/{audience}/.entetes-nginx.conf";',
            f"add_header Cache-Control $ppgd_cache_{audience} always;",
            commun,
        ]

    demande = {"Accept-Encoding": "gzip, br"}
    facons = {
        "la nôtre": (maps, le_notre("public"), "public", demande),
        "fichiers nus": ("", [types[0]], "public", demande),
        "gzip à la volée (6)": ("", [types[0], comprime], "public", demande),
    }
    for nom, sorte in {"-6": "SHA-512", "-apr1": "MD5 (apr1)"}.items():
        hache = subprocess.run(
            ["openssl", "passwd", nom, "essai"], capture_output=True, text=True, check=True
        )
        fichier = ici / f"mots{nom}"
        fichier.write_text(f"essai:{hache.stdout}", encoding="utf-8")
        acces = (NGINX / "acces-mot-de-passe.conf").read_text(encoding="utf-8")
        acces = acces.replace("/etc/nginx/ppgd/mots-de-passe", str(fichier))
        connu = {**demande, "Authorization": "Basic " + base64.b64encode(b"essai:essai").decode()}
        facons[f"la nôtre, mot de passe {sorte}"] = (maps, [*le_notre("reseau"), acces], "reseau", connu)
    return facons


def main() -> None:
    """Construit, publie, puis mesure chaque façon de servir les mêmes fichiers."""
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument("--duree", type=int, default=5, help="secondes par mesure (5)")
    analyseur.add_argument("--donnees", default="data", help="les données du site servi (data)")
    choix = analyseur.parse_args()
    for programme, paquet in {"wrk": "wrk", "nginx": "nginx-light"}.items():
        if not shutil.which(programme, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"):
            sys.exit(
                f"{programme} est introuvable. Installez-le (Debian, Ubuntu : apt-get install {paquet})."
            )
    with tempfile.TemporaryDirectory(prefix="ppgd-charge-") as dossier:
        ici = Path(dossier)
        lancer(
            [
                sys.executable,
                "-m",
                "macros",
                "construire",
                "--donnees",
                choix.donnees,
                "--vers",
                str(ici / "site"),
            ],
            RACINE,
        )
        sites = {"public": ici / "site", "reseau": ici / "site-reseau"}
        depart = time.perf_counter()
        livrer(sites, ici / "publie")
        livraison = time.perf_counter() - depart
        public = (ici / "publie/courante/public").resolve()
        visite = [
            "/" + c.relative_to(public).as_posix().removesuffix("index.html")
            for c in dict.fromkeys(_charges(public, public / PAGE / "index.html"))
        ]
        assets = next(c for c in visite if c.endswith("style.css"))
        demandes = {
            "accueil": ["/"],
            PAGE: [f"/{PAGE}"],
            "index de la recherche": ["/recherche/index.json"],
            "style.css": [assets],
            f"première visite ({len(visite)} fichiers)": visite,
        }
        lignes = [("Façon de servir", *demandes)]
        for rang, (nom, (commun, du_site, audience, entetes)) in enumerate(
            reglages(ici / "publie", ici).items()
        ):
            with servir(ici / "publie", ici / f"nginx-{rang}", commun, du_site, audience) as port:
                mesures = {
                    quoi: mesurer(port, chemins, choix.duree, entetes) for quoi, chemins in demandes.items()
                }
            lignes.append((nom, *(_dire(quoi, m, len(visite)) for quoi, m in mesures.items())))
    print(f"Livrer les deux sites construits : {livraison:.2f} s.".replace(".", ",", 1))
    print(tableau("Demandes par seconde, p99, octets reçus par demande (ou par visite)", lignes))


def _dire(quoi: str, debit: Debit, fichiers: int) -> str:
    de_visite = quoi.startswith("première")
    nombre = debit.par_seconde / fichiers if de_visite else debit.par_seconde
    poids = debit.octets * fichiers if de_visite else debit.octets
    unite = "visites/s" if de_visite else "/s"
    p99 = f"{debit.p99:.1f}".replace(".", ",")
    return f"{nombre:,.0f} {unite}, p99 {p99} ms, {octets(poids)}".replace(",", " ", nombre >= 1000)


if __name__ == "__main__":
    main()
