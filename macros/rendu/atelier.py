"""Ce dont chaque macro a besoin : le catalogue, les gabarits, la page en cours, les renvois entre pages."""

import posixpath
from collections.abc import Callable
from datetime import date
from functools import cached_property, partial
from typing import Any

from jinja2 import BaseLoader, BytecodeCache, Environment, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from ..donnees_ouvertes import FichierOuvert, publier
from ..modele.catalogue import Catalogue
from ..modele.communs import sans_ancre
from ..modele.telephone import lien_d_appel
from ..modele.texte_cite import morceaux
from . import filtres
from .renvois import Renvois
from .typographie import TypographieDesGabarits

_FILTRES = (
    "a_commune",
    "appelable",
    "date_lisible",
    "debut",
    "fr",
    "heure",
    "hote",
    "jour",
    "jour_de_semaine",
    "km",
    "minuscule",
    "mois",
    "nombre",
    "octets",
    "par_origine",
    "periode_courte",
    "phrase",
    "sans_intitule",
    "sans_protocole",
    "typographie",
    "valeur",
)


class _DejaCompiles(BytecodeCache):
    """Les gabarits déjà compilés, pour les ateliers qui suivent : il s'en fait un par audience, deux fois par construction."""

    def __init__(self) -> None:
        self._octets: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._octets:
            bucket.bytecode_from_string(self._octets[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._octets[bucket.key] = bucket.bytecode_to_string()


_DEJA_COMPILES = _DejaCompiles()


def environnement(chargeur: BaseLoader) -> Environment:
    """De quoi rendre nos gabarits : tout texte y est échappé, tout nom inconnu refusé, la typographie française."""
    return Environment(
        loader=chargeur,
        autoescape=True,
        undefined=StrictUndefined,
        extensions=[TypographieDesGabarits],
        bytecode_cache=_DEJA_COMPILES,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class Atelier:
    """Rend les gabarits d'un catalogue.

    `aujourd_hui` est la date de construction, donnée et jamais lue ici. `page_courante` rend l'adresse de la
    page en cours, depuis la racine du site : les liens des gabarits sont relatifs à elle.
    """

    def __init__(
        self, catalogue: Catalogue, aujourd_hui: date, page_courante: Callable[[], str], renvois: Renvois
    ) -> None:
        self.catalogue = catalogue
        self.aujourd_hui = aujourd_hui
        self.page_courante = page_courante
        self.renvois = renvois
        self._jinja = environnement(PackageLoader("macros.rendu", "gabarits"))
        self._jinja.filters |= {nom: getattr(filtres, nom) for nom in _FILTRES}
        self._jinja.filters |= {
            "age": partial(filtres.age, aujourd_hui=aujourd_hui),
            "cite": self.avec_valeurs,
            "lien_d_appel": lien_d_appel,
            "sans_ancre": sans_ancre,
        }
        self._jinja.globals |= {
            "catalogue": catalogue,
            "territoire": catalogue.territoire,
            "plan": catalogue.plan,
            "aujourd_hui": aujourd_hui,
            "renvois": renvois,
            "vers": self.vers,
        }

    @cached_property
    def donnees_ouvertes(self) -> tuple[FichierOuvert, ...]:
        """Les fichiers de données que le site publie : la page qui les décrit et la publication lisent les mêmes."""
        return publier(self.catalogue, self.aujourd_hui)

    def vers(self, chemin: str) -> str:
        """L'adresse d'une page du site, relative à la page en cours."""
        page, _, ancre = chemin.partition("#")
        depart = posixpath.join("/", posixpath.dirname(self.page_courante()))
        relatif = posixpath.relpath(posixpath.join("/", page), depart)
        return (relatif + "/" if page.endswith("/") else relatif) + (f"#{ancre}" if ancre else "")

    def au_fil(self, nom: str, **donnees: Any) -> str:
        """Un gabarit au fil d'une phrase."""
        return self._jinja.get_template(nom).render(**donnees).strip()

    def bloc(self, nom: str, **donnees: Any) -> str:
        """Un gabarit en bloc : une ligne vide l'isole du texte qui l'entoure."""
        return f"\n\n{self.au_fil(nom, **donnees)}\n\n"

    def mot(self, macro: str, valeur: object) -> str:
        """Le mot que la macro de ce nom, dans les morceaux communs, donne à une valeur : « mairie », « sans rendez-vous »."""
        communs = self._jinja.get_template("_communs.html").make_module({})
        return Markup(getattr(communs, macro)(valeur)).unescape().strip()

    def avec_valeurs(self, texte: str) -> Markup:
        """Un texte des données où chaque {identifiant} laisse la place à la valeur du fait."""
        return Markup("").join(
            filtres.valeur(self.catalogue.fait(morceau.texte))
            if morceau.est_un_fait
            else filtres.fr(morceau.texte)
            for morceau in morceaux(texte)
        )
