"""Les macros des pages. Une méthode publique = une macro ; elle choisit les données, son gabarit les écrit."""

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from ..modele.catalogue import Catalogue, Introuvable
from ..modele.fait import Fait
from ..modele.noms import adresse, cle_de_tri
from ..modele.territoire import Commune
from . import filtres
from .donnees_liees import lieu_en_json_ld
from .typographie import TypographieDesGabarits


class Rendu:
    """Rend les macros d'un catalogue.

    `aujourd_hui` est la date de construction, donnée et jamais lue ici. `page_courante` rend l'adresse de la
    page en cours, depuis la racine du site : les liens des gabarits sont relatifs à elle. `citations` dit
    quelles pages citent chaque fait : titre et adresse.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        aujourd_hui: date,
        page_courante: Callable[[], str] = lambda: "",
        citations: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._page_courante = page_courante
        self._citations = citations or {}
        self._jinja = Environment(
            loader=PackageLoader("macros.rendu", "gabarits"),
            autoescape=True,
            undefined=StrictUndefined,
            extensions=[TypographieDesGabarits],
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._jinja.filters |= {
            nom: getattr(filtres, nom)
            for nom in (
                "a_commune",
                "appelable",
                "date_lisible",
                "debut",
                "fr",
                "heure",
                "jour",
                "km",
                "mois",
                "nombre",
                "phrase",
                "sans_protocole",
                "tel",
            )
        }
        self._jinja.filters |= {
            "par_origine": filtres.par_origine,
            "age": partial(filtres.age, aujourd_hui=aujourd_hui),
        }
        self._jinja.globals |= {
            "catalogue": catalogue,
            "territoire": catalogue.territoire,
            "plan": catalogue.plan,
            "aujourd_hui": aujourd_hui,
            "vers": self._vers,
        }

    def macros(self) -> Iterator[tuple[str, Callable[..., str]]]:
        """Les macros offertes aux pages, par nom."""
        for nom in sorted(vars(type(self))):
            if not nom.startswith("_") and nom != "macros":
                yield nom, getattr(self, nom)

    def _vers(self, chemin: str) -> str:
        """L'adresse d'une page du site, relative à la page en cours."""
        page, _, ancre = chemin.partition("#")
        depart = posixpath.join("/", posixpath.dirname(self._page_courante()))
        relatif = posixpath.relpath(posixpath.join("/", page), depart)
        return (relatif + "/" if page.endswith("/") else relatif) + (f"#{ancre}" if ancre else "")

    def _gabarit(self, nom: str, **donnees: Any) -> str:
        return self._jinja.get_template(nom).render(**donnees)

    def _bloc(self, nom: str, **donnees: Any) -> str:
        """Un gabarit en bloc : une ligne vide l'isole du texte qui l'entoure."""
        return f"\n\n{self._gabarit(nom, **donnees).strip()}\n\n"

    def fait(self, identifiant: str) -> str:
        """L'énoncé d'un fait, au fil d'une phrase, avec son renvoi à la source."""
        return self._gabarit("fait.html", fait=self._catalogue.fait(identifiant)).strip()

    def valeur(self, identifiant: str) -> str:
        """La seule valeur d'un fait, avec son renvoi à la source."""
        fait = self._catalogue.fait(identifiant)
        if fait.valeur is None:
            possibles = tuple(f.id for f in self._catalogue.faits if f.valeur)
            raise Introuvable("valeur du fait", identifiant, possibles)
        return self._gabarit("valeur.html", fait=fait).strip()

    def faits(self, *identifiants: str) -> str:
        """Une liste de faits, chacun avec son renvoi à la source."""
        return self._bloc("faits.html", faits=self._faits(*identifiants))

    def _faits(self, *identifiants: str) -> list[Fait]:
        return [self._catalogue.fait(identifiant) for identifiant in identifiants]

    def fiche(self, identifiant: str) -> str:
        """Une fiche action entière : tête, six sections, dessins, voisines."""
        fiche = self._catalogue.fiche(identifiant)
        precedente, suivante = self._catalogue.voisines(fiche)
        return self._bloc(
            "fiche.html",
            fiche=fiche,
            orientation=self._catalogue.orientation(fiche.orientation),
            precedente=precedente,
            suivante=suivante,
            annees=range(1, self._catalogue.territoire.dates_du_plan.duree_ans + 1),
            etapes=self._etapes(derivees=True),
        )

    def fiches(self) -> str:
        """Les orientations et leurs fiches."""
        return self._bloc("fiches.html")

    def plan_en_bref(self) -> str:
        """La présentation du plan et ce que la loi en attend."""
        return self._bloc("plan_en_bref.html")

    def plan_calendrier(self) -> str:
        """Les étapes du plan, passées et à venir ; les dates déduites sont dites telles."""
        return self._bloc("plan_calendrier.html", etapes=self._etapes(derivees=False))

    def plan_themes(self) -> str:
        """Les thèmes du plan, leurs enjeux, leurs fiches."""
        return self._bloc("plan_themes.html")

    def plan_sommaire(self) -> str:
        """Les parties du document."""
        return self._bloc("plan_sommaire.html")

    def _etapes(self, derivees: bool) -> list[tuple[Any, date | None]]:
        etapes = self._catalogue.plan.etapes
        return [(e, self._catalogue.date_de(e)) for e in etapes if e.est_derivee or not derivees]

    def guichets(self) -> str:
        """Toutes les communes, par initiale, avec le téléphone de leurs lieux."""
        initiales = [
            (initiale, [(commune, self._catalogue.guichets_sur_place(commune)) for commune in communes])
            for initiale, communes in self._par_initiale()
        ]
        return self._bloc("guichets.html", initiales=initiales)

    def reserve_sur_les_lieux(self) -> str:
        """Ce que le lecteur doit savoir de la liste des lieux avant de s'y fier."""
        return self._bloc("reserve_sur_les_lieux.html")

    def communes(self) -> str:
        """Les communes, en liste serrée, pour aller à leur page."""
        communes = [commune for _, groupe in self._par_initiale() for commune in groupe]
        return self._bloc("communes.html", communes=communes)

    def _par_initiale(self) -> list[tuple[str, list[Commune]]]:
        """Les communes par initiale ; « Les Mureaux » se trouve à L et à M."""
        entrees = sorted(
            {
                (cle, commune.code_insee)
                for commune in self._catalogue.territoire.communes
                for cle in (cle_de_tri(commune.nom), adresse(commune.nom))
            }
        )
        return [
            (initiale.upper(), [self._catalogue.commune(code) for _, code in groupe])
            for initiale, groupe in groupby(entrees, key=lambda entree: entree[0][:1])
        ]

    def commune(self, code_insee: str) -> str:
        """La page d'une commune : ses lieux, les plus proches, ce qui se fait en ligne."""
        commune = self._catalogue.commune(code_insee)
        guichets = self._catalogue.guichets_de(commune)
        return self._bloc(
            "commune.html",
            commune=commune,
            guichets=guichets,
            proches=self._catalogue.guichets_proches(commune),
            donnees_liees=[lieu_en_json_ld(guichet) for guichet in guichets],
            au_guichet=self._faits(*self._catalogue.territoire.reperes.au_guichet),
            en_ligne=self._faits(*self._catalogue.territoire.reperes.en_ligne),
        )

    def contacts(self) -> str:
        """Tous les contacts du territoire."""
        return self._bloc("contacts.html")

    def urgences(self) -> str:
        """Les numéros d'urgence, avant tout texte."""
        urgences = [(u, self._catalogue.fait(u.fait)) for u in self._catalogue.territoire.reperes.urgence]
        return self._bloc("urgences.html", urgences=urgences)

    def au_guichet(self) -> str:
        """Ce que l'on peut attendre d'un guichet, et ce qu'il ne peut pas exiger."""
        return self.faits(*self._catalogue.territoire.reperes.au_guichet)

    def en_ligne(self) -> str:
        """Ce qui se fait en ligne."""
        return self.faits(*self._catalogue.territoire.reperes.en_ligne)

    def portail(self) -> str:
        """Le lien vers le portail national, au fil d'une phrase."""
        return self._gabarit("portail.html").strip()

    def territoire(self) -> str:
        """Le nom du territoire, au fil d'une phrase."""
        return str(filtres.fr(self._catalogue.territoire.nom))

    def compte(self, quoi: str) -> str:
        """Combien il y a de communes, de fiches, d'orientations, de lieux ou de faits, en chiffres."""
        comptes = {
            "communes": len(self._catalogue.territoire.communes),
            "fiches": len(self._catalogue.fiches),
            "orientations": len(self._catalogue.plan.orientations),
            "lieux": len(self._catalogue.guichets),
            "faits": len(self._catalogue.faits),
            "termes": len(self._catalogue.termes),
        }
        if quoi not in comptes:
            raise Introuvable("compte", quoi, tuple(comptes))
        return filtres.nombre(comptes[quoi])

    def hypothese(self) -> str:
        """Ce que l'on croit du territoire, et avec quelle certitude."""
        return self._bloc("hypothese.html")

    def etat_des_informations(self) -> str:
        """Ce que vaut l'information du site : combien de faits lus, combien à confirmer, quel âge."""
        faits = self._catalogue.faits
        return self._bloc(
            "etat_des_informations.html",
            confirmes=sum(fait.est_confirme for fait in faits),
            a_confirmer=sum(not fait.est_confirme for fait in faits),
            verifies=sum(guichet.verifie_le is not None for guichet in self._catalogue.guichets),
            enregistreurs=sum(guichet.enregistreur == "oui" for guichet in self._catalogue.guichets),
            dernier=max((fait.verifie_le for fait in faits if fait.verifie_le), default=None),
        )

    def sources(self) -> str:
        """Tous les faits, par sujet, avec leur source, leur âge et les pages qui les citent."""
        par_sujet: dict[str, list[Fait]] = {sujet.id: [] for sujet in self._catalogue.sujets}
        for fait in self._catalogue.faits:
            par_sujet.setdefault(fait.sujet, []).append(fait)
        titres = {sujet.id: sujet.titre for sujet in self._catalogue.sujets}
        sujets = [(sujet, titres.get(sujet, sujet), faits) for sujet, faits in par_sujet.items() if faits]
        return self._bloc("sources.html", sujets=sujets, citations=self._citations)

    def sources_des_donnees(self) -> str:
        """Les jeux de données publics dont vient le territoire."""
        guichets = {guichet.source for guichet in self._catalogue.guichets}
        sources = [*self._catalogue.territoire.sources, *sorted(guichets, key=str)]
        return self._bloc("sources_des_donnees.html", sources=sources)

    def glossaire(self) -> str:
        """Les termes, par initiale."""
        lettres = [
            (lettre.upper(), list(groupe))
            for lettre, groupe in groupby(self._catalogue.termes, key=lambda terme: adresse(terme.titre)[:1])
        ]
        return self._bloc(
            "glossaire.html", lettres=lettres, par_id={terme.id: terme for terme in self._catalogue.termes}
        )
