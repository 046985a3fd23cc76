"""Les données du dépôt : ce que le territoire, le plan et les montants doivent être."""

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from macros.chargement import charger
from macros.modele.catalogue import Catalogue
from macros.modele.fait import Fait
from macros.modele.texte_cite import faits_en_place

RACINE = Path(__file__).parent.parent

TITRES = (
    "Compléter l'observatoire du logement social et organiser le partage de données",
    "Procéder à la qualification du parc social et à sa mise à jour",
    "Organiser le réseau des acteurs composant le service d'accueil et d'information des demandeurs",
    "Coordonner et animer le réseau des professionnels avec l'appui du lieu commun dématérialisé communautaire",
    "Définir les informations communes délivrées au demandeur",
    "S'appuyer sur le dispositif national du SNE et les instances communautaires de suivi des objectifs "
    "d'attribution",
    "Garantir un fonctionnement partenarial et transparent entre réservataires et bailleurs sociaux dans le "
    "contexte de la gestion en flux",
    "Mobiliser le dispositif de cotation de la demande lors de la sélection des candidats et les attributions "
    "de logement",
    "Encourager le recours aux dispositifs facilitant la mobilité dans le parc social",
    "Faciliter les relogements liés à la rénovation urbaine en coordonnant le partenariat inter bailleurs et "
    "inter réservataires",
    "Sensibiliser et appuyer les acteurs en contact avec les publics prioritaires",
    "Améliorer la prise en charge des publics prioritaires en s'appuyant sur des instances partenariales de "
    "coordination",
)
ORIENTATIONS_DES_ACTIONS = (1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5)


@pytest.fixture(scope="module")
def reel() -> Catalogue:
    return charger(RACINE / "data")


@pytest.fixture(scope="module")
def fictif() -> Catalogue:
    return charger(RACINE / "exemples" / "demonstration", loi=RACINE / "data")


def test_le_territoire_a_ses_73_communes_et_leur_population(reel: Catalogue) -> None:
    assert len(reel.territoire.communes) == 73
    assert sum(commune.population for commune in reel.territoire.communes) == 433_255
    assert {commune.code_insee[:2] for commune in reel.territoire.communes} == {"78"}


def test_chaque_commune_a_sa_mairie_avec_adresse_telephone_et_horaires(reel: Catalogue) -> None:
    mairies = {guichet.commune: guichet for guichet in reel.guichets if guichet.type == "mairie"}
    assert set(mairies) == {commune.code_insee for commune in reel.territoire.communes}
    assert [m.id for m in mairies.values() if not (m.adresse and m.telephone and m.horaires)] == []


def test_aucune_mairie_n_est_dite_guichet_sans_source(reel: Catalogue) -> None:
    dits = [guichet for guichet in reel.guichets if guichet.enregistreur != "a_confirmer"]
    assert [guichet.id for guichet in dits if guichet.verifie_le is None] == []


def test_les_douze_titres_et_leurs_orientations_sont_ceux_du_document_source(reel: Catalogue) -> None:
    assert tuple(fiche.titre for fiche in reel.fiches) == TITRES
    assert tuple(fiche.orientation for fiche in reel.fiches) == ORIENTATIONS_DES_ACTIONS


def test_une_echeance_dite_faite_donne_sa_date(reel: Catalogue) -> None:
    echeances = [echeance for fiche in reel.fiches for echeance in fiche.echeances]
    assert [e.id for e in echeances if (e.statut == "fait") != (e.fait_le is not None)] == []


def test_les_dates_du_plan_sont_deduites_de_l_approbation(reel: Catalogue) -> None:
    dates = {etape.id: reel.date_de(etape) for etape in reel.plan.etapes if etape.est_derivee}
    approbation = reel.territoire.dates_du_plan.approbation
    ecarts = {
        identite: (quand.year - approbation.year) * 12 + quand.month - approbation.month
        for identite, quand in dates.items()
        if quand
    }
    assert ecarts == {"bilan-triennal": 36, "evaluation": 66, "fin": 72}


def test_les_plafonds_pls_valent_130_pour_cent_du_plus(reel: Catalogue) -> None:
    for zone in reel.plafonds.zones:
        produits = {produit.sigle: produit for produit in zone.produits}
        attendus = tuple(
            int((Decimal(montant) * Decimal("1.3")).quantize(Decimal(1), ROUND_HALF_UP))
            for montant in produits["PLUS"].montants
        )
        assert produits["PLS"].montants == attendus
        assert {sigle: produit.verification for sigle, produit in produits.items()} == {
            "PLUS": "lu",
            "PLAI": "calcule",
            "PLS": "calcule",
        }


def test_un_fait_non_relu_ne_passe_pas_pour_confirme(reel: Catalogue) -> None:
    non_relus = [fait for fait in reel.faits if fait.verification == "non_relu"]
    assert non_relus
    assert not any(fait.est_confirme or fait.verifie_le for fait in non_relus)


def test_une_grille_de_cotation_n_est_montree_que_si_elle_est_adoptee(
    reel: Catalogue, fictif: Catalogue
) -> None:
    assert (reel.cotation.etat == "adoptee") == (reel.cotation.grille is not None)
    assert fictif.cotation.grille is not None


def test_la_demonstration_lit_la_loi_chez_le_vrai_site(reel: Catalogue, fictif: Catalogue) -> None:
    """La loi vaut partout : un fait corrigé l'est aussi dans la démonstration, sans copie à refaire."""

    def du_pays(catalogue: Catalogue) -> list[Fait]:
        locaux = "faits_du_territoire.yaml"
        return [f for f in catalogue.faits if not catalogue.origine("fait", f.id).fichier.endswith(locaux)]

    assert du_pays(fictif) == du_pays(reel)
    assert (fictif.termes, fictif.plafonds) == (reel.termes, reel.plafonds)
    assert (fictif.mots_courants, fictif.etapes) == (reel.mots_courants, reel.etapes)
    assert (fictif.pieces, fictif.messages) == (reel.pieces, reel.messages)
    assert (fictif.rubriques, fictif.questions) == (reel.rubriques, reel.questions)
    assert fictif.aiguillage == reel.aiguillage
    assert fictif.accessibilite == reel.accessibilite
    assert fictif.origine("étape", reel.etapes[0].id).fichier == "data/demandeur/etapes.yaml"
    assert fictif.origine("question", reel.questions[0].id).fichier == "data/demandeur/questions.yaml"
    assert fictif.origine("fait", "gratuite").fichier == "data/demandeur/faits.yaml"


def test_la_demonstration_remplit_chaque_champ_de_chaque_enregistrement(fictif: Catalogue) -> None:
    vides: list[str] = []
    for suite in (
        fictif.guichets,
        fictif.reseau.ressources,
        fictif.reseau.evenements,
        fictif.plan.etapes,
        [echeance for fiche in fictif.fiches for echeance in fiche.echeances],
        [indicateur for fiche in fictif.fiches for indicateur in fiche.indicateurs],
        [fictif.cotation.grille],
        fictif.cotation.grille.criteres if fictif.cotation.grille else (),
        fictif.cotation.grille.exemples if fictif.cotation.grille else (),
        fictif.territoire.contacts,
        [fictif.territoire.ce_site.accessibilite],
        [fictif.territoire.ce_site.accessibilite.audit],
    ):
        modele = type(suite[0])
        vides += [
            f"{modele.__name__}.{champ}"
            for champ in modele.model_fields
            if all(getattr(enregistrement, champ) in (None, ()) for enregistrement in suite)
        ]
    assert (vides, fictif.territoire.ce_site.manquantes) == ([], ())


def test_la_demonstration_a_trois_ans_de_valeurs_et_quarante_lieux(fictif: Catalogue) -> None:
    assert len(fictif.guichets) == 40
    assert len(fictif.territoire.communes) == 20
    periodes = {v.periode for fiche in fictif.fiches for i in fiche.indicateurs for v in i.valeurs}
    assert {"2023", "2024", "2025"} <= periodes


def test_les_numeros_de_la_demonstration_sont_reserves_a_la_fiction(fictif: Catalogue) -> None:
    site = fictif.territoire.ce_site
    porteurs = (
        *fictif.guichets,
        *fictif.territoire.contacts,
        site.editeur,
        site.hebergeur,
        site.accessibilite,
    )
    numeros = [porteur.telephone for porteur in porteurs]
    assert [numero for numero in numeros if numero and not numero.startswith("01 99 00 ")] == []


def test_ce_qui_est_reserve_au_reseau_disparait_pour_le_public(fictif: Catalogue) -> None:
    public = fictif.pour("public")
    assert {r.audience for r in (*fictif.reseau.ressources, *fictif.reseau.evenements)} == {
        "public",
        "reseau",
    }
    assert {r.audience for r in (*public.reseau.ressources, *public.reseau.evenements)} == {"public"}


def test_ce_qui_vaut_dans_tout_le_pays_ne_dit_rien_du_territoire(reel: Catalogue, fictif: Catalogue) -> None:
    """Un autre territoire lit ces faits et ces termes : ils ne nomment ni département ni commune d'ici."""
    noms = [commune.nom for commune in reel.territoire.communes if len(commune.nom) > 5]
    noms += [reel.territoire.departement, reel.territoire.nom_officiel, "Grand Paris Seine"]
    textes = {fait.id: fait.enonce for fait in fictif.faits} | {t.id: t.definition for t in fictif.termes}
    textes |= {f"message {m.id}": f"{m.titre} {m.texte}" for m in fictif.messages}
    textes |= {f"étape {e.id}": f"{e.titre} {e.vous} {e.ensuite} {e.piege}" for e in fictif.etapes}
    textes |= {f"question {q.id}": f"{q.question} {q.reponse} {q.qui_sait}" for q in fictif.questions}
    listes = [s.pieces for s in fictif.pieces.pour_examiner]
    textes |= {
        f"pièce {piece.id}": f"{piece.titre} {piece.prouve}"
        for liste in (fictif.pieces.pour_enregistrer, *listes)
        for piece in liste
    }
    assert [(cle, nom) for cle, texte in textes.items() for nom in noms if nom in texte] == []


def test_un_chiffre_mis_dans_un_texte_a_sa_source_a_cote(reel: Catalogue) -> None:
    """Le fait entre accolades est aussi dans `faits`, dont viennent les renvois aux sources."""
    textes = [
        *((f"étape {e.id}", f"{e.vous} {e.ensuite} {e.piege}", e.faits) for e in reel.etapes),
        *((f"message {m.id}", f"{m.titre} {m.texte}", m.faits) for m in reel.messages),
        *((f"question {q.id}", f"{q.reponse} {q.qui_sait or ''}", q.faits) for q in reel.questions),
        *((f"pièce {p.id}", f"{p.titre} {p.prouve}", (p.fait,)) for p in reel.pieces.pour_enregistrer),
        *(
            (f"pièce {piece.id}", f"{piece.titre} {piece.prouve}", (piece.fait,))
            for situation in reel.pieces.pour_examiner
            for piece in situation.pieces
        ),
    ]
    places = [(ou, cite, faits) for ou, texte, faits in textes for cite in faits_en_place(texte)]
    assert places
    assert [(ou, cite) for ou, cite, faits in places if cite not in faits] == []


def test_chaque_rubrique_a_des_questions(reel: Catalogue) -> None:
    employees = {question.rubrique for question in reel.questions}
    assert [rubrique.id for rubrique in reel.rubriques if rubrique.id not in employees] == []


def test_deux_questions_ne_se_tapent_pas_pareil(reel: Catalogue) -> None:
    """Une même graphie mènerait à deux réponses."""
    graphies = [graphie for question in reel.questions for graphie in set(question.variantes)]
    assert [graphie for graphie, nombre in Counter(graphies).items() if nombre > 1] == []
