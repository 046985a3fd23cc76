"""Où aller, qui appeler."""

from functools import cached_property
from itertools import groupby
from typing import get_args

from ...modele.guichet import Service
from ...modele.message import Message
from ...modele.noms import adresse, cle_de_tri
from ...modele.territoire import Commune
from ..atelier import Atelier
from ..carte import dessiner
from ..donnees_liees import lieu_en_json_ld
from ..lots import COMMUNES, Lot, calendrier, former_les_lots, ouverture

_LIEUX_EN_LISTE = 300
"""Au-delà, la liste des communes ne nomme plus leurs lieux, que la page de chacune montre : elle pèserait trop."""


class Lieux:
    """Les communes, les lieux d'accueil, les contacts et les urgences."""

    def __init__(self, atelier: Atelier) -> None:
        self._a = atelier
        self._catalogue = atelier.catalogue

    @cached_property
    def _lots(self) -> tuple[Lot, ...]:
        return former_les_lots(self._catalogue)

    def trouver_un_lieu(self) -> str:
        """La recherche d'un lieu par la commune, le code postal ou la position. Le script y lit la liste de `guichets()`."""
        guichets = self._catalogue.guichets
        services = [s for s in get_args(Service) if any(s in g.services for g in guichets)]
        noms = {service: self._a.mot("service", service) for service in services}
        return self._a.bloc(
            "trouver_un_lieu.html",
            services=services,
            noms=noms,
            langues=sorted(
                {langue for g in guichets for langue in g.langues},
                key=lambda langue: (cle_de_tri(langue), langue),
            ),
            acces_connu=any(g.accessibilite and g.accessibilite.sans_marche for g in guichets),
            reperes={
                "communes": self._a.vers(COMMUNES),
                "services": noms,
                "lots": [[self._a.vers(lot.chemin), *lot.cadre] for lot in self._lots],
                **calendrier(self._catalogue, self._a.aujourd_hui),
            },
        )

    def guichets(self) -> str:
        """Toutes les communes, par initiale, avec le téléphone de leurs lieux."""
        initiales = [
            (initiale, [(commune, self._catalogue.guichets_sur_place(commune)) for commune in communes])
            for initiale, communes in self._par_initiale()
        ]
        return self._a.bloc(
            "guichets.html",
            initiales=initiales,
            avec_lieux=len(self._catalogue.guichets) <= _LIEUX_EN_LISTE,
        )

    def carte(self) -> str:
        """La carte des communes et des lieux, et la même chose en liste."""
        contours = self._catalogue.contours
        return self._a.bloc(
            "carte.html", carte=dessiner(self._catalogue), source=contours and contours.source
        )

    def reserve_sur_les_lieux(self) -> str:
        """Ce que le lecteur doit savoir de la liste des lieux avant de s'y fier."""
        return self._a.bloc("reserve_sur_les_lieux.html")

    def pres_de_chez_moi(self) -> str:
        """De quoi aller à sa commune : une case où l'écrire, et les initiales."""
        initiales = [initiale for initiale, _ in self._par_initiale()]
        return self._a.bloc("pres_de_chez_moi.html", initiales=initiales)

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
        return self._a.bloc(
            "commune.html",
            commune=commune,
            guichets=guichets,
            proches=self._catalogue.guichets_proches(commune),
            donnees_liees=[lieu_en_json_ld(guichet) for guichet in guichets],
            ouvertures=[ouverture(guichet) for guichet in guichets],
            calendrier=calendrier(self._catalogue, self._a.aujourd_hui),
            au_guichet=self._messages_au_guichet(),
            en_ligne=self._catalogue.faits_de(self._catalogue.territoire.reperes.en_ligne),
        )

    def contacts(self) -> str:
        """Tous les contacts du territoire."""
        return self._a.bloc("contacts.html")

    def urgences(self) -> str:
        """Les numéros d'urgence, avant tout texte."""
        urgences = [(u, self._catalogue.fait(u.fait)) for u in self._catalogue.territoire.reperes.urgence]
        return self._a.bloc("urgences.html", urgences=urgences)

    def au_guichet(self) -> str:
        """Ce que l'on peut attendre d'un guichet, et ce qu'il ne peut pas exiger."""
        return self._a.bloc("au_guichet.html", messages=self._messages_au_guichet())

    def _messages_au_guichet(self) -> list[Message]:
        reperes = self._catalogue.territoire.reperes
        return [self._catalogue.message(identifiant) for identifiant in reperes.au_guichet]

    def a_qui_demander(self) -> str:
        """Où poser sa question : le guichet, le téléphone, les contacts du territoire."""
        return self._a.bloc("a_qui_demander.html")

    def portail(self) -> str:
        """Le lien vers le portail national, au fil d'une phrase."""
        return self._a.au_fil("portail.html")
