"""Le registre des décisions dit encore vrai : ce qu'il affirme du code se vérifie sans rien installer."""

import re
from datetime import date

from test_architecture import MACROS, MODULES, _cite

RACINE = MACROS.parent
APRES_MATERIAL = (RACINE / "decisions" / "2026-11-22-apres-material.md").read_text(encoding="utf-8")
FIN_DE_MATERIAL = date(2027, 5, 5)
MOIS = ("janvier", "février", "mars", "avril")


def _section(titre: str) -> str:
    return APRES_MATERIAL.split(f"\n## {titre}\n")[1].split("\n## ")[0]


def test_le_registre_nomme_tous_les_modules_qui_connaissent_mkdocs() -> None:
    nommes = set(re.findall(r"`(macros/[\w/]+\.py)`", _section("Ce qui connaît MkDocs aujourd'hui")))
    assert nommes == {m.relative_to(RACINE).as_posix() for m in MODULES if "mkdocs" in _cite(m)}


def test_la_decision_est_a_prendre_avant_la_fin_du_theme() -> None:
    trouve = re.search(r"À décider avant le : (\d+) (\w+) 2027\n", APRES_MATERIAL)
    assert trouve is not None
    assert date(2027, MOIS.index(trouve[2]) + 1, int(trouve[1])) < FIN_DE_MATERIAL


def test_l_essai_porte_sur_la_version_que_dit_le_registre() -> None:
    verrou = (RACINE / "mesures" / "zensical.lock").read_text(encoding="utf-8")
    assert re.findall(r"^zensical==(\S+)", verrou, re.MULTILINE) == re.findall(
        r"\*\*zensical (\S+)\*\*", APRES_MATERIAL
    )
