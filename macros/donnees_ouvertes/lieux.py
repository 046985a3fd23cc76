"""Un lieu d'accueil, tel que d'autres annuaires l'attendent."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from ..modele.guichet import Enregistreur, HorairesDe, RendezVous, Service, TypeDeLieu
from .champs import AdresseOuverte, CodePublie, CourrielOuvert, Ouvert, TelephoneOuvert, champ

ReseauPorteur = Literal["action-logement", "ccas-cias", "communes", "departements", "france-service"]
PriseEnCharge = Literal["Surdité", "Langues étrangères (anglais)", "Langues étrangères (autres)"]


class FermetureOuverte(Ouvert):
    """Une fermeture annoncée, les deux jours compris."""

    du: Annotated[date, champ("Le premier jour fermé.", "2026-12-24")]
    au: Annotated[date, champ("Le dernier jour fermé.", "2027-01-02")]
    motif: Annotated[str, champ("La raison donnée.", "Fermeture de fin d'année")]


class PassageOuvert(Ouvert):
    """Une permanence tenue ailleurs par la même équipe."""

    commune: Annotated[CodePublie, champ("Le code INSEE de la commune où l'équipe se rend.", "78401")]
    lieu: Annotated[str, champ("L'endroit, en toutes lettres.", "Salle des fêtes")]
    quand: Annotated[str, champ("Les jours de passage, en toutes lettres.", "1er mardi du mois")]
    creneaux: Annotated[str, champ("Les heures, telles qu'OpenStreetMap les écrit.", "09:30-12:00")]


class LieuOuvert(Ouvert):
    """Un lieu où l'on reçoit des demandeurs de logement social."""

    source: Annotated[
        str,
        champ(
            "Qui publie ce lieu : « ppgd- », puis le SIREN de l'intercommunalité.",
            "ppgd-200059889",
            di="source",
            mn="source",
        ),
    ]
    id: Annotated[
        str,
        champ(
            "L'identité du lieu, unique et définitive : la source, deux tirets, son nom dans le site.",
            "ppgd-200059889--mairie-poissy",
            di="id",
            mn="id",
        ),
    ]
    nom: Annotated[str, champ("Le nom du lieu.", "Mairie de Poissy", di="nom", mn="nom")]
    date_maj: Annotated[
        date | None,
        champ(
            "Le jour où quelqu'un a vérifié ce lieu (même date que verifie_le). Absent si personne ne l'a fait : "
            "l'annuaire public d'où viennent les mairies ne date pas ses fiches.",
            "2026-11-12",
            di="date_maj",
            mn="date_maj",
        ),
    ]
    siret: Annotated[
        str | None,
        Field(pattern="^[0-9]{14}$"),
        champ(
            "Le numéro d'établissement du lieu. Ce site n'en connaît aucun à ce jour.",
            "13003013300016",
            di="siret",
            mn="pivot",
        ),
    ]
    commune: Annotated[str, champ("La commune où se trouve le lieu.", "Poissy", di="commune", mn="commune")]
    code_postal: Annotated[
        CodePublie | None,
        champ("Le code postal de l'adresse : du texte.", "78300", di="code_postal", mn="code_postal"),
    ]
    code_insee: Annotated[
        CodePublie,
        champ("Le code INSEE de la commune : du texte.", "78498", di="code_insee", mn="code_insee"),
    ]
    adresse: Annotated[
        str | None, champ("Le numéro et la voie.", "Place de la République", di="adresse", mn="adresse")
    ]
    complement_adresse: Annotated[
        str | None,
        champ(
            "Le bâtiment, l'étage, le service.",
            "Hôtel de ville, étage 2",
            di="complement_adresse",
            mn="complement_adresse",
        ),
    ]
    latitude: Annotated[
        float | None,
        champ("En degrés décimaux (WGS84), avec un point.", 48.9293, di="latitude", mn="latitude"),
    ]
    longitude: Annotated[
        float | None,
        champ("En degrés décimaux (WGS84), avec un point.", 2.0465, di="longitude", mn="longitude"),
    ]
    telephone: Annotated[
        TelephoneOuvert | None,
        champ(
            "Le numéro au format E.164 ; un numéro court reste tel qu'on le compose.",
            "+33139225600",
            di="telephone",
            mn="telephone",
        ),
    ]
    courriel: Annotated[
        CourrielOuvert | None,
        champ(
            "L'adresse électronique du service, jamais celle d'une personne.",
            "logement@exemple.fr",
            di="courriel",
            mn="courriels",
        ),
    ]
    site_web: Annotated[
        AdresseOuverte | None,
        champ("Le site du lieu.", "https://www.exemple.fr/", di="site_web", mn="site_web"),
    ]
    horaires_accueil: Annotated[
        str | None,
        champ(
            "Les heures d'ouverture, dans la syntaxe opening_hours d'OpenStreetMap. Un jour absent est un jour fermé. "
            "Aucun horaire lu ne parle des jours fériés : ils sont notés fermés, avec le commentaire « à confirmer ». "
            "Les fermetures annoncées suivent, sauf celles qui sont finies.",
            'Mo-Fr 08:30-12:00,13:30-17:30; Sa 09:00-12:00; PH off "à confirmer"',
            di="horaires_accueil",
            mn="horaires",
        ),
    ]
    accessibilite_lieu: Annotated[
        AdresseOuverte | None,
        champ(
            "La fiche du lieu sur Acceslibre.",
            "https://acceslibre.beta.gouv.fr/app/78-poissy/a/mairie/erp/mairie/",
            di="accessibilite_lieu",
            mn="fiche_acces_libre",
        ),
    ]
    reseaux_porteurs: Annotated[
        tuple[ReseauPorteur, ...] | None,
        champ(
            "Le réseau dont fait partie le lieu, dans les mots de data·inclusion ; déduit de type_de_lieu.",
            ["communes"],
            di="reseaux_porteurs",
        ),
    ]
    prise_rdv: Annotated[
        AdresseOuverte | None,
        champ("Où prendre rendez-vous en ligne.", "https://www.exemple.fr/rendez-vous", mn="prise_rdv"),
    ]
    prise_en_charge_specifique: Annotated[
        tuple[PriseEnCharge, ...] | None,
        champ(
            "Les langues du lieu, dans les mots du schéma des lieux de médiation numérique ; déduit de langues. "
            "La langue des signes y est rangée sous « Surdité ».",
            ["Langues étrangères (anglais)"],
            mn="prise_en_charge_specifique",
        ),
    ]
    type_de_lieu: Annotated[TypeDeLieu, champ("La nature du lieu.", "mairie")]
    niveau: Annotated[
        int | None,
        Field(ge=1, le=3),
        champ("Le niveau d'accueil : 1 information, 2 information et enregistrement, 3 accompagnement.", 2),
    ]
    enregistreur: Annotated[
        Enregistreur,
        champ("Ce lieu enregistre-t-il la demande et donne-t-il le numéro unique ?", "a_confirmer"),
    ]
    communes_desservies: Annotated[
        tuple[CodePublie, ...],
        champ(
            "Le code INSEE des communes que sert le lieu ; à défaut d'autre précision, la sienne.", ["78498"]
        ),
    ]
    public: Annotated[
        str | None, champ("Qui est reçu. Absent : tout le monde, à notre connaissance.", "Salariés")
    ]
    rendez_vous: Annotated[RendezVous | None, champ("Faut-il un rendez-vous ?", "possible")]
    langues: Annotated[
        tuple[str, ...] | None, champ("Les langues parlées, en plus du français.", ["anglais", "arabe"])
    ]
    services_logement: Annotated[
        tuple[Service, ...] | None,
        champ("Ce que l'on y fait pour une demande de logement social.", ["information", "enregistrement"]),
    ]
    acces_sans_marche: Annotated[bool | None, champ("Peut-on entrer en fauteuil roulant ?", True)]
    acces_precisions: Annotated[
        str | None,
        champ("Ce qu'il faut savoir de l'accès, en toutes lettres.", "Ascenseur depuis le parvis."),
    ]
    horaires_de: Annotated[
        HorairesDe | None,
        champ("À qui sont ces horaires : à la mairie entière, ou à son service logement.", "mairie"),
    ]
    fermetures: Annotated[
        tuple[FermetureOuverte, ...] | None, champ("Les fermetures annoncées, en cours ou à venir.")
    ]
    passages: Annotated[
        tuple[PassageOuvert, ...] | None, champ("Les permanences tenues ailleurs par la même équipe.")
    ]
    note: Annotated[
        str | None, champ("Une phrase utile au public.", "Une borne permet de numériser ses pièces.")
    ]
    verifie_le: Annotated[date | None, champ("Le jour où quelqu'un a vérifié ce lieu.", "2026-11-12")]
    a_revoir_avant: Annotated[
        date | None, champ("Le jour où la vérification sera trop ancienne.", "2027-11-12")
    ]
    a_confirmer: Annotated[
        bool,
        champ(
            "Vrai si personne n'a vérifié ce lieu, ou si la vérification est trop ancienne : appelez avant de vous déplacer.",
            True,
        ),
    ]
    provenance_titre: Annotated[
        str, champ("D'où viennent ces lignes.", "Annuaire de l'administration (DILA)")
    ]
    provenance_url: Annotated[
        AdresseOuverte | None, champ("Où lire cette source.", "https://www.exemple.fr/")
    ]
    provenance_article: Annotated[str | None, champ("L'article, si c'est un texte de droit.", "article 4")]
    provenance_reference: Annotated[
        str | None, champ("La référence ou la licence de cette source.", "Licence Ouverte")
    ]
    provenance_date: Annotated[str | None, champ("La date que porte cette source.", "octobre 2026")]
    page: Annotated[
        str, champ("La page du lieu, à la suite de l'adresse de ce site.", "guichets/poissy/#mairie-poissy")
    ]
