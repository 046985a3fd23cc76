"""Lire du YAML : positions, textes laissés tels quels, et aucune surprise quoi qu'on donne à lire."""

import json
import random
import re
import shutil
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from macros.chargement import DonneesInvalides, charger
from macros.lecture import Arbre, Probleme, abreger, cite, lire_fichier, nommer, proches, suggestion

RACINE = Path(__file__).parent.parent
BASE = Path(__file__).parent / "fautes" / "_base"
DEMONSTRATION = RACINE / "exemples" / "demonstration"

ANGLAIS = re.compile(
    r"\b(input|should|valid|expected|none|str|mapping|traceback|error|dict|list|tuple|int|field|required"
    r"|found|while|could|unexpected|object|must|true|false|null|pydantic|yaml\.\w+)\b",
    re.IGNORECASE,
)

reglages = settings(
    derandomize=True,
    database=None,
    deadline=timedelta(seconds=20),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def lire(dossier: Path, contenu: str | bytes) -> Arbre:
    fichier = dossier / "essai.yaml"
    fichier.write_bytes(contenu if isinstance(contenu, bytes) else contenu.encode("utf-8", "surrogatepass"))
    return lire_fichier(fichier, "essai.yaml")


def juger(problemes: list[Probleme]) -> None:
    """Chaque problème se place, se lit sur une ligne, et ne parle que français hors de ce qu'il cite."""
    for probleme in problemes:
        assert probleme.ligne >= 1
        assert probleme.colonne >= 1
        assert probleme.constat.strip()
        assert probleme.conseil.strip()
        assert len(str(probleme).splitlines()) == 1, str(probleme)
        assert len(str(probleme)) < 1500
        dit = re.sub("«.*?»", "", f"{probleme.constat}. {probleme.conseil}")
        assert not ANGLAIS.search(dit), dit
        json.loads(probleme.en_json())


# Ce que la lecture garde


@pytest.mark.parametrize(
    "texte", ["01000", "NO", "9:30", "0472650000", "yes", "1e3", "0x1F", "2026-11-21", "1_000", ".inf", "on"]
)
def test_aucun_type_n_est_devine(tmp_path: Path, texte: str) -> None:
    assert lire(tmp_path, f"a: {texte}\nb: [{texte}]\n").donnees == {"a": texte, "b": [texte]}


@pytest.mark.parametrize("texte", ["", "~", "null", "# rien"])
def test_une_valeur_absente(tmp_path: Path, texte: str) -> None:
    assert lire(tmp_path, f"a: {texte}\nb: 1\n").donnees == {"a": None, "b": "1"}


@pytest.mark.parametrize("texte", ["~", "null", ""])
def test_les_guillemets_gardent_le_texte(tmp_path: Path, texte: str) -> None:
    assert lire(tmp_path, f'a: "{texte}"\n').donnees == {"a": texte}


def test_positions(tmp_path: Path) -> None:
    arbre = lire(tmp_path, "# é\nnom: é\nliste:\n  - a: «é»\n    b: 2\n  - [x, yé, z]\n")
    assert arbre.position(("nom",)) == (2, 6)
    assert arbre.cles[("liste",)] == (3, 1)
    assert arbre.position(("liste", 0)) == (4, 5)
    assert arbre.position(("liste", 0, "b")) == (5, 8)
    assert arbre.position(("liste", 1, 2)) == (6, 13)
    assert arbre.position(("liste", 0, "absent", "profond")) == (4, 5)
    assert arbre.position(()) == (2, 1)
    assert Arbre("vide.yaml").position(("a",)) == (1, 1)


def test_les_colonnes_comptent_les_signes(tmp_path: Path) -> None:
    """Ni les octets, ni les moitiés de caractère de Windows."""
    assert lire(tmp_path, "{é: a, 𝔘: b, c: @}\n").problemes[0].colonne == 17


def test_champs_en_double_jusque_dans_ce_qui_est_ignore(tmp_path: Path) -> None:
    arbre = lire(tmp_path, "a: 1\nb: 2\na:\n  x: 1\n  x: 2\n  y: {z: 1, z: 2}\nb: 3\n")
    assert [(p.ligne, p.colonne) for p in arbre.problemes] == [(3, 1), (7, 1)]
    assert arbre.donnees is None


def test_les_memes_champs_dans_deux_enregistrements(tmp_path: Path) -> None:
    assert lire(tmp_path, "a:\n  - {b: 1}\n  - {b: 1}\n").problemes == []


# Le problème


UN = Probleme("data/a.yaml", 2, 3, "guichet « x » › nom", "la valeur manque", "Écrivez-la")


def test_probleme() -> None:
    assert str(UN) == "data/a.yaml:2:3 — guichet « x » › nom : la valeur manque. Écrivez-la."
    assert str(Probleme("a", 1, 1, "", "ce fichier manque", "Ajoutez-le.")) == (
        "a:1:1 — Ce fichier manque. Ajoutez-le."
    )
    assert Probleme("a", 1, 1, "", "inconnu", "Vouliez-vous dire « b » ?").message == (
        "Inconnu. Vouliez-vous dire « b » ?"
    )


def test_ordre_des_problemes() -> None:
    lignes = [Probleme("a", ligne, 1, "", "", "") for ligne in (10, 9, 100)]
    assert [p.ligne for p in sorted(lignes)] == [9, 10, 100]


def test_annotation() -> None:
    probleme = Probleme("data/a,b:c.yaml", 2, 3, "", "100 % de\r\n« a, b : c »", "Non")
    assert probleme.en_annotation() == (
        "::error file=data/a%2Cb%3Ac.yaml,line=2,col=3::100 %25 de%0D%0A« a, b : c ». Non."
    )


def test_json() -> None:
    assert json.loads(UN.en_json()) == {
        "fichier": "data/a.yaml",
        "ligne": 2,
        "colonne": 3,
        "ou": "guichet « x » › nom",
        "constat": "la valeur manque",
        "conseil": "Écrivez-la",
    }
    assert "\n" not in UN.en_json()


def test_cite() -> None:
    assert cite("a\n  b\tc") == "« a b c »"
    assert cite("x" * 61) == f"« {'x' * 60}… »"
    assert abreger("a\u200bb\x1bc") == "a\ufffdb\ufffdc"
    assert cite("œuvre 𝔘 à") == "« œuvre 𝔘 à »"


def test_suggestion() -> None:
    champs = ["horaires", "telephone", "courriel"]
    assert suggestion("horraires", champs, "non") == "Vouliez-vous dire « horaires » ?"
    assert suggestion("téléphone", champs, "non") == "Vouliez-vous dire « telephone » ?"
    assert suggestion("couleur", champs, "non") == "non"
    assert suggestion("a", [], "non") == "non"
    assert proches("78497", ["78498", "75056"]) == ["78498"]
    assert proches("x" * 100_000, ["x" * 80]) == ["x" * 80]


def test_nommer() -> None:
    donnees: dict[str, Any] = {
        "guichets": [{"id": "mairie", "adresse": {"lignes": ["a"]}, "fermetures": [{"du": "1"}]}],
        "communes": [{"code_insee": "78498", "nom": "Poissy"}],
        "indicateurs_de_suivi": [{"texte": "a"}],
        "codes_postaux": ["78300"],
    }
    assert nommer(("guichets", 0, "telephone"), donnees) == "guichet « mairie » › telephone"
    assert nommer(("guichets", 0, "adresse", "lignes", 0), donnees) == (
        "guichet « mairie » › adresse › lignes n° 1"
    )
    assert nommer(("guichets", 0, "fermetures", 0, "du"), donnees) == (
        "guichet « mairie » › fermeture n° 1 › du"
    )
    assert nommer(("communes", 0), donnees) == "commune « 78498 »"
    assert nommer(("indicateurs_de_suivi", 0), donnees) == "indicateur_de_suivi n° 1"
    assert nommer(("codes_postaux", 0), donnees) == "codes_postaux n° 1"
    assert nommer(("titre",), {}, "fiche « a »") == "fiche « a » › titre"
    assert nommer((), donnees) == ""
    assert nommer(("absent", 3, "x"), donnees) == "absent n° 4 › x"


# Ce qui devrait la faire tomber


PIEGES: dict[str, str | bytes] = {
    "crochets": "[" * 100_000,
    "accolades": "a: " + "{" * 100_000,
    "crochets-fermes": "[" * 50_000 + "]" * 50_000,
    "tirets": "- " * 50_000,
    "retraits": "".join(" " * n + f"a{n}:\n" for n in range(1_000)),
    "interrogations": "? " * 50_000,
    "texte-enorme": "a: " + "x" * 1_900_000,
    "ligne-enorme-fautive": "a: " + "x" * 1_900_000 + " : y",
    "cle-enorme": "x" * 100_000 + ": 1",
    "cle-enorme-demandee": "? " + "x" * 100_000 + "\n: 1",
    "milliers-de-cles": "".join(f"cle-{n}: 1\n" for n in range(10_000)),
    "milliers-de-doubles": "a: 1\n" * 10_000,
    "guillemet-loin": 'a: "' + "x\n" * 500_000,
    "nul": b"a: \x00b\n",
    "controle": b"a: \x07\x1b[31m\n",
    "effacement": b"a: \x7f\n",
    "demi-caracteres": b"a: \xed\xa0\x80\n",
    "hors-unicode": b"a: \xf5\x80\x80\x80\n",
    "interdit": "a: \ufffe\n",
    "marque-au-milieu": "a: \ufeffb\n",
    "marque-seule": b"\xef\xbb\xbf",
    "separateurs": "a: b\u2028c: d\u0085e: f\n",
    "retour-seul": b"a: 1\rb: @\r",
    "code-trop-grand": 'a: "\\UFFFFFFFF"\n',
    "demi-caractere-code": 'a: "\\ud83d\\ude00"\n',
    "nul-code": 'a: "\\0\\e\\x85\\u2028"\n',
    "code-inacheve": 'a: "\\u12"\n',
    "boucle": "&a [*a]",
    "rires": "a: &a [x, x]\n" + "".join(f"b{n}: [*a, *a]\n" for n in range(100)),
    "fusion": "<<: {a: 1}\n",
    "objet": "!!python/object/apply:os.system [ls]",
    "objet-cle": "!!python/name:os.system : 1",
    "directive": "%YAML 9.9\n---\na: 1\n",
    "directive-inconnue": "%TAG ! tag:x,2000:\n---\na: !b c\n",
    "documents": "a: 1\n...\n---\nb: 2\n",
    "fin-de-document": "...\n",
    "infini": "a: 1e999\nb: .nan\n",
    "cle-vide": ": 1\n",
    "cle-liste": "[a, b]: 1\n",
    "cle-groupe": "{a: b}: 1\n",
    "cle-nulle": "~: 1\n",
    "chevron": "a: >9999\n  b\n",
    "chevron-zero": "a: >0\n  b\n",
    "barre": "a: |+-\n  b\n",
}


@pytest.mark.parametrize("piege", PIEGES)
@pytest.mark.parametrize("nom", ["guichets.yaml", "fiches/observatoire.yaml"])
def test_pieges(tmp_path: Path, piege: str, nom: str) -> None:
    donnees = Path(shutil.copytree(BASE, tmp_path / "data"))
    contenu = PIEGES[piege]
    (donnees / nom).write_bytes(contenu if isinstance(contenu, bytes) else contenu.encode())
    debut = time.monotonic()
    with pytest.raises(DonneesInvalides) as attrape:
        charger(donnees, "data")
    assert time.monotonic() - debut < 15
    juger(attrape.value.problemes)


# N'importe quoi


SIGNES = st.text(alphabet=" \n\t-:[]{}\"'#&*!|>%@`?,.ab1é\\~<=\r\u00a0𝔘", max_size=60)


@given(st.binary(max_size=200))
@settings(reglages, max_examples=300)
def test_octets_quelconques(tmp_path: Path, octets: bytes) -> None:
    juger(lire(tmp_path, octets).problemes)


@given(
    st.one_of(st.text(max_size=200), SIGNES, SIGNES.map("a: ".__add__), SIGNES.map("- a: 1\n  b: ".__add__))
)
@settings(reglages, max_examples=800)
def test_texte_quelconque(tmp_path: Path, texte: str) -> None:
    arbre = lire(tmp_path, texte)
    juger(arbre.problemes)
    assert (arbre.donnees is None) == bool(arbre.problemes)


def fichiers(dossier: Path) -> list[str]:
    return sorted(chemin.relative_to(dossier).as_posix() for chemin in dossier.rglob("*.yaml"))


def abimer(hasard: random.Random, texte: str) -> str:
    """Coupe, répète, échange ou remplace des lignes ou des tranches du texte."""
    for _ in range(hasard.randint(1, 3)):
        morceaux = texte.splitlines(keepends=True) if hasard.random() < 0.6 else list(texte)
        ici = hasard.randrange(len(morceaux) + 1)
        la = min(len(morceaux), ici + hasard.randint(1, 5))
        tranche = morceaux[ici:la]
        bruit = hasard.choice(
            [
                "",
                ": ",
                "\t",
                "- ",
                "٣",
                '"',
                "'",
                "[",
                "}",
                "#",
                "\n",
                "  ",
                "{{ x }}",
                "<b>",
                "9" * 5000,
                "é" * 90,
            ]
        )
        remplacement = hasard.choice([[], tranche * 2, tranche[::-1], [bruit], [*tranche, bruit]])
        texte = "".join([*morceaux[:ici], *remplacement, *morceaux[la:]])
    return texte


def noeuds(donnees: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(donnees, (dict, list)):
        for cle, valeur in list(donnees.items() if isinstance(donnees, dict) else enumerate(donnees)):
            yield donnees, cle
            yield from noeuds(valeur)


def deformer(hasard: random.Random, donnees: Any) -> str:
    """Change la nature de quelques valeurs : texte, liste, groupe ou rien."""
    for _ in range(hasard.randint(1, 4)):
        if places := list(noeuds(donnees)):
            ou, cle = hasard.choice(places)
            ancien = ou[cle]
            natures = [
                None,
                "",
                "x",
                "٣",
                "-1",
                "1e999",
                "9" * 5000,
                "oui",
                [],
                [ancien],
                {},
                {"a": ancien},
                [None],
            ]
            ou[cle] = hasard.choice([*natures, [ancien, ancien], "\x1b[31m\nrouge", "{valeur}", "{0}%s"])
            if isinstance(ou, dict) and hasard.random() < 0.3:
                ou[hasard.choice(["id", "nom", "numero", "inconnu", "source", "a\nb", "{valeur}"])] = ou.pop(
                    cle
                )
    return str(yaml.safe_dump(donnees, allow_unicode=True))


def eprouver(dossier: Path, source: Path, graine: int) -> None:
    hasard = random.Random(graine)
    nom = hasard.choice(fichiers(source))
    if not dossier.exists():
        shutil.copytree(source, dossier)
    origine = source / nom
    texte = origine.read_text(encoding="utf-8")
    if hasard.random() < 0.5:
        texte = abimer(hasard, texte)
    else:
        texte = deformer(hasard, lire_fichier(origine, nom).donnees)
    (dossier / nom).write_text(texte, encoding="utf-8")
    try:
        charger(dossier, "data")
    except DonneesInvalides as refus:
        juger(refus.problemes)
    finally:
        shutil.copy(origine, dossier / nom)


@given(st.integers(0, 2**32))
@settings(reglages, max_examples=300)
def test_petit_territoire_abime(tmp_path: Path, graine: int) -> None:
    eprouver(tmp_path / "data", BASE, graine)


@given(st.integers(0, 2**32))
@settings(reglages, max_examples=30)
def test_demonstration_abimee(tmp_path: Path, graine: int) -> None:
    eprouver(tmp_path / "data", DEMONSTRATION, graine)


@given(st.integers(0, 2**32))
@settings(reglages, max_examples=30)
def test_donnees_abimees(tmp_path: Path, graine: int) -> None:
    eprouver(tmp_path / "data", RACINE / "data", graine)
