"""Les filtres des gabarits : typographie, dates, heures, nombres, à la française."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from textwrap import shorten
from urllib.parse import urlsplit

from babel.dates import format_date
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from ..modele.calendrier import mois_entiers
from ..modele.fait import Fait
from ..modele.fiche import Enonce

FINE = "\u202f"
INSECABLE = "\u00a0"

_REMPLACEMENTS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(motif), remplacement)
    for motif, remplacement in (
        (r"(?<=\w)'(?=\w)", "’"),
        (r"\.\.\.", "…"),
        (r"(?<![ \u00a0\u202f])[ \u00a0\u202f]+([;!?])", FINE + r"\1"),
        (r"(?<![ \u00a0\u202f])[ \u00a0\u202f]+([:»])", INSECABLE + r"\1"),
        (r"«[ \u00a0\u202f]+", "«" + INSECABLE),
        (r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))", FINE),
        (r"(?<=\d)[ \u00a0\u202f]+(?=[%€])", FINE),
        (r"n°[ \u00a0\u202f]*(?=\d)", "n°" + INSECABLE),
        (r"(?<=\d) (?=(h|m|km|ans?|mois|jours?|euros?)\b)", INSECABLE),
        (r"(?<=\d[ \u00a0]h) (?=\d)", INSECABLE),
        (r"\b(articles?|art\.|p\.) (?=[LRD]?\.?\d)", r"\1" + INSECABLE),
    )
)

_SIGNES_MARKDOWN = str.maketrans({signe: f"&#{ord(signe)};" for signe in "*_[]`\\~^|{}"})


@lru_cache(maxsize=50_000)
def typographie(texte: str) -> str:
    """Les espaces insécables, l'apostrophe courbe et les points de suspension du français."""
    for motif, remplacement in _REMPLACEMENTS:
        texte = motif.sub(remplacement, texte)
    return texte


def fr(texte: str) -> Markup:
    """Un texte des données, typographié, prêt pour une page.

    Les signes que HTML ou Markdown liraient deviennent des entités : un texte n'obtient jamais une mise en
    forme qu'il n'a pas demandée, qu'on l'appelle au milieu d'une phrase ou dans un bloc.
    """
    return Markup(str(escape(typographie(texte))).translate(_SIGNES_MARKDOWN))


def phrase(texte: str) -> Markup:
    """Comme `fr`, avec une majuscule au début."""
    return fr(texte[:1].upper() + texte[1:])


def sans_intitule(enonce: str) -> str:
    """L'énoncé sans les mots qui l'annoncent : « Locataire : bail et quittance » donne « Bail et quittance »."""
    intitule, deux_points, suite = enonce.partition(" : ")
    return suite[:1].upper() + suite[1:] if deux_points and len(intitule) < 60 else enonce


def minuscule(texte: str) -> Markup:
    """Comme `fr`, sans majuscule au début : pour un titre repris au milieu d'une phrase."""
    return fr(texte[:1].lower() + texte[1:])


def jour(quand: date) -> str:
    """« 1er octobre 2026 »."""
    texte = format_date(quand, "d MMMM y", locale="fr")
    return re.sub(r"^1 ", "1er ", texte).replace(" ", INSECABLE)


def mois(quand: date) -> str:
    """« octobre 2026 »."""
    return str(format_date(quand, "MMMM y", locale="fr"))


def jour_de_semaine(quand: date) -> str:
    """« mardi »."""
    return str(format_date(quand, "EEEE", locale="fr"))


def heure(quand: time | datetime) -> str:
    """« 8 h 30 », « 12 h »."""
    minutes = f"{INSECABLE}{quand.minute:02}" if quand.minute else ""
    return f"{quand.hour}{INSECABLE}h{minutes}"


def nombre(valeur: Decimal | int | float) -> str:
    """« 26 920 », « 0,87 »."""
    return str(format_decimal(valeur, locale="fr"))


def octets(taille: int) -> str:
    """Une taille de fichier lisible : « 850 octets », « 12 Ko », « 3,4 Mo »."""
    if taille < 1000:
        return f"{taille}{INSECABLE}octets"
    if taille < 1_000_000:
        return f"{nombre(-(-taille // 1000))}{INSECABLE}Ko"
    return f"{nombre(round(taille / 1e6, 1))}{INSECABLE}Mo"


def km(distance: float) -> str:
    """Une distance lisible : « 800 m », « 4,2 km », « 13 km »."""
    if round(distance * 10) < 10:
        return f"{round(distance * 10) * 100 or 100}{INSECABLE}m"
    return f"{nombre(round(distance, 1) if distance < 10 else round(distance))}{INSECABLE}km"


def age(depuis: date, aujourd_hui: date) -> str:
    """« aujourd'hui », « il y a 3 mois », « il y a 2 ans »."""
    mois_passes = mois_entiers(depuis, aujourd_hui)
    if mois_passes < 1:
        return "il y a moins d’un mois"
    if mois_passes < 24:
        return f"il y a {mois_passes}{INSECABLE}mois"
    return f"il y a {mois_passes // 12}{INSECABLE}ans"


def date_lisible(texte: str) -> str:
    """Une date écrite en chiffres devient lisible ; tout autre texte reste tel quel."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", texte, re.ASCII):
        return jour(date.fromisoformat(texte))
    if re.fullmatch(r"\d{4}-\d{2}", texte, re.ASCII):
        return mois(date.fromisoformat(f"{texte}-01"))
    return texte


def periode_courte(texte: str) -> str:
    """Une année, ou un mois, en peu de signes : « 2026 », « 10/2026 »."""
    annee, _, mois_ecrit = texte.partition("-")
    return f"{mois_ecrit}/{annee}" if mois_ecrit else annee


def a_commune(nom: str) -> str:
    """« À Poissy », « Aux Mureaux », « Au Tertre-Saint-Denis »."""
    for article, contracte in (("Les ", "Aux "), ("Le ", "Au ")):
        if nom.startswith(article):
            return contracte + nom.removeprefix(article)
    return f"À {nom}"


def debut(texte: str) -> str:
    """Les premiers mots d'un énoncé, pour nommer un lien."""
    return shorten(texte, 60, placeholder="…")


_UNITES_MUETTES = ("date", "Cerfa", "notice Cerfa", "téléphone", "adresse", "numéro de décret")
"""Celles que la valeur porte déjà, ou qui ne se lisent pas."""


def valeur(fait: Fait) -> Markup:
    """La valeur d'un fait telle qu'on la lit dans une phrase : « 10 jours », « 1er janvier 2026 », un lien d'appel."""
    if fait.valeur is None:
        return Markup("")
    if fait.numero:
        return Markup('<a href="{}">{}</a>').format(fait.appel, fr(fait.numero))
    lisible = date_lisible(fait.valeur)
    if re.fullmatch(r"[0-9]{4,}", lisible, re.ASCII) and fait.unite not in _UNITES_MUETTES:
        lisible = nombre(int(lisible))
    if fait.unite and fait.unite not in _UNITES_MUETTES:
        lisible = f"{lisible}{INSECABLE}{fait.unite}"
    return fr(lisible)


def appelable(texte: Markup, fait: Fait) -> Markup:
    """L'énoncé typographié d'un fait, où le numéro qu'il donne devient un lien."""
    if fait.numero is None:
        return texte
    lien = Markup('<a href="{}">{}</a>').format(fait.appel, fr(fait.numero))
    motif = rf"(?<![\w#]){re.escape(str(fr(fait.numero)))}(?!\w)"
    return Markup(re.sub(motif, lambda _: str(lien), str(texte), count=1))


def sans_protocole(url: str) -> str:
    """Une adresse de site telle qu'on la lit : « www.ville.fr »."""
    return re.sub(r"^https?://", "", url).rstrip("/")


def hote(url: str) -> str:
    """Le nom du site où mène une adresse : « www.ville.fr »."""
    return urlsplit(url).hostname or url


_RANG_DES_ORIGINES = ("document", "loi", "pratique", "proposition")


def par_origine(enonces: Iterable[Enonce]) -> list[tuple[str, list[Enonce]]]:
    """Les énoncés groupés par origine, de la plus sûre à la moins sûre."""
    groupes: dict[str, list[Enonce]] = {origine: [] for origine in _RANG_DES_ORIGINES}
    for enonce in enonces:
        groupes[enonce.origine].append(enonce)
    return [(origine, groupe) for origine, groupe in groupes.items() if groupe]
