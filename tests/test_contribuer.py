"""Le guide pour contribuer dit vrai : ses modèles sont acceptés et complets, ses fautes sont refusées mot pour mot."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
from lxml import html
from pydantic import BaseModel

from macros.chargement import FACULTATIFS, LOI, OBLIGATOIRES, DonneesInvalides, charger
from macros.lecture import Arbre, lire_fichier
from macros.modele.fiche import Fiche
from macros.recherche.passages import passages
from macros.verification import tout_verifier

RACINE = Path(__file__).parent.parent
DEMONSTRATION = RACINE / "exemples" / "demonstration"
PAGE = (RACINE / "docs/reseau/contribuer.md").read_text(encoding="utf-8")
AUJOURD_HUI = date(2026, 11, 22)
COLONNES = 84

ANCRES = (
    "lieu",
    "fait",
    "question",
    "question-reseau",
    "document",
    "rendez-vous",
    "nouvelle",
    "partenaire",
    "fiche",
    "message",
    "terme",
    "grille",
)
"""Une par modèle : d'autres pages y mènent."""

HORS_DU_GUIDE = {
    "Fiche": "le guide montre deux de ses listes, celles que l'on tient à jour ; les sections viennent du plan",
    "Faits.sujets": "un fait choisit un sujet de la liste ; elle ne change pas",
    "Questions.rubriques": "une question choisit une rubrique de la liste ; elle ne change pas",
    "QuestionsDuReseau.rubriques": "de même",
    "Glossaire.mots_courants": "une liste de mots : un sigle s'explique plutôt qu'il ne s'y ajoute",
}
"""Ce que les modèles du guide ne montrent pas, et pourquoi."""


_JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
"""Des plages écrites sur une ligne, toutes de la même façon."""


@dataclass(frozen=True)
class Bloc:
    """Un modèle à copier. `fichier` : où il va, dans le dossier de données ; sa première ligne le dit."""

    ancre: str
    fichier: str
    texte: str

    @property
    def modele(self) -> type[BaseModel]:
        """Le modèle du fichier entier."""
        return Fiche if self.fichier.startswith("fiches/") else {**OBLIGATOIRES, **FACULTATIFS}[self.fichier]

    @property
    def est_entier(self) -> bool:
        """Vrai s'il tient lieu de fichier ; sinon, ses listes s'ajoutent à celles du fichier."""
        return any(re.match(r"[a-z_]+: \S", ligne) for ligne in self.texte.splitlines())

    def lire(self, dossier: Path) -> Arbre:
        """Le modèle, lu comme les données."""
        chemin = dossier / "modele.yaml"
        chemin.write_text(self.texte, encoding="utf-8")
        return lire_fichier(chemin, f"data/{self.fichier}")


def _blocs() -> Iterator[Bloc]:
    for partie in re.split(r"^#{2,3} ", PAGE, flags=re.MULTILINE)[1:]:
        ancre = re.search(r"\{: #([a-z-]+) \}", partie)
        for texte in re.findall(r"^```yaml\n(.*?)^```$", partie, re.DOTALL | re.MULTILINE):
            fichier = re.match(r"# data/(\S+\.yaml)\n", texte)
            assert ancre is not None, partie[:60]
            assert fichier is not None, f"le modèle « {ancre[1]} » ne dit pas son fichier en première ligne"
            yield Bloc(ancre[1], fichier[1], texte)


BLOCS = tuple(_blocs())


def _dans(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _dans(argument)


def _choix(annotation: Any) -> Iterator[str]:
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    else:
        for argument in get_args(annotation):
            yield from _choix(argument)


@dataclass(frozen=True)
class Ecrit:
    """Un champ écrit dans un modèle du guide : de quel enregistrement il est, et ce qu'en dit son commentaire."""

    ancre: str
    modele: type[BaseModel]
    champ: str
    commentaire: str

    @property
    def nom(self) -> str:
        return f"{self.ancre} : {self.modele.__name__}.{self.champ}"


def _commentaire(lignes: list[str], rang: int) -> str:
    """Ce qui suit « # » sur la ligne, et les lignes de commentaire juste au-dessus ; la première nomme le fichier."""
    dits = [lignes[rang].partition("   # ")[2]]
    while rang > 1 and lignes[rang - 1].lstrip().startswith("# "):
        rang -= 1
        dits.insert(0, lignes[rang].strip(" #"))
    return " ".join(dits).strip()


def _ecrits(bloc: Bloc, dossier: Path) -> Iterator[Ecrit]:
    arbre, lignes = bloc.lire(dossier), bloc.texte.splitlines()
    assert arbre.problemes == []

    def suivre(modele: type[BaseModel], donnees: Any, chemin: tuple[str | int, ...]) -> Iterator[Ecrit]:
        if isinstance(donnees, list):
            for rang, element in enumerate(donnees):
                yield from suivre(modele, element, (*chemin, rang))
        elif isinstance(donnees, dict):
            for champ, valeur in donnees.items():
                ici = (*chemin, champ)
                yield Ecrit(bloc.ancre, modele, champ, _commentaire(lignes, arbre.cles[ici][0] - 1))
                for suivant in _dans(modele.model_fields[champ].annotation):
                    if champ not in ("creneaux", *_JOURS):
                        yield from suivre(suivant, valeur, ici)

    yield from suivre(bloc.modele, arbre.donnees, ())


@pytest.fixture(scope="module")
def ecrits(tmp_path_factory: pytest.TempPathFactory) -> list[Ecrit]:
    dossier = tmp_path_factory.mktemp("guide")
    return [ecrit for bloc in BLOCS for ecrit in _ecrits(bloc, dossier)]


@pytest.fixture(scope="module")
def donnees(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Les données de démonstration, où chaque modèle du guide a été copié comme un agent le ferait."""
    dossier = tmp_path_factory.mktemp("copie") / "data"
    shutil.copytree(DEMONSTRATION, dossier)
    for fichier in LOI:
        if not (dossier / fichier).exists():
            (dossier / fichier).parent.mkdir(exist_ok=True)
            shutil.copy(RACINE / "data" / fichier, dossier / fichier)
    for bloc in BLOCS:
        chemin = dossier / bloc.fichier
        if bloc.est_entier:
            chemin.write_text(bloc.texte, encoding="utf-8")
            continue
        texte = chemin.read_text(encoding="utf-8")
        for liste, suite in re.findall(r"^([a-z_]+):\n((?:  .*\n)+)", bloc.texte, re.MULTILINE):
            texte, fois = re.subn(
                rf"^{liste}:\n", lambda m, suite=suite: m[0] + suite, texte, flags=re.MULTILINE
            )
            assert fois == 1, f"{bloc.fichier} n'a pas de liste « {liste} »"
        chemin.write_text(texte, encoding="utf-8")
    for nom in re.findall(r"^ +fichier: (\S+\.pdf)", PAGE, re.MULTILINE):
        (dossier / "reseau/documents" / nom).write_bytes(b"%PDF-1.7\n")
    return dossier


def test_chaque_sorte_d_enregistrement_a_son_modele_a_son_ancre() -> None:
    assert tuple(bloc.ancre for bloc in BLOCS) == ANCRES


def test_les_modeles_copies_dans_des_donnees_sont_acceptes(donnees: Path) -> None:
    try:
        verifies = tout_verifier(donnees, RACINE / "docs", AUJOURD_HUI)
    except DonneesInvalides as refus:
        pytest.fail(str(refus), pytrace=False)
    avant = charger(DEMONSTRATION, "exemples/demonstration", RACINE / "data")
    apres = verifies.reseau.catalogue
    assert len(apres.guichets) == len(avant.guichets) + 1
    assert len(apres.reseau.evenements) == len(avant.reseau.evenements) + 2
    assert apres.cotation.grille is not None
    assert len(apres.cotation.grille.criteres) == 2


def test_chaque_champ_connu_est_dans_un_modele(ecrits: list[Ecrit]) -> None:
    montres = {(ecrit.modele, ecrit.champ) for ecrit in ecrits}
    manquent = {
        f"{modele.__name__}.{champ}"
        for modele in {modele for modele, _ in montres}
        for champ in modele.model_fields
        if (modele, champ) not in montres and modele.__name__ not in HORS_DU_GUIDE
    }
    assert manquent - set(HORS_DU_GUIDE) == set()
    assert {nom for nom in HORS_DU_GUIDE if "." in nom} <= manquent, "une exception ne sert plus à rien"


def test_le_premier_emploi_d_un_champ_est_explique(ecrits: list[Ecrit]) -> None:
    premiers: dict[tuple[type[BaseModel], str], Ecrit] = {}
    for ecrit in ecrits:
        premiers.setdefault((ecrit.modele, ecrit.champ), ecrit)
    listes = {bloc.modele for bloc in BLOCS if not bloc.est_entier}
    muets = [e for e in premiers.values() if not e.commentaire and e.champ not in _JOURS]
    assert [e.nom for e in muets if e.modele not in listes] == []


def test_aucune_ligne_d_un_modele_ne_se_replie_sur_un_grand_ecran() -> None:
    """Le retrait a un sens : une ligne repliée au bord le cacherait."""
    assert [ligne for bloc in BLOCS for ligne in bloc.texte.splitlines() if len(ligne) > COLONNES] == []


def test_obligatoire_est_dit_de_ce_qui_l_est_et_de_rien_d_autre(ecrits: list[Ecrit]) -> None:
    listes = {bloc.modele for bloc in BLOCS if not bloc.est_entier}
    expliques = [e for e in ecrits if e.commentaire and e.modele not in listes]
    faux = [
        e.nom
        for e in expliques
        if ("obligatoire" in re.sub("sans, possible ou obligatoire", "", e.commentaire))
        != e.modele.model_fields[e.champ].is_required()
    ]
    assert faux == []


def test_toutes_les_valeurs_admises_sont_dites(ecrits: list[Ecrit]) -> None:
    tues = [
        f"{ecrit.nom} : {choix}"
        for ecrit in ecrits
        if ecrit.commentaire
        for choix in _choix(ecrit.modele.model_fields[ecrit.champ].annotation)
        if not re.search(rf"(?<!\w){choix}(?!\w)", ecrit.commentaire)
    ]
    assert tues == []


def test_les_fautes_montrees_sont_refusees_mot_pour_mot(donnees: Path, tmp_path: Path) -> None:
    fautes = re.findall(r"^```faute\n(.*?)\n```$", PAGE, re.DOTALL | re.MULTILINE)
    reponses = re.findall(r"^```reponse\n(.*?)\n```$", PAGE, re.DOTALL | re.MULTILINE)
    assert len(fautes) == len(reponses) > 0
    lieu = next(bloc for bloc in BLOCS if bloc.ancre == "lieu")
    for faute, reponse in zip(fautes, reponses, strict=True):
        # La ligne du modèle que la faute remplace : celle dont le champ commence comme le sien.
        debut = re.escape(faute[:9])
        fautif, fois = re.subn(rf"^{debut}.*$", faute, lieu.texte, count=1, flags=re.MULTILINE)
        assert fois == 1, faute
        dossier = tmp_path / str(abs(hash(faute)))
        shutil.copytree(donnees, dossier)
        (dossier / lieu.fichier).write_text(fautif, encoding="utf-8")
        with pytest.raises(DonneesInvalides) as refus:
            charger(dossier, "data")
        assert [str(probleme) for probleme in refus.value.problemes] == [reponse]


def test_les_exemples_ne_donnent_aucune_vraie_coordonnee() -> None:
    ecrits = "\n".join(bloc.texte for bloc in BLOCS)
    assert re.findall(r"\b0\d(?: \d\d){4}\b", ecrits)
    assert [n for n in re.findall(r"\b0\d(?: \d\d){4}\b", ecrits) if not n.startswith("01 99 00")] == []
    adresses = re.findall(r"https?://([^/\s]+)", ecrits) + re.findall(r"@(\S+)", ecrits)
    assert set(adresses) <= {"www.exemple.fr", "exemple.fr"}


def test_un_modele_a_copier_ne_se_cherche_pas() -> None:
    """Ses mots inventés répondraient à la place des pages : seul ce qui l'entoure se trouve."""
    page = '<div class="texte"><h1>Le guide</h1><p>Copiez.</p><pre><code>nom: Agence des Brumes</code></pre></div>'
    assert [(lu.titre, lu.texte) for lu in passages(html.fromstring(page))] == [("Le guide", "Copiez.")]
