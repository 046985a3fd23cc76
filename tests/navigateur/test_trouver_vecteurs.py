"""La recherche du navigateur et le catalogue de Python classent les lieux de la même façon, dans les deux territoires."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from conftest import Site
from playwright.sync_api import BrowserContext, Page

from macros.modele.territoire import Commune
from macros.rendu.filtres import km

Contexte = Callable[..., BrowserContext]
Servir = Callable[[Site], str]


@pytest.fixture
def page(contexte: Contexte, servir: Servir, reel: Site) -> Page:
    page = contexte().new_page()
    page.goto(f"{servir(reel)}/en-bref/")
    return page


def jouer(page: Page, corps: str, donnees: Any) -> Any:
    """Ce que rend une fonction qui reçoit le module et les données."""
    return page.evaluate(
        f"async (d) => {{ const m = await import('/assets/outils/trouver.js'); {corps} }}", donnees
    )


def lieux(site: Site) -> list[dict[str, Any]]:
    return [
        lieu
        for lot in sorted((site.dossier / "guichets/lots").glob("[0-9]*.json"))
        for lieu in json.loads(lot.read_text())
    ]


def commune_cherchable(commune: Commune) -> dict[str, Any]:
    point = [float(commune.point.latitude), float(commune.point.longitude)]
    return {
        "code": commune.code_insee,
        "nom": commune.nom.replace("'", "’"),
        "codes": list(commune.codes_postaux),
        "formes": list(commune.autres_noms),
        "population": commune.population,
        "point": point,
    }


def chercher(page: Page, site: Site, textes: list[str]) -> list[dict[str, Any]]:
    return jouer(
        page,
        "const c = d.communes.map(m.indexer); return d.textes.map((t) => { const r = m.chercher(c, t);"
        " return { codes: r.trouvees.map((x) => x.code), exacte: r.exacte?.code ?? null, approchees: r.approchees }; });",
        {"communes": [commune_cherchable(c) for c in site.catalogue.territoire.communes], "textes": textes},
    )


@pytest.mark.parametrize("site", ["reel", "demonstration"])
def test_les_distances_sont_celles_de_la_reference(
    site: str, page: Page, request: pytest.FixtureRequest
) -> None:
    catalogue = request.getfixturevalue(site).catalogue
    paires = [
        (c.point, g.point)
        for c in catalogue.territoire.communes
        for g in catalogue.guichets
        if g.point is not None
    ]
    assert len(paires) > 300
    lues = jouer(
        page,
        "return d.map(([a, b]) => { const km = m.distanceKm(a, b); return [km, m.enKm(km)]; });",
        [[[float(p.latitude), float(p.longitude)] for p in paire] for paire in paires],
    )
    for (a, b), (lue, dite) in zip(paires, lues, strict=True):
        assert lue == pytest.approx(a.distance_km(b), abs=1e-9)
        assert dite.replace("\u202f", "\u00a0") == km(a.distance_km(b))


@pytest.mark.parametrize("site", ["reel", "demonstration"])
def test_les_lieux_sont_ceux_de_la_page_de_la_commune_dans_le_meme_ordre(
    site: str, page: Page, request: pytest.FixtureRequest
) -> None:
    catalogue = request.getfixturevalue(site).catalogue
    communes = catalogue.territoire.communes
    lues = jouer(
        page,
        "return d.communes.map((c) => { const r = m.classer(d.lieux, { depuis: c.point, code: c.code, filtres: {}, feries: [] });"
        " return [r.servent, r.proches.slice(0, 5), r.aDemander].map((g) => g.map((l) => l.page.split('#')[1])); });",
        {
            "communes": [commune_cherchable(c) for c in communes],
            "lieux": lieux(request.getfixturevalue(site)),
        },
    )
    attendues = [
        [
            [g.id for g in catalogue.guichets_de(c)],
            [g.id for g, _ in catalogue.guichets_proches(c)],
            [],
        ]
        for c in communes
    ]
    assert lues == attendues


@pytest.mark.parametrize("site", ["reel", "demonstration"])
def test_chaque_commune_se_trouve_par_son_nom_de_bien_des_facons(
    site: str, page: Page, request: pytest.FixtureRequest
) -> None:
    lu = request.getfixturevalue(site)
    communes = lu.catalogue.territoire.communes
    facons: list[Callable[[str], str]] = [
        lambda nom: nom,
        str.upper,
        lambda nom: nom.lower().replace("-", " "),
        lambda nom: nom.replace("'", "’"),
        lambda nom: nom.lower().replace("saint-", "st ").replace("sainte-", "ste "),
        lambda nom: nom.replace("é", "e").replace("è", "e").replace("É", "E").replace("-sur-", " s/ "),
        lambda nom: nom.removeprefix("Les ").removeprefix("La ").removeprefix("Le "),
    ]
    textes = [facon(c.nom) for c in communes for facon in facons]
    reponses = chercher(page, lu, textes)
    codes = [c.code_insee for c in communes for _ in facons]
    assert [(t, r) for t, r, code in zip(textes, reponses, codes, strict=True) if r["exacte"] != code] == []


@pytest.mark.parametrize("site", ["reel", "demonstration"])
def test_un_code_postal_donne_toutes_ses_communes_et_elles_seules(
    site: str, page: Page, request: pytest.FixtureRequest
) -> None:
    lu = request.getfixturevalue(site)
    communes = lu.catalogue.territoire.communes
    codes = sorted({code for c in communes for code in c.codes_postaux})
    for code, reponse in zip(codes, chercher(page, lu, codes), strict=True):
        attendues = {c.code_insee for c in communes if code in c.codes_postaux}
        assert set(reponse["codes"]) == attendues
        assert reponse["exacte"] == (min(attendues) if len(attendues) == 1 else None)


@pytest.mark.parametrize(
    ("tape", "attendue"),
    [
        ("78300 poissy", "78498"),
        ("conflan", "78172"),
        ("ste honorine", "78172"),
        ("meulan", "78401"),
        ("les muraux", "78440"),
        ("chanteloup", "78138"),
        ("auberjenville", "78029"),
        ("epone", "78217"),
        ("mureaux", "78440"),
        ("poisssy", "78498"),
        ("vernuillet", "78643"),
        ("pwassy", "78498"),
        ("konflan", "78172"),
        ("murot", "78440"),
        ("limais", "78335"),
        ("mantlajolie", "78361"),
        ("gargen ville", "78267"),
        ("78 200", "78361"),
        ("78200", "78361"),
    ],
)
def test_une_commune_se_trouve_meme_mal_ecrite(tape: str, attendue: str, page: Page, reel: Site) -> None:
    (reponse,) = chercher(page, reel, [tape])
    assert reponse["codes"][0] == attendue


def test_un_ancien_nom_trouve_la_commune(page: Page) -> None:
    reponse = jouer(
        page,
        "return m.chercher([m.indexer({ code: '1', nom: 'Val-Neuf', codes: ['99100'], formes: ['Le Vieux-Bourg'] })], d)"
        ".trouvees.map((c) => c.code);",
        "vieux bourg",
    )
    assert reponse == ["1"]


@pytest.mark.parametrize(
    "tape", ["", "   ", "-", "zzz", "00000", "99999999", "(", "\\", "poissy marseille", "x" * 5000]
)
def test_ce_qui_n_est_pas_une_commune_ne_donne_rien(tape: str, page: Page, reel: Site) -> None:
    (reponse,) = chercher(page, reel, [tape])
    assert (reponse["codes"], reponse["exacte"]) == ([], None)
