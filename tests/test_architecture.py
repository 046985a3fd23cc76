"""La maison tient debout : qui importe qui, qui lit les données, qui parle."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

MACROS = Path(__file__).parent.parent / "macros"
MODULES = sorted(MACROS.rglob("*.py"))
LIGNES_MAXIMALES = 320

DROITS: dict[str, set[str]] = {
    "horloge": set(),
    "modele": {"modele", "pydantic", "pydantic_core", "opening_hours", "phonenumbers"},
    "lecture": {"lecture", "yaml", "pydantic", "pydantic_core"},
    "lus": {"lecture"},
    "documents": {"lecture", "lus", "modele"},
    "flux": {"donnees_ouvertes", "flux", "modele", "icalendar"},
    "regles": {"lecture", "lus", "modele", "regles"},
    "chargement": {"documents", "lecture", "lus", "modele", "regles", "pydantic"},
    "donnees_ouvertes": {"donnees_ouvertes", "modele", "pydantic"},
    "rendu": {
        *("donnees_ouvertes", "flux", "lecture", "modele", "rendu"),
        *("jinja2", "markupsafe", "babel", "markdown"),
    },
    "recherche": {"modele", "recherche", "lunr", "lxml", "snowballstemmer"},
    "publication": {"lecture", "modele", "publication", "recherche", "lxml", "snowballstemmer"},
    "impression": {
        *("construction", "impression", "lecture", "modele", "remplacement", "rendu", "verification"),
        *("fontTools", "jinja2", "lxml", "markupsafe", "segno", "weasyprint"),
    },
    "importation": {"importation", "modele", "yaml", "pydantic"},
    "verification": {"chargement", "lecture", "modele", "rendu"},
    "remplacement": set(),
    "livraison": {"livraison", "publication", "remplacement"},
    "ligne_de_commande": set(),
    "commandes": {
        *("chargement", "construction", "horloge", "importation", "impression", "ligne_de_commande"),
        *("livraison", "modele", "remplacement", "rendu", "verification"),
    },
    "construction": {"remplacement", "mkdocs"},
    "pages": {"lecture", "modele", "publication", "recherche", "rendu", "mkdocs"},
    "__init__": {"chargement", "horloge", "rendu", "verification"},
    "__main__": {
        *(
            "chargement",
            "commandes",
            "construction",
            "donnees_ouvertes",
            "horloge",
            "impression",
            "lecture",
        ),
        *("ligne_de_commande", "remplacement", "verification"),
    },
}
"""Qui peut importer qui. La bibliothèque standard est permise à tous."""


def _nom(module: Path) -> str:
    return module.relative_to(MACROS).as_posix()


def _partie(module: Path) -> str:
    return module.relative_to(MACROS).parts[0].removesuffix(".py")


def _arbre(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))


def _importes(module: Path) -> Iterator[str]:
    """Les modules importés, en entier : « rendu.filtres », « mkdocs.config », « os »."""
    paquet = ["macros", *module.relative_to(MACROS).parts[:-1]]
    for noeud in ast.walk(_arbre(module)):
        if isinstance(noeud, ast.Import):
            yield from (alias.name for alias in noeud.names)
        elif isinstance(noeud, ast.ImportFrom):
            base = paquet[: len(paquet) - noeud.level + 1] if noeud.level else []
            nom = ".".join([*base, *([noeud.module] if noeud.module else [])])
            if nom == "macros":
                yield from (f"macros.{alias.name}" for alias in noeud.names)
            else:
                yield nom


def _cite(module: Path) -> set[str]:
    """Ce que le module importe, hors bibliothèque standard : nos parties par leur nom, les autres par paquet."""
    cites = set()
    for nom in _importes(module):
        morceaux = nom.split(".")
        premier = morceaux[1] if morceaux[0] == "macros" else morceaux[0]
        if premier not in sys.stdlib_module_names:
            cites.add(premier)
    return cites


@pytest.mark.parametrize("module", MODULES, ids=_nom)
def test_chacun_n_importe_que_ce_qui_lui_est_permis(module: Path) -> None:
    assert _cite(module) - DROITS[_partie(module)] == set()


def test_la_table_ne_donne_aucun_droit_a_un_absent() -> None:
    assert set(DROITS) == {_partie(module) for module in MODULES}


def test_pages_ne_prend_du_rendu_que_ses_filtres_et_ses_sigles() -> None:
    assert {nom for nom in _importes(MACROS / "pages.py") if ".rendu" in nom} == {
        "macros.rendu.filtres",
        "macros.rendu.sigles",
    }


def test_seuls_l_atelier_et_le_cadre_ouvrent_les_gabarits() -> None:
    """Les familles de macros ne connaissent pas Jinja ; la lecture des pages n'en prend que l'analyse."""
    assert {_nom(m) for m in MODULES if "jinja2" in _cite(m)} == {
        "impression/cadre.py",
        "rendu/atelier.py",
        "rendu/citations.py",
        "rendu/typographie.py",
    }


def test_seuls_deux_modules_connaissent_mkdocs() -> None:
    assert {_nom(m) for m in MODULES if "mkdocs" in _cite(m)} == {"construction.py", "pages.py"}


def test_seule_la_presse_connait_weasyprint() -> None:
    """Le site se construit sans ce qui imprime : rien d'autre ne le charge."""
    assert {_nom(m) for m in MODULES if _cite(m) & {"weasyprint", "fontTools"}} == {"impression/presse.py"}


def test_seul_le_chargement_ouvre_les_donnees() -> None:
    """`lire_fichier` n'est appelé que là ; l'importation, elle, récrit un fichier de données."""
    lecteurs = {
        _nom(module)
        for module in MODULES
        for noeud in ast.walk(_arbre(module))
        if isinstance(noeud, ast.Call)
        and isinstance(noeud.func, ast.Name)
        and noeud.func.id == "lire_fichier"
    }
    assert {nom for nom in lecteurs if not nom.startswith("importation/")} == {"chargement.py"}
    chargeurs = {_nom(m) for m in MODULES if "yaml" in _cite(m)}
    assert all(nom.startswith(("lecture/", "importation/")) for nom in chargeurs)


@pytest.mark.parametrize("module", MODULES, ids=_nom)
def test_aucun_module_n_est_trop_long(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= LIGNES_MAXIMALES


def test_seules_les_commandes_et_la_construction_parlent() -> None:
    bavards = {
        _nom(module)
        for module in MODULES
        for noeud in ast.walk(_arbre(module))
        if isinstance(noeud, ast.Call) and isinstance(noeud.func, ast.Name) and noeud.func.id == "print"
    }
    assert {nom for nom in bavards if not nom.startswith("commandes/")} <= {"__main__.py", "construction.py"}


def test_seule_l_horloge_lit_l_heure() -> None:
    lecteurs = {
        _nom(module)
        for module in MODULES
        for noeud in ast.walk(_arbre(module))
        if isinstance(noeud, ast.Attribute) and noeud.attr in ("now", "today", "utcnow", "time_ns")
    }
    assert lecteurs == {"horloge.py"}


def _publics(corps: list[ast.stmt], prefixe: str = "") -> Iterator[tuple[str, ast.AST]]:
    for noeud in corps:
        if not isinstance(noeud, (ast.FunctionDef, ast.ClassDef)) or noeud.name.startswith("_"):
            continue
        yield prefixe + noeud.name, noeud
        if isinstance(noeud, ast.ClassDef):
            yield from _publics(noeud.body, f"{prefixe}{noeud.name}.")


IMPOSES = {
    "server_activate",
    "emit",
    "run",
    "extendMarkdown",
    "error",
    "add_usage",
    "start_section",
    "filter_stream",
}
"""Les méthodes dont le nom et le rôle viennent d'une bibliothèque."""


@pytest.mark.parametrize("module", MODULES, ids=_nom)
def test_tout_ce_qui_est_public_se_presente(module: Path) -> None:
    arbre = _arbre(module)
    assert ast.get_docstring(arbre)
    muets = [
        nom
        for nom, noeud in _publics(arbre.body)
        if not ast.get_docstring(noeud) and nom.split(".")[-1] not in IMPOSES  # type: ignore[arg-type]
    ]
    assert muets == []


@pytest.mark.parametrize(
    "gabarit", sorted((MACROS.parent / "overrides").rglob("*.html")), ids=lambda chemin: chemin.name
)
def test_chaque_gabarit_remplace_dit_d_abord_pourquoi(gabarit: Path) -> None:
    ouverture = re.match(r"\{#-?(.+?)-?#\}", gabarit.read_text(encoding="utf-8"), re.DOTALL)
    assert ouverture
    assert len(ouverture[1].split()) >= 10
