"""Le catalogue : toutes les données du site, lues, valides et reliées."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TypeVar

from .accessibilite import Evaluation
from .aiguillage import Aiguillage
from .calendrier import mois_plus_tard
from .communs import KM_PAR_DEGRE, Point
from .contours import Contours
from .cotation import Cotation
from .fait import Fait, Sujet
from .fiche import Fiche
from .glossaire import Terme
from .guichet import Guichet
from .message import Message
from .parcours import EtapeDuParcours
from .pieces import Pieces
from .plafonds import Plafonds
from .plan import Etape, Orientation, Plan
from .question import Question, Rubrique
from .recherche import Vocabulaire
from .reseau import Reseau
from .ressource import Audience
from .revenus import Bareme
from .territoire import Commune, Territoire

T = TypeVar("T")


@dataclass(frozen=True)
class Origine:
    """Le fichier et la ligne d'où vient un enregistrement, pour « corriger cette page »."""

    fichier: str
    ligne: int


class Introuvable(LookupError):
    """Aucun enregistrement ne porte cet identifiant. `possibles` : ceux qui existent."""

    def __init__(self, nature: str, identifiant: str, possibles: tuple[str, ...]) -> None:
        super().__init__(f"{nature} « {identifiant} » : inconnu")
        self.nature = nature
        self.identifiant = identifiant
        self.possibles = possibles


@dataclass(frozen=True)
class Catalogue:
    """Un catalogue en main est valide : chaque code, chaque identifiant cité existe.

    Les suites sont triées : communes par nom, fiches par numéro, termes par titre ; étapes, messages et questions
    dans l'ordre du fichier. `faits` comprend `faits_du_territoire` ; `audience` : pour qui il est fait.
    """

    territoire: Territoire
    plan: Plan
    fiches: tuple[Fiche, ...]
    guichets: tuple[Guichet, ...]
    sujets: tuple[Sujet, ...]
    faits: tuple[Fait, ...]
    faits_du_territoire: tuple[Fait, ...]
    plafonds: Plafonds
    termes: tuple[Terme, ...]
    mots_courants: tuple[str, ...]
    cotation: Cotation
    etapes: tuple[EtapeDuParcours, ...]
    pieces: Pieces
    accessibilite: Evaluation
    messages: tuple[Message, ...]
    rubriques: tuple[Rubrique, ...]
    questions: tuple[Question, ...]
    aiguillage: Aiguillage
    vocabulaire: Vocabulaire
    contours: Contours | None = None
    audience: Audience = "reseau"
    reseau: Reseau = field(default_factory=Reseau)
    origines: Mapping[tuple[str, str], Origine] = field(default_factory=dict)

    def pour(self, audience: Audience) -> "Catalogue":
        """Le même catalogue, sans ce que cette audience ne doit pas voir."""
        return replace(self, audience=audience, reseau=self.reseau.pour(audience))

    @cached_property
    def _fiches_par_id(self) -> dict[str, Fiche]:
        return {fiche.id: fiche for fiche in self.fiches}

    @cached_property
    def _faits_par_id(self) -> dict[str, Fait]:
        return {fait.id: fait for fait in self.faits}

    @cached_property
    def _messages_par_id(self) -> dict[str, Message]:
        return {message.id: message for message in self.messages}

    @cached_property
    def _etapes_par_id(self) -> dict[str, EtapeDuParcours]:
        return {etape.id: etape for etape in self.etapes}

    @cached_property
    def _communes_par_code(self) -> dict[str, Commune]:
        return {commune.code_insee: commune for commune in self.territoire.communes}

    @cached_property
    def _guichets_par_commune(self) -> dict[str, list[Guichet]]:
        rangement: dict[str, list[Guichet]] = {}
        for guichet in self.guichets:
            for code in guichet.communes_servies:
                rangement.setdefault(code, []).append(guichet)
        return rangement

    def fiche(self, identifiant: str) -> Fiche:
        """Lève Introuvable."""
        return _trouver(self._fiches_par_id, "fiche", identifiant)

    def fait(self, identifiant: str) -> Fait:
        """Lève Introuvable."""
        return _trouver(self._faits_par_id, "fait", identifiant)

    @cached_property
    def faits_par_sujet(self) -> list[tuple[Sujet, list[Fait]]]:
        """Les sujets qui ont des faits, dans l'ordre de leur liste, et ces faits."""
        par_sujet: dict[str, list[Fait]] = {sujet.id: [] for sujet in self.sujets}
        for fait in self.faits:
            par_sujet.setdefault(fait.sujet, []).append(fait)
        connus = {sujet.id: sujet for sujet in self.sujets}
        return [(connus.get(nom) or Sujet(id=nom, titre=nom), lus) for nom, lus in par_sujet.items() if lus]

    def faits_de(self, identifiants: Iterable[str]) -> tuple[Fait, ...]:
        """Les faits de ces identifiants, dans cet ordre. Lève Introuvable."""
        return tuple(self.fait(identifiant) for identifiant in identifiants)

    def message(self, identifiant: str) -> Message:
        """Lève Introuvable."""
        return _trouver(self._messages_par_id, "message", identifiant)

    def etape(self, identifiant: str) -> EtapeDuParcours:
        """Lève Introuvable."""
        return _trouver(self._etapes_par_id, "étape", identifiant)

    def commune(self, code_insee: str) -> Commune:
        """Lève Introuvable."""
        return _trouver(self._communes_par_code, "commune", code_insee)

    def orientation(self, numero: int) -> Orientation:
        """L'orientation de ce numéro. Lève Introuvable."""
        par_numero = {str(orientation.numero): orientation for orientation in self.plan.orientations}
        return _trouver(par_numero, "orientation", str(numero))

    def fiches_de(self, orientation: Orientation) -> tuple[Fiche, ...]:
        """Les fiches de cette orientation, par numéro."""
        return tuple(fiche for fiche in self.fiches if fiche.orientation == orientation.numero)

    def voisines(self, fiche: Fiche) -> tuple[Fiche | None, Fiche | None]:
        """La fiche précédente et la suivante, par numéro."""
        rang = self.fiches.index(fiche)
        precedente = self.fiches[rang - 1] if rang else None
        suivante = self.fiches[rang + 1] if rang + 1 < len(self.fiches) else None
        return precedente, suivante

    def bareme(self, zone: str) -> Bareme:
        """De quoi calculer les plafonds d'un foyer dans cette zone. Lève Introuvable."""
        seuils = self.plafonds.seuils
        return Bareme(
            plafonds=self.plafonds,
            zone=_trouver({z.id: z for z in self.plafonds.zones}, "zone", zone),
            ages_au_plus=int(self.fait(seuils.ages_du_jeune_menage).valeur or 0),
            baisse=int(self.fait(seuils.baisse_de_revenus).valeur or 0),
        )

    def guichets_de(self, commune: Commune) -> tuple[Guichet, ...]:
        """Les lieux qui servent la commune, le plus utile au demandeur d'abord.

        Ouvert à tous, puis enregistreur (ou qui l'est peut-être), puis sur place, puis mairie, puis par nom.
        """
        servants = self._guichets_par_commune.get(commune.code_insee, [])
        rangs = {"oui": 0, "a_confirmer": 1, "non": 2}
        return tuple(
            sorted(
                servants,
                key=lambda g: (
                    g.public is not None,
                    g.enregistreur == "non",
                    g.commune != commune.code_insee,
                    rangs[g.enregistreur],
                    g.type != "mairie",
                    g.nom,
                ),
            )
        )

    def guichets_sur_place(self, commune: Commune) -> tuple[Guichet, ...]:
        """Parmi les lieux qui servent la commune, ceux qui s'y trouvent."""
        return tuple(g for g in self.guichets_de(commune) if g.commune == commune.code_insee)

    def a_revoir_le(self, guichet: Guichet) -> date | None:
        """Le dernier jour où la vérification du lieu vaut : le sien, sinon le délai du territoire ; rien sans vérification."""
        if guichet.a_revoir_avant or guichet.verifie_le is None:
            return guichet.a_revoir_avant
        return mois_plus_tard(guichet.verifie_le, self.territoire.lieux_a_revoir_apres_mois)

    def est_a_revoir(self, guichet: Guichet, aujourd_hui: date) -> bool:
        """Vrai si la vérification du lieu est trop ancienne pour s'y fier."""
        limite = self.a_revoir_le(guichet)
        return limite is not None and limite < aujourd_hui

    def place_de(self, guichet: Guichet) -> Point:
        """Où le lieu se trouve : son point, sinon celui du bourg de sa commune."""
        return guichet.point or self.commune(guichet.commune).point

    def page_de(self, guichet: Guichet) -> str:
        """L'adresse du lieu : sur la page de sa commune, ou de la première qu'il sert s'il ne sert pas la sienne."""
        servies = guichet.communes_servies
        code = guichet.commune if guichet.commune in servies else servies[0]
        return f"{self.commune(code).page}#{guichet.id}"

    @cached_property
    def _guichets_par_latitude(self) -> list[tuple[float, Guichet]]:
        ouverts = [g for g in self.guichets if g.public is None]
        return sorted(
            ((float(self.place_de(g).latitude), g) for g in ouverts),
            key=lambda paire: (paire[0], paire[1].id),
        )

    def guichets_proches(self, commune: Commune, nombre: int = 5) -> tuple[tuple[Guichet, float], ...]:
        """Les lieux ouverts à tous les plus proches, hors ceux qui servent la commune, avec la distance en km.

        On part de la latitude de la commune et l'on s'en écarte : dès que le seul écart de latitude dépasse le
        moins proche des lieux retenus, plus rien ne peut l'améliorer. Cinquante fois plus de communes ne demandent
        ainsi que quelques centaines de distances par commune, au lieu de milliers (mesures/README.md).
        """
        servants = {guichet.id for guichet in self._guichets_par_commune.get(commune.code_insee, [])}
        rangees = self._guichets_par_latitude
        ici = float(commune.point.latitude)
        nord = bisect_left(rangees, ici, key=lambda paire: paire[0])
        sud = nord - 1
        retenus: list[tuple[float, str, Guichet]] = []
        while nord < len(rangees) or sud >= 0:
            vers_le_nord = sud < 0 or (
                nord < len(rangees) and rangees[nord][0] - ici <= ici - rangees[sud][0]
            )
            latitude, guichet = rangees[nord if vers_le_nord else sud]
            nord, sud = (nord + 1, sud) if vers_le_nord else (nord, sud - 1)
            if len(retenus) == nombre and abs(latitude - ici) * KM_PAR_DEGRE > retenus[-1][0]:
                break
            if guichet.id not in servants:
                retenus.append((commune.point.distance_km(self.place_de(guichet)), guichet.id, guichet))
                retenus = sorted(retenus, key=lambda r: r[:2])[:nombre]
        return tuple((guichet, distance) for distance, _, guichet in retenus)

    def date_de(self, etape: Etape) -> date | None:
        """La date lue ou déduite de l'approbation ; rien si la source ne donne qu'une période."""
        if etape.mois_apres_approbation is None:
            return etape.date
        return mois_plus_tard(self.territoire.dates_du_plan.approbation, etape.mois_apres_approbation)

    def bornes_de_l_annee(self, numero: int) -> tuple[int, int]:
        """Les années civiles que l'année `numero` du plan chevauche : (2023, 2024) pour la première."""
        depart = self.territoire.dates_du_plan.approbation.year + numero - 1
        return depart, depart + 1

    def origine(self, nature: str, identifiant: str) -> Origine:
        """Où corriger cet enregistrement."""
        return self.origines[(nature, identifiant)]


def _trouver(rangement: Mapping[str, T], nature: str, identifiant: str) -> T:
    try:
        return rangement[identifiant]
    except KeyError:
        raise Introuvable(nature, identifiant, tuple(rangement)) from None
