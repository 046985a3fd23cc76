// Les plafonds d'un foyer : sa catégorie, les montants, et lesquels ses revenus respectent. La référence est
// macros/modele/foyer.py et revenus.py, qui dit aussi d'où viennent les règles ; des vecteurs tirés d'elle tiennent ce
// fichier au même résultat. Aucune phrase ici, aucun montant : la page les donne. Rien de tapé ne sort de la page.

import { jourDeLAppareil, lireNombre, montrerLOutil, remplir, signaler } from "./commun.js";

const DOUTES = ["naissance", "visite", "parent-seul", "handicap"];

const compter = (foyer, agesAuPlus, hypothese) => {
  const nes = hypothese.naissance ? foyer.naissances : 0;
  return {
    personnes: foyer.adultes + foyer.a_charge + foyer.visites + nes,
    seul: foyer.adultes === 1,
    aCharge: foyer.a_charge + nes + (hypothese.visite ? foyer.visites : 0),
    jeune: foyer.ages_du_couple !== null && foyer.ages_du_couple[0] + foyer.ages_du_couple[1] <= agesAuPlus,
    handicap: foyer.handicap,
  };
};

const decrit = (ligne, compte) =>
  ligne.personnes === compte.personnes &&
  (ligne.seul_avec === null || (compte.seul && compte.aCharge === ligne.seul_avec)) &&
  !(ligne.sans_charge && compte.aCharge) &&
  (ligne.jeune === null || ligne.jeune === compte.jeune) &&
  (compte.handicap || !ligne.handicap);

const lesLignes = (categories) =>
  categories.flatMap(({ numero, lignes }) => lignes.map((ligne) => ({ numero, ...ligne })));

const plusGrand = (categories) => Math.max(...lesLignes(categories).map(({ personnes }) => personnes));

const jusquAuPlusGrand = (compte, categories) => ({
  ...compte,
  personnes: Math.min(compte.personnes, plusGrand(categories)),
});

const ordre = ([categorie, enPlus], [autre, autresEnPlus]) => categorie - autre || enPlus - autresEnPlus;
const lePlusHaut = (...classements) => classements.sort(ordre)[classements.length - 1];

const aLaLigne = (compte, categories, parentSeul) => {
  const borne = jusquAuPlusGrand(compte, categories);
  const lignes = lesLignes(categories);
  const numeros = lignes.filter((ligne) => decrit(ligne, borne)).map(({ numero }) => numero);
  const classement = [Math.max(...numeros), compte.personnes - borne.personnes];
  const seules = lignes.filter((ligne) => ligne.seul_avec).sort((une, autre) => une.seul_avec - autre.seul_avec);
  const derniere = seules[seules.length - 1];
  if (!parentSeul || !compte.seul || !derniere || compte.aCharge <= derniere.seul_avec) return classement;
  return lePlusHaut(classement, [derniere.numero, compte.personnes - 1 - derniere.seul_avec]);
};

const classer = (foyer, { categories, ages_au_plus: agesAuPlus }, hypothese) => {
  const compte = compter(foyer, agesAuPlus, hypothese);
  const telQuel = aLaLigne(compte, categories, hypothese["parent-seul"]);
  if (!hypothese.handicap || !compte.handicap) return telQuel;
  const [categorie] = aLaLigne({ ...compte, handicap: false }, categories, hypothese["parent-seul"]);
  return categorie < categories.length ? lePlusHaut(telQuel, [categorie + 1, 0]) : telQuel;
};

/** Ce que le tableau dit d'un foyer : le classement le plus bas, l'autre s'il y en a deux, et ce qui les sépare. */
export const lireLeTableau = (foyer, bareme) => {
  const hypotheses = Array.from({ length: 2 ** DOUTES.length }, (_, rang) =>
    Object.fromEntries(DOUTES.map((doute, bit) => [doute, Boolean(rang & (1 << bit))])),
  );
  const dit = (hypothese) => classer(foyer, bareme, hypothese);
  const [plusBas, plusHaut] = [hypotheses.map(dit).sort(ordre)[0], lePlusHaut(...hypotheses.map(dit))];
  const compte = compter(foyer, bareme.ages_au_plus, {});
  const borne = jusquAuPlusGrand(compte, bareme.categories);
  return {
    personnes: compte.personnes,
    lignes: bareme.categories[plusBas[0] - 1].lignes.filter((l) => decrit(l, borne)).map(({ texte }) => texte),
    plus_bas: plusBas,
    plus_haut: ordre(plusBas, plusHaut) ? plusHaut : null,
    doutes: DOUTES.filter((doute) => hypotheses.some((h) => ordre(dit(h), dit({ ...h, [doute]: true })))),
  };
};

/** Le revenu à comparer, en centimes : le récent s'il a assez baissé, sinon celui de référence ; null sans revenu. */
export const retenir = ({ reference, recents }, baisse) => {
  if (reference === null) return null;
  const seuil = Math.floor((reference * (100 - baisse)) / 100);
  // Un revenu nul ne peut pas baisser.
  const baissent = recents !== null && recents <= seuil && recents < reference;
  return { montant: baissent ? recents : reference, recents: baissent, seuil };
};

const comparer = (produits, [categorie, enPlus], retenu) =>
  produits.map(({ sigle, montants, par_personne: parPersonne }) => {
    const plafond = (montants[categorie - 1] + enPlus * parPersonne) * 100;
    return { sigle, plafond, depassement: retenu && Math.max(0, retenu.montant - plafond) };
  });

/** La réponse entière. Les revenus et les plafonds sont en centimes. */
export const calculer = (foyer, revenus, bareme) => {
  const lecture = lireLeTableau(foyer, bareme);
  const retenu = retenir(revenus, bareme.baisse);
  return {
    lecture,
    retenu,
    plus_bas: comparer(bareme.produits, lecture.plus_bas, retenu),
    plus_haut: lecture.plus_haut && comparer(bareme.produits, lecture.plus_haut, retenu),
  };
};

/** L'entier tapé, s'il tient entre les deux bornes ; null sinon. */
export const lireEntier = (texte, min, max) => {
  const nombre = /^\d{1,3}$/.test(texte.trim()) ? Number(texte) : NaN;
  return nombre >= min && nombre <= max ? nombre : null;
};

/** Le montant tapé, en centimes, s'il ne dépasse pas `max` centimes ; null sinon. */
export const lireCentimes = (texte, max) => {
  const euros = lireNombre(texte);
  const centimes = euros === null ? NaN : Math.round(euros * 100);
  return centimes <= max ? centimes : null;
};

const euros = (centimes) =>
  (centimes / 100).toLocaleString("fr-FR", {
    style: "currency",
    currency: "EUR",
    minimumFractionDigits: centimes % 100 ? 2 : 0,
  });

const brancher = (formulaire) => {
  const bareme = JSON.parse(document.getElementById("bareme").textContent);
  const resultat = document.getElementById("plafonds-calcules");
  const champ = (nom) => document.getElementById(`plafonds-${nom}`);
  const coche = (nom) => champ(nom).checked && !champ(nom).closest("[hidden]");
  const dire = (cas) => {
    for (const element of resultat.querySelectorAll("[data-cas]")) element.hidden = !cas.includes(element.dataset.cas);
  };

  for (const avis of document.querySelectorAll("[data-perime]")) {
    avis.hidden = jourDeLAppareil(new Date()) <= bareme.valables_jusqu_au;
  }

  // Seules les questions utiles se montrent : celle du couple ne change la ligne que de deux adultes seuls.
  const demander = () => {
    const deux = lireEntier(champ("adultes").value, 2, 2) && lireEntier(champ("charge").value, 0, 0) === 0;
    champ("couple").closest("[data-si]").hidden = !deux || champ("visite").checked;
    for (const question of formulaire.querySelectorAll("[data-si-coche]")) {
      question.hidden = !coche(question.dataset.siCoche);
    }
  };

  // Ce qui change une réponse efface le résultat : il ne répondrait plus à ce que l'on lit dans les champs.
  const recommencer = () => {
    demander();
    resultat.hidden = true;
  };

  const lire = () => {
    const fautifs = [];
    const noter = (nom, lu, phrase) => {
      signaler(champ(nom), lu === null ? champ(nom).dataset[phrase] : null);
      if (lu === null) fautifs.push(champ(nom));
      return lu;
    };
    const entier = (nom) => {
      const { min, max } = champ(nom).dataset;
      return noter(nom, lireEntier(champ(nom).value, Number(min), Number(max)), "faute");
    };
    const montant = (nom) => {
      if (!champ(nom).value.trim()) return signaler(champ(nom)), null;
      return noter(nom, lireCentimes(champ(nom).value, Number(champ(nom).dataset.max) * 100), "faute");
    };
    const foyer = {
      adultes: entier("adultes"),
      a_charge: entier("charge"),
      ages_du_couple: coche("couple") ? [entier("age"), entier("autre-age")] : null,
      visites: coche("visite") ? entier("visites") : 0,
      naissances: coche("naissance") ? entier("naissances") : 0,
      handicap: champ("handicap").checked,
    };
    const revenus = { reference: montant("reference"), recents: coche("baisse") ? montant("recents") : null };
    if (revenus.recents !== null && !champ("reference").value.trim()) noter("reference", null, "fauteSeule");
    return { foyer, revenus, fautifs };
  };

  const remplirUnTableau = (lecture, comparaisons, enPlus) => {
    const tableau = resultat.querySelector(`[data-lecture="${lecture}"]`);
    for (const { sigle, plafond, depassement } of comparaisons) {
      const lignes = tableau.querySelector(`[data-sigle="${sigle}"]`);
      remplir(lignes, { plafond: euros(plafond), depassement: euros(depassement ?? 0) });
      const verdict = depassement === null ? "sans" : depassement ? "depasse" : "respecte";
      for (const dit of lignes.querySelectorAll("[data-verdict]")) dit.hidden = dit.dataset.verdict !== verdict;
    }
    remplir(tableau, { "en-plus": enPlus });
    for (const dit of tableau.querySelectorAll("[data-en-plus]")) dit.hidden = !enPlus;
  };

  const montrer = (foyer, revenus) => {
    const { lecture, retenu, plus_bas: plusBas, plus_haut: plusHaut } = calculer(foyer, revenus, bareme);
    const [categorie, enPlus] = lecture.plus_bas;
    const sous = (comparaisons) => comparaisons.filter(({ depassement }) => depassement === 0).map(({ sigle }) => sigle);
    const conclusion = !retenu ? "sans-revenu" : sous(plusBas).length ? `sous-${sous(plusBas)[0]}` : "au-dessus";

    remplir(resultat, {
      categorie,
      lignes: lecture.lignes.join(" ; "),
      personnes: lecture.personnes,
      adultes: foyer.adultes,
      charge: foyer.a_charge,
      recus: foyer.visites,
    });
    for (const produit of bareme.produits) {
      const [base, ajout] = [produit.montants[categorie - 1] * 100, produit.par_personne * 100];
      const somme = `${euros(base)} + ${enPlus} × ${euros(ajout)} = ${euros(base + enPlus * ajout)}`;
      remplir(resultat, { [`somme-${produit.sigle}`]: somme });
    }
    remplirUnTableau("plus-bas", plusBas, enPlus);
    if (plusHaut) {
      remplir(resultat, { "autre-categorie": lecture.plus_haut[0], mieux: sous(plusHaut).join(", ") });
      remplirUnTableau("plus-haut", plusHaut, lecture.plus_haut[1]);
    }
    if (retenu) remplir(resultat, { retenu: euros(retenu.montant), seuil: euros(retenu.seuil) });

    dire([
      conclusion,
      ...(plusHaut ? ["doute", ...lecture.doutes] : []),
      ...(plusHaut && retenu ? [sous(plusHaut).length > sous(plusBas).length ? "mieux" : "pareil"] : []),
      ...(enPlus ? ["en-plus"] : []),
      ...(foyer.visites ? ["recus"] : []),
      ...(!retenu ? [] : retenu.recents ? ["recents"] : revenus.recents === null ? ["reference"] : ["reference", "ecartes"]),
    ]);
    resultat.hidden = false;
    resultat.querySelector(".resultat-titre").focus();
  };

  formulaire.addEventListener("input", recommencer);
  formulaire.addEventListener("reset", () => {
    for (const place of formulaire.querySelectorAll("[aria-invalid]")) signaler(place);
    // Les champs ne retrouvent leur valeur qu'après l'évènement.
    setTimeout(recommencer);
  });
  formulaire.addEventListener("submit", (evenement) => {
    evenement.preventDefault();
    const { foyer, revenus, fautifs } = lire();
    resultat.hidden = true;
    if (fautifs.length) fautifs[0].focus();
    else montrer(foyer, revenus);
  });
  demander();
};

const formulaire = globalThis.document?.getElementById("calcul-plafonds");
if (formulaire) {
  brancher(formulaire);
  montrerLOutil(formulaire);
}
