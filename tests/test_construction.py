"""Construire d'où que ce soit, pour qui que ce soit : les mêmes octets, lisibles, sans rien perdre."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import EPOQUE, RACINE, Site, empreinte

from macros.construction import MARQUE, construire
from macros.remplacement import DestinationRefusee


def _ppgd(ici: Path, *arguments: str, **environnement: str) -> subprocess.CompletedProcess[bytes]:
    """`ppgd` du dépôt, lancé depuis un autre dossier."""
    env = {**os.environ, "SOURCE_DATE_EPOCH": EPOQUE, "PYTHONPATH": str(RACINE), **environnement}
    return subprocess.run([sys.executable, "-m", "macros", *arguments], cwd=ici, env=env, capture_output=True)


def test_construire_d_un_autre_dossier_donne_les_memes_octets(reel: Site, tmp_path: Path) -> None:
    fin = _ppgd(tmp_path, "construire", "--seulement", "public", "--vers", "sous dossier/site")
    assert fin.returncode == 0, fin.stdout
    autre = empreinte(tmp_path / "sous dossier" / "site")
    assert [nom for nom, octets in empreinte(reel.dossier).items() if autre.get(nom) != octets] == []


def test_un_dossier_de_donnees_d_ailleurs_ne_publie_pas_son_chemin(tmp_path: Path) -> None:
    shutil.copytree(RACINE / "data", tmp_path / "mes données")
    fin = _ppgd(tmp_path, "construire", "--seulement", "public", "--donnees", "mes données", "--vers", "site")
    assert fin.returncode == 0, fin.stdout
    site = empreinte(tmp_path / "site")
    assert [nom for nom, octets in site.items() if str(tmp_path).encode() in octets] == []
    assert b"<code>data/guichets.yaml</code>" in site["guichets/poissy/index.html"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows n'a pas ces droits")
def test_le_site_est_lisible_du_serveur_quel_que_soit_le_masque(tmp_path: Path) -> None:
    masque = os.umask(0o077)
    try:
        assert _ppgd(tmp_path, "construire", "--vers", "site").returncode == 0
    finally:
        os.umask(masque)
    droits = {chemin: chemin.stat().st_mode & 0o777 for chemin in (tmp_path / "site").rglob("*")}
    assert {droit for chemin, droit in droits.items() if chemin.is_dir()} == {0o755}
    assert {droit for chemin, droit in droits.items() if chemin.is_file()} == {0o644}


def test_un_dossier_qui_n_est_pas_un_site_n_est_jamais_efface(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("un autre site", encoding="utf-8")
    with pytest.raises(DestinationRefusee, match="n'est pas un site construit"):
        construire(RACINE, RACINE / "data", {"public": tmp_path / "site"})
    assert empreinte(tmp_path / "site") == {"index.html": b"un autre site"}


def test_un_site_construit_est_remplace_et_un_dossier_vide_rempli(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    assert construire(RACINE, RACINE / "data", {"public": tmp_path / "site"})["public"] > 110
    (tmp_path / "site" / "perime.html").touch()
    construire(RACINE, RACINE / "data", {"public": tmp_path / "site"})
    assert not (tmp_path / "site" / "perime.html").exists()
    assert (tmp_path / "site" / MARQUE).is_file()


@pytest.mark.parametrize("commande", [["--help"], ["verifier"], ["verifier", "--donnees", "nulle 😀"]])
def test_un_terminal_qui_n_est_pas_en_utf_8_n_arrete_rien(commande: list[str], tmp_path: Path) -> None:
    fin = _ppgd(tmp_path, *commande, LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert b"Traceback" not in fin.stdout + fin.stderr
    assert fin.returncode == (1 if "--donnees" in commande else 0)


def test_un_lecteur_qui_s_en_va_n_arrete_rien(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(RACINE)}
    fin = subprocess.run(
        f'"{sys.executable}" -m macros --help | head -1',
        shell=True,
        cwd=tmp_path,
        env=env,
        capture_output=True,
    )
    assert fin.stdout.startswith("usage\u00a0: ppgd".encode()) or fin.stdout.startswith(b"usage : ppgd")
    assert b"Traceback" not in fin.stderr
    assert b"BrokenPipe" not in fin.stderr
