"""Des territoires inventés, aussi grands qu'on veut, tirés des enregistrements de la démonstration."""

import shutil
import sys
from pathlib import Path
from typing import Any

import yaml

COMMUNES = 73
"""Les communes, et les guichets, du territoire réel : l'échelle 1."""

_PLEIN = {"adresse", "point", "telephone", "horaires", "services", "accessibilite"}
"""Un guichet sert de modèle s'il a tous ces champs : la mesure porte sur des pages remplies."""

Donnees = dict[str, Any]


def fabriquer(modele: Path, vers: Path, facteur: int, par_commune: int = 1) -> None:
    """Copie le dossier `modele` et y met `facteur` × 73 communes, chacune avec `par_commune` guichets.

    Chaque groupe de 73 communes est un territoire posé à côté du précédent : un lieu y dessert autant de
    communes que son modèle, toutes de son groupe. La densité est donc la même à toutes les échelles.
    """
    shutil.copytree(modele, vers, ignore=shutil.ignore_patterns("contours.yaml"))
    territoire, guichets = _lire(vers / "territoire.yaml"), _lire(vers / "guichets.yaml")
    modeles = [guichet for guichet in guichets["guichets"] if set(guichet) >= _PLEIN]
    rangs = range(facteur * COMMUNES)
    communes = [_commune(territoire["communes"][rang % len(territoire["communes"])], rang) for rang in rangs]
    territoire["communes"] = communes
    guichets["guichets"] = [
        _guichet(
            modeles[numero % len(modeles)], communes[numero // par_commune], numero, numero // par_commune
        )
        for numero in range(len(rangs) * par_commune)
    ]
    _ecrire(vers / "territoire.yaml", territoire)
    _ecrire(vers / "guichets.yaml", guichets)


def _code(rang: int) -> str:
    return f"{10_000 + rang:05d}"


def _lettres(rang: int) -> str:
    """Trois lettres par rang : un chiffre se chercherait comme un code postal."""
    return "".join(chr(ord("a") + rang // 26**place % 26) for place in (2, 1, 0))


def _voisine(rang: int, pas: int) -> str:
    """Le code de la commune `pas` places plus loin dans le même groupe de 73."""
    groupe, place = divmod(rang, COMMUNES)
    return _code(groupe * COMMUNES + (place + pas) % COMMUNES)


def _point(rang: int, ecart: float = 0.0) -> Donnees:
    """Une grille de points en plein océan : neuf par rangée dans un groupe, huit groupes par rangée."""
    groupe, place = divmod(rang, COMMUNES)
    latitude = 40 + 0.5 * (groupe // 8) + 0.05 * (place // 9) + ecart
    longitude = -30 + 0.6 * (groupe % 8) + 0.06 * (place % 9)
    return {"latitude": f"{latitude:.4f}", "longitude": f"{longitude:.4f}"}


def _commune(modele: Donnees, rang: int) -> Donnees:
    neuve = {
        **modele,
        "code_insee": _code(rang),
        "nom": f"{modele['nom']}-{_lettres(rang)}",
        "point": _point(rang),
    }
    if "autres_noms" in modele:
        neuve["autres_noms"] = [f"{nom}-{_lettres(rang)}" for nom in modele["autres_noms"]]
    return neuve


def _guichet(modele: Donnees, commune: Donnees, numero: int, rang: int) -> Donnees:
    neuf = {
        **modele,
        "id": f"{modele['id']}-{numero + 1:04d}",
        "nom": f"{modele['nom']}, antenne {numero + 1}",
        "commune": commune["code_insee"],
        "adresse": {**modele["adresse"], "ville": commune["nom"]},
        "point": _point(rang, 0.003 + 0.0007 * (numero % 10)),
        "telephone": f"01 99 00 {numero // 100 % 100:02d} {numero % 100:02d}",
    }
    if "communes_desservies" in modele:
        neuf["communes_desservies"] = [
            _voisine(rang, pas) for pas in range(len(modele["communes_desservies"]))
        ]
    if "passages" in modele:
        neuf["passages"] = [
            {**passage, "commune": _voisine(rang, pas)} for pas, passage in enumerate(modele["passages"], 1)
        ]
    return neuf


def _lire(fichier: Path) -> Donnees:
    donnees: Donnees = yaml.load(fichier.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return donnees


class _SansRenvois(yaml.SafeDumper):
    """Le site refuse les renvois YAML : une valeur partagée est recopiée."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _ecrire(fichier: Path, donnees: Donnees) -> None:
    texte = yaml.dump(donnees, Dumper=_SansRenvois, allow_unicode=True, sort_keys=False, width=110)
    fichier.write_text(texte, encoding="utf-8")


if __name__ == "__main__":
    fabriquer(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
