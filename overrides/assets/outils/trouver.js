// Trouve les lieux d'une commune, puis les plus proches. Tout se fait dans la page : elle ne demande que des fichiers du
// site, les mêmes pour tous, et le choix reste après le « # » de l'adresse. Sans ce script, la liste des communes suffit.

import { choixDeLAdresse, dansLAdresse, garderLeChoix, jourEnMots, montrerLOutil, plier, remplir } from "./commun.js";
import { listeDeroulante } from "./liste.js";
import { estPerime, etat, heureLegale, phrase } from "./ouverture.js";

const PROPOSEES = 8;
const PROCHES = 5;
const LOTS_D_UN_COUP = 4;
const LOTS_AU_PLUS = 12;
const LOIN_KM = 60;

/* Chercher une commune */

const ABREGES = { st: "saint", ste: "sainte", sts: "saints", s: "sur", lez: "les" };
const ARTICLES = new Set(["le", "la", "les", "l"]);

/** Les mots d'un nom tel qu'on le tape : « Ste Honorine » donne « sainte honorine » ; l'article de tête ne compte pas. */
export const motsDuNom = (texte) => {
  const mots = plier(texte).split(" ").filter(Boolean).map((mot) => ABREGES[mot] ?? mot);
  return mots.length > 1 && ARTICLES.has(mots[0]) ? mots.slice(1) : mots;
};

/** Une commune prête à être cherchée. `formes` : son nom, et ses autres noms. */
export const indexer = (commune) => ({
  ...commune,
  formesEnMots: [commune.nom, ...commune.formes].map(motsDuNom),
});

// Une lettre changée, ôtée, ajoutée ou deux voisines échangées, dans un mot assez long pour que cela ne prête pas à confusion.
const ressemble = (tape, mot) => {
  const admis = tape.length < 4 ? 0 : tape.length < 8 ? 1 : 2;
  const vise = mot.slice(0, tape.length + admis);
  if (!admis || tape[0] !== mot[0]) return false;
  let avant = null;
  let ligne = Array.from({ length: vise.length + 1 }, (_, rang) => rang);
  for (let i = 1; i <= tape.length; i += 1) {
    const suivante = [i];
    for (let j = 1; j <= vise.length; j += 1) {
      const cout = tape[i - 1] === vise[j - 1] ? 0 : 1;
      let moindre = Math.min(ligne[j] + 1, suivante[j - 1] + 1, ligne[j - 1] + cout);
      if (avant && j > 1 && tape[i - 1] === vise[j - 2] && tape[i - 2] === vise[j - 1]) moindre = Math.min(moindre, avant[j - 2] + 1);
      suivante.push(moindre);
    }
    [avant, ligne] = [ligne, suivante];
  }
  return Math.min(...ligne) <= admis;
};

// Comment un nom s'entend, à peu près : « pwassy » et « Poissy », « konflan » et « Conflans », « murot » et « Mureaux ».
const SONS = [
  [/ph/g, "f"], [/ch/g, "S"], [/qu|q|k|c(?![eiy])/g, "k"], [/c|ss|z/g, "s"], [/g(?=[eiy])/g, "j"], [/h/g, ""],
  [/eau|au/g, "o"], [/oi|oua|wa/g, "ua"], [/[ae]i|ay|ey/g, "e"], [/y/g, "i"],
  [/[ae][nm](?![aeiou])/g, "A"], [/[aei]+[nm](?![aeiou])/g, "I"], [/o[nm](?![aeiou])/g, "O"],
  [/(.)\1+/g, "$1"], [/[stxdez]+$/, ""],
];
const sonDe = (mots) => mots.map((mot) => SONS.reduce((lu, [motif, par]) => lu.replace(motif, par), mot)).join("");

// Calculés à la première recherche qui en a besoin : la plupart n'en ont pas besoin.
const sons = new Map();
const sonDeLaForme = (forme) => {
  const nom = forme.join(" ");
  if (!sons.has(nom)) sons.set(nom, [sonDe(forme), sonDe([forme.join("")])]);
  return sons.get(nom);
};

const bienEcrite = (mots) => {
  const tape = mots.join(" ");
  return (forme) => {
    const vise = forme.join(" ");
    if (tape === vise) return 5;
    if (vise.startsWith(tape)) return 4;
    // À égalité, le nom le plus court est le plus proche de ce que l'on a écrit.
    return mots.every((mot) => forme.some((autre) => autre.startsWith(mot))) ? 3 + 1 / (forme.length + 1) : 0;
  };
};

const malEcrite = (mots) => {
  const [tape, tapeColle] = [sonDe(mots), sonDe([mots.join("")])];
  // « Saint », « sur », « Seine » reviennent dans bien des noms : chaque paire de mots n'est comparée qu'une fois.
  const compares = new Map();
  const seRessemblent = (mot, autre) => {
    const paire = `${mot} ${autre}`;
    if (!compares.has(paire)) compares.set(paire, autre.startsWith(mot) || ressemble(mot, autre));
    return compares.get(paire);
  };
  return (forme) => {
    const brievete = 1 / (forme.length + 1);
    if (mots.every((mot) => forme.some((autre) => seRessemblent(mot, autre)))) return 1 + brievete;
    const [vise, colle] = sonDeLaForme(forme);
    if (tape.length < 3 || tape[0] !== vise[0]) return 0;
    return vise.startsWith(tape) || tapeColle === colle || (tape.length > 4 && ressemble(tape, vise)) ? brievete : 0;
  };
};

const noter = (communes, codes, deLaForme) => {
  const notees = [];
  for (const commune of communes) {
    const duCode = codes.every((code) => commune.codes.some((postal) => postal.startsWith(code)));
    const note = duCode ? Math.max(...commune.formesEnMots.map(deLaForme)) : 0;
    if (note) notees.push([note, commune]);
  }
  return notees;
};

/**
 * Les communes qui répondent à ce que l'on a tapé, la meilleure d'abord, puis la plus peuplée : nom, ancien nom, code
 * postal, ou les deux.
 * `exacte` : la seule qui porte exactement ce nom, s'il y en a une ; `approchees` : aucune ne s'écrit ainsi.
 */
export const chercher = (communes, texte) => {
  const tapes = motsDuNom(texte.replace(/(\d)\s+(?=\d)/g, "$1"));
  const codes = tapes.filter((mot) => /^\d+$/.test(mot));
  const mots = tapes.filter((mot) => !/^\d+$/.test(mot));
  if (!tapes.length) return { trouvees: [], exacte: null, approchees: false, parCode: false };
  // On ne cherche ce qui ressemble, plus long à trouver, que si rien ne s'écrit ainsi.
  const ecrites = noter(communes, codes, mots.length ? bienEcrite(mots) : () => 3);
  const notees = ecrites.length || !mots.length ? ecrites : noter(communes, codes, malEcrite(mots));
  const mieux = Math.max(0, ...notees.map(([note]) => note));
  // Dès qu'un nom s'écrit ainsi, ce qui ne fait que lui ressembler s'efface.
  const seuil = mieux >= 2 ? 2 : mieux >= 1 ? 1 : 0;
  const trouvees = notees.filter(([note]) => note >= seuil).sort(([a, deA], [b, deB]) => b - a || (deB.population ?? 0) - (deA.population ?? 0)).map(([, commune]) => commune);
  const exactes = notees.filter(([note]) => note === 5);
  const entier = codes.length === 1 && !mots.length && codes[0].length === 5;
  const seule = exactes.length === 1 ? exactes[0][1] : entier && trouvees.length === 1 ? trouvees[0] : null;
  return { trouvees, exacte: seule, approchees: mieux > 0 && mieux < 2, parCode: entier };
};

/* Classer les lieux */

const RAYON_KM = 6371.0088;

/** Distance à vol d'oiseau, en kilomètres, entre deux points [latitude, longitude] (haversine). */
export const distanceKm = ([lat1, lon1], [lat2, lon2]) => {
  const rad = Math.PI / 180;
  const corde = Math.sin(((lat2 - lat1) * rad) / 2) ** 2 + Math.cos(lat1 * rad) * Math.cos(lat2 * rad) * Math.sin(((lon2 - lon1) * rad) / 2) ** 2;
  return 2 * RAYON_KM * Math.asin(Math.sqrt(corde));
};

/** Une distance lisible : « 800 m », « 4,2 km », « 13 km ». */
export const enKm = (km) => {
  const dixiemes = Math.round(km * 10);
  if (dixiemes < 10) return `${dixiemes * 100 || 100}\u00a0m`;
  return `${new Intl.NumberFormat("fr-FR", { maximumFractionDigits: km < 10 ? 1 : 0 }).format(km)}\u00a0km`;
};

const sert = (lieu, code) => lieu.dessert === "*" || (lieu.dessert ? lieu.dessert.includes(code) : lieu.commune === code);

/** Ce que le lieu répond aux filtres : « oui », « non », ou « inconnu » quand il n'a pas dit ce que l'on demande. */
export const repond = (lieu, filtres, feries) => {
  const reponses = [];
  if (filtres.service) reponses.push(lieu.services ? lieu.services.includes(filtres.service) : null);
  if (filtres.langue) reponses.push(lieu.langues ? lieu.langues.includes(filtres.langue) : null);
  if (filtres.acces) reponses.push(lieu.sans_marche ?? null);
  if (filtres.moment) {
    const trouve = etat(lieu, feries, filtres.moment);
    // Les horaires ne disent rien des jours fériés : le lieu est à appeler, pas à écarter.
    reponses.push(!trouve || trouve.ferie ? null : trouve.ouvert);
  }
  return reponses.includes(false) ? "non" : reponses.includes(null) ? "inconnu" : "oui";
};

const RANGS = { oui: 0, a_confirmer: 1, non: 2 };

// Ouvert à tous, puis enregistreur (ou qui l'est peut-être), puis sur place, puis mairie, puis par nom : comme la page de la commune.
const parUtilite = (code) => (a, b) => {
  const cle = (lieu) => [Boolean(lieu.public), lieu.depot === "non", lieu.commune !== code, RANGS[lieu.depot], !lieu.mairie];
  const [deA, deB] = [cle(a), cle(b)];
  const rang = deA.findIndex((valeur, place) => valeur !== deB[place]);
  return rang < 0 ? (a.nom < b.nom ? -1 : 1) : deA[rang] - deB[rang];
};

/**
 * Les lieux en groupes : ceux qui servent la commune, les autres du plus proche au plus loin, ceux qui n'ont pas dit s'ils
 * répondent aux filtres, et tous ceux de la commune, filtres ou non. `depuis` : le point de départ ; `code` : la commune, ou rien si l'on part d'une position.
 */
export const classer = (lieux, { depuis, code, filtres, feries }) => {
  const situes = lieux.map((lieu) => ({ ...lieu, km: distanceKm(depuis, lieu.point) }));
  const duLieu = (lieu) => lieu.page.split("#")[1];
  const parDistance = (a, b) => a.km - b.km || (duLieu(a) < duLieu(b) ? -1 : 1);
  const gardes = situes.map((lieu) => [repond(lieu, filtres, feries), lieu]);
  const oui = gardes.filter(([reponse]) => reponse === "oui").map(([, lieu]) => lieu);
  const inconnus = gardes.filter(([reponse]) => reponse === "inconnu").map(([, lieu]) => lieu);
  return {
    servent: code ? oui.filter((lieu) => sert(lieu, code)).sort(parUtilite(code)) : [],
    proches: oui.filter((lieu) => !lieu.public && !(code && sert(lieu, code))).sort(parDistance),
    aDemander: inconnus.filter((lieu) => (code && sert(lieu, code)) || !lieu.public).sort(parDistance),
    deLaCommune: code ? situes.filter((lieu) => sert(lieu, code)).sort(parUtilite(code)) : [],
  };
};

/** La plus courte distance entre un point et un cadre [sud, ouest, nord, est], nulle s'il est dedans. */
export const kmDuCadre = (point, [sud, ouest, nord, est]) =>
  distanceKm(point, [Math.min(Math.max(point[0], sud), nord), Math.min(Math.max(point[1], ouest), est)]);

/* La page */

const brancher = (formulaire) => {
  const parId = (id) => document.getElementById(id);
  const { communes: adresseDesCommunes, services, lots, feries, fuseau } = JSON.parse(parId("calendrier").textContent);
  const phrases = parId("phrases-d-ouverture").dataset;
  const [champ, liste, annonce, resultats, bilan] = ["ou", "communes-proposees", "annonce", "resultats", "bilan"].map(parId);
  // « Les Mureaux » est rangée à L et à M : une seule fois suffit.
  const parAdresse = new Map();
  for (const ligne of document.querySelectorAll(".communes > li")) {
    const [lien, codes] = ligne.children;
    parAdresse.set(lien.getAttribute("href"), indexer({
      nom: lien.textContent,
      page: lien.href,
      codes: codes.textContent.split(", "),
      formes: [],
    }));
  }
  const communes = [...parAdresse.values()];
  let proposees = [];
  let depart = null;
  let montres = PROCHES;
  let lotsAuPlus = LOTS_AU_PLUS;
  let rangDeRecherche = 0;

  /* La liste déroulante */

  const proposer = () => {
    const { trouvees, approchees, parCode } = chercher(communes, champ.value);
    proposees = parCode ? trouvees : trouvees.slice(0, PROPOSEES);
    deroulante.montrer(
      proposees.map((commune) => {
        const code = document.createElement("span");
        code.className = "discret";
        code.textContent = ` ${commune.codes.join(", ")}`;
        return [commune.nom, code];
      }),
    );
    const { une, plusieurs, rien, proches } = annonce.dataset;
    const choisie = approchees ? proches : trouvees.length === 1 ? une : trouvees.length ? plusieurs : plier(champ.value) ? rien : "";
    annonce.textContent = choisie.replace("[n]", trouvees.length);
  };

  const valider = () => {
    const { trouvees, exacte } = chercher(communes, champ.value);
    const choisie = exacte ?? (trouvees.length === 1 ? trouvees[0] : null);
    if (choisie) partirDe(choisie);
    else {
      proposer();
      champ.focus();
    }
    return true;
  };

  const deroulante = listeDeroulante(champ, liste, { proposer, prendre: (rang) => partirDe(proposees[rang]), valider });
  formulaire.addEventListener("submit", (evenement) => evenement.preventDefault());

  /* Les filtres */

  const lireLesFiltres = () => {
    const quand = parId("quand").value;
    const maintenant = heureLegale(new Date(), fuseau);
    const [heures, minutes] = (parId("heure").value || "09:00").split(":").map(Number);
    const choisi = { jour: parId("jour").value || maintenant.jour, minute: heures * 60 + minutes, alors: true };
    return {
      service: parId("service")?.value ?? "",
      langue: parId("langue")?.value ?? "",
      acces: parId("acces")?.checked ?? false,
      moment: quand === "maintenant" ? maintenant : quand === "choisi" ? choisi : null,
    };
  };

  const choixALaMain = () => ({
    ...(depart?.code ? { commune: depart.code } : {}),
    ...Object.fromEntries(["service", "langue"].filter((id) => parId(id)?.value).map((id) => [id, parId(id).value])),
    ...(parId("acces")?.checked ? { acces: "oui" } : {}),
    ...(parId("quand").value === "maintenant" ? { quand: "maintenant" } : {}),
    ...(parId("quand").value === "choisi" ? { quand: `${parId("jour").value}T${parId("heure").value}` } : {}),
  });

  const remettreLesFiltres = (choix) => {
    for (const id of ["service", "langue"]) if (parId(id)) parId(id).value = choix.get(id) ?? "";
    if (parId("acces")) parId("acces").checked = choix.get("acces") === "oui";
    const quand = choix.get("quand") ?? "";
    const [jour, heure] = quand.split("T");
    if (heure) [parId("jour").value, parId("heure").value] = [jour, heure];
    // Un champ de date ou d'heure ne garde pas ce qui n'en est pas une : un lien abîmé ne filtre rien.
    const estUnMoment = Boolean(heure && parId("jour").value && parId("heure").value);
    parId("quand").value = estUnMoment ? "choisi" : quand === "maintenant" ? quand : "";
    parId("moment").hidden = parId("quand").value !== "choisi";
    if (["service", "langue", "acces", "quand"].some((nom) => choix.get(nom))) formulaire.querySelector("details").open = true;
  };

  formulaire.querySelector(".filtres").addEventListener("change", () => {
    const moment = parId("moment");
    moment.hidden = parId("quand").value !== "choisi";
    if (!moment.hidden && !parId("jour").value) {
      parId("jour").value = heureLegale(new Date(), fuseau).jour;
      parId("heure").value = "09:00";
    }
    if (depart) montrer();
  });

  /* Les lots */

  const demandes = new Map();
  const lire = (adresse) => {
    if (!demandes.has(adresse)) {
      const venue = fetch(adresse).then((reponse) => {
        if (!reponse.ok) throw new Error(reponse.status);
        return reponse.json();
      });
      // Une panne passagère ne doit pas durer : la prochaine recherche redemandera.
      venue.catch(() => demandes.delete(adresse));
      demandes.set(adresse, venue);
    }
    return demandes.get(adresse);
  };
  const lireLeLot = (rang) => lire(lots[rang][0]);

  // Le code, le point, les lots et les autres noms de chaque commune ne servent qu'une fois la recherche commencée.
  let sontCompletes = false;
  const completer = async () => {
    const lues = await lire(adresseDesCommunes);
    if (sontCompletes) return;
    sontCompletes = true;
    for (const [adresse, [code, point, rangs, population, formes]] of Object.entries(lues)) {
      const commune = parAdresse.get(adresse);
      Object.assign(commune, indexer({ ...commune, code, point, lots: rangs, population, formes }));
    }
  };
  const completerEtProposer = async () => {
    await completer();
    if (champ.value && deroulante.estAttendue() && !champ.hasAttribute("aria-activedescendant") && resultats.hidden && document.activeElement === champ) proposer();
  };
  champ.addEventListener("focus", () => completerEtProposer().catch(() => {}), { once: true });

  // Les lots de la commune, puis les plus proches, quelques-uns à la fois, jusqu'à ce qu'aucun autre ne puisse contenir un
  // lieu mieux placé. Un filtre que presque rien ne satisfait ne fait pas venir tout le territoire d'un coup.
  const rassembler = async (filtres) => {
    const options = { depuis: depart.point, code: depart.code, filtres, feries };
    const lus = new Map();
    const lireEnsemble = (rangs) => Promise.all(rangs.map(async (rang) => lus.set(rang, await lireLeLot(rang))));
    const classes = () => classer([...lus.values()].flat(), options);
    await lireEnsemble(depart.lots ?? []);
    const restants = lots
      .map((lot, rang) => [kmDuCadre(depart.point, lot.slice(1)), rang])
      .filter(([, rang]) => !lus.has(rang))
      .sort(([a], [b]) => a - b);
    while (restants.length && lus.size < lotsAuPlus) {
      const { proches } = classes();
      if (proches.length >= montres && proches[montres - 1].km <= restants[0][0]) break;
      await lireEnsemble(restants.splice(0, LOTS_D_UN_COUP).map(([, rang]) => rang));
    }
    return { ...classes(), resteALire: restants.length > 0 };
  };

  /* Les résultats */

  const enLignes = (textes) =>
    textes.map((texte) => {
      const ligne = document.createElement("li");
      ligne.textContent = texte;
      return ligne;
    });

  const enDate = (jour) => jourEnMots(jour, { day: "numeric", month: "long", year: "numeric" });

  const carte = (lieu, deplie, filtres, maintenant) => {
    const alors = filtres.moment?.alors && etat(lieu, feries, filtres.moment);
    const trouve = etat(lieu, feries, maintenant);
    const dit = {
      ...lieu,
      page: formulaire.dataset.racine + lieu.page,
      // Du centre de la commune à un lieu de la commune, la distance ne dirait rien de celle qu'on a à faire.
      distance: lieu.commune === depart.code ? "" : enKm(lieu.km),
      etat: alors?.ouvert ? phrase(alors, phrases, maintenant.jour, true) : trouve ? phrase(trouve, phrases, maintenant.jour) : "",
      horaires_mairie: trouve && lieu.horaires_de === "mairie",
      depot_oui: lieu.depot === "oui",
      depot_non: lieu.depot === "non",
      depot_a_confirmer: lieu.depot === "a_confirmer",
      perime: estPerime(lieu.a_revoir, maintenant.jour),
      entree: "sans_marche" in lieu || lieu.acces || lieu.acceslibre,
      avec_marche: lieu.sans_marche === false,
      langues: lieu.langues?.join(", "),
      services: lieu.services?.map((service) => services[service]).join(", "),
      horaires: lieu.horaires?.map(([jours, plages]) => `${jours} : ${plages}`),
      fermetures: lieu.fermetures?.filter(([, au]) => au >= maintenant.jour).map(([du, au, motif]) => `${du === au ? enDate(du) : `${enDate(du)} – ${enDate(au)}`} (${motif})`),
    };
    const neuve = parId("carte-de-lieu").content.cloneNode(true);
    const manque = (nom) => !dit[nom] || (Array.isArray(dit[nom]) && !dit[nom].length);
    for (const place of neuve.querySelectorAll("[data-si]")) if (manque(place.dataset.si)) place.remove();
    for (const place of neuve.querySelectorAll("[data-sans]")) if (!manque(place.dataset.sans)) place.remove();
    remplir(neuve, dit);
    for (const place of neuve.querySelectorAll("[data-lien]")) place.href = dit[place.dataset.lien];
    for (const place of neuve.querySelectorAll("[data-liste]")) place.append(...enLignes(dit[place.dataset.liste]));
    neuve.querySelector("details").open = deplie;
    return neuve;
  };

  const remplirLeGroupe = (nom, lieux, deplie, filtres) => {
    const maintenant = heureLegale(new Date(), fuseau);
    const groupe = resultats.querySelector(`[data-groupe="${nom}"]`);
    groupe.hidden = !lieux.length;
    groupe.querySelector("ol").replaceChildren(...lieux.map((lieu) => carte(lieu, deplie, filtres, maintenant)));
  };

  // Ce que l'on montre des lieux trouvés ; si rien ne répond, les lieux de la commune restent, avec leur téléphone.
  const choisirLesGroupes = ({ servent, proches, aDemander, deLaCommune }) => {
    const repondent = servent.length + proches.length > 0;
    const aAppeler = repondent ? aDemander.filter((lieu) => deLaCommune.includes(lieu)) : aDemander.slice(0, montres);
    const secours = repondent || aAppeler.length ? [] : deLaCommune;
    return { repondent: repondent || aAppeler.length > 0, servent: [...servent, ...secours], proches: proches.slice(0, montres), aAppeler };
  };

  const montrer = async () => {
    const recherche = (rangDeRecherche += 1);
    const titre = parId("titre-des-resultats");
    titre.textContent = depart.nom ? titre.dataset.commune.replace("[nom]", depart.nom) : titre.dataset.position;
    const [lien, distances] = [parId("page-de-la-commune"), parId("distances")];
    lien.parentElement.hidden = !depart.page;
    distances.textContent = depart.nom ? distances.dataset.commune.replace("[nom]", depart.nom) : distances.dataset.position;
    if (depart.page) {
      lien.href = depart.page;
      lien.textContent = lien.dataset.lien.replace("[nom]", depart.nom);
      const groupe = resultats.querySelector("[data-groupe=servent] h3");
      groupe.textContent = groupe.dataset.commune.replace("[nom]", depart.nom);
    }
    const filtres = lireLesFiltres();
    let trouves = null;
    try {
      if (!depart.point) await completer();
      if (recherche === rangDeRecherche && depart.code) garderLeChoix(choixALaMain());
      trouves = await rassembler(filtres);
    } catch {}
    // Entre-temps, une autre recherche a pu partir, ou un filtre changer.
    if (recherche !== rangDeRecherche || !depart) return;
    const groupes = choisirLesGroupes(trouves ?? { servent: [], proches: [], aDemander: [], deLaCommune: [] });
    remplirLeGroupe("servent", groupes.servent, true, filtres);
    remplirLeGroupe("proches", groupes.proches, false, filtres);
    remplirLeGroupe("a-demander", groupes.aAppeler, false, filtres);
    parId("plus").parentElement.hidden = !trouves || (trouves.proches.length <= montres && !trouves.resteALire);
    const nombre = resultats.querySelectorAll(".lieux-trouves > li").length;
    const { aucun, un, plusieurs, panne, loin } = bilan.dataset;
    const estLoin = !depart.nom && groupes.proches[0]?.km > LOIN_KM;
    bilan.textContent = !trouves ? panne : !groupes.repondent ? aucun : estLoin ? loin : nombre > 1 ? plusieurs.replace("[n]", nombre) : un;
    resultats.hidden = false;
  };

  const partirDe = async (choisi) => {
    depart = choisi;
    montres = PROCHES;
    lotsAuPlus = LOTS_AU_PLUS;
    if (choisi.nom) champ.value = choisi.nom;
    annonce.textContent = "";
    deroulante.fermer();
    await montrer();
    if (depart !== choisi) return;
    parId("titre-des-resultats").focus({ preventScroll: true });
    resultats.scrollIntoView();
  };

  parId("plus").addEventListener("click", async () => {
    const premier = montres;
    montres += PROCHES;
    lotsAuPlus += LOTS_AU_PLUS;
    await montrer();
    resultats.querySelector(`[data-groupe=proches] > ol > li:nth-child(${premier + 1}) a`)?.focus();
  });

  parId("effacer").addEventListener("click", () => {
    depart = null;
    rangDeRecherche += 1;
    champ.value = annonce.textContent = "";
    remettreLesFiltres(new URLSearchParams());
    resultats.hidden = true;
    garderLeChoix({});
    champ.focus();
    formulaire.scrollIntoView();
  });

  /* Autour de moi : la position est demandée quand on le veut, et ne sert qu'ici. */

  if (navigator.geolocation) {
    const bouton = parId("autour");
    bouton.hidden = parId("autour-dit").hidden = false;
    bouton.addEventListener("click", () => {
      annonce.textContent = bouton.dataset.attente;
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          champ.value = "";
          garderLeChoix({});
          partirDe({ point: [coords.latitude, coords.longitude] });
        },
        () => (annonce.textContent = bouton.dataset.refus),
        { timeout: 15_000, maximumAge: 300_000 },
      );
    });
  }

  /* L'adresse : « #commune=78498 » partagée, ou « #q=poissy » venue de l'accueil. */

  const suivreLAdresse = async () => {
    const choix = choixDeLAdresse();
    const q = dansLAdresse("q");
    remettreLesFiltres(choix);
    if (choix.get("commune")) {
      await completer().catch(() => (annonce.textContent = bilan.dataset.panne));
      const commune = communes.find(({ code }) => code === choix.get("commune"));
      if (commune) partirDe(commune);
      else if (sontCompletes) annonce.textContent = annonce.dataset.ailleurs;
    } else if (q) {
      champ.value = q;
      valider();
    }
  };
  montrerLOutil(formulaire);
  suivreLAdresse();
  addEventListener("hashchange", suivreLAdresse);
};

const formulaire = document.querySelector("form.trouver");
if (formulaire) brancher(formulaire);
