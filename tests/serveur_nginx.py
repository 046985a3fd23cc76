"""Un vrai nginx sur cette machine, avec sa propre configuration : il sert un site construit comme en production."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from macros.publication.entetes import POUR_NGINX

PREAMBULE = """\
daemon off;
{identite}
pid "{ici}/nginx.pid";
error_log "{ici}/erreurs.log";
events {{}}
http {{
    access_log off;
    client_body_temp_path "{ici}/corps";
    proxy_temp_path "{ici}/relais";
    fastcgi_temp_path "{ici}/fastcgi";
    uwsgi_temp_path "{ici}/uwsgi";
    scgi_temp_path "{ici}/scgi";
"""
"""Le début de toute configuration de test : au premier plan, et rien d'écrit hors du dossier `ici`."""

CONFIGURATION = """\
    types {{
        text/html html;
        text/css css;
        text/javascript js mjs;
        text/plain txt;
        text/csv csv;
        text/calendar ics;
        image/svg+xml svg;
        image/png png;
        image/jpeg jpg jpeg;
        image/webp webp;
        image/x-icon ico;
        font/woff2 woff2;
        application/json json;
        application/geo+json geojson;
        application/manifest+json webmanifest;
        application/pdf pdf;
        application/xml xml;
    }}
    charset utf-8;
    charset_types text/css text/javascript text/plain text/csv text/calendar application/json application/geo+json application/xml;
    gzip on;
    gzip_comp_level 6;
    gzip_types text/css text/javascript text/csv text/calendar image/svg+xml application/json application/geo+json application/xml;
    server {{
        listen 127.0.0.1:{port};
        root "{dossier}";
        include "{dossier}/{entetes}";
        error_page 404 /404.html;
        location ~ /\\. {{ return 404; }}
        {reglages}
    }}
}}
"""


def trouver_nginx() -> str:
    """Le programme nginx ; un test qui n'en a pas échoue en disant comment l'avoir."""
    ailleurs = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
    chemin = os.environ.get("NGINX") or shutil.which("nginx", path=ailleurs)
    if chemin is None:
        pytest.fail(
            "nginx est introuvable. Installez-le (Debian, Ubuntu : sudo apt-get install nginx-light), "
            "ou dites où il est : NGINX=/chemin/de/nginx make test",
            pytrace=False,
        )
    return chemin


def preambule(ici: Path) -> str:
    """Le début d'une configuration, jusque dans « http » ; à fermer par deux lignes : les serveurs, puis « } »."""
    # Lancé par root, nginx céderait ses droits à un utilisateur qui ne peut pas lire le dossier des tests.
    return PREAMBULE.format(identite="user root;" if os.geteuid() == 0 else "", ici=ici)


@contextmanager
def nginx(dossier: Path, ici: Path, reglages: str = "") -> Iterator[str]:
    """Sert `dossier` avec les en-têtes que sa construction y a écrits ; rend l'adresse, sans barre finale.

    `ici` : un dossier vide pour ce qu'écrit nginx. `reglages` : ce que l'on ajoute au bloc « server », un mot de passe
    par exemple.
    """
    port = port_libre()
    configuration = preambule(ici) + CONFIGURATION.format(
        port=port,
        dossier=dossier,
        entetes=POUR_NGINX,
        reglages=reglages,
    )
    with lancer_nginx(configuration, ici, port):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def lancer_nginx(configuration: str, ici: Path, port: int) -> Iterator[None]:
    """Lance nginx avec cette configuration entière, écrite dans le dossier `ici`, et attend qu'il réponde à `port`.

    Son journal des erreurs est `ici/erreurs.log`.
    """
    (ici / "nginx.conf").write_text(configuration, encoding="utf-8")
    journal = ici / "erreurs.log"
    lance = subprocess.Popen([trouver_nginx(), "-p", ici, "-e", journal, "-c", ici / "nginx.conf"])
    try:
        _attendre(lance, port, journal)
        yield
    finally:
        lance.terminate()
        lance.wait(timeout=10)


def port_libre() -> int:
    """Un port que personne n'écoute sur cette machine."""
    with socket.socket() as essai:
        essai.bind(("127.0.0.1", 0))
        return int(essai.getsockname()[1])


def _attendre(lance: "subprocess.Popen[bytes]", port: int, journal: Path) -> None:
    for _ in range(200):
        if lance.poll() is not None:
            break
        with socket.socket() as essai:
            if essai.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"nginx ne répond pas :\n{journal.read_text(encoding='utf-8')}", pytrace=False)
