"""Les pages que le site consacre à lui-même : qui en répond, son accessibilité, son plan."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from ...modele.catalogue import Introuvable
from ...modele.noms import cle_de_tri
from ..atelier import Atelier
from ..renvois import Lien

_CE_SITE = (
    "",
    "accessibilite/",
    "accessibilite/criteres/",
    "mentions-legales/",
    "donnees-personnelles/",
    "plan-du-site/",
    "donnees/",
    "donnees/dictionnaire/",
)
"""Les pages du site sur lui-même, dans l'ordre de son plan."""


_DU_RESEAU = ("reseau/procedures/", "reseau/fiches-reflexes/", "reseau/questions/")
"""Les pages du réseau que l'on cherche d'abord."""


class Rubrique(NamedTuple):
    """Une section du plan du site : la page qui l'ouvre, celles qu'elle range, en groupes nommés s'il le faut."""

    id: str
    entree: Lien | None
    groupes: list[tuple[str, list[Lien]]]


class CeSite:
    """Les mentions que donne la collectivité, l'évaluation de l'accessibilité, le plan du site."""

    def __init__(self, atelier: Atelier) -> None:
        self._a = atelier
        self._catalogue = atelier.catalogue

    def mention(self, chemin: str) -> str:
        """Une mention du groupe `ce_site`, « editeur.adresse » ; « à compléter » si elle manque."""
        mentions = self._catalogue.territoire.ce_site.mentions
        if chemin not in mentions:
            raise Introuvable("la mention", chemin, tuple(mentions))
        champ = chemin.partition(".")[2]
        return self._a.au_fil("mention.html", champ=champ, valeur=mentions[chemin])

    def mentions_a_completer(self) -> str:
        """Ce que la collectivité doit encore dire, et le fichier où l'écrire."""
        territoire = self._catalogue.territoire
        origine = self._catalogue.origine("commune", territoire.communes[0].code_insee)
        return self._a.bloc(
            "mentions_a_completer.html", manquantes=territoire.ce_site.manquantes, fichier=origine.fichier
        )

    def etat_de_conformite(self) -> str:
        """L'état d'accessibilité déclaré et l'audit qui le prouve, ou l'aveu qu'il n'y en a pas eu."""
        declaration = self._catalogue.territoire.ce_site.accessibilite
        return self._a.bloc("etat_de_conformite.html", declaration=declaration)

    def bilan_des_criteres(self) -> str:
        """Combien de critères ont été regardés, et de quelle façon."""
        comptes = Counter(critere.mode for critere in self._catalogue.accessibilite.criteres)
        return self._a.bloc("bilan_des_criteres.html", comptes=comptes)

    def criteres(self) -> str:
        """Chaque critère d'accessibilité et comment il a été regardé, un tableau par thème."""
        return self._a.bloc("criteres.html")

    def plan_du_site(self) -> str:
        """Toutes les pages du site, rangées comme on les cherche."""
        return self._a.bloc("plan_du_site.html", rubriques=self._rubriques())

    def recherche(self) -> str:
        """La page de recherche ; sans script, la liste des questions et le plan du site."""
        return self._a.bloc("recherche.html", rubriques=self._rubriques())

    def _rubriques(self) -> list[Rubrique]:
        """Les pages écrites à la main par dossier, et celles que le site fait ; le reste va avec « ce site »."""
        titres = dict(self._a.renvois.titres)
        catalogue = self._catalogue

        def prendre(adresses: Iterable[str]) -> list[Lien]:
            return [Lien(titres.pop(a), a) for a in dict.fromkeys(adresses) if a in titres]

        def entree(page: str) -> Lien | None:
            return next(iter(prendre([page])), None)

        def du_dossier(dossier: str, d_abord: Iterable[str] = ()) -> list[Lien]:
            reste = sorted((a for a in titres if a.startswith(dossier)), key=lambda a: cle_de_tri(titres[a]))
            return prendre([*(a for a in d_abord if a.startswith(dossier)), *reste])

        etapes = [page for etape in catalogue.etapes for page in etape.pages]
        fiches = [fiche.page for fiche in catalogue.fiches]
        communes = [Lien(commune.nom, commune.page) for commune in catalogue.territoire.communes]
        sujets = [Lien(sujet.titre, sujet.page) for sujet, _ in catalogue.faits_par_sujet]
        return [
            Rubrique("demande", entree("demande/"), [("", du_dossier("demande/", etapes))]),
            Rubrique("situations", entree("situations/"), [("", du_dossier("situations/"))]),
            Rubrique(
                "guichets", entree("guichets/"), [("", du_dossier("guichets/")), ("communes", communes)]
            ),
            Rubrique("questions", entree("questions/"), [("", prendre(["en-bref/", "glossaire/"]))]),
            Rubrique("plan", entree("plan/"), [("", du_dossier("plan/", ["plan/orientations/", *fiches]))]),
            Rubrique("reseau", entree("reseau/"), [("", du_dossier("reseau/", _DU_RESEAU))]),
            Rubrique("sources", entree("sources/"), [("", [*du_dossier("sources/"), *sujets])]),
            Rubrique("ce-site", None, [("", du_dossier("", _CE_SITE))]),
        ]
