"""L'agenda du réseau, tel que les logiciels d'agenda s'y abonnent (RFC 5545)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event
from icalendar.prop import vRecur

from ..modele.agenda import MOIS_PAR_RECURRENCE, Evenement
from ..modele.catalogue import Catalogue

AGENDA = "reseau/agenda.ics"
"""Où le site le publie : un seul abonnement pour tous les rendez-vous, annulés compris."""

RAPPEL = timedelta(days=15)
"""Une date de la loi se prépare : l'agenda prévient deux semaines avant."""

_STATUTS = {"prevu": "CONFIRMED", "tenu": "CONFIRMED", "annule": "CANCELLED"}


def ecrire_l_agenda(catalogue: Catalogue, aujourd_hui: date) -> str:
    """L'agenda entier, lignes finies par CR LF. L'identité d'un rendez-vous ne change jamais ; SEQUENCE dit ses révisions.

    `aujourd_hui` date l'écriture (DTSTAMP) : deux constructions d'un même jour donnent le même fichier.
    """
    territoire = catalogue.territoire
    agenda = Calendar()
    agenda.add("version", "2.0")
    agenda.add("prodid", "-//PPGD//Agenda du réseau//FR")
    agenda.add("name", f"Réseau du plan partenarial, {territoire.nom}")
    agenda.add("x-wr-calname", f"Réseau du plan partenarial, {territoire.nom}")
    agenda.add("refresh-interval;value=duration", "P1D")
    fuseau = ZoneInfo(territoire.fuseau_horaire)
    for evenement in catalogue.reseau.evenements:
        agenda.add_component(_evenement(evenement, territoire.siren, fuseau, aujourd_hui))
    premier = min((evenement.le for evenement in catalogue.reseau.evenements), default=aujourd_hui)
    agenda.add_missing_timezones(first_date=premier.replace(month=1, day=1))
    return str(agenda.to_ical(sorted=False), "utf-8")


def _evenement(evenement: Evenement, siren: str, fuseau: ZoneInfo, aujourd_hui: date) -> Event:
    ecrit = Event()
    ecrit.add("uid", f"{evenement.id}@ppgd-{siren}")
    ecrit.add("dtstamp", datetime.combine(aujourd_hui, time(), UTC))
    ecrit.add("sequence", evenement.revision)
    annule = evenement.statut == "annule"
    ecrit.add("summary", f"Annulé : {evenement.titre}" if annule else evenement.titre)
    ecrit.add("status", _STATUTS[evenement.statut])
    ecrit.add("description", evenement.resume)
    if evenement.debut and evenement.fin:
        ecrit.add("dtstart", evenement.debut.replace(tzinfo=fuseau))
        ecrit.add("dtend", evenement.fin.replace(tzinfo=fuseau))
    else:
        ecrit.add("dtstart", evenement.le)
        ecrit.add("dtend", evenement.le + timedelta(days=1))
        ecrit.add("transp", "TRANSPARENT")
    if evenement.recurrence:
        mois = MOIS_PAR_RECURRENCE[evenement.recurrence]
        regle = vRecur({"freq": "yearly"}) if mois == 12 else vRecur({"freq": "monthly", "interval": mois})
        if evenement.jusqu_au:
            # Une fin du même genre que le début (RFC 5545 § 3.3.10) : un jour, ou un instant en temps universel.
            dernier = datetime.combine(evenement.jusqu_au, time(23, 59, 59), fuseau).astimezone(UTC)
            regle["until"] = dernier if evenement.debut else evenement.jusqu_au
        ecrit.add("rrule", regle)
    if evenement.type == "date_legale" and not annule:
        rappel = Alarm()
        rappel.add("action", "DISPLAY")
        rappel.add("description", evenement.titre)
        rappel.add("trigger", -RAPPEL)
        ecrit.add_component(rappel)
    if evenement.lieu:
        ecrit.add("location", evenement.lieu)
    if evenement.lien:
        ecrit.add("url", evenement.lien)
    return ecrit
