"""La porte du site : le moteur l'ouvre par `define_env`. Elle n'en connaît aucun : MkDocs et Zensical y entrent."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from .chargement import DonneesInvalides
from .horloge import aujourd_hui
from .rendu import Rendu
from .verification import tout_verifier


def define_env(env: Any) -> None:
    """Offre les macros aux pages de l'audience. Données ou pages fautives : tout est dit, et rien n'est construit."""
    racine, extra = Path(env.project_dir), env.conf["extra"]
    docs = racine / env.conf["docs_dir"]
    date_du_jour = aujourd_hui()
    try:
        faite = extra.get("verification", {})
        if "faite" not in faite:
            faite["faite"] = tout_verifier(racine / extra["donnees"], docs, date_du_jour)
        verifies = faite["faite"]
    except DonneesInvalides as refus:
        raise SystemExit(str(refus)) from None
    verifie = verifies.pour(extra["audience"])
    env.catalogue, env.verifies, env.aujourd_hui = verifie.catalogue, verifies, date_du_jour
    env.pages_ecrites = {page.fichier for page in verifie.pages}
    env.reservees = {page.fichier for page in verifie.pages if page.audience == "reseau"}
    env.titres = dict(verifie.renvois.titres)
    renvois = replace(verifie.renvois, titres=env.titres)
    rendu = Rendu(verifie.catalogue, date_du_jour, lambda: env.page.url, renvois)
    env.fichiers = rendu.fichiers()
    for nom, macro in rendu.macros():
        env.macro(macro, nom)
