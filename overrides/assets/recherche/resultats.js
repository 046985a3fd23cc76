// La page de recherche : une liste rangée, le genre de chaque réponse, le passage où sont les mots. Les phrases sont dans
// la page. L'adresse dit ce que l'on cherche : « #q=… », que le navigateur garde pour lui, ou « ?q=… » d'un lien.

import { dansLAdresse, garderLeChoix } from "../outils/commun.js";
import { lireLeTexte, ouvrir, racine } from "./ouvrir.js";

const MONTRES = 10;
const LETTRES_D_UN_PASSAGE = 220;

const parId = (nom) => document.getElementById(nom);
const formulaire = document.querySelector("form.chercher");
const [champ, bilan, genres, resultats, suite, rien, rienTape] = [
  formulaire.querySelector("input[name=q]"),
  ...["bilan", "genres", "resultats", "suite", "rien", "rien-tape"].map(parId),
];
const modele = parId("un-resultat").content;

let moteur = null;
let demande = "";
let trouves = [];
let montres = MONTRES;

/* Le passage où sont les mots ; dans l'urgence, ce qu'il faut faire d'abord. */

const autourDesMots = (texte, cherchees, depuisLeDebut) => {
  const places = [...texte.matchAll(/[\p{L}\p{N}*]+/gu)].filter(([mot]) => moteur.racinesDe(mot).some((racine) => cherchees.has(racine)));
  // La fenêtre où il y a le plus de mots différents ; à égalité, la première.
  let [debut, mieux] = [0, 0];
  for (const { index: depart } of depuisLeDebut ? [] : places) {
    const dedans = new Set(places.filter(({ index: place }) => place >= depart && place < depart + LETTRES_D_UN_PASSAGE).flatMap(([mot]) => moteur.racinesDe(mot)));
    if (dedans.size > mieux) [debut, mieux] = [depart, dedans.size];
  }
  // On commence au début de la phrase si elle est proche, sinon au début d'un mot.
  const point = texte.lastIndexOf(". ", debut);
  const phrase = point < 0 ? 0 : point + 2;
  const premier = debut <= 60 ? 0 : debut - phrase < 90 ? phrase : debut;
  let dernier = Math.min(premier + LETTRES_D_UN_PASSAGE, texte.length);
  if (dernier < texte.length) dernier = Math.max(texte.lastIndexOf(" ", dernier), premier + 1);
  const noeuds = premier > 0 ? ["… "] : [];
  let fait = premier;
  for (const { 0: mot, index: place } of places) {
    if (place < fait || place + mot.length > dernier) continue;
    const marque = document.createElement("mark");
    marque.textContent = mot;
    noeuds.push(texte.slice(fait, place), marque);
    fait = place + mot.length;
  }
  noeuds.push(texte.slice(fait, dernier), dernier < texte.length ? " …" : "");
  return noeuds;
};

/* Montrer */

const filtre = () => genres.querySelector("input:checked").value;
const gardes = () => trouves.filter(({ genre }) => filtre() === "" || genre === filtre());

const enLigne = (trouve, rang, cherchees) => {
  const ligne = modele.cloneNode(true);
  const lien = ligne.querySelector("a");
  lien.href = new URL(trouve.adresse, racine);
  lien.textContent = trouve.titre;
  lien.dataset.resultat = rang + 1;
  ligne.querySelector(".genre").textContent = moteur.phrases[trouve.genre];
  if (!trouve.urgent) ligne.querySelector(".urgent").remove();
  const [partie, passage] = [".partie", ".passage"].map((nom) => ligne.querySelector(nom));
  lireLeTexte(moteur.index, trouve.entree).then(
    ([titre, texte]) => {
      if (titre) partie.textContent = titre;
      else partie.remove();
      passage.replaceChildren(...autourDesMots(texte, cherchees, trouve.urgent));
    },
    () => passage.remove(),
  );
  return ligne;
};

const montrer = () => {
  const lus = gardes();
  const { une, plusieurs, aucune, ailleurs } = bilan.dataset;
  const dit = !demande ? "" : lus.length > 1 ? plusieurs : lus.length ? une : trouves.length ? ailleurs : aucune;
  bilan.textContent = dit.replace("[n]", lus.length).replace("[q]", () => demande);
  const cherchees = demande ? moteur.cherchees(demande) : null;
  resultats.replaceChildren(...lus.slice(0, montres).map((trouve, rang) => enLigne(trouve, rang, cherchees)));
  suite.hidden = lus.length <= montres;
  genres.hidden = !trouves.length;
  for (const choix of genres.querySelectorAll("input")) {
    const nombre = trouves.filter(({ genre }) => genre === choix.value).length;
    choix.parentElement.hidden = Boolean(choix.value) && !nombre && !choix.checked;
    choix.nextElementSibling.lastElementChild.textContent = ` ${choix.value ? nombre : trouves.length}`;
  }
  rien.hidden = !demande || trouves.length > 0;
  rienTape.hidden = Boolean(demande);
  parId("essayez").hidden = rien.hidden;
  if (!rien.hidden) proposerDesMots();
};

const proposerDesMots = () => {
  const proches = moteur.motsProches(demande);
  const place = parId("mots-proches");
  place.hidden = !proches.length;
  place.querySelector("ul").replaceChildren(
    ...proches.map((mot) => {
      const [ligne, lien] = ["li", "a"].map((balise) => document.createElement(balise));
      lien.href = `#${new URLSearchParams({ q: mot })}`;
      lien.textContent = mot;
      ligne.append(lien);
      return ligne;
    }),
  );
  const courriel = parId("dire-ce-qui-manque");
  if (courriel) courriel.href = `${courriel.dataset.adresse}?${new URLSearchParams({ subject: courriel.dataset.sujet, body: demande }).toString().replaceAll("+", "%20")}`;
};

const chercher = async ({ type } = {}) => {
  const lue = (dansLAdresse("q") ?? "").trim();
  const genre = dansLAdresse("genre") ?? "";
  const voulu = [...genres.querySelectorAll("input")].find(({ value }) => value === genre);
  (voulu ?? genres.querySelector("input")).checked = true;
  // À l'arrivée, on a pu déjà taper autre chose ; ensuite, la case dit toujours ce que l'on montre.
  if (type || !champ.value) champ.value = lue;
  rien.hidden = true;
  if (lue) {
    try {
      bilan.textContent = bilan.dataset.attente;
      moteur = await ouvrir();
    } catch {
      bilan.textContent = bilan.dataset.panne;
      rien.hidden = false;
      return;
    }
  }
  demande = lue.slice(0, 200);
  trouves = demande ? moteur.chercher(demande) : [];
  montres = MONTRES;
  montrer();
};

formulaire.addEventListener("submit", () => champ.blur());
genres.addEventListener("change", () => {
  garderLeChoix({ q: demande, ...(filtre() && { genre: filtre() }) });
  montres = MONTRES;
  montrer();
});
parId("en-montrer").addEventListener("click", () => {
  const premier = montres;
  montres += MONTRES;
  montrer();
  resultats.children[premier]?.querySelector("a").focus();
});
chercher();
addEventListener("hashchange", chercher);
