"""Du guichet tel que le site le connaît au lieu tel qu'il le publie."""

from datetime import date

from ..modele.catalogue import Catalogue
from ..modele.guichet import Adresse, Guichet, Passage
from ..modele.horaires_osm import osm, plages
from ..modele.telephone import e164
from .lieux import FermetureOuverte, LieuOuvert, PassageOuvert, PriseEnCharge, ReseauPorteur

_RESEAU_PAR_TYPE: dict[str, ReseauPorteur] = {
    "action_logement": "action-logement",
    "ccas": "ccas-cias",
    "departement": "departements",
    "france_services": "france-service",
    "mairie": "communes",
}
"""Les seuls types de lieux qui ont leur mot dans le vocabulaire de data·inclusion."""

_PRISE_EN_CHARGE_PAR_LANGUE: dict[str, PriseEnCharge] = {
    "anglais": "Langues étrangères (anglais)",
    "langue des signes française": "Surdité",
    "langue des signes internationale": "Surdité",
}


def lieux_ouverts(catalogue: Catalogue, aujourd_hui: date) -> tuple[LieuOuvert, ...]:
    """Chaque lieu une fois, par commune puis par identité."""
    return tuple(
        _lieu(catalogue, guichet, aujourd_hui)
        for guichet in sorted(catalogue.guichets, key=lambda g: (g.commune, g.id))
    )


def _lieu(catalogue: Catalogue, guichet: Guichet, aujourd_hui: date) -> LieuOuvert:
    commune = catalogue.commune(guichet.commune)
    annoncees = [f for f in guichet.fermetures if f.au >= aujourd_hui]
    acces = guichet.accessibilite
    return LieuOuvert(
        source=source_du_site(catalogue),
        id=id_ouvert(catalogue, guichet),
        nom=guichet.nom,
        date_maj=guichet.verifie_le,
        siret=None,
        commune=commune.nom,
        code_postal=guichet.adresse.code_postal if guichet.adresse else None,
        code_insee=guichet.commune,
        adresse=guichet.adresse.lignes[-1] if guichet.adresse else None,
        complement_adresse=_complement(guichet.adresse),
        latitude=float(guichet.point.latitude) if guichet.point else None,
        longitude=float(guichet.point.longitude) if guichet.point else None,
        telephone=e164(guichet.telephone) if guichet.telephone else None,
        courriel=guichet.courriel,
        site_web=guichet.site,
        horaires_accueil=osm(guichet.horaires, annoncees) if guichet.horaires else None,
        accessibilite_lieu=acces.acceslibre if acces else None,
        reseaux_porteurs=(_RESEAU_PAR_TYPE[guichet.type],) if guichet.type in _RESEAU_PAR_TYPE else None,
        prise_rdv=guichet.rendez_vous_lien,
        prise_en_charge_specifique=_prise_en_charge(guichet.langues),
        type_de_lieu=guichet.type,
        niveau=guichet.niveau,
        enregistreur=guichet.enregistreur,
        communes_desservies=tuple(sorted(guichet.communes_servies)),
        public=guichet.public,
        rendez_vous=guichet.rendez_vous,
        langues=guichet.langues or None,
        services_logement=guichet.services or None,
        acces_sans_marche=acces.sans_marche if acces else None,
        acces_precisions=acces.precisions if acces else None,
        horaires_de=guichet.horaires_de,
        fermetures=tuple(map(FermetureOuverte.publie, annoncees)) or None,
        passages=tuple(map(_passage, guichet.passages)) or None,
        note=guichet.note,
        verifie_le=guichet.verifie_le,
        a_revoir_avant=catalogue.a_revoir_le(guichet),
        a_confirmer=guichet.verifie_le is None or catalogue.est_a_revoir(guichet, aujourd_hui),
        provenance_titre=guichet.source.titre,
        provenance_url=guichet.source.url,
        provenance_article=guichet.source.article,
        provenance_reference=guichet.source.reference,
        provenance_date=guichet.source.date,
        page=catalogue.page_de(guichet),
    )


def source_du_site(catalogue: Catalogue) -> str:
    """Sous quel nom ce site publie ses lieux."""
    return f"ppgd-{catalogue.territoire.siren}"


def id_ouvert(catalogue: Catalogue, guichet: Guichet) -> str:
    """L'identité d'un lieu, unique parmi tous les sites."""
    return f"{source_du_site(catalogue)}--{guichet.id}"


def _complement(adresse: Adresse | None) -> str | None:
    """Sur une enveloppe, la voie est la dernière ligne avant le code postal ; ce qui la précède la précise."""
    return ", ".join(adresse.lignes[:-1]) or None if adresse else None


def _prise_en_charge(langues: tuple[str, ...]) -> tuple[PriseEnCharge, ...] | None:
    dites = (_PRISE_EN_CHARGE_PAR_LANGUE.get(langue, "Langues étrangères (autres)") for langue in langues)
    return tuple(dict.fromkeys(dites)) or None


def _passage(passage: Passage) -> PassageOuvert:
    return PassageOuvert.publie(passage, creneaux=plages(passage.creneaux))
