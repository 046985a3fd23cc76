"""Un vrai nginx avec les vrais fichiers de deploiement/nginx/, et de quoi lui parler mot pour mot, sans rien corriger."""

import base64
import http.client
import re
import socket
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from serveur_nginx import lancer_nginx, port_libre, preambule

REGLAGES = Path(__file__).resolve().parent.parent / "deploiement" / "nginx"
PUBLIC, RESEAU = "logement.exemple.fr", "reseau.logement.exemple.fr"
NOM, MOT_DE_PASSE = "reseau", "brume-ondre-7"
CONNU = {"Authorization": "Basic " + base64.b64encode(f"{NOM}:{MOT_DE_PASSE}".encode()).decode()}


@dataclass(frozen=True)
class Reponse:
    """Une réponse lue en entier. `entetes` : en minuscules, chacun avec toutes ses valeurs."""

    code: int
    entetes: dict[str, list[str]]
    corps: bytes


class _Connexion(http.client.HTTPSConnection):
    """Vers cette machine, mais au nom d'un site : c'est ce nom que TLS vérifie."""

    def __init__(self, nom: str, port: int, contexte: ssl.SSLContext) -> None:
        super().__init__(nom, port, timeout=30)
        self.contexte = contexte

    def connect(self) -> None:
        prise = socket.create_connection(("127.0.0.1", self.port), self.timeout)
        try:
            self.sock = self.contexte.wrap_socket(prise, server_hostname=self.host)
        except ssl.SSLError:
            prise.close()
            raise


@dataclass
class Serveur:
    """nginx en marche. `https`, `http` : ses ports ; `ici` : là où il écrit ses journaux."""

    https: int
    http: int
    ici: Path
    contexte: ssl.SSLContext

    def __post_init__(self) -> None:
        self._ouvertes: dict[str, _Connexion] = {}

    def connexion(self, nom: str) -> http.client.HTTPSConnection:
        """Une connexion neuve au site de ce nom."""
        return _Connexion(nom, self.https, self.contexte)

    def demander(
        self, nom: str, chemin: str, entetes: Mapping[str, str] | None = None, methode: str = "GET"
    ) -> Reponse:
        """Demande ce chemin tel qu'il est écrit. Les demandes se suivent sur une même connexion."""
        if nom not in self._ouvertes:
            self._ouvertes[nom] = _Connexion(nom, self.https, self.contexte)
        return demander(self._ouvertes[nom], chemin, entetes, methode)

    def fermer(self) -> None:
        """Ferme toutes les connexions."""
        for ouverte in self._ouvertes.values():
            ouverte.close()


def demander(
    connexion: http.client.HTTPConnection,
    chemin: str,
    entetes: Mapping[str, str] | None = None,
    methode: str = "GET",
) -> Reponse:
    """Envoie une demande et lit toute la réponse ; une réponse tronquée lève http.client.IncompleteRead."""
    entetes = entetes or {}
    connexion.putrequest(methode, chemin, skip_host="Host" in entetes, skip_accept_encoding=True)
    for nom, valeur in entetes.items():
        connexion.putheader(nom, valeur)
    connexion.endheaders()
    reponse = connexion.getresponse()
    lus: dict[str, list[str]] = {}
    for nom, valeur in reponse.getheaders():
        lus.setdefault(nom.lower(), []).append(valeur)
    return Reponse(reponse.status, lus, reponse.read())


def _certificat(ici: Path) -> tuple[Path, Path]:
    """Un certificat auto-signé pour les deux noms, et sa clé."""
    certificat, cle = ici / "certificat.pem", ici / "cle.pem"
    noms = f"subjectAltName=DNS:{PUBLIC},DNS:{RESEAU}"
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
            ),
            *("-days", "2", "-subj", f"/CN={PUBLIC}", "-addext", noms, "-keyout", cle, "-out", certificat),
        ],
        check=True,
        capture_output=True,
    )
    return certificat, cle


def _hacher(mot_de_passe: str) -> str:
    """Comme le dit deploiement/README.md."""
    fini = subprocess.run(
        ["openssl", "passwd", "-6", mot_de_passe], check=True, capture_output=True, text=True
    )
    return fini.stdout.strip()


@contextmanager
def deployer(publie: Path, ici: Path, autres: Mapping[str, str] | None = None) -> Iterator[Serveur]:
    """Sert le dossier de versions `publie` par les fichiers de deploiement/nginx/, en TLS, sur cette machine.

    Ne changent que les ports, les chemins et le certificat, et `autres`, dans tous les fichiers. IPv6 n'est pas partout :
    ses lignes sont retirées. `ici` : un dossier vide.
    """
    certificat, cle = _certificat(ici)
    https, http_ = port_libre(), port_libre()
    (ici / "mots-de-passe").write_text(f"{NOM}:{_hacher(MOT_DE_PASSE)}\n", encoding="utf-8")
    changes = {
        r".*listen \[::\]:.*\n": "",
        r"listen 80\b": f"listen 127.0.0.1:{http_}",
        r"listen 443\b": f"listen 127.0.0.1:{https}",
        r"/etc/letsencrypt/live/\S+/fullchain\.pem": str(certificat),
        r"/etc/letsencrypt/live/\S+/privkey\.pem": str(cle),
        r"/etc/nginx/ppgd/": f"{ici}/",
        r"/srv/ppgd/": f"{publie}/",
        r"/var/log/nginx/": f"{ici}/",
        r"/var/www/certificats": f"{ici}/certificats",
        **{re.escape(ancien): nouveau for ancien, nouveau in (autres or {}).items()},
    }
    for reglage in REGLAGES.glob("*.conf"):
        texte = reglage.read_text(encoding="utf-8")
        for ancien, nouveau in changes.items():
            texte = re.sub(ancien, nouveau, texte)
        (ici / reglage.name).write_text(texte, encoding="utf-8")
    contexte = ssl.create_default_context(cafile=str(certificat))
    configuration = preambule(ici) + f'include "{ici}/ppgd.conf";\n}}\n'
    with lancer_nginx(configuration, ici, https):
        serveur = Serveur(https, http_, ici, contexte)
        try:
            yield serveur
        finally:
            serveur.fermer()
