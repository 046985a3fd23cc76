"""Le site construit, avant d'être publié : rien d'écrit dans les pages, rien d'ailleurs, rien de trop lourd ni pour rien."""

import random
import re
from pathlib import Path

import pytest
from conftest import MARQUE, Site, empreinte, lancer

from macros.publication.controle import controler
from macros.publication.entetes import POUR_HEBERGEUR, POUR_NGINX, ecrire_entetes, entetes, politique
from macros.publication.poids import DEMANDES_AU_PLUS, OCTETS_AU_PLUS, peser
from macros.publication.ressources import Ressource, ressources_de_feuille, ressources_de_script
from macros.publication.site import SiteLu, lire_site

ENTETE = '---\ntitle: Essai\ndescription: "Une page d’essai."\n---\n\n# Essai\n\n'
SANS_MESURE = (
    "Retirez-le : ni mesure d'audience, ni module d'un autre site, ici rien de ce qu'on lit n'est suivi. "
    "Un script du site est un fichier de overrides/assets/."
)
SANS_STYLE = "Retirez-la : toute la mise en forme est dans overrides/assets/style.css."
CODE = "du code est écrit dans la page, le navigateur ne l'exécutera pas"
UN_LIEN = "Mettez à la place un lien, que le visiteur choisira de suivre."
UN_FICHIER = (
    "enregistrez le fichier dans docs/ et citez-le par son chemin, par exemple ../images/quartier.jpg."
)
IMAGE = (
    'Écrivez par exemple ![Le quartier](quartier.jpg){: width="640" height="400" loading="lazy" } : '
    "le texte ne saute pas quand l'image arrive."
)


def _poser(dossier: Path, fichiers: dict[str, str | bytes]) -> None:
    for nom, contenu in fichiers.items():
        (dossier / nom).parent.mkdir(parents=True, exist_ok=True)
        (dossier / nom).write_bytes(contenu if isinstance(contenu, bytes) else contenu.encode())


def _page(corps: str = "", tete: str = "") -> str:
    return (
        f'<!doctype html><html lang="fr"><head><title>Essai</title>{tete}</head><body>{corps}</body></html>'
    )


def _site(tmp_path: Path, fichiers: dict[str, str | bytes]) -> SiteLu:
    """Un petit site ; sa page d'accueil mène à tout ce qui n'est pas une page, pour ne parler que d'une chose."""
    _poser(tmp_path / "site", fichiers)
    return lire_site(tmp_path / "site")


def _dits(tmp_path: Path, site: dict[str, str | bytes], ecrits: dict[str, str | bytes]) -> list[str]:
    """Ce qui est dit du site construit, quand le projet contient les fichiers écrits."""
    _poser(tmp_path / "projet", ecrits)
    return [str(probleme) for probleme in controler(_site(tmp_path, site), tmp_path / "projet")]


ECARTS = {
    "<script>\n  var traceur = 1;\n</script>": f"1 — Un script est écrit dans la page, le navigateur ne l'exécutera pas : « var traceur = 1; ». {SANS_MESURE}",
    '<script type="text/javascript">x()</script>': f"1 — Un script est écrit dans la page, le navigateur ne l'exécutera pas : « x() ». {SANS_MESURE}",
    '<script type="module">x()</script>': f"1 — Un script est écrit dans la page, le navigateur ne l'exécutera pas : « x() ». {SANS_MESURE}",
    '<script type="importmap">{"imports": {}}</script>': f'1 — Un script est écrit dans la page, le navigateur ne l\'exécutera pas : « {{"imports": {{}}}} ». {SANS_MESURE}',
    '<script type="speculationrules">{}</script>': f"1 — Un script est écrit dans la page, le navigateur ne l'exécutera pas : « {{}} ». {SANS_MESURE}",
    '<script async src="https://stats.exemple.fr/s.js?a=1&amp;b=2"></script>': f"20 — « https://stats.exemple.fr/s.js?a=1&b=2 » serait demandé à un autre site, qui saurait qui lit cette page. {SANS_MESURE}",
    "<style>p { color: red }</style>": f"1 — Une mise en forme est écrite dans la page : « p {{ color: red }} ». {SANS_STYLE}",
    '<p style="color: red">x</p>': f'4 — Une mise en forme est écrite dans la page : « style="color: red" ». {SANS_STYLE}',
    '<p onclick="x()">x</p>': f'4 — {CODE[:1].upper()}{CODE[1:]} : « onclick="x()" ». {SANS_MESURE}',
    "<svg ONLOAD = x()></svg>": f'6 — {CODE[:1].upper()}{CODE[1:]} : « onload="x()" ». {SANS_MESURE}',
    '<a href="https://exemple.fr/" ping="https://stats.exemple.fr/">x</a>': f'31 — {CODE[:1].upper()}{CODE[1:]} : « ping="https://stats.exemple.fr/" ». {SANS_MESURE}',
    '<meta http-equiv="refresh" content="0;url=https://exemple.fr/">': "1 — La balise <meta> n'est pas permise : le navigateur ne la suivra pas. Retirez-la ; pour donner un document, mettez un lien.",
    '<iframe srcdoc="x"></iframe>': f'9 — {CODE[:1].upper()}{CODE[1:]} : « srcdoc="x" ». {SANS_MESURE}',
    '<a href="javascript:x()">x</a>': "10 — L'adresse « javascript:x() » est du code : le navigateur ne l'exécutera pas. Mettez l'adresse d'une page, ou retirez le lien.",
    '<a href=" Java&#10;Script:x()">x</a>': None,
    '<iframe src="https://www.exemple.fr/film"></iframe>': f"14 — « https://www.exemple.fr/film » serait demandé à un autre site, qui saurait qui lit cette page. {UN_LIEN}",
    '<video src="//exemple.fr/film.mp4"></video>': f"13 — « //exemple.fr/film.mp4 » serait demandé à un autre site, qui saurait qui lit cette page. {UN_LIEN}",
    '<link rel="preconnect" href="https://polices.exemple.fr">': f"30 — « https://polices.exemple.fr » serait demandé à un autre site, qui saurait qui lit cette page. Retirez cette ligne, ou {UN_FICHIER}",
    '<link rel="stylesheet" href="https://exemple.fr/a.css">': f"30 — « https://exemple.fr/a.css » serait demandé à un autre site, qui saurait qui lit cette page. Retirez cette ligne, ou {UN_FICHIER}",
    '<img src="https://exemple.fr/p.png" width="1" height="1" alt="">': f"11 — « https://exemple.fr/p.png » serait demandé à un autre site, qui saurait qui lit cette page. Retirez cette ligne, ou {UN_FICHIER}",
    '<video poster="/\\exemple.fr/p.png"></video>': f"16 — « /\\exemple.fr/p.png » serait demandé à un autre site, qui saurait qui lit cette page. Retirez cette ligne, ou {UN_FICHIER}",
    '<img src="data:image/png;base64,AA" width="1" height="1" alt="">': "11 — Le fichier « data:image/png;base64,AA » est écrit dans l'adresse même : le navigateur ne le prendra pas. Enregistrez-le dans docs/, et citez-le par son chemin, par exemple ../images/quartier.jpg.",
    '<form action="https://exemple.fr/avis"></form>': "15 — Le formulaire enverrait à un autre site, « https://exemple.fr/avis », ce que le visiteur écrit. Retirez-le, et mettez un lien vers la page de ce service.",
    '<base href="/">': "1 — La balise <base> n'est pas permise : le navigateur ne la suivra pas. Retirez-la ; pour donner un document, mettez un lien.",
    '<object data="#x"></object>': "1 — La balise <object> n'est pas permise : le navigateur ne la suivra pas. Retirez-la ; pour donner un document, mettez un lien.",
}
"""Le corps d'une page, et ce qui suit « docs/essai.md:3: » ; rien, si l'endroit ne se retrouve pas."""


@pytest.mark.parametrize("corps", ECARTS)
def test_un_ecart_est_dit_a_la_ligne_ou_il_est_ecrit(corps: str, tmp_path: Path) -> None:
    site: dict[str, str | bytes] = {"index.html": "", "essai/index.html": _page(corps)}
    attendu = ECARTS[corps]
    assert _dits(tmp_path, site, {"docs/essai.md": f"# Essai\n\n{corps}\n"}) == [
        f"docs/essai.md:3:{attendu}"
        if attendu
        else "site/essai/index.html:1:1 — L'adresse « Java Script:x() » est du code : le navigateur ne l'exécutera pas. "
        "Mettez l'adresse d'une page, ou retirez le lien."
    ]


PERMIS = (
    '<script type="application/ld+json">{"@type": "Place"}</script>',
    "<script></script>",
    '<a href="https://exemple.fr/">x</a>',
    '<a href="tel:+33199000000">x</a>',
    '<link rel="canonical" href="https://exemple.fr/">',
    "<p>&lt;script&gt;x()&lt;/script&gt; et <code>style=</code></p>",
    '<form action="/essai/"><button>x</button></form>',
    '<svg><use href="#pictogramme"></use></svg><p id="pictogramme">x</p>',
    "<!-- <script>x()</script> -->",
)


@pytest.mark.parametrize("corps", PERMIS)
def test_ce_qui_ne_s_execute_ni_ne_part_est_permis(corps: str, tmp_path: Path) -> None:
    assert _dits(tmp_path, {"index.html": "", "essai/index.html": _page(corps)}, {}) == []


@pytest.mark.parametrize("gabarit", ["overrides/main.html", "overrides/morceaux/entete.html"])
def test_un_ecart_du_gabarit_est_dit_une_seule_fois_dans_le_gabarit(gabarit: str, tmp_path: Path) -> None:
    corps = '<p style="color: red">x</p>'
    site: dict[str, str | bytes] = {f"{nom}/index.html": _page(corps) for nom in ("a", "b", "c")}
    ecrits: dict[str, str | bytes] = {
        "docs/a.md": "# A\n",
        gabarit: f"<body>\n  {corps}\n</body>\n",
    }
    assert _dits(tmp_path, site, ecrits) == [
        f'{gabarit}:2:6 — Une mise en forme est écrite dans la page : « style="color: red" ». {SANS_STYLE}'
    ]


def test_une_feuille_de_style_ne_demande_rien_ailleurs(tmp_path: Path) -> None:
    feuille = "p { color: red }\n/* url(https://exemple.fr/non.png) */\nb { background: url(https://exemple.fr/a.png) }\n"
    site: dict[str, str | bytes] = {
        "index.html": _page(tete='<link rel="stylesheet" href="assets/style.css">'),
        "assets/style.css": feuille,
    }
    assert _dits(tmp_path, site, {"overrides/assets/style.css": feuille}) == [
        "overrides/assets/style.css:3:21 — « https://exemple.fr/a.png » serait demandé à un autre site, "
        f"qui saurait qui lit cette page. Retirez cette ligne, ou {UN_FICHIER}"
    ]


def test_une_image_dit_sa_taille_et_seule_la_premiere_se_charge_aussitot(tmp_path: Path) -> None:
    mesures = 'width="640" height="400" alt=""'
    images = (
        f'<img src="../i/un.jpg" {mesures}>',
        f'<img src="../i/deux.jpg" {mesures}>',
        '<img src="../i/trois.jpg" width="10%" alt="">',
        f'<img src="../i/quatre.jpg" {mesures} loading="lazy">',
    )
    site: dict[str, str | bytes] = {f"i/{nom}.jpg": b"x" for nom in ("un", "deux", "trois", "quatre")}
    site["essai/index.html"] = _page("".join(images))
    ecrit = "# Essai\n\n![](i/un.jpg)\n![](i/deux.jpg)\n![](i/trois.jpg)\n![](i/quatre.jpg)\n"
    assert _dits(tmp_path, site, {"docs/essai.md": ecrit}) == [
        f'docs/essai.md:4:5 — Il manque à l\'image « ../i/deux.jpg » : loading="lazy". {IMAGE}',
        f'docs/essai.md:5:5 — Il manque à l\'image « ../i/trois.jpg » : width=, height=, loading="lazy". {IMAGE}',
    ]


def test_une_page_pese_tout_ce_qu_elle_charge_de_proche_en_proche_et_une_fois(tmp_path: Path) -> None:
    texte = "abc " * 1000
    site = _site(
        tmp_path,
        {
            "sous/index.html": _page(
                '<img src="../a.png?v=1" alt=""><img src="../a.png" alt=""><a href="../gros.pdf">x</a>'
                '<form action="../gros.pdf"></form>',
                '<link rel="stylesheet" href="/plan/assets/style.css"><link rel="icon" href="../i.svg">'
                '<script type="module" src="../assets/un.js"></script>',
            ),
            "a.png": b"a" * 2000,
            "i.svg": "<svg/>",
            "gros.pdf": b"p" * 99_000,
            "assets/style.css": f'@import "autre.css";\n/*{texte}*/',
            "assets/autre.css": "@font-face { src: url('./p.woff2') format('woff2') }",
            "assets/p.woff2": b"f" * 3000,
            "assets/un.js": 'import { b } from "./deux.js";\nimport "./deux.js";\nimport("./tard.js");',
            "assets/deux.js": 'export{b}from"./trois.js";',
            "assets/trois.js": "export const b = 1;",
            "assets/tard.js": "",
        },
    )
    site = lire_site(site.dossier, "plan")
    pesee = peser(site, "sous/index.html")
    assert pesee.parts[:2] == (("assets/p.woff2", 3000), ("a.png", 2000))
    assert {nom for nom, _ in pesee.parts} == {
        "sous/index.html",
        "a.png",
        "i.svg",
        "assets/style.css",
        "assets/autre.css",
        "assets/p.woff2",
        "assets/un.js",
        "assets/deux.js",
        "assets/trois.js",
    }
    assert dict(pesee.parts)["assets/style.css"] < 100
    assert pesee.octets == sum(octets for _, octets in pesee.parts)


def test_une_page_trop_lourde_dit_ce_qui_pese_et_que_faire(tmp_path: Path) -> None:
    hasard = random.Random(1)
    photo = '<img src="../photo.jpg" width="1" height="1" alt="">'
    script = '<script src="../lourd.js"></script>'
    site: dict[str, str | bytes] = {
        "photo.jpg": b"x" * 70_000,
        "une/index.html": _page(photo),
        "deux/index.html": _page(photo + "<p>Un peu plus</p>"),
        "script/index.html": _page(script),
        "lourd.js": "".join(hasard.choices("0123456789abcdef", k=130_000)),
        "longue/index.html": _page("".join(hasard.choices("0123456789abcdef", k=130_000))),
        "juste/index.html": _page('<img src="../juste.jpg" width="1" height="1" alt="">'),
    }
    seule = lire_site(_site(tmp_path / "essai", {"index.html": site["juste/index.html"]}).dossier).octets[
        "index.html"
    ]
    site["juste.jpg"] = b"x" * (OCTETS_AU_PLUS - seule)
    lu = _site(tmp_path, site)
    deux, longue, lourde = (peser(lu, f"{nom}/index.html") for nom in ("deux", "longue", "script"))

    def ecrit(nombre: int) -> str:
        return f"{nombre // 1000} {nombre % 1000:03}"

    assert _dits(tmp_path, {}, {"docs/longue.md": ""}) == [
        f"docs/longue.md:1:1 — Cette page pèse {ecrit(longue.octets)} octets avec ce qu'elle charge, pour 60 000 au plus. "
        f"Le plus lourd : le texte de la page ({ecrit(longue.octets)}). "
        "Partagez la page en deux, ou mettez un lien vers la page qui dit déjà la même chose.",
        f"site/deux/index.html:1:1 — Cette page, comme une autre, pèse {ecrit(deux.octets)} octets avec ce qu'elle charge, "
        f"pour 60 000 au plus. Le plus lourd : photo.jpg (70 000), le texte de la page ({deux.parts[1][1]}). "
        "Réduisez photo.jpg (moins large, au format WebP), ou mettez un lien vers ce fichier.",
        f"site/script/index.html:1:1 — Cette page pèse {ecrit(lourde.octets)} octets avec ce qu'elle charge, "
        f"pour 60 000 au plus. Le plus lourd : lourd.js ({ecrit(lourde.parts[0][1])}), "
        f"le texte de la page ({lourde.parts[1][1]}). "
        "Allégez lourd.js, ou ne le chargez que dans les pages qui s'en servent.",
    ]


def test_une_page_ne_demande_pas_plus_de_treize_fichiers(tmp_path: Path) -> None:
    noms = [f"{rang}.png" for rang in range(DEMANDES_AU_PLUS)]
    images = [f'<img src="../{nom}" width="1" height="1" loading="lazy" alt="">' for nom in noms]
    site: dict[str, str | bytes] = dict.fromkeys(noms, b"x")
    site |= {"trop/index.html": _page("".join(images)), "juste/index.html": _page("".join(images[1:]))}
    assert _dits(tmp_path, site, {"docs/trop.md": ""}) == [
        "docs/trop.md:1:1 — Cette page demande 14 fichiers, elle comprise, pour 13 au plus. "
        "Gardez les images qui apprennent quelque chose, retirez les autres."
    ]


def test_rien_n_est_publie_pour_personne(tmp_path: Path) -> None:
    site: dict[str, str | bytes] = {
        "index.html": _page(
            '<a href="bilan.csv">x</a><a href="https://exemple.fr/brouillon.docx">x</a><script src="assets/a.js"></script>'
        ),
        "orpheline/index.html": _page(),
        "bilan.csv": "a",
        "assets/a.js": 'fetch(new URL("index.json", import.meta.url));\n//# sourceMappingURL=a.js.map',
        "assets/a.js.map": "{}",
        "assets/index.json": '["suite-1.json"]',
        "assets/suite-1.json": "[]",
        "assets/vieux.js": 'import "./encore.js";',
        "assets/encore.js": "",
        "brouillon.docx": b"x",
        "sitemap.xml": "",
        "robots.txt": "",
        "_headers": "",
        ".construit-par-ppgd": "",
        ".well-known/security.txt": "",
    }
    ecrits: dict[str, str | bytes] = {"docs/brouillon.docx": b"x", "overrides/assets/vieux.js": ""}
    assert _dits(tmp_path, site, ecrits) == [
        "docs/brouillon.docx:1:1 — Rien dans le site ne mène au fichier « brouillon.docx », qui serait publié quand même. "
        "Mettez un lien vers lui dans une page, ou retirez-le.",
        "overrides/assets/vieux.js:1:1 — Rien dans le site ne mène au fichier « assets/vieux.js », "
        "qui serait publié quand même. Mettez un lien vers lui dans une page, ou retirez-le.",
        "site/assets/a.js.map:1:1 — Le fichier « assets/a.js.map » ne sert qu'à qui écrit un script. Retirez-le du site.",
        "site/assets/encore.js:1:1 — Rien dans le site ne mène au fichier « assets/encore.js », "
        "qui serait publié quand même. Mettez un lien vers lui dans une page, ou retirez-le.",
    ]


FERMEE = (
    "default-src 'none'; script-src 'none'; style-src 'none'; img-src 'none'; font-src 'none'; media-src 'none'; "
    "frame-src 'none'; manifest-src 'none'; form-action 'none'; connect-src 'self'; worker-src 'none'; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'; upgrade-insecure-requests"
)


@pytest.mark.parametrize(
    ("corps", "ouverte"),
    [
        ('<a href="https://exemple.fr/">x</a>', None),
        ('<script type="application/ld+json">{}</script>', None),
        ('<script src="a.js"></script>', "script-src"),
        ('<link rel="modulepreload" href="a.js">', "script-src"),
        ('<link rel="stylesheet" href="a.css">', "style-src"),
        ('<link rel="shortcut icon" href="a.ico">', "img-src"),
        ('<picture><source srcset="a.webp 1x, b.webp 2x"></picture>', "img-src"),
        ('<link rel="manifest" href="a.webmanifest">', "manifest-src"),
        ('<link rel="preload" as="font" href="a.woff2">', "font-src"),
        ('<video><source src="a.mp4"></video>', "media-src"),
        ('<iframe src="a.html"></iframe>', "frame-src"),
        ("<form></form>", "form-action"),
    ],
)
def test_la_politique_n_ouvre_que_ce_que_les_pages_utilisent(
    corps: str, ouverte: str | None, tmp_path: Path
) -> None:
    attendue = FERMEE.replace(f"{ouverte} 'none'", f"{ouverte} 'self'")
    assert politique(_site(tmp_path, {"index.html": _page(corps)})) == attendue


def test_une_police_citee_par_une_feuille_de_style_est_permise(tmp_path: Path) -> None:
    feuille = "@font-face { src: url(titre.woff2) }"
    site = _site(tmp_path, {"index.html": _page(), "style.css": feuille, "titre.woff2": b""})
    assert politique(site) == FERMEE.replace("font-src 'none'", "font-src 'self'")


def test_les_feuilles_et_les_scripts_disent_ce_qu_ils_demandent() -> None:
    feuille = (
        "@import url(un.css);@import 'deux.css' print; a { background: url( \"b c.png\" ) } /* url(non.png) */"
        "b { mask: url(#rond); src: url('p.woff2?v=1') }"
    )
    assert list(ressources_de_feuille(feuille)) == [
        Ressource("style-src", "deux.css"),
        Ressource("style-src", "un.css"),
        Ressource("img-src", "b c.png"),
        Ressource("font-src", "p.woff2?v=1"),
    ]
    script = 'import a, {\n  b as c,\n} from "./un.js";import"./deux.js"\nimport("./tard.js");const important = "x";'
    assert [ressource.adresse for ressource in ressources_de_script(script)] == ["./un.js", "./deux.js"]


def test_les_en_tetes_s_ecrivent_pour_les_deux_sortes_de_serveur(tmp_path: Path) -> None:
    site = _site(tmp_path, {"index.html": _page()})
    ecrire_entetes(site)
    lus = entetes(site)
    assert lus == {
        "Content-Security-Policy": FERMEE,
        "Strict-Transport-Security": "max-age=63072000",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": lus["Permissions-Policy"],
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    assert {"camera=()", "clipboard-write=(self)", "geolocation=(self)", "microphone=()"} <= set(
        lus["Permissions-Policy"].split(", ")
    )
    heberge, *lignes = (site.dossier / POUR_HEBERGEUR).read_text(encoding="utf-8").splitlines()
    assert (heberge, lignes) == ("/*", [f"  {nom}: {valeur}" for nom, valeur in lus.items()])
    # Un hébergeur coupe une ligne de plus de deux mille signes.
    assert max(map(len, lignes)) <= 2000
    assert (site.dossier / POUR_NGINX).read_text(encoding="utf-8").splitlines()[2:] == [
        f'add_header {nom} "{valeur}" always;' for nom, valeur in lus.items()
    ]


def test_le_site_du_territoire_porte_ses_en_tetes(reel: Site) -> None:
    """Les en-têtes écrits sont ceux que donnent les pages, et rien n'y est ouvert qui ne serve."""
    ecrits = (reel.dossier / POUR_NGINX).read_text(encoding="utf-8")
    lue = politique(lire_site(reel.dossier))
    assert f'Content-Security-Policy "{lue}" always;' in ecrits
    assert "unsafe" not in lue
    assert "frame-src 'none'" in lue


TRACEUR = """\
<!-- Mesure d'audience -->
<script>
  var _suivi = [['setSiteId', 12], ['delai', '10 jours']];
</script>
<script async src="https://stats.exemple.fr/suivi.js"></script>
<noscript><p><img src="https://stats.exemple.fr/suivi.php?idsite=12&amp;rec=1" style="border:0" alt=""></p></noscript>
"""


def test_un_traceur_colle_et_une_photo_trop_lourde_arretent_la_construction(projet: Path) -> None:
    """Tout est dit d'un coup, liens morts compris, à la ligne de la page ; le site en place n'est pas touché."""
    _poser(
        projet / "docs",
        {
            "colle.md": f"{ENTETE}Un [lien](absent.md).\n\n{TRACEUR}",
            "lourde.md": f'{ENTETE}![Le quartier](images/quartier.jpg){{: width="640" height="400" }}\n',
            "images/quartier.jpg": bytes(random.Random(1).randbytes(80_000)),
            "note.docx": b"oubli",
        },
    )
    fin = lancer(projet, "construire", "--seulement", "public", "--donnees", "exemples/demonstration")
    *avant, lourde, oubli = (ligne for ligne in fin.stdout.splitlines() if ligne.startswith("docs/"))
    assert avant == [
        "docs/colle.md:8:11 — Le lien « absent.md » ne mène à aucune page du site. Vérifiez le nom du fichier visé.",
        "docs/colle.md:11:1 — Un script est écrit dans la page, le navigateur ne l'exécutera pas : "
        f"« var _suivi = [['setSiteId', 12], ['delai', '10 jours']]; ». {SANS_MESURE}",
        "docs/colle.md:14:20 — « https://stats.exemple.fr/suivi.js » serait demandé à un autre site, "
        f"qui saurait qui lit cette page. {SANS_MESURE}",
        "docs/colle.md:15:24 — « https://stats.exemple.fr/suivi.php?idsite=12&rec=1 » serait demandé à un autre site, "
        f"qui saurait qui lit cette page. Retirez cette ligne, ou {UN_FICHIER}",
        f'docs/colle.md:15:80 — Une mise en forme est écrite dans la page : « style="border:0" ». {SANS_STYLE}',
    ]
    assert re.sub(r"(?<=[( ])\d[\d ]*(?=\)| octets)", "…", lourde) == (
        "docs/lourde.md:1:1 — Cette page pèse … octets avec ce qu'elle charge, pour 60 000 au plus. Le plus lourd : "
        "images/quartier.jpg (…), assets/style.css (…), assets/polices/gras.woff2 (…). "
        "Réduisez images/quartier.jpg (moins large, au format WebP), ou mettez un lien vers ce fichier."
    )
    assert oubli == (
        "docs/note.docx:1:1 — Rien dans le site ne mène au fichier « note.docx », qui serait publié quand même. "
        "Mettez un lien vers lui dans une page, ou retirez-le."
    )
    assert fin.returncode == 1
    assert empreinte(projet / "site") == {MARQUE: b"", "index.html": b"le site d'avant"}
