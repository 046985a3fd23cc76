"""Publier, servir, basculer, revenir : avec un vrai nginx et les vrais fichiers de deploiement/."""

import base64
import gzip
import http.client
import http.server
import re
import shutil
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from conftest import RACINE, Site, empreinte, lancer
from playwright.sync_api import BrowserContext
from serveur_deploye import CONNU, MOT_DE_PASSE, PUBLIC, RESEAU, Reponse, Serveur, demander, deployer

from macros.livraison import versions
from macros.livraison.livrer import Livraison, livrer
from macros.livraison.nommage import nommer_par_contenu
from macros.livraison.versions import (
    COURANTE,
    MARQUE,
    PRECEDENTE,
    RetourImpossible,
    designee,
    ouvrir,
    revenir,
)
from macros.publication.entetes import POUR_HEBERGEUR
from macros.publication.site import lire_site
from macros.remplacement import DestinationRefusee

GZIP = {"Accept-Encoding": "gzip"}
JAMAIS_SERVIS = re.compile(r"(^|/)\.|\.gz$|^_headers$")
"""Ce que les serveurs refusent à tous : fichiers à point, formes comprimées, en-têtes de l'hébergeur."""


def _autre_version(sites: dict[str, Path], vers: Path, marque: str) -> dict[str, Path]:
    """Les mêmes sites, où chaque page et la feuille de style portent une marque de plus."""
    for audience, site in sites.items():
        shutil.copytree(site, vers / audience)
        for page in (vers / audience).rglob("*.html"):
            page.write_bytes(page.read_bytes() + f"<!-- {marque} -->".encode())
        feuille = vers / audience / "assets" / "style.css"
        feuille.write_bytes(feuille.read_bytes() + f"/* {marque} */".encode())
    return {audience: vers / audience for audience in sites}


@pytest.fixture(scope="module")
def sites(demonstration: Site, demonstration_reseau: Site) -> dict[str, Path]:
    """Les deux sites construits du territoire fictif, par audience."""
    return {"public": demonstration.dossier, "reseau": demonstration_reseau.dossier}


@pytest.fixture(scope="module")
def publie(sites: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Un dossier où deux versions ont été publiées ; celle des sites tels quels est servie."""
    ici = tmp_path_factory.mktemp("publie")
    livrer(_autre_version(sites, ici / "avant", "avant"), ici / "versions")
    livrer(sites, ici / "versions")
    return ici / "versions"


@pytest.fixture(scope="module")
def serveur(publie: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serveur]:
    with deployer(publie, tmp_path_factory.mktemp("deploye")) as ouvert:
        yield ouvert


def _fichiers(publie: Path, audience: str) -> dict[str, bytes]:
    return empreinte(publie / COURANTE / audience)


def _adresses(fichiers: dict[str, bytes]) -> list[str]:
    """Chaque fichier par son nom, chaque page par son dossier, avec et sans barre, et ce qui n'existe pas."""
    dossiers = {nom.removesuffix("index.html") for nom in fichiers if nom.endswith("/index.html")}
    return ["", *fichiers, *dossiers, *(d.rstrip("/") for d in dossiers), "robots.txt", "absente", "assets/"]


def _vient_de_nginx(reponse: Reponse) -> bool:
    """Vrai pour une phrase de nginx ou notre page de refus : rien n'y est lu dans un fichier."""
    return len(reponse.corps) < 600 and (b"<center>nginx" in reponse.corps or _est_un_refus(reponse))


def _est_un_refus(reponse: Reponse) -> bool:
    return "Cet espace est celui des professionnels du réseau." in reponse.corps.decode()


def test_sans_mot_de_passe_rien_du_site_du_reseau_ne_s_obtient(serveur: Serveur, publie: Path) -> None:
    fichiers = _fichiers(publie, "reseau")
    assert {
        _reserve(publie, "une page"),
        _reserve(publie, "un document"),
        "404.html",
        ".entetes-nginx.conf",
    } <= {*fichiers}
    for nom in _adresses(fichiers):
        for entetes in ({}, GZIP):
            reponse = serveur.demander(RESEAU, f"/{nom}", entetes)
            assert reponse.code == 401, nom
            assert reponse.entetes["www-authenticate"] == ['Basic realm="Espace du reseau"'], nom
            assert reponse.entetes["content-type"] == ["text/html; charset=utf-8"], nom
            assert _est_un_refus(reponse), nom


def test_avec_le_mot_de_passe_chaque_fichier_se_lit_octet_pour_octet(serveur: Serveur, publie: Path) -> None:
    fichiers = _fichiers(publie, "reseau")
    for nom, contenu in fichiers.items():
        reponse = serveur.demander(RESEAU, f"/{nom}", CONNU)
        attendu = (404, fichiers["404.html"]) if JAMAIS_SERVIS.search(nom) else (200, contenu)
        assert (reponse.code, reponse.corps) == attendu, nom


@pytest.mark.parametrize(
    "essai", [f"reseau:{MOT_DE_PASSE}x", "reseau:", ":", f"autre:{MOT_DE_PASSE}", f"{MOT_DE_PASSE}"]
)
def test_un_mauvais_mot_de_passe_ne_donne_rien(serveur: Serveur, essai: str) -> None:
    entetes = {"Authorization": "Basic " + base64.b64encode(essai.encode()).decode()}
    reponse = serveur.demander(RESEAU, "/reseau/", entetes)
    assert reponse.code == 401
    assert _est_un_refus(reponse)


def test_le_serveur_public_ne_sert_aucun_fichier_reserve(serveur: Serveur, publie: Path) -> None:
    publics, du_reseau = _fichiers(publie, "public"), _fichiers(publie, "reseau")
    reserves = sorted(du_reseau.keys() - publics.keys())
    # L'index de la recherche a le même nom des deux côtés : c'est son contenu qui compte, plus bas.
    assert _reserve(publie, "un document") in reserves
    for nom in reserves:
        for entetes in ({}, GZIP, CONNU):
            assert serveur.demander(PUBLIC, f"/{nom}", entetes).code == 404, nom
    for nom, contenu in publics.items():
        reponse = serveur.demander(PUBLIC, f"/{nom}")
        attendu = (404, publics["404.html"]) if JAMAIS_SERVIS.search(nom) else (200, contenu)
        assert (reponse.code, reponse.corps) == attendu, nom


def _ruses(nom: str) -> list[str]:
    """Autant de façons de demander un fichier réservé sans l'écrire comme il faut."""
    dernier = nom.rpartition("/")[2]
    return [
        *(
            f"/{haut}reseau/{nom}"
            for haut in ("../", "%2e%2e/", ".%2e/", "..%2f", "%2e%2e%2f", "..%5c", "..\\")
        ),
        *(f"/assets/{haut}{haut}reseau/{nom}" for haut in ("../", "%2e%2e/", "..%2f", "%252e%252e%252f")),
        *(f"/x/{haut}{nom}" for haut in ("../", "%2e%2e/", "..;/", "%2e%2e%2f", "..%252f", "..%c0%af")),
        *(f"/{avant}{nom}" for avant in ("/", "//", "./", "%2f", ";/", "\\", "%5c", "404.html/", "%2e/")),
        *(
            f"/{nom}{apres}"
            for apres in (".gz", "/", "%00", "%00.css", ";a", ";.css", "%20", ".", "~", ".bak", "%2f")
        ),
        *(
            f"/{nom}{apres}"
            for apres in ("?.css", "#.css", "%3f.css", "%23", "/../" + dernier, "//", "::$DATA")
        ),
        *(f"/{nom}".replace("/", barre) for barre in ("%2f", "%2F", "%252f", "\\", "//", "/./", "/;/")),
        *(f"/courante/reseau/{nom}", f"/versions/{nom}", f"/.{nom}", f"/{nom.upper()}", f"/{nom.title()}"),
        "/" + "".join(f"%{ord(signe):02x}" for signe in nom),
        "/" + "".join(f"%25{ord(signe):02x}" for signe in nom),
        *(f"https://{RESEAU}/{nom}", f"http://{RESEAU}/{nom}"),
        *(
            "/.entetes-nginx.conf",
            "/.construit-par-ppgd",
            "/.assets",
            "/..",
            "/%2e%2e",
            "/_headers",
            "/.git/config",
        ),
    ]


@pytest.mark.parametrize("quoi", ["une page", "un document", "l'index de la recherche"])
def test_aucune_ruse_ne_donne_un_octet_reserve_sans_mot_de_passe(
    serveur: Serveur, publie: Path, quoi: str
) -> None:
    publics = set(_fichiers(publie, "public").values())
    nom = _reserve(publie, quoi)
    # L'hôte à qui l'on se connecte, et ce que l'on ajoute : le serveur suit « Host », pas le nom de la connexion.
    essais = ((PUBLIC, {}), (PUBLIC, GZIP), (PUBLIC, {"Host": RESEAU}), (RESEAU, {}))
    for chemin in _ruses(nom):
        for hote, entetes in essais:
            reponse = serveur.demander(hote, chemin, entetes)
            lu = gzip.decompress(reponse.corps) if "content-encoding" in reponse.entetes else reponse.corps
            assert _vient_de_nginx(reponse) or lu in publics, (hote, chemin, entetes)
            if RESEAU in (hote, entetes.get("Host")) and "://" not in chemin:
                assert reponse.code in (400, 401), chemin


def _reserve(publie: Path, quoi: str) -> str:
    """Le chemin d'un fichier dont le contenu n'est que sur le site du réseau."""
    publics = set(_fichiers(publie, "public").values())
    motif = {"une page": r"reseau/.*/index\.html", "un document": r"reseau/documents/.*\.(csv|txt|pdf)"}.get(
        quoi, r"recherche/index\.json"
    )
    du_reseau = _fichiers(publie, "reseau").items()
    return next(nom for nom, lu in du_reseau if re.fullmatch(motif, nom) and lu not in publics)


@pytest.mark.parametrize(
    "entete", ["X-Original-URL", "X-Rewrite-URL", "X-Accel-Redirect", "X-Forwarded-Host"]
)
def test_aucun_entete_ne_mene_ailleurs(serveur: Serveur, publie: Path, entete: str) -> None:
    nom = _reserve(publie, "une page")
    for valeur in (f"/{nom}", RESEAU, f"/../reseau/{nom}"):
        page = serveur.demander(PUBLIC, "/plan/", {entete: valeur})
        assert page.corps == _fichiers(publie, "public")["plan/index.html"]
        assert serveur.demander(RESEAU, f"/{nom}", {entete: valeur}).code == 401


@pytest.mark.parametrize(
    "methode", ["POST", "PUT", "DELETE", "TRACE", "OPTIONS", "PATCH", "PROPFIND", "COPY"]
)
def test_on_ne_peut_que_lire(serveur: Serveur, methode: str) -> None:
    for hote in (PUBLIC, RESEAU):
        for chemin in ("/", "/reseau/", "/reseau", "/404.html", "/recherche/index.json"):
            reponse = serveur.demander(hote, chemin, {"Content-Length": "0"}, methode)
            assert reponse.code == 405, (hote, chemin)
            assert _vient_de_nginx(reponse)


def test_un_lien_symbolique_dans_le_site_ne_mene_pas_dehors(serveur: Serveur, publie: Path) -> None:
    lien = publie / COURANTE / "public" / "lien"
    lien.symlink_to(publie / COURANTE / "reseau", target_is_directory=True)
    try:
        assert serveur.demander(PUBLIC, "/lien/reseau/index.html").code == 404
        assert serveur.demander(PUBLIC, "/lien/404.html", GZIP).code == 404
    finally:
        lien.unlink()


def test_un_hote_inconnu_n_obtient_rien(serveur: Serveur) -> None:
    with pytest.raises(ssl.SSLError):
        serveur.demander("inconnu.exemple.fr", "/")
    en_clair = http.client.HTTPConnection("127.0.0.1", serveur.http, timeout=30)
    for connexion in (serveur.connexion(PUBLIC), en_clair):
        with closing(connexion), pytest.raises(http.client.RemoteDisconnected):
            demander(connexion, "/", {"Host": "inconnu.exemple.fr"})


def test_en_clair_on_est_mene_au_chiffre(serveur: Serveur) -> None:
    for hote in (PUBLIC, RESEAU):
        with closing(http.client.HTTPConnection("127.0.0.1", serveur.http, timeout=30)) as connexion:
            reponse = demander(connexion, "/plan/?a=b", {"Host": hote})
        assert (reponse.code, reponse.entetes["location"]) == (301, [f"https://{hote}/plan/?a=b"])


def test_le_chiffrement_est_recent_et_parle_http_2(serveur: Serveur) -> None:
    contexte = ssl.create_default_context(cafile=str(serveur.ici / "certificat.pem"))
    contexte.set_alpn_protocols(["h2", "http/1.1"])
    connexion = Serveur(serveur.https, serveur.http, serveur.ici, contexte).connexion(RESEAU)
    connexion.connect()
    assert isinstance(connexion.sock, ssl.SSLSocket)
    assert (connexion.sock.version(), connexion.sock.selected_alpn_protocol()) == ("TLSv1.3", "h2")
    connexion.close()


def test_chaque_texte_arrive_precomprime_et_le_meme(serveur: Serveur, publie: Path) -> None:
    fichiers = _fichiers(publie, "public")
    comprimes = [nom for nom in fichiers if f"{nom}.gz" in fichiers]
    assert {"index.html", "recherche/index.json", "donnees/guichets.csv"} <= {*comprimes}
    for nom in comprimes:
        reponse = serveur.demander(PUBLIC, f"/{nom}", GZIP)
        assert reponse.entetes["content-encoding"] == ["gzip"], nom
        assert reponse.entetes["vary"] == ["Accept-Encoding"], nom
        assert reponse.corps == fichiers[f"{nom}.gz"], nom
        assert gzip.decompress(reponse.corps) == fichiers[nom], nom
        assert "charset=utf-8" in reponse.entetes["content-type"][0], nom


def test_ce_qui_n_a_pas_change_n_est_pas_renvoye(serveur: Serveur) -> None:
    for entetes in ({}, GZIP):
        lue = serveur.demander(PUBLIC, "/plan/", entetes)
        assert "last-modified" not in lue.entetes
        redemandee = serveur.demander(PUBLIC, "/plan/", {**entetes, "If-None-Match": lue.entetes["etag"][0]})
        assert (redemandee.code, redemandee.corps) == (304, b"")
    comprime = serveur.demander(PUBLIC, "/plan/", GZIP).entetes["etag"]
    assert comprime != serveur.demander(PUBLIC, "/plan/").entetes["etag"]


def test_seuls_les_assets_se_gardent_et_le_reserve_nulle_part_ailleurs(
    serveur: Serveur, publie: Path
) -> None:
    fichiers = _fichiers(publie, "reseau")
    for hote, entetes, portees in (
        (PUBLIC, {}, ("public, ", "")),
        (RESEAU, CONNU, ("private, ", "private, ")),
    ):
        for nom in (nom for nom in _adresses(fichiers) if hote == RESEAU or not nom.startswith("reseau")):
            reponse = serveur.demander(hote, f"/{nom}", entetes)
            garde = reponse.code == 200 and nom.startswith("assets-")
            attendu = f"{portees[0]}max-age=31536000, immutable" if garde else f"{portees[1]}no-cache"
            assert reponse.entetes["cache-control"] == [attendu], (hote, nom)
            assert reponse.entetes.get("x-robots-tag") == (
                ["noindex, nofollow"] if hote == RESEAU else None
            ), nom
    refus = serveur.demander(RESEAU, f"/{next(nom for nom in fichiers if nom.startswith('assets-'))}")
    assert refus.entetes["cache-control"] == ["private, no-cache"]


def test_la_politique_de_securite_est_sur_chaque_reponse(serveur: Serveur, publie: Path) -> None:
    for hote, audience, acces in ((PUBLIC, "public", {}), (RESEAU, "reseau", CONNU)):
        ecrits = (publie / COURANTE / audience / POUR_HEBERGEUR).read_text(encoding="utf-8")
        voulus = dict(re.findall(r"^  ([\w-]+): (.*)$", ecrits.split("\n/")[0], re.MULTILINE))
        assert "Content-Security-Policy" in voulus
        etag = serveur.demander(hote, "/plan/", acces).entetes["etag"][0]
        reponses = {
            200: serveur.demander(hote, "/plan/", acces),
            301: serveur.demander(hote, "/plan", acces),
            304: serveur.demander(hote, "/plan/", {**acces, "If-None-Match": etag}),
            400: serveur.demander(hote, "/../", acces),
            401: serveur.demander(RESEAU, "/plan/"),
            404: serveur.demander(hote, "/absente", acces),
            405: serveur.demander(hote, "/plan/", {**acces, "Content-Length": "0"}, "POST"),
        }
        for code, reponse in reponses.items():
            assert reponse.code == code
            for nom, valeur in voulus.items():
                assert reponse.entetes[nom.lower()] == [valeur], (hote, code, nom)


def test_le_journal_ne_note_pas_les_mots_cherches(serveur: Serveur) -> None:
    serveur.demander(PUBLIC, "/recherche/?q=zibeline", {"Referer": "https://exemple.fr/d-ou-je-viens"})
    serveur.demander(PUBLIC, "/absente?q=zibeline")
    # nginx note une demande avant de lire la suivante de la même connexion.
    serveur.demander(PUBLIC, "/")
    journaux = "".join(j.read_text(encoding="utf-8") for j in serveur.ici.glob("*.log"))
    assert '"GET /recherche/" 200' in journaux
    assert '"GET /absente" 404' in journaux
    assert "zibeline" not in journaux
    assert "d-ou-je-viens" not in journaux


class _Fournisseur(http.server.BaseHTTPRequestHandler):
    """Ce que nginx attend d'oauth2-proxy, et rien de plus : dire si l'on est connu, et mener à la connexion."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/oauth2/auth":
            code, entetes = (202 if self.headers["Cookie"] == "connu=oui" else 401), {}
        else:
            suite = self.headers["X-Auth-Request-Redirect"]
            code, entetes = 302, {"Location": f"https://connexion.exemple.fr/?suite={suite}"}
        self.send_response(code)
        for nom, valeur in {**entetes, "Content-Length": "0"}.items():
            self.send_header(nom, valeur)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def connexion_unique(
    publie: Path, tmp_path: Path
) -> Iterator[tuple[Serveur, http.server.ThreadingHTTPServer]]:
    fournisseur = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Fournisseur)
    threading.Thread(target=fournisseur.serve_forever, daemon=True).start()
    autres = {
        "acces-mot-de-passe.conf": "acces-connexion-unique.conf",
        "http://127.0.0.1:4180": f"http://127.0.0.1:{fournisseur.server_port}",
    }
    with deployer(publie, tmp_path, autres) as ouvert:
        yield ouvert, fournisseur
    fournisseur.shutdown()
    fournisseur.server_close()


def test_la_connexion_unique_garde_chaque_fichier(
    connexion_unique: tuple[Serveur, http.server.ThreadingHTTPServer], publie: Path
) -> None:
    serveur, fournisseur = connexion_unique
    fichiers = _fichiers(publie, "reseau")
    connu = {"Cookie": "connu=oui"}
    for nom in _adresses(fichiers):
        reponse = serveur.demander(RESEAU, f"/{nom}")
        assert (reponse.code, reponse.corps) == (302, b""), nom
        assert reponse.entetes["location"] == [f"https://connexion.exemple.fr/?suite=/{nom}"]
        assert reponse.entetes["cache-control"] == ["private, no-cache"]
        assert len(reponse.entetes["content-security-policy"]) == 1
        if nom in fichiers:
            reponse = serveur.demander(RESEAU, f"/{nom}", connu)
            attendu = (404, fichiers["404.html"]) if JAMAIS_SERVIS.search(nom) else (200, fichiers[nom])
            assert (reponse.code, reponse.corps) == attendu, nom
    assert serveur.demander(RESEAU, "/absente", connu).code == 404
    # Ce que nginx demande au fournisseur ne se demande pas de l'extérieur.
    assert serveur.demander(RESEAU, "/oauth2/auth").code == 401
    assert serveur.demander(RESEAU, "/oauth2/auth", connu).code == 404
    fournisseur.shutdown()
    fournisseur.server_close()
    for entetes in ({}, connu):
        reponse = serveur.demander(RESEAU, "/reseau/", entetes)
        assert reponse.code == 500
        assert _vient_de_nginx(reponse)


def _assets(page: bytes) -> set[str]:
    return set(re.findall(r'(?:href|src)="(?:\.\./)*/?(assets-[^"]+)"', page.decode()))


class _Visiteur(threading.Thread):
    """Lit les pages l'une après l'autre, avec tout ce qu'elles nomment, jusqu'à ce qu'on l'arrête.

    `vues` : pour chaque page lue, si elle était de la deuxième version ; `ennui` : ce qui n'allait pas, s'il y en a un.
    """

    def __init__(self, serveur: Serveur, pages: list[str], fini: threading.Event) -> None:
        super().__init__()
        self.connexion, self.pages, self.fini = serveur.connexion(PUBLIC), pages, fini
        self.vues: list[bool] = []
        self.ennui: str | None = None

    def run(self) -> None:
        try:
            while not self.fini.is_set():
                for adresse in self.pages:
                    self.vues.append(self._visiter(adresse))
                    if self.fini.is_set():
                        break
        except Exception as ennui:
            self.ennui = repr(ennui)
        finally:
            self.connexion.close()

    def _visiter(self, adresse: str) -> bool:
        page = demander(self.connexion, adresse)
        deuxieme = page.corps.endswith(b"<!-- deuxieme -->")
        assert page.code == 200, adresse
        assert deuxieme or page.corps.rstrip().endswith(b"</html>"), adresse
        nommes = _assets(page.corps)
        assert len({nom.split("/")[0] for nom in nommes}) == 1, adresse
        for nom in nommes:
            charge = demander(self.connexion, f"/{nom}")
            assert charge.code == 200, (adresse, nom)
            if nom.endswith("/style.css"):
                assert charge.corps.endswith(b"/* deuxieme */") == deuxieme, adresse
        return deuxieme

    def attendre(self, pages: int) -> None:
        """Attend qu'il ait lu ce nombre de pages de plus, ou qu'un ennui l'ait arrêté."""
        voulues = len(self.vues) + pages
        while self.is_alive() and len(self.vues) < voulues:
            self.join(0.001)


def test_basculer_pendant_les_visites_ne_casse_aucune_page(
    sites: dict[str, Path], tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    autres = _autre_version(sites, tmp_path / "autres", "deuxieme")
    vers = tmp_path / "publie"
    livrer(sites, vers)
    dossiers = [p.relative_to(sites["public"]).parent.as_posix() for p in sites["public"].rglob("index.html")]
    adresses = ["/" if dossier == "." else f"/{dossier}/" for dossier in dossiers]
    fini = threading.Event()
    with deployer(vers, tmp_path_factory.mktemp("bascule")) as serveur:
        visiteurs = [_Visiteur(serveur, adresses[rang::4], fini) for rang in range(4)]
        for visiteur in visiteurs:
            visiteur.start()
        bascules = [lambda: livrer(autres, vers), *[lambda: revenir(vers)] * 8, lambda: livrer(sites, vers)]
        for basculer in bascules:
            for visiteur in visiteurs:
                visiteur.attendre(3)
            basculer()
        visiteurs[0].attendre(3)
        fini.set()
        for visiteur in visiteurs:
            visiteur.join()
    assert [visiteur.ennui for visiteur in visiteurs] == [None] * 4
    for visiteur in visiteurs:
        assert {*visiteur.vues} == {True, False}


def test_publier_verifie_construit_et_sert(sites: dict[str, Path], tmp_path: Path) -> None:
    vers = tmp_path / "publie"
    fin = lancer(RACINE, "publier", "--donnees", "exemples/demonstration", "--vers", str(vers))
    assert fin.returncode == 0, fin.stdout + fin.stderr
    nom = designee(vers, COURANTE)
    assert f"La version {nom} est servie." in fin.stdout
    # Le même contenu, construit ailleurs, a le même nom : le livrer ne change rien.
    avant = empreinte(vers)
    assert livrer(sites, vers) == Livraison(str(nom), nom, entetes=False)
    assert empreinte(vers) == avant
    for refus in (("--revenir",), ("--donnees", "tests/fautes/moment-sans-heure")):
        fin = lancer(RACINE, "publier", "--vers", str(vers), *refus)
        assert fin.returncode != 0
        assert empreinte(vers) == avant
    autre = livrer(_autre_version(sites, tmp_path / "autre", "autre"), vers)
    fin = lancer(RACINE, "publier", "--revenir", "--vers", str(vers))
    assert fin.returncode == 0
    assert f"La version {nom} est de nouveau servie, à la place de {autre.nom}." in fin.stdout
    assert designee(vers, COURANTE) == nom


def test_publier_dans_un_dossier_qui_n_est_pas_a_nous_est_refuse(tmp_path: Path) -> None:
    (tmp_path / "these.odt").write_text("rien d'autre", encoding="utf-8")
    for options in ((), ("--revenir",)):
        fin = lancer(RACINE, "publier", "--vers", str(tmp_path), *options)
        assert fin.returncode == 2
        assert fin.stdout == ""
        assert ("n'est pas un dossier de versions publiées" in fin.stderr) != bool(options)
        assert [p.name for p in tmp_path.iterdir()] == ["these.odt"]


def _petits(ici: Path, texte: str) -> dict[str, Path]:
    """Deux petits sites, faits à la main, qui disent `texte`."""
    sites = {audience: ici / texte / audience for audience in ("public", "reseau")}
    for site in sites.values():
        (site / "assets").mkdir(parents=True)
        (site / "assets" / "style.css").write_text(f"/* {texte} */", encoding="utf-8")
        page = f'<link rel="stylesheet" href="assets/style.css">{texte}'
        (site / "index.html").write_text(page, encoding="utf-8")
    return sites


def _servi(vers: Path) -> str:
    return (vers / COURANTE / "public" / "index.html").read_text(encoding="utf-8").partition(">")[2]


def test_une_page_ouverte_avant_la_bascule_trouve_encore_ses_assets(tmp_path: Path) -> None:
    vers = tmp_path / "publie"
    dossiers = []
    for texte in ("un", "deux", "trois"):
        livrer(_petits(tmp_path, texte), vers)
        page = (vers / COURANTE / "reseau" / "index.html").read_text(encoding="utf-8")
        dossiers.append(page.split('"')[3].partition("/")[0])
    assert {p.name for p in (vers / COURANTE / "reseau").glob("assets*")} == {*dossiers[1:]}
    revenir(vers)
    assert {p.name for p in (vers / COURANTE / "public").glob("assets*")} == {*dossiers}


def test_on_revient_a_la_precedente_et_on_le_refuse_s_il_n_y_en_a_pas(tmp_path: Path) -> None:
    vers = tmp_path / "publie"
    with pytest.raises(RetourImpossible, match="Rien n'a été publié"):
        revenir(vers)
    assert not vers.exists()
    un = livrer(_petits(tmp_path, "un"), vers)
    with pytest.raises(RetourImpossible, match="pas de version précédente"):
        revenir(vers)
    deux = livrer(_petits(tmp_path, "deux"), vers)
    assert revenir(vers) == (un.nom, deux.nom)
    assert _servi(vers) == "un"
    assert revenir(vers) == (deux.nom, un.nom)
    assert _servi(vers) == "deux"


def test_seules_les_trois_dernieres_versions_restent(tmp_path: Path) -> None:
    vers = tmp_path / "publie"
    noms = [livrer(_petits(tmp_path, texte), vers).nom for texte in ("un", "deux", "trois", "quatre")]
    assert {p.name for p in (vers / "versions").iterdir()} == {*noms[1:]}
    revenir(vers)
    livrer(_petits(tmp_path, "cinq"), vers)
    assert (designee(vers, PRECEDENTE), _servi(vers)) == (noms[2], "cinq")
    assert len(list((vers / "versions").iterdir())) == 3


def test_le_nom_d_une_version_ne_depend_que_de_son_contenu(tmp_path: Path) -> None:
    sites = _petits(tmp_path, "un")
    ici, ailleurs = livrer(sites, tmp_path / "ici"), livrer(sites, tmp_path / "ailleurs")
    assert ici == ailleurs
    for lu in (lambda f: f.read_bytes(), lambda f: f.stat().st_mtime):
        lus = [
            [lu(f) for f in sorted((tmp_path / ou / COURANTE / "public").rglob("*.*"))]
            for ou in ("ici", "ailleurs")
        ]
        assert lus[0] == lus[1]
    (sites["reseau"] / "vide.txt").touch()
    assert livrer(sites, tmp_path / "ici").nom != ici.nom


@pytest.mark.parametrize("quoi", ["un site manque", "le premier lien", "le second lien", "ranger"])
def test_une_erreur_au_milieu_ne_change_rien_de_ce_qui_est_servi(
    quoi: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vers = tmp_path / "publie"
    livrer(_petits(tmp_path, "un"), vers)
    sites = _petits(tmp_path, "deux")
    with monkeypatch.context() as panne:
        if quoi == "un site manque":
            sites["reseau"] = tmp_path / "absent"
        elif quoi == "ranger":
            panne.setattr(Path, "rename", _plein)
        else:
            lien, pointer = {"premier": PRECEDENTE, "second": COURANTE}[quoi.split()[1]], versions._pointer
            panne.setattr(
                versions,
                "_pointer",
                lambda vers, nom, *a: _plein() if nom == lien else pointer(vers, nom, *a),
            )
        with pytest.raises(OSError):  # noqa: PT011
            livrer(sites, vers)
    assert _servi(vers) == "un"
    assert sorted(p.name for p in vers.iterdir() if p.name.startswith(".")) == [MARQUE, ".verrou"]
    assert all((version / "reseau" / "index.html").is_file() for version in (vers / "versions").iterdir())
    assert all(lien.exists() for lien in vers.iterdir() if lien.is_symlink())
    livrer(_petits(tmp_path / "encore", "deux"), vers)
    assert _servi(vers) == "deux"
    revenir(vers)
    assert _servi(vers) == "un"


def _plein(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_deux_publications_a_la_fois_sont_refusees_et_une_morte_ne_bloque_pas(tmp_path: Path) -> None:
    vers = tmp_path / "publie"
    with ouvrir(vers), pytest.raises(DestinationRefusee, match="Une autre publication est en cours"):
        livrer(_petits(tmp_path, "un"), vers)
    (vers / ".livraison-morte").mkdir()
    livrer(_petits(tmp_path / "encore", "un"), vers)
    assert not (vers / ".livraison-morte").exists()


def test_tout_ce_qui_est_servi_est_lisible_du_serveur(tmp_path: Path) -> None:
    sites = _petits(tmp_path, "un")
    (sites["reseau"] / "index.html").chmod(0o600)
    livrer(sites, tmp_path / "publie")
    for chemin in ((tmp_path / "publie"), *(tmp_path / "publie" / "versions").rglob("*")):
        assert chemin.stat().st_mode & 0o777 == (0o755 if chemin.is_dir() else 0o644), chemin


def test_deux_contenus_de_meme_taille_ont_des_dates_differentes(tmp_path: Path) -> None:
    """nginx fait son ETag de la date et de la taille."""
    dates = []
    for texte in ("un", "de"):
        livrer(_petits(tmp_path, texte), tmp_path / "publie")
        lus = (tmp_path / "publie" / COURANTE / "public" / "index.html").stat()
        dates.append(lus.st_mtime)
    assert dates[0] != dates[1]


def test_les_scripts_livres_trouvent_tout_ce_qu_ils_demandent(
    publie: Path,
    demonstration: Site,
    servir: Callable[[Site], str],
    contexte: Callable[..., BrowserContext],
) -> None:
    """Une page de chaque assortiment de scripts, puis la recherche : ils partent de leur propre adresse, qui a changé."""
    livre = Site((publie / COURANTE / "public").resolve(), demonstration.catalogue)
    page = contexte().new_page()
    recues: dict[str, int] = {}
    page.on("response", lambda reponse: recues.update({reponse.url: reponse.status}))
    assortiments = {
        frozenset(src.rpartition("/")[2] for src in arbre.xpath("//script/@src")): nom
        for nom, arbre in livre.pages.items()
        if nom != "404.html"
    }
    for nom in assortiments.values():
        page.goto(f"{servir(livre)}/{nom}", wait_until="networkidle")
    page.locator("#chercher").press_sequentially("pièces")
    page.get_by_role("option").first.wait_for()
    assert {adresse: code for adresse, code in recues.items() if code >= 400} == {}
    assert any(re.search(r"/assets-\w+/recherche/moteur\.js", adresse) for adresse in recues)


@pytest.mark.parametrize("audience", ["public", "reseau"])
def test_chaque_reference_aux_assets_est_suivie(
    sites: dict[str, Path], tmp_path: Path, audience: str
) -> None:
    avant = shutil.copytree(sites[audience], tmp_path / "avant")
    apres = shutil.copytree(sites[audience], tmp_path / "apres")
    nouveau = nommer_par_contenu(apres)
    assert nouveau is not None
    ancien_site, site = lire_site(avant), lire_site(apres)
    for nom, page in site.pages.items():
        cibles = {site.chemin(nom, lien) for lien in (*page.liens, *(r.adresse for r in page.ressources))}
        voulues = {
            ancien_site.chemin(nom, lien)
            for lien in (
                *ancien_site.pages[nom].liens,
                *(r.adresse for r in ancien_site.pages[nom].ressources),
            )
        }
        assert cibles == {re.sub(r"^assets/", f"{nouveau}/", cible) for cible in voulues}, nom
        assert all((apres / cible).is_file() for cible in cibles if cible.startswith("assets"))


@pytest.mark.parametrize(
    ("depuis", "avant", "suivi"),
    [
        ("a/b/index.html", '<link href="../../assets/s.css">', '<link href="../../NEUF/s.css">'),
        ("404.html", '<script src="/logement/assets/p/t.js">', '<script src="/logement/NEUF/p/t.js">'),
        ("404.html", '<script src="/assets/p/t.js">', None),
        ("index.html", '<img srcset="assets/s.css 1x, assets/p/t.js 2x">', '<img srcset="NEUF/s.css 1x, NEUF/p/t.js 2x">'),
        ("a/index.html", "<a data-l='[\"../assets/s.css?v=1#x\"]'>", "<a data-l='[\"../NEUF/s.css?v=1#x\"]'>"),
        ("a/i.json", '{"a": "../assets/s.css", "b": "assets/s.css"}', '{"a": "../NEUF/s.css", "b": "assets/s.css"}'),
        ("a.css", "p { background: url(assets/s.css) }", "p { background: url(NEUF/s.css) }"),
        ("index.html", '<meta content="https://exemple.fr/logement/assets/s.css">', '<meta content="https://exemple.fr/logement/NEUF/s.css">'),
        ("index.html", '<a href="https://ailleurs.fr/assets/s.css">', None),
        ("index.html", '<a href="assets/autre.css">', None),
        ("index.html", '<a href="overrides/assets/s.css">', None),
    ],
)  # fmt: skip
def test_une_adresse_prend_le_nouveau_nom_si_elle_mene_aux_assets(
    depuis: str, avant: str, suivi: str | None, tmp_path: Path
) -> None:
    for nom, texte in {"assets/s.css": "", "assets/p/t.js": "", depuis: avant}.items():
        (tmp_path / nom).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / nom).write_text(texte, encoding="utf-8")
    nouveau = nommer_par_contenu(tmp_path, "https://exemple.fr/logement/")
    assert nouveau is not None
    assert (tmp_path / depuis).read_text(encoding="utf-8") == (suivi or avant).replace("NEUF", nouveau)


def test_les_en_tetes_de_l_hebergeur_disent_les_memes_durees(publie: Path) -> None:
    for audience, portees in {"public": ("public, ", ""), "reseau": ("private, ", "private, ")}.items():
        site = publie / COURANTE / audience
        blocs = re.findall(
            r"^(/.*)\n((?:  .*\n)+)", (site / POUR_HEBERGEUR).read_text(encoding="utf-8"), re.M
        )
        durees = {chemin: re.findall("  Cache-Control: (.*)", suite) for chemin, suite in blocs}
        assert len(durees) == len(blocs)
        # Deux règles qui se recouvrent donneraient deux durées à la fois.
        assert durees.pop("/*") == []
        propre = (site.parent / ".assets").read_text(encoding="utf-8").split()
        gardes = [f"/{nom.partition('/')[2]}/*" for nom in propre if nom.startswith(audience)]
        for chemin, valeurs in durees.items():
            attendu = (
                f"{portees[0]}max-age=31536000, immutable" if chemin in gardes else f"{portees[1]}no-cache"
            )
            assert valeurs == [attendu], chemin
        entrees = {e.name for e in site.iterdir() if not re.match(r"[._]|assets-|.*\.gz$", e.name)}
        assert entrees <= {chemin.strip("/*") for chemin in durees}
        assert ("X-Robots-Tag" in dict(blocs)["/*"]) == (audience == "reseau")
