// Le moteur de la recherche. Sa référence, qui dit pourquoi chaque règle, est macros/recherche/moteur.py : les tests
// tiennent l'un par l'autre, demande par demande. Il n'a aucune phrase ; il rend ce qui répond, le meilleur d'abord.

import { decouper } from "./mots.js";
import { son } from "./sons.js";

const LETTRES_D_UN_MOT = 24;
const ELIDES = ["qu", "l", "d", "j", "m", "t", "s", "n", "c"];

const estEnLettres = (mot) => /^[a-z]+$/.test(mot);
const parOrdre = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

const auBesoin = (faire) => {
  let fait = null;
  return () => (fait ??= faire());
};

// Où est une racine, tel que lunr le lit : par champ, un objet dont les clés sont des documents. On ne le fait que pour les
// racines que l'on cherche : il y en a des milliers. lunr y range aussi le détail de chaque place, et il n'y en a pas.
const SANS_DETAIL = Object.freeze({});

const placesPourLunr = (noms, indice, rangs) => {
  const places = { _index: indice };
  noms.forEach((nom, champ) => {
    const faites = auBesoin(() => Object.fromEntries(rangs[champ].map((rang) => [rang, SANS_DETAIL])));
    Object.defineProperty(places, nom, { get: faites });
  });
  return places;
};

// L'index publié ne dit que où est chaque racine ; lunr veut aussi les notes, qui s'en calculent.
const pourLunr = (lunr, { champs, documents, b, k1 }, lignes) => {
  const noms = Object.keys(champs);
  const longueurs = noms.map(() => new Uint16Array(documents));
  for (const { rangs } of lignes) rangs.forEach((liste, champ) => { for (const rang of liste) longueurs[champ][rang] += 1; });
  const facteurs = noms.map((nom, champ) => {
    const moyenne = longueurs[champ].reduce((somme, longueur) => somme + longueur, 0) / documents;
    return Float64Array.from(longueurs[champ], (longueur) => k1 * (1 - b + b * (longueur / moyenne)) + 1);
  });
  const vecteurs = noms.map(() => Array(documents).fill(null));
  const invertedIndex = [];
  lignes.forEach(({ racine, rangs, nombre }, indice) => {
    if (!nombre) return;
    const rarete = Math.log(1 + Math.abs((documents - nombre + 0.5) / (nombre + 0.5)));
    for (let champ = 0; champ < noms.length; champ += 1) {
      const poids = champs[noms[champ]];
      for (const rang of rangs[champ]) {
        const note = Math.round(((rarete * (k1 + 1)) / facteurs[champ][rang]) * poids * 1000) / 1000;
        const vecteur = vecteurs[champ][rang];
        if (vecteur) vecteur.push(indice, note);
        else vecteurs[champ][rang] = [indice, note];
      }
    }
    invertedIndex.push([racine, placesPourLunr(noms, indice, rangs)]);
  });
  const fieldVectors = [];
  noms.forEach((nom, champ) => vecteurs[champ].forEach((vecteur, rang) => vecteur && fieldVectors.push([`${nom}/${rang}`, vecteur])));
  return lunr.Index.load({ version: lunr.version, fields: noms, fieldVectors, invertedIndex, pipeline: [] });
};

// Une ligne par racine : la racine, ses formes, puis par champ l'écart d'un document au suivant.
const lireLesLignes = (texte) =>
  texte.split("\n").map((ligne) => {
    const [racine, formes, ...listes] = ligne.split(";");
    let nombre = 0;
    const rangs = listes.map((liste) => {
      if (!liste) return [];
      let rang = -1;
      const lus = liste.split(",").map((ecart) => (rang += Number(ecart)));
      nombre += lus.length;
      return lus;
    });
    const lues = formes ? formes.split(",").map((forme) => (forme.startsWith("-") ? racine + forme.slice(1) : forme)) : [];
    return { racine, formes: lues, rangs, nombre };
  });

const ajouter = (table, cle, valeur) => {
  if (table.has(cle)) table.get(cle).push(valeur);
  else table.set(cle, [valeur]);
};

const retenirLaMeilleure = (table, cle, valeur) => table.set(cle, Math.max(valeur, table.get(cle) ?? 0));

const sansElision = (mot) =>
  ELIDES.filter((debut) => mot.startsWith(debut))
    .map((debut) => mot.slice(debut.length))
    .filter((reste) => reste.length > 2 && "aeiouyh".includes(reste[0]));

/** De quoi chercher dans un index. `chercher(demande)` rend [{ adresse, titre, genre, entree, urgent }]. */
export const creerLeMoteur = (lunr, index) => {
  const { reglages, cibles, entrees, graphies } = index;
  const lignes = lireLesLignes(index.racines);
  const dansLunr = pourLunr(lunr, index, lignes);
  const vides = new Set(index.mots_vides);
  const sonsDesVides = new Set(index.mots_vides.map(son).filter((entendu) => entendu.length > 1));

  const racines = new Map();
  const frequences = new Map();
  const titres = Array.from({ length: index.documents }, () => []);
  const phrases = Array.from({ length: index.documents }, () => []);
  const [placeDuTitre, placeDesMots] = ["titre", "mots"].map((nom) => Object.keys(index.champs).indexOf(nom));
  for (const { racine, formes: siennes, rangs, nombre } of lignes) {
    for (const forme of siennes) racines.set(forme, racine);
    frequences.set(racine, nombre);
    for (const rang of rangs[placeDuTitre]) titres[rang].push(racine);
    for (const rang of rangs[placeDesMots]) phrases[rang].push(racine);
  }
  const formes = [...racines.keys()].sort();
  // Le son et les lettres de tous les mots ne servent qu'à lire un mot mal écrit : on ne les prépare qu'alors.
  const parSon = auBesoin(() => {
    const rangees = new Map();
    for (const forme of formes) {
      const entendu = son(forme);
      if (entendu) ajouter(rangees, entendu, forme);
    }
    return rangees;
  });
  const alphabet = auBesoin(() => lunr.TokenSet.fromArray(formes.filter(estEnLettres)));

  const synonymes = new Map();
  let plusLongue = 0;
  for (const groupes of index.synonymes) {
    const [valent, ...menent] = groupes.map((groupe) => groupe.split("|"));
    for (const suite of [...valent, ...menent.flat()]) {
      plusLongue = Math.max(plusLongue, suite.split(" ").length);
      for (const autre of valent) if (autre !== suite) ajouter(synonymes, suite, autre.split(" "));
    }
  }

  const entreeParDocument = index.phrases.flatMap((nombre, rang) => Array(nombre + 1).fill(rang));
  const places = new Map(entrees.map(([cible, ancre = ""], rang) => [`${cible}#${ancre}`, rang]));
  const titresParGenre = { guichet: [], definition: [] };
  entreeParDocument.forEach((rang, document) => {
    const cible = entrees[rang][0];
    if (titres[document].length) titresParGenre[cibles[cible][2]]?.push([cible, titres[document]]);
  });

  const frequence = (forme) => frequences.get(racines.get(forme));
  const frequentes = (liste) => [...liste].sort((a, b) => frequence(b) - frequence(a) || parOrdre(a, b));

  const voisines = (mot, distance) => {
    const proches = frequentes(alphabet().intersect(lunr.TokenSet.fromFuzzyString(mot, distance)).toArray());
    return [...proches.filter((forme) => forme[0] === mot[0]), ...proches.filter((forme) => forme[0] !== mot[0])];
  };

  const deMemeSouche = (mot) => {
    for (let longueur = mot.length - 1; longueur > Math.max(mot.length - 4, 4); longueur -= 1) {
      const debut = mot.slice(0, longueur);
      const proches = formes.filter((forme) => forme.startsWith(debut) && Math.abs(forme.length - mot.length) < 5);
      if (proches.length) return frequentes(proches).slice(0, 3);
    }
    return [];
  };

  const colles = (mot) => {
    for (let coupe = 3; coupe < mot.length - 2; coupe += 1) {
      const [debut, fin] = [mot.slice(0, coupe), mot.slice(coupe)];
      if (racines.has(debut) && racines.has(fin)) return [debut, fin];
    }
    return [];
  };

  const mieuxConnues = (mot) => {
    const racine = racines.get(mot);
    if (mot.length < 3) return [];
    const seuil = Math.max(8 * frequences.get(racine), 1);
    const autres = new Set((parSon().get(son(mot)) ?? []).map((forme) => racines.get(forme)));
    autres.delete(racine);
    return [...autres].filter((autre) => frequences.get(autre) >= seuil).sort().map((autre) => [autre, 0.5]);
  };

  const estVide = (mot) => vides.has(mot) || (!racines.has(mot) && sonsDesVides.has(son(mot)));

  const lire = (mot, dernier, entier = true) => {
    if (racines.has(mot)) return [[racines.get(mot), 1], ...mieuxConnues(mot)];
    const trouvees = new Map();
    const retenir = (liste, valeur) => {
      for (const forme of liste) retenirLaMeilleure(trouvees, racines.get(forme), valeur);
    };
    const rangees = () => [...trouvees].sort(([a, x], [b, y]) => y - x || parOrdre(a, b)).slice(0, 6);

    const debutent = mot.length > 2 ? frequentes(formes.filter((forme) => forme.startsWith(mot))) : [];
    retenir(debutent.slice(0, 6), reglages.prefixe * (dernier ? 1 : 0.7));
    if (!estEnLettres(mot)) return rangees();
    if (entier) retenir(sansElision(mot).filter((reste) => racines.has(reste)), reglages.elision);
    const entendu = son(mot);
    if (entendu.length > 1) retenir(frequentes(parSon().get(entendu) ?? []).slice(0, 4), reglages.son);
    if (mot.length > 3 && mot.length <= LETTRES_D_UN_MOT && !debutent.length && Math.max(0, ...trouvees.values()) < reglages.son) {
      const proches = voisines(mot, 1);
      retenir(proches.slice(0, 4), reglages.distance_1);
      if (!proches.length) {
        if (mot.length > 6) retenir(voisines(mot, 2).slice(0, 4), reglages.distance_2);
        for (const reste of entier ? sansElision(mot) : []) {
          for (const [racine, valeur] of reste.length > 3 ? lire(reste, dernier, false) : []) {
            if (valeur >= reglages.distance_1) retenirLaMeilleure(trouvees, racine, valeur * 0.9);
          }
        }
      }
    }
    if (!trouvees.size) retenir(deMemeSouche(mot), reglages.souche);
    if (!trouvees.size) retenir(colles(mot), reglages.souche);
    return rangees();
  };

  const lues = new Map();
  const lectures = (mot, dernier) => {
    const cle = `${mot} ${dernier}`;
    if (!lues.has(cle)) lues.set(cle, lire(mot, dernier));
    return lues.get(cle);
  };

  const autresFacons = (suite) => {
    const autres = suite.map(() => new Map());
    for (let debut = 0; debut < suite.length; debut += 1) {
      for (let longueur = Math.min(plusLongue, suite.length - debut); longueur > 0; longueur -= 1) {
        const equivalents = synonymes.get(suite.slice(debut, debut + longueur).join(" "));
        if (!equivalents) continue;
        for (const equivalent of equivalents) {
          const valeur = reglages.synonyme / Math.sqrt(equivalent.length);
          for (const racine of equivalent) {
            for (let place = debut; place < debut + longueur; place += 1) retenirLaMeilleure(autres[place], racine, valeur);
          }
        }
        break;
      }
    }
    return autres;
  };

  const notees = new Map();
  const noter = (lus, autres) => {
    const valeurs = new Map(autres);
    for (const [racine, valeur] of lus) retenirLaMeilleure(valeurs, racine, valeur);
    if (!valeurs.size) return new Map();
    const clauses = [...valeurs].sort(([a], [b]) => parOrdre(a, b));
    // D'une frappe à la suivante, seul le dernier mot change.
    const cle = clauses.join(" ");
    if (!notees.has(cle)) {
      const trouves = dansLunr.query((requete) => {
        for (const [racine, boost] of clauses) requete.term(racine, { boost, usePipeline: false });
      });
      notees.set(cle, new Map(trouves.map(({ ref, score }) => [Number(ref), score])));
    }
    return notees.get(cle);
  };

  const ditesEnEntier = (dites, genre) => titresParGenre[genre].filter(([, titre]) => titre.every((racine) => dites.has(racine)));

  const visesParDocument = entreeParDocument.map((rang) => {
    const [cible, , appuyee] = entrees[rang];
    return appuyee === undefined ? [[cible, 1]] : [[cible, 1], [appuyee, reglages.appui]];
  });

  const ditesMotPourMot = (dites, notes) => {
    const communs = [...notes[0].keys()].filter((document) => notes.every((note) => note.has(document)));
    const exactes = new Set();
    for (const document of communs) {
      const phrase = phrases[document].length ? phrases[document] : titres[document];
      if (!phrase.length || phrase.length > notes.length || !phrase.every((racine) => dites.has(racine))) continue;
      for (const [cible] of visesParDocument[document]) exactes.add(cible);
    }
    return exactes;
  };

  const part = (cible) => {
    const [adresse, , genre] = cibles[cible];
    if (genre === "question" || genre === "definition") return reglages[genre];
    if (adresse.startsWith("sources/")) return reglages.sources;
    if (!adresse) return reglages.accueil;
    return index.services.some((debut) => adresse.startsWith(debut)) ? reglages.service : 1;
  };

  const classer = (dites, notes) => {
    const poids = notes.map((note) => (note.size ? Math.log(1 + index.documents / (1 + note.size)) : 0));
    const total = poids.reduce((somme, valeur) => somme + valeur, 0) || 1;
    // Des tableaux plats : il y a des milliers de documents, et ce compte se refait à chaque frappe.
    const sommes = new Float64Array(index.documents);
    const parMot = cibles.map(() => null);
    const leMieux = cibles.map(() => [0, -1]);
    notes.forEach((note, place) => {
      for (const [document, valeur] of note) {
        sommes[document] += valeur;
        for (const [cible, saPart] of visesParDocument[document]) {
          parMot[cible] ??= new Float64Array(notes.length);
          parMot[cible][place] = Math.max(parMot[cible][place], valeur * saPart);
        }
      }
    });
    for (let document = 0; document < index.documents; document += 1) {
      if (!sommes[document]) continue;
      for (const [cible, saPart] of visesParDocument[document]) {
        const somme = sommes[document] * saPart;
        if (somme > leMieux[cible][0]) leMieux[cible] = [somme, entreeParDocument[document]];
      }
    }
    const exactes = ditesMotPourMot(dites, notes);
    const nommees = new Set(ditesEnEntier(dites, "guichet").map(([cible]) => cible));
    const classees = parMot.flatMap((meilleurs, cible) => {
      if (!meilleurs) return [];
      const couverts = poids.reduce((somme, valeur, place) => somme + (meilleurs[place] ? valeur : 0), 0) / total;
      const [somme, rang] = leMieux[cible];
      let note = somme + meilleurs.reduce((a, b) => a + b, 0);
      note *= reglages.plancher + (1 - reglages.plancher) * couverts;
      note *= part(cible) * (nommees.has(cible) ? reglages.commune : 1);
      note *= exactes.has(cible) ? reglages.mot_pour_mot : 1;
      return [[Math.round(note * 1e6) / 1e6, cible, rang]];
    });
    classees.sort(([a, x], [b, y]) => b - a || x - y);
    return classees.filter(([note]) => note >= classees[0][0] * reglages.seuil);
  };

  const estSure = (mot) => {
    if (vides.has(mot)) return mot;
    const [[racine, valeur]] = [...lectures(mot, false), [mot, 0]];
    return valeur >= (mot.length > 5 ? reglages.distance_1 : 1) ? racine : mot;
  };

  const urgentesDe = (dits, pleins) => {
    const suite = dits.map(estSure);
    const urgentes = new Map();
    for (const [mots, cible, ancre, seule] of index.urgences) {
      const estDite = suite.some((_, rang) => mots.every((mot, ecart) => suite[rang + ecart] === mot));
      const place = places.get(`${cible}#${ancre}`);
      if (estDite && place !== undefined && (pleins === 1 || !seule) && !urgentes.has(cible)) urgentes.set(cible, place);
    }
    return urgentes;
  };

  const resultat = (cible, rang, urgentes) => {
    const [adresse, titre, genre] = cibles[cible];
    const entree = entrees[rang];
    const trouvee = entree.length === 2 ? entree[1] : entree.length > 2 && entree[2] === cible ? entree[3] : "";
    return { adresse: trouvee ? `${adresse}#${trouvee}` : adresse, titre, genre, entree: rang, urgent: urgentes.has(cible) };
  };

  // Les mots dits, abréviations développées, et ceux qui comptent.
  const motsDe = (demande) => {
    const dits = decouper([...demande].slice(0, reglages.lettres).join("")).flatMap((mot) => (Object.hasOwn(graphies, mot) ? graphies[mot] : [mot]));
    const choisis = dits.filter((mot) => !estVide(mot));
    const tous = choisis.length ? choisis : dits;
    return { dits, nombre: tous.length, pleins: tous.slice(0, reglages.mots) };
  };

  const chercher = (demande) => {
    const { dits, nombre, pleins } = motsDe(demande);
    if (!pleins.length) return [];
    const lus = pleins.map((mot, rang) => lectures(mot, rang === pleins.length - 1));
    const meilleures = pleins.map((mot, rang) => lus[rang][0]?.[0] ?? mot);
    const autres = autresFacons(meilleures);
    const notes = lus.map((lu, rang) => noter(lu, autres[rang]));
    const urgentes = urgentesDe(dits, nombre);
    const dites = new Set(lus.flat().filter(([, valeur]) => valeur >= 0.5).map(([racine]) => racine));
    const trouvees = classer(dites, notes);
    const entiere = Object.hasOwn(index.entieres, dits.join(" ")) ? index.entieres[dits.join(" ")] : null;
    const classees = entiere === null ? trouvees : [[0, entiere, places.get(`${entiere}#`)], ...trouvees.filter(([, cible]) => cible !== entiere)];
    const rangees = [...[...urgentes].map(([cible, rang]) => [0, cible, rang]), ...classees.filter(([, cible]) => !urgentes.has(cible))];
    const definies = ditesEnEntier(dites, "definition").filter(([, titre]) => titre.length === pleins.length).map(([cible]) => cible);
    for (const definie of definies.some((cible) => rangees.slice(0, 2).some(([, deja]) => deja === cible)) ? [] : definies) {
      const place = rangees.findIndex(([, cible]) => cible === definie);
      if (place >= 0) rangees.splice(place, 1);
      rangees.splice(1, 0, [0, definie, places.get(`${definie}#`)]);
    }
    return rangees.map(([, cible, rang]) => resultat(cible, rang, urgentes));
  };

  /* Ce que la page montre d'un résultat */

  const cherchees = (demande) => {
    const lus = motsDe(demande).pleins.map((mot) => lectures(mot, false));
    const autres = autresFacons(lus.map(([lu]) => lu?.[0] ?? ""));
    return new Set([...lus.flat().map(([racine]) => racine), ...autres.flatMap((lu) => [...lu.keys()])]);
  };

  // Les mots du site qui commencent comme celui que rien ne lit, les plus employés d'abord.
  const motsProches = (demande) => {
    const perdus = motsDe(demande).pleins.filter((mot) => mot.length > 1 && !lectures(mot, true).length);
    const debuts = perdus.flatMap((mot) => frequentes(formes.filter((forme) => forme.length > 3 && forme.startsWith(mot.slice(0, 2)))).slice(0, 4));
    return [...new Set(debuts)].slice(0, 6);
  };

  const racinesDe = (texte) => decouper(texte).map((mot) => racines.get(mot) ?? mot);

  /** Ce qu'un mot mal écrit demande, préparé d'avance : la première faute ne doit pas faire attendre. */
  const preparer = () => [parSon, alphabet].forEach((prepare) => prepare());

  return { chercher, cherchees, index, motsProches, preparer, racinesDe };
};
