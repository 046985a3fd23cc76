"""Compare notre recherche à celle de Material seul et à Pagefind : ce qu'elle trouve, ce qu'elle pèse, ce qu'elle fait attendre.

Se lance à la main : `.venv/bin/python mesures/recherche.py` (`--demandes FICHIER` change les demandes, `--detail` montre
celles que nous manquons). Il faut npm, nginx et Chromium. Rien n'est écrit hors d'un dossier provisoire.
"""

import argparse
import gzip
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from construction import photographier
from playwright.sync_api import Browser
from recherche_echelles import entrees_du_site, index_agrandi
from recherche_sites import RACINE, Recherche, chromium, preparer, servir, version_de_pagefind
from recherche_temps import (
    LENT,
    MAL_ECRIT,
    MOT,
    TRES_LENT,
    Attente,
    Charge,
    Frappes,
    attendre,
    charger,
    frapper,
    mediane,
    ouvrir,
    passages_montres,
    repondre,
)
from sonde import Echec, octets, tableau

ECHELLES = (1, 10, 50)
FOIS = 5
TAPEES, PESEES, TAPEES_EN_GRAND = 8, 9, 4
"""Combien de demandes sont tapées lettre à lettre, combien sont pesées, combien sont tapées dans un grand site."""

Demande = dict[str, Any]


@dataclass
class Releve:
    """Tout ce que l'on mesure d'une recherche."""

    essai: Recherche
    reponses: dict[str, list[str]]
    charges: list[Charge]
    attente: Attente
    vives: Frappes
    lentes: Frappes


def lire_les_demandes(fichier: Path) -> dict[str, list[Demande]]:
    """Par groupe (« premiere », « seconde ») ; une simple liste est un seul groupe."""
    lu = yaml.safe_load(fichier.read_text(encoding="utf-8"))
    return lu if isinstance(lu, dict) else {"toutes": lu}


def choisir(demandes: Sequence[Demande], combien: int) -> list[str]:
    """Des demandes prises à intervalles réguliers."""
    return [demandes[rang * len(demandes) // combien]["q"] for rang in range(combien)]


def est_reussie(essai: Recherche, reponses: Sequence[str], voulues: Sequence[str]) -> bool:
    """Une réponse mène à une page voulue, et à son ancre si elle en a une et que cette recherche mène à des ancres."""
    for voulue in voulues:
        page, diese, _ = voulue.partition("#")
        if diese and essai.ancres:
            if voulue in reponses:
                return True
        elif page in (reponse.partition("#")[0] for reponse in reponses):
            return True
    return False


def mesurer(
    navigateur: Browser, essais: Sequence[Recherche], atelier: Path, demandes: Sequence[Demande], fois: int
) -> tuple[list[Releve], list[int]]:
    """Ce que l'on relève de chacune, et les octets de nos passages. Les ouvertures se font à tour de rôle : si la machine
    est occupée un moment, toutes en souffrent.
    """
    toutes, tapees, pesees = [d["q"] for d in demandes], choisir(demandes, TAPEES), choisir(demandes, PESEES)
    with ExitStack() as pile:
        servies = [(essai, *pile.enter_context(servir(essai.dossier, atelier))) for essai in essais]
        tours = [[attendre(navigateur, essai, adresse) for essai, adresse, _ in servies] for _ in range(fois)]
        releves = []
        for (essai, adresse, journal), attentes in zip(servies, zip(*tours, strict=True), strict=True):
            print(f"{essai.nom}…", file=sys.stderr, flush=True)
            releve = Releve(
                essai=essai,
                reponses=dict(zip(toutes, repondre(navigateur, essai, adresse, toutes), strict=True)),
                charges=charger(navigateur, essai, adresse, journal, pesees),
                attente=mediane(attentes),
                vives=frapper(navigateur, essai, adresse, tapees, 1, ligne=False),
                lentes=frapper(navigateur, essai, adresse, tapees, TRES_LENT, ligne=True),
            )
            releves.append(releve)
        _, adresse, journal = servies[0]
        return releves, passages_montres(navigateur, adresse, journal, pesees)


def dire_ce_qui_est_trouve(releves: Sequence[Releve], groupes: dict[str, list[Demande]]) -> str:
    """Première réponse et trois premières, par groupe, puis par genre et par forme."""
    rangees = {f"Demandes : {nom}": liste for nom, liste in groupes.items()}
    toutes = [demande for liste in groupes.values() for demande in liste]
    for champ in ("genre", "forme"):
        for valeur in dict.fromkeys(demande[champ] for demande in toutes):
            rangees[f"{champ} : {valeur}"] = [d for d in toutes if d[champ] == valeur]
    lignes = [("Bonne page en premier · dans les trois premières", "Demandes", *_noms(releves))]
    for nom, liste in rangees.items():
        parts = []
        for releve in releves:
            reussies = [
                sum(est_reussie(releve.essai, releve.reponses[d["q"]][:k], d["pages"]) for d in liste)
                for k in (1, 3)
            ]
            parts.append(" · ".join(f"{nombre / len(liste):.0%}".replace("%", " %") for nombre in reussies))
        lignes.append((nom, str(len(liste)), *parts))
    return tableau("Ce qui est trouvé", lignes)


def dire_ce_qui_est_manque(releves: Sequence[Releve], demandes: Sequence[Demande]) -> str:
    """Les demandes dont nos trois premières réponses ne disent rien, et qui, alors, répond."""
    lignes = [("Demande que nous manquons", "Page voulue", "Nos réponses", "Qui la trouve")]
    for demande in demandes:
        notre, *autres = [
            (r, est_reussie(r.essai, r.reponses[demande["q"]], demande["pages"])) for r in releves
        ]
        if not notre[1]:
            qui = ", ".join(releve.essai.nom for releve, reussie in autres if reussie) or "personne"
            lignes.append((demande["q"], demande["pages"][0], " ".join(notre[0].reponses[demande["q"]]), qui))
    return tableau("Ce que nous manquons", lignes)


def dire_les_poids(releves: Sequence[Releve], passages: Sequence[int]) -> str:
    """Ce que nginx envoie pour une demande."""

    def etendue(valeurs: Sequence[int]) -> str:
        if not max(valeurs):
            return "—"
        milieu, plus = octets(statistics.median(valeurs)), octets(max(valeurs))
        return milieu if milieu == plus else f"{milieu} ({plus} au plus)"

    lignes = [
        ("Envoyé pour une première demande (gzip)", *_noms(releves)),
        ("Programme", *(etendue([c.programme for c in r.charges]) for r in releves)),
        ("Index", *(etendue([c.index for c in r.charges]) for r in releves)),
        ("Ensemble", *(etendue([c.programme + c.index for c in r.charges]) for r in releves)),
        ("Interface livrée à part", *(etendue([c.interface for c in r.charges]) for r in releves)),
        (
            "Passages, sur notre page de recherche seulement",
            etendue(passages),
            *("dans l'index" for _ in releves[1:]),
        ),
    ]
    return tableau(f"Ce qui est chargé (médiane de {PESEES} demandes)", lignes)


def dire_les_attentes(releves: Sequence[Releve], fois: int) -> str:
    """La première réponse, puis les frappes."""

    def frappes(valeur: Frappes) -> str:
        sans = f", {valeur.sans_reponse} sans réponse" if valeur.sans_reponse else ""
        return f"{_ms(valeur.mediane)} ({_ms(valeur.pire)}{sans})"

    lent = f"processeur {LENT} fois plus lent, 1,6 Mbit/s, 150 ms"
    lignes = [
        (f"Médiane de {fois}, {lent}", *_noms(releves)),
        ("Page ouverte", *(_ms(r.attente.ouverture) for r in releves)),
        (f"De la première lettre de « {MOT} » à la première réponse", *(_ms(r.attente.reponse) for r in releves)),
        ("Les deux", *(_ms(r.attente.ensemble) for r in releves)),
    ]  # fmt: skip
    nombre = releves[0].lentes.nombre
    suite = [
        (f"Une frappe, médiane (pire) de {nombre}", *_noms(releves)),
        ("Sans rien ralentir", *(frappes(r.vives) for r in releves)),
        (f"Processeur {TRES_LENT} fois plus lent, même ligne", *(frappes(r.lentes) for r in releves)),
        (f"De même, le premier mot mal écrit (« {MAL_ECRIT} »)", *(_ms(r.lentes.faute) for r in releves)),
    ]
    return tableau("La première réponse", lignes) + tableau("Chaque frappe ensuite", suite)


def agrandir(
    navigateur: Browser, notre: Recherche, atelier: Path, depot: Path, demandes: Sequence[str]
) -> str:
    """Notre recherche dans des sites plus grands : l'index seul change."""
    modeles, catalogue = entrees_du_site(notre.dossier, depot)
    publie = notre.dossier / "recherche" / "index.json"
    noms = (
        "Pages",
        "Passages",
        "Mots différents",
        "Index (gzip)",
        "L'ouvrir",
        f"Le premier mot mal écrit (« {MAL_ECRIT} »)",
        "Une frappe ensuite, médiane (pire)",
    )
    colonnes = []
    for facteur in ECHELLES:
        print(f"Échelle {facteur} ×…", file=sys.stderr, flush=True)
        ecrit = index_agrandi(modeles, catalogue, facteur)
        if facteur == 1 and ecrit != publie.read_text(encoding="utf-8"):
            raise Echec("L'index refait à l'échelle 1 n'est pas celui que la construction publie.")
        publie.write_text(ecrit, encoding="utf-8")
        with servir(notre.dossier, atelier) as (adresse, _):
            temps = statistics.median(ouvrir(navigateur, adresse) for _ in range(3))
            frappes = frapper(navigateur, notre, adresse, demandes, TRES_LENT, ligne=False)
        colonnes.append(
            (
                str(facteur * len({entree.page for entree in modeles})),
                str(facteur * len(modeles)),
                str(json.loads(ecrit)["racines"].count("\n") + 1),
                octets(len(gzip.compress(ecrit.encode(), 6))),
                _ms(temps),
                _ms(frappes.faute),
                f"{_ms(frappes.mediane)} ({_ms(frappes.pire)})",
            )
        )
    entete = (
        f"Processeur {TRES_LENT} fois plus lent, sans ligne lente",
        *(f"{facteur} ×" for facteur in ECHELLES),
    )
    lignes = [(nom, *(colonne[rang] for colonne in colonnes)) for rang, nom in enumerate(noms)]
    return tableau("Quand le site grandit", [entete, *lignes])


def _noms(releves: Sequence[Releve]) -> list[str]:
    return [releve.essai.nom for releve in releves]


def _ms(valeur: float) -> str:
    return f"{valeur:.0f} ms" if valeur < 1000 else f"{valeur / 1000:.1f} s".replace(".", ",")


def main() -> int:
    """Rend 0, ou 1 si un site n'a pas pu être construit."""
    analyseur = argparse.ArgumentParser(description="Compare notre recherche à deux autres.")
    analyseur.add_argument("--demandes", type=Path, default=RACINE / "tests" / "recherche.yaml")
    analyseur.add_argument("--fois", type=int, default=FOIS, help="ouvertures à froid par recherche")
    analyseur.add_argument("--detail", action="store_true", help="montre les demandes que nous manquons")
    choix = analyseur.parse_args()
    groupes = lire_les_demandes(choix.demandes)
    toutes = [demande for liste in groupes.values() for demande in liste]
    with tempfile.TemporaryDirectory(prefix="recherche-") as nom:
        atelier, copie = Path(nom), Path(nom) / "depot"
        photographier(copie)
        try:
            avant = os.getloadavg()[0]
            essais = preparer(atelier, copie)
            print(f"Pagefind {version_de_pagefind(atelier)}, {len(toutes)} demandes")
            with chromium() as navigateur:
                releves, passages = mesurer(navigateur, essais, atelier, toutes, choix.fois)
                print(dire_ce_qui_est_trouve(releves, groupes))
                if choix.detail:
                    print(dire_ce_qui_est_manque(releves, toutes))
                print(dire_les_poids(releves, passages))
                print(dire_les_attentes(releves, choix.fois))
                tapees = choisir(toutes, TAPEES_EN_GRAND)
                print(agrandir(navigateur, essais[0], atelier, copie, tapees))
            print(
                f"Travaux en cours sur la machine, en moyenne : {avant:.1f} avant, {os.getloadavg()[0]:.1f} après."
            )
        except Echec as echec:
            print(f"La mesure a échoué :\n{echec}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
