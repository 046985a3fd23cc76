"""Les pages mal écrites : chacune arrête la construction avec une phrase française, et ne touche à rien."""

from pathlib import Path

import pytest
from conftest import empreinte, lancer

from macros.construction import MARQUE
from macros.rendu import Rendu

ENTETE = '---\ntitle: Essai\ndescription: "Une page d’essai."\n---\n\n# Essai\n\n'
MACROS = ", ".join(nom for nom in sorted(vars(Rendu)) if not nom.startswith("_") and nom != "macros")
FICHES = (
    "observatoire, qualification-du-parc, reseau-d-accueil, animation-du-reseau, informations-communes, "
    "gestion-partagee, gestion-en-flux, cotation, mobilite, relogements, appui-aux-acteurs, "
    "coordination-publics-prioritaires"
)
EXEMPLE = 'Écrivez par exemple {{ fait("numero-unique") }}'

AVANT_CONSTRUCTION = {
    '{{ fiche("inconnue") }}': f'8:11 — fiche("inconnue") : fiche « inconnue » n\'existe pas. Choisissez parmi : {FICHES}.',
    '{{ fiche("observatoir") }}': '8:11 — fiche("observatoir") : fiche « observatoir » n\'existe pas. Vouliez-vous dire « observatoire » ?',
    '{{ fihce("observatoire") }}': "8:4 — fihce : cette macro n'existe pas. Vouliez-vous dire « fiche » ?",
    "{{ truc }}": f"8:4 — truc : ce mot entre accolades n'est pas une macro. Les macros sont : {MACROS}.",
    "{{ urgences }}": "8:4 — urgences : cette macro est citée sans parenthèses. Ajoutez les parenthèses : {{ urgences() }}.",
    "{{ fiche }}": '8:4 — fiche : cette macro est citée sans parenthèses. Ajoutez les parenthèses : {{ fiche("identifiant") }}.',
    "{{ fiche() }}": '8:4 — fiche : aucun argument donné, ce n\'est pas le bon nombre. Écrivez {{ fiche("identifiant") }}.',
    '{{ fiche("a", "b") }}': '8:4 — fiche : 2 arguments donnés, ce n\'est pas le bon nombre. Écrivez {{ fiche("identifiant") }}.',
    '{{ urgences("a") }}': "8:4 — urgences : 1 argument donné, ce n'est pas le bon nombre. Écrivez {{ urgences() }}.",
    "{{ fiche(observatoire) }}": '8:4 — fiche : les arguments doivent être des mots entre guillemets, sans nom ni calcul. Écrivez {{ fiche("identifiant") }}.',
    '{{ fiche(identifiant="observatoire") }}': '8:4 — fiche : les arguments doivent être des mots entre guillemets, sans nom ni calcul. Écrivez {{ fiche("identifiant") }}.',
    "{{ fiche(3) }}": '8:4 — fiche : un argument n\'est pas un mot entre guillemets. Écrivez {{ fiche("identifiant") }}.',
    "Un mot {{ fiche(": f"8:8 — Un appel de macro est mal écrit. {EXEMPLE}, accolades et guillemets compris.",
    '{{ fiche("observatoire) }}': f"8:1 — Un appel de macro est mal écrit. {EXEMPLE}, accolades et guillemets compris.",
    "{% si vrai %}": f"8:1 — Un appel de macro est mal écrit. {EXEMPLE}, accolades et guillemets compris.",
    "{% if vrai %}oui{% endif %}": f"8:1 — Une page n'admet, entre accolades, que des appels de macros. {EXEMPLE}.",
    '{% include "autre.md" %}': f"8:1 — Une page n'admet, entre accolades, que des appels de macros. {EXEMPLE}.",
    '{{ fait("numero-unique") | upper }}': f"8:1 — Une page n'admet, entre accolades, que des appels de macros. {EXEMPLE}.",
    '{{ fait("numero-unique") | inconnu }}': f"8:1 — Une page n'admet, entre accolades, que des appels de macros. {EXEMPLE}.",
    "{{ config.site_name }}": f"8:1 — Une page n'admet, entre accolades, que des appels de macros. {EXEMPLE}.",
    '{{ fait("numero-uniqe") }}': '8:10 — fait("numero-uniqe") : fait « numero-uniqe » n\'existe pas. Vouliez-vous dire « numero-unique » ?',
    '{{ faits("gratuite", "numero-uniqe") }}': '8:23 — faits("numero-uniqe") : fait « numero-uniqe » n\'existe pas. Vouliez-vous dire « numero-unique » ?',
    '{{ valeur("numero-unique") }}': "8:12 — valeur(\"numero-unique\") : valeur du fait « numero-unique » n'existe pas. Vérifiez l'identifiant dans les données.",
    '{{ compte("fiche") }}': '8:12 — compte("fiche") : compte « fiche » n\'existe pas. Vouliez-vous dire « fiches » ?',
}
"""Le corps de docs/essai.md, et ce qui suit « docs/essai.md: » dans le message."""

LIENS = {
    "[x](absent.md)": "8:5 — Le lien « absent.md » ne mène à aucune page du site. Vérifiez le nom du fichier visé.",
    "[x](glosaire.md)": "8:5 — Le lien « glosaire.md » ne mène à aucune page du site. Vouliez-vous dire « glossaire.md » ?",
    '<p><a href="absent/">x</a></p>': "8:13 — Le lien « absent/ » ne mène à aucune page du site. Vérifiez le nom du fichier visé.",
    "![x](absente.png)": "8:6 — Le lien « absente.png » ne mène à aucune page du site. Vérifiez le nom du fichier visé.",
    "[x](plan/index.md#absente)": "8:5 — Le lien « plan/index.md#absente » vise l'ancre « absente », qui n'existe pas dans la page d'arrivée. Vérifiez le titre visé.",
    "[x](plan/index.md#calandrier)": "8:5 — Le lien « plan/index.md#calandrier » vise l'ancre « calandrier », qui n'existe pas dans la page d'arrivée. Vouliez-vous dire « calendrier » ?",
    "[x](#absente)": "8:5 — Le lien « #absente » vise l'ancre « absente », qui n'existe pas dans la page d'arrivée. Vérifiez le titre visé.",
    "[x](cachee.md)": "8:5 — Le lien « cachee.md » ne mène à aucune page du site. Le fichier existe, mais mkdocs.yml l'écarte du site : retirez le lien.",
    "[x](/plan/absent/)": "8:5 — Le lien « /plan/absent/ » ne mène à aucune page du site. Vérifiez le nom du fichier visé.",
    "[x](../dehors.md)": "8:5 — Le lien « ../dehors.md » ne mène à aucune page du site. Vérifiez le nom du fichier visé.",
}
"""De même, pour ce que l'on ne sait qu'une fois les pages faites."""

RIEN_D_ANGLAIS = ("Traceback", "Error", "Warning", "WARNING", "ERROR", "Aborted", "not found")


def _intact(projet: Path) -> None:
    """Le site d'avant est en place, et rien d'autre n'a été laissé."""
    assert empreinte(projet / "site") == {MARQUE: b"", "index.html": b"le site d'avant"}
    assert [chemin.name for chemin in projet.iterdir() if chemin.name.startswith(".")] == []


def _refus(projet: Path, *attendus: str) -> str:
    """Rien que ces phrases, et rien de changé ; rend ce qui est dit sur l'autre sortie."""
    fin = lancer(projet, "construire", "--donnees", "exemples/demonstration")
    dites = [
        ligne
        for ligne in fin.stdout.splitlines()
        if not ligne.endswith("…") and not ligne.startswith("Tout va")
    ]
    assert dites == list(attendus), fin.stderr
    assert fin.returncode == 1
    assert [mot for mot in RIEN_D_ANGLAIS if mot in fin.stdout + fin.stderr] == []
    _intact(projet)
    return fin.stderr


SANS_ENTETE = "La page n'a pas d'en-tête. Commencez-la par une ligne « --- », title: et description:, et une autre ligne « --- »."

PAGES: dict[str, tuple[bytes | None, tuple[str, ...]]] = {
    "docs/fautes/deux-lignes-d-en-tete-mal-ecrites.md": (
        b"---\ntitle: [Essai\ndescription: Le plan : suite\n---\n\n# Essai\n",
        (
            '2:1 — Cette ligne d\'en-tête est mal écrite. Écrivez par exemple title: "Le plan : son calendrier".',
            '3:1 — Cette ligne d\'en-tête est mal écrite. Écrivez par exemple title: "Le plan : son calendrier".',
        ),
    ),
    "docs/fautes/en-tete-comme-une-macro.md": (
        b"---\ntitle: Essai\ndescription: Un essai\nfiche: observatoire\n---\n\n# Essai\n",
        (
            "4:1 — fiche : ce champ d'en-tête cache la macro du même nom. "
            "Choisissez un autre nom, par exemple « fiche_de_la_page ».",
        ),
    ),
    "docs/fautes/latin-1.md": (
        "# Été\n".encode("latin-1"),
        (
            "1:1 — La page n'est pas écrite en UTF-8. "
            "Enregistrez-la de nouveau en choisissant l'encodage « UTF-8 ».",
        ),
    ),
    "docs/fautes/sans-description.md": (
        b"---\ntitle: Essai\n---\n\n# Essai\n",
        (
            "1:1 — description : ce champ manque dans l'en-tête. "
            'Ajoutez par exemple description: "Le plan partenarial".',
        ),
    ),
    "docs/fautes/sans-en-tete.md": (b"# Essai\n", (f"1:1 — {SANS_ENTETE}",)),
    "docs/fautes/vide.md": (b"", (f"1:1 — {SANS_ENTETE}",)),
    "docs/guichets/brumeville-sur-ondre.md": (
        ENTETE.encode(),
        (
            "1:1 — Cette page prendrait l'adresse qu'occupe déjà "
            "la page que le site fait pour Brumeville-sur-Ondre. Renommez ce fichier, ou retirez-le.",
        ),
    ),
    "docs/plan.md": (
        ENTETE.encode(),
        (
            "1:1 — Cette page prendrait l'adresse qu'occupe déjà docs/plan/index.md. "
            "Renommez ce fichier, ou retirez-le.",
        ),
    ),
    "docs/plan/fiches/mobilite.md": (
        None,
        (
            "1:1 — La fiche « mobilite » n'a pas sa page. "
            'Créez ce fichier avec un titre et l\'appel {{ fiche("mobilite") }}.',
        ),
    ),
}
"""Chaque page fautive, rangées comme les messages : ses octets (aucun : la page est retirée), et ce qui
suit son nom dans les messages."""


def test_chaque_faute_de_page_est_dite_avec_sa_place(projet: Path) -> None:
    """Toutes les fautes en un seul passage : une page par faute."""
    pages = {
        f"docs/fautes/{rang:02}.md": (f"{ENTETE}{corps}\n".encode(), (message,))
        for rang, (corps, message) in enumerate(AVANT_CONSTRUCTION.items())
    } | PAGES
    (projet / "docs" / "fautes").mkdir()
    for nom, (octets, _) in pages.items():
        if octets is None:
            (projet / nom).unlink()
        else:
            (projet / nom).write_bytes(octets)
    attendus = [f"{nom}:{message}" for nom, (_, messages) in pages.items() for message in messages]
    assert _refus(projet, *attendus) == f"{len(attendus)} problèmes à corriger.\n"


def test_chaque_lien_mort_est_dit_avec_sa_place(projet: Path) -> None:
    """Une seule page, une faute par ligne ; une page écartée du site ne compte pas pour une arrivée."""
    with (projet / "mkdocs.yml").open("a", encoding="utf-8") as reglages:
        reglages.write("\nexclude_docs: |\n  cachee.md\n")
    (projet / "docs" / "cachee.md").write_text(ENTETE, encoding="utf-8")
    (projet / "docs" / "essai.md").write_text(ENTETE + "\n\n".join(LIENS) + "\n", encoding="utf-8")
    attendus = [
        f"docs/essai.md:{8 + 2 * rang}{message.removeprefix('8')}"
        for rang, message in enumerate(LIENS.values())
    ]
    _refus(projet, *attendus)


REGLAGES = {
    "  - Absente: absente.md\n": "mkdocs.yml:{fin+1}:14 — nav : la page « absente.md » n'existe pas dans docs/. Créez-la, ou retirez la ligne.",
    "\nmenu: oui\n": "mkdocs.yml — menu : MkDocs refuse ce réglage (Unrecognised configuration name: menu). Vérifiez son nom et sa valeur.",
    "\n  menu: [3\n": "mkdocs.yml:{fin+2}:3 — Le fichier n'est pas du YAML bien écrit à cet endroit. Alignez les champs d'un même groupe, avec deux espaces par niveau.",
}
"""Ce que l'on ajoute à mkdocs.yml, et le message : chacun arrête MkDocs à sa façon, il y faut un passage."""


@pytest.mark.parametrize("ajout", REGLAGES)
def test_chaque_faute_de_reglage_est_dite_et_rien_ne_change(ajout: str, projet: Path) -> None:
    reglages = projet / "mkdocs.yml"
    avant = reglages.read_text(encoding="utf-8")
    reglages.write_text(avant + ajout, encoding="utf-8")
    fin = len(avant.splitlines())
    attendu = REGLAGES[ajout]
    for ecart in (1, 2):
        attendu = attendu.replace(f"{{fin+{ecart}}}", str(fin + ecart))
    _refus(projet, attendu)


def test_une_page_juste_passe(projet: Path) -> None:
    corps = '{{ fait("numero-unique") }} [le plan](plan/index.md#calendrier) {% raw %}{{ x }}{% endraw %}\n'
    (projet / "docs" / "essai.md").write_text(ENTETE + corps, encoding="utf-8")
    fin = lancer(projet, "construire", "--donnees", "exemples/demonstration")
    assert fin.returncode == 0, fin.stdout
    assert (projet / "site" / "essai" / "index.html").is_file()
    assert not (projet / "site" / "index.html").read_text(encoding="utf-8").startswith("le site")
