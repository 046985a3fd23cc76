"""Les pages mal écrites : chacune arrête la construction avec une phrase française, et ne touche à rien."""

import re
from datetime import date
from pathlib import Path

import pytest
from conftest import empreinte, lancer

from macros.chargement import DonneesInvalides
from macros.construction import MARQUE
from macros.rendu import lire_page, noms_des_macros, verifier_prose
from macros.verification import tout_verifier

ENTETE = '---\ntitle: Essai\ndescription: "Une page d’essai."\n---\n\n# Essai\n\n'
MACROS = ", ".join(noms_des_macros())
FICHES = (
    "observatoire, qualification-du-parc, reseau-d-accueil, animation-du-reseau, informations-communes, "
    "gestion-partagee, gestion-en-flux, cotation, mobilite, relogements, appui-aux-acteurs, "
    "coordination-publics-prioritaires"
)
EXEMPLE = 'Écrivez par exemple {{ fait("numero-unique") }}'
SANS_CHIFFRE = "Dites la chose sans chiffre : un en-tête ne reçoit pas de macro."
CITEZ = 'Citez le fait qui le dit, par exemple {{ valeur("reponse-10-jours") }} ; il se change alors partout.'
EXPLIQUEZ = (
    "Ajoutez-le à demandeur/glossaire.yaml (dans « mots_courants » si chacun le connaît), "
    "ou écrivez-le en toutes lettres."
)

AVANT_CONSTRUCTION = {
    '{{ fiche("inconnue") }}': f'8:11 — fiche("inconnue") : fiche « inconnue » n\'existe pas. Choisissez parmi : {FICHES}.',
    '{{ fiche("observatoir") }}': '8:11 — fiche("observatoir") : fiche « observatoir » n\'existe pas. Vouliez-vous dire « observatoire » ?',
    '{{ fihce("observatoire") }}': "8:4 — fihce : cette macro n'existe pas. Vouliez-vous dire « fiche » ?",
    "{{ truc }}": f"8:4 — truc : ce mot entre accolades n'est pas une macro. Les macros sont : {MACROS}.",
    "{{ urgences }}": "8:4 — urgences : cette macro est citée sans parenthèses. Ajoutez les parenthèses : {{ urgences() }}.",
    "[x](http://[bad/)": "8:5 — L'adresse « http://[bad/ » est mal écrite : le nom du site y commence par un crochet. Recopiez l'adresse entière.",
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
    '{{ message("demande-gratuit") }}': '8:13 — message("demande-gratuit") : message « demande-gratuit » n\'existe pas. Vouliez-vous dire « demande-gratuite » ?',
    '{{ etape("deposer", "renouveller") }}': '8:22 — etape("renouveller") : étape « renouveller » n\'existe pas. Vouliez-vous dire « renouveler » ?',
    '{{ renvoi("gratuite", "numero-uniqe") }}': '8:24 — renvoi("numero-uniqe") : fait « numero-uniqe » n\'existe pas. Vouliez-vous dire « numero-unique » ?',
    '{{ ici("attribution") }}': '8:9 — ici("attribution") : sujet « attribution » n\'existe pas. Vouliez-vous dire « attributions » ?',
    '{{ actions_du_plan("cotation", "observatoir") }}': '8:33 — actions_du_plan("observatoir") : fiche « observatoir » n\'existe pas. Vouliez-vous dire « observatoire » ?',
    "Vous avez 10 jours.": f"8:11 — « 10 » est écrit à la main. {CITEZ}",
    "Répondez sous **deux mois**.": f"8:17 — « deux mois » est écrit à la main. {CITEZ}",
    "- Le loyer, [au bout d’un an](#faq).": f"8:24 — « un an » est écrit à la main. {CITEZ}",
    "Demandez le RSTUV au guichet.": f"8:13 — Le glossaire n'explique pas le sigle « RSTUV ». {EXPLIQUEZ}",
}
"""Le corps de docs/essai.md, et ce qui suit « docs/essai.md: » dans le message."""

LIENS = {
    "[x](absent.md)": "8:5 — Le lien « absent.md » ne mène à aucune page du site. Vérifiez le nom du fichier visé.",
    "[x](glosaire.md)": "8:5 — Le lien « glosaire.md » ne mène à aucune page du site. Vouliez-vous dire « glossaire.md » ?",
    '<p><a href="absent/">x</a></p>': "8:13 — Le lien « absent/ » ne mène à aucune page du site. Vérifiez le nom du fichier visé.",
    '![x](absente.png){: width="9" height="9" }': "8:6 — Le lien « absente.png » ne mène à aucune page du site. Vérifiez le nom du fichier visé.",
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
    fin = lancer(projet, "construire", "--seulement", "public", "--donnees", "exemples/demonstration")
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
    "docs/fautes/chiffre-dans-l-en-tete.md": (
        b'---\ntitle: "Essai du RSTUV"\ndescription: "Les 3 choses"\n---\n\n# Essai\n',
        (
            f"2:18 — Le glossaire n'explique pas le sigle « RSTUV ». {EXPLIQUEZ}",
            f"3:19 — « 3 » est écrit à la main. {SANS_CHIFFRE}",
        ),
    ),
    "docs/fautes/Délais du pays.md": (
        b"---\ntitle: Essai\ndescription: Un essai\n---\n\n# Essai\n",
        (
            "1:1 — Le nom de ce fichier ne peut pas servir d'adresse de page. Renommez-le avec des minuscules sans "
            "accent, des chiffres et des tirets ; « templates » est réservé.",
        ),
    ),
    "docs/fautes/essai.markdown": (
        b"# Vous avez 10 jours\n",
        ("1:1 — Le site lirait cette page sans la vérifier. Renommez-la en .md.",),
    ),
    "docs/plan/fiches/brouillon.md": (
        b"---\ntitle: Essai\ndescription: Un essai\n---\n\n# Essai\n",
        (
            "1:1 — Aucune fiche de fiches/ ne porte le nom de cette page. "
            "Créez la fiche, ou rangez cette page ailleurs.",
        ),
    ),
    "docs/fautes/macro-mal-placee.md": (
        b"---\ntitle: Essai\ndescription: Un essai\n---\n\n# Essai\n\n"
        b'## Sous {{ valeur("reponse-10-jours") }}\n\n[Lire {{ fait("gratuite") }}](../glossaire.md)\n',
        (
            "8:1 — Une macro qui donne sa source ne tient pas dans un titre. Mettez-la dans la phrase qui suit.",
            "10:1 — Une macro qui donne sa source ne tient pas dans le texte d'un lien. "
            "Mettez-la dans la phrase qui suit.",
        ),
    ),
    "docs/fautes/macro-dans-l-en-tete.md": (
        b"---\ntitle: Essai\ndescription: \"Sous {{ compte('fiches') }} jours\"\n---\n\n# Essai\n",
        (
            "3:1 — description : un appel de macro ne se lit pas dans l'en-tête. "
            "Dites la chose sans chiffre, et citez le fait dans la page.",
        ),
    ),
    "docs/fautes/ancre-a-l-anglaise.md": (
        b"---\ntitle: Essai\ndescription: Un essai\n---\n\n# Essai\n\n## Titre {#essai}\n\nPerdu ? #}\n",
        ("8:10 — « {# » effacerait la suite de la page. Une ancre s'écrit avec deux-points : {: #ancre }.",),
    ),
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
    attendus = [f"{nom}:{message}" for nom, (_, messages) in sorted(pages.items()) for message in messages]
    assert _refus(projet, *attendus) == f"{len(attendus)} problèmes à corriger.\n"


PERMIS = (
    "1. D’abord\n2. Ensuite\n10. Enfin",
    "- Un point\n    1. Un rang en retrait",
    "## Titre {: #etape-2 }",
    "[Lire](page-2.md#ancre-3) et [voir](https://www.exemple.fr/2026/HLM)",
    "`make test-2` et `RSTUV`",
    '<a href="page-2/" title="3">Lire</a>',
    "<!-- 3 RSTUV -->",
    '{{ valeur("reponse-10-jours") }} pour répondre',
    '{{ faits("pls-130-plus",\n"quartile-25") }}',
    "Un mot connu : HLM, AL’in.",
    "une seule pièce, deux personnes, la première année",
)
"""Ce qui n'est pas une affirmation, ou n'est pas un chiffre."""


def _prose(tmp_path: Path, corps: str, nom: str = "docs/essai.md") -> list[str]:
    page = tmp_path / "essai.md"
    page.write_text(ENTETE + corps, encoding="utf-8")
    lus = verifier_prose(lire_page(page, nom), {"HLM", "AL'in"})
    return [str(probleme).removeprefix(f"{nom}:") for probleme in lus]


@pytest.mark.parametrize("corps", PERMIS)
def test_ce_qui_n_affirme_rien_peut_porter_un_chiffre(corps: str, tmp_path: Path) -> None:
    assert _prose(tmp_path, corps) == []
    assert _prose(tmp_path, f"{corps}\n\nDix ans.") == [
        f"{9 + len(corps.splitlines())}:1 — « Dix ans » est écrit à la main. {CITEZ}"
    ]


def test_chaque_chiffre_et_chaque_sigle_d_une_ligne_est_dit(tmp_path: Path) -> None:
    assert _prose(tmp_path, "Le 3 mai, 40 % des RSTUV ou 1 an.") == [
        f"8:4 — « 3 mai » est écrit à la main. {CITEZ}",
        f"8:11 — « 40 » est écrit à la main. {CITEZ}",
        f"8:29 — « 1 » est écrit à la main. {CITEZ}",
        f"8:20 — Le glossaire n'explique pas le sigle « RSTUV ». {EXPLIQUEZ}",
    ]


def test_la_page_d_une_fiche_garde_les_chiffres_de_son_titre_mais_pas_un_sigle_inconnu(
    tmp_path: Path,
) -> None:
    """Le titre d'une fiche vient du document source ; le reste de la page, non."""
    nom = "docs/plan/fiches/observatoire.md"
    page = tmp_path / "page.md"
    page.write_text(
        '---\ntitle: "Trois ans, 3 RSTUV"\ndescription: "Les 3 ans"\n---\n\n# Trois ans\n\n'
        '{{ fiche("observatoire") }}\n\nTrois ans.\n',
        encoding="utf-8",
    )
    assert [str(p).removeprefix(f"{nom}:") for p in verifier_prose(lire_page(page, nom), {"HLM"})] == [
        f"2:22 — Le glossaire n'explique pas le sigle « RSTUV ». {EXPLIQUEZ}",
        f"10:1 — « Trois ans » est écrit à la main. {CITEZ}",
    ]


ARRIVEES = {
    "": "",
    "#urgence": "",
    "demande/delais/": "",
    "demande/delais/#pourquoi": "",
    "plan/": "",
    "sources/enregistrement/#fait-gratuite": "",
    "questions/#q1": "",
    "zzz/": "aucune page du site n'a l'adresse « zzz/ ». "
    "Vérifiez l'adresse : c'est le chemin du fichier dans docs/, sans .md.",
    "demande/delai/": "aucune page du site n'a l'adresse « demande/delai/ ». "
    "Vouliez-vous dire « demande/delais/ » ?",
    "demande/delai/#pourquoi": "aucune page du site n'a l'adresse « demande/delai/ ». "
    "Vouliez-vous dire « demande/delais/ » ?",
    "demande/delais/#zzz": "la page « demande/delais/ » n'a pas l'ancre « zzz ». "
    "Vérifiez le titre visé dans la page.",
    "demande/delais/#pourqoi": "la page « demande/delais/ » n'a pas l'ancre « pourqoi ». "
    "Vouliez-vous dire « pourquoi » ?",
    "sources/enregistrement/#fait-gratuit": "la page « sources/enregistrement/ » n'a pas l'ancre « fait-gratuit ». "
    "Vouliez-vous dire « fait-gratuite » ?",
}
"""Où une question mène, et ce que l'on en dit ; rien si l'arrivée existe."""


def test_une_question_ou_une_etape_mene_a_une_page_et_a_une_ancre_qui_existent(projet: Path) -> None:
    """Toutes les fautes d'un coup, à la ligne de l'enregistrement ; la démonstration les a en partage."""
    demandeur = projet / "data" / "demandeur"
    questions = ["rubriques: [{id: r, titre: Rubrique}]", "questions:"] + [
        f'  - {{id: q{rang}, rubrique: r, question: Quoi, variantes: [koi], reponse: Cela, qui_sait: Vous, page: "{page}"}}'
        for rang, page in enumerate(ARRIVEES)
    ]
    (demandeur / "questions.yaml").write_text("\n".join(questions), encoding="utf-8")
    etapes = (demandeur / "etapes.yaml").read_text(encoding="utf-8")
    etapes = re.sub(r"pages: \[.*\]", "pages: [demande/pieces/#zzz, demande/piece/]", etapes, count=1)
    (demandeur / "etapes.yaml").write_text(etapes, encoding="utf-8")
    etape = re.search(r"- id: (.+)", etapes)
    assert etape
    ligne = etapes[: etape.start()].count("\n") + 1
    _refus(
        projet,
        f"data/demandeur/etapes.yaml:{ligne}:1 — étape « {etape[1]} » : aucune page du site n'a l'adresse "
        "« demande/piece/ ». Vouliez-vous dire « demande/pieces/ » ?",
        f"data/demandeur/etapes.yaml:{ligne}:1 — étape « {etape[1]} » : la page « demande/pieces/ » "
        "n'a pas l'ancre « zzz ». Vérifiez le titre visé dans la page.",
        *(
            f"data/demandeur/questions.yaml:{rang + 3}:1 — question « q{rang} » : {constat}"
            for rang, constat in enumerate(ARRIVEES.values())
            if constat
        ),
    )


def test_une_voie_mene_a_une_page_et_a_une_ancre_qui_existent(projet: Path) -> None:
    """La faute est dite à la ligne de la voie, et la démonstration l'a en partage."""
    orientation = projet / "data" / "demandeur" / "orientation.yaml"
    texte = orientation.read_text(encoding="utf-8")
    texte = texte.replace("page: situations/dalo/\n", "page: situations/dallo/\n")
    texte = texte.replace("page: demande/delais/#remonter", "page: demande/delais/#remontez")
    orientation.write_text(texte, encoding="utf-8")
    lignes = {mot: texte[: texte.index(f"- id: {mot}\n")].count("\n") + 1 for mot in ("dalo", "ordinaire")}
    _refus(
        projet,
        f"data/demandeur/orientation.yaml:{lignes['dalo']}:1 — voie « dalo » : aucune page du site n'a l'adresse "
        "« situations/dallo/ ». Vouliez-vous dire « situations/dalo/ » ?",
        f"data/demandeur/orientation.yaml:{lignes['ordinaire']}:1 — voie « ordinaire » : la page "
        "« demande/delais/ » n'a pas l'ancre « remontez ». Vouliez-vous dire « remonter » ?",
    )


def test_une_page_fautive_passe_avant_une_arrivee_inconnue(projet: Path) -> None:
    """Tant qu'une page ne se lit pas, on ne sait pas quelles ancres elle a."""
    questions = projet / "data" / "demandeur" / "questions.yaml"
    texte = questions.read_text(encoding="utf-8")
    questions.write_text(re.sub(r'page: ".*"', 'page: "zzz/"', texte, count=1), encoding="utf-8")
    (projet / "docs" / "essai.md").write_text(f"{ENTETE}{{{{ absente() }}}}\n", encoding="utf-8")
    for restants, attendu in (
        (1, "cette macro n'existe pas"),
        (0, "aucune page du site n'a l'adresse « zzz/ »"),
    ):
        with pytest.raises(DonneesInvalides) as attrape:
            tout_verifier(projet / "data", projet / "docs", date(2026, 11, 21))
        assert [probleme.constat for probleme in attrape.value.problemes] == [attendu]
        if restants:
            (projet / "docs" / "essai.md").unlink()


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
    fin = lancer(projet, "construire", "--seulement", "public", "--donnees", "exemples/demonstration")
    assert fin.returncode == 0, fin.stdout
    assert (projet / "site" / "essai" / "index.html").is_file()
    assert not (projet / "site" / "index.html").read_text(encoding="utf-8").startswith("le site")
