"""Le HTML de chaque page, relu par le vérificateur du W3C."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import Site

VALIDEUR = Path(__file__).parent / "valideur" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


@pytest.mark.parametrize("nom", ["reel", "demonstration"])
def test_aucune_faute_de_html(nom: str, request: pytest.FixtureRequest) -> None:
    site: Site = request.getfixturevalue(nom)
    if shutil.which("java") is None:
        pytest.skip("Java n'est pas installé : le HTML n'a pas été relu.")
    if not VALIDEUR.is_file():
        pytest.skip("Le vérificateur de HTML n'est pas installé (npm manque) : lancez make test.")
    fichiers = sorted(str(chemin) for chemin in site.dossier.rglob("*.html"))
    commande = ["java", "-Xss4m", "-jar", str(VALIDEUR), "--format", "json", "--exit-zero-always", *fichiers]
    fin = subprocess.run(commande, capture_output=True, text=True, timeout=300, check=True)
    fautes = [
        f"{Path(m['url'].removeprefix('file:')).relative_to(site.dossier)}:{m.get('lastLine')} {m['message']}"
        for m in json.loads(fin.stderr)["messages"]
        if m["type"] != "info" or m.get("subType") == "warning"
    ]
    assert fautes == []
