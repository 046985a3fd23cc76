// Trie la liste des documents sans recharger la page : des mots, une sorte, un thème. Le choix reste après le « # » de
// l'adresse, que rien n'envoie. Sans ce script, la liste entière est là, et la case de recherche du site la connaît.

import { choixDeLAdresse, garderLeChoix, montrerLOutil, plier } from "../outils/commun.js";

const formulaire = document.getElementById("tri-des-documents");
const bilan = document.getElementById("bilan-du-tri");
const champs = ["mots", "type", "theme"].map((nom) => formulaire.elements[nom]);
const documents = [...document.querySelectorAll(".document")].map((ligne) => ({
  ligne,
  dit: plier(ligne.textContent),
  type: ligne.dataset.type,
  themes: ligne.dataset.themes.split("|"),
}));

const trier = () => {
  const [mots, type, theme] = champs.map((champ) => champ.value);
  const cherches = plier(mots).split(" ").filter(Boolean);
  let nombre = 0;
  for (const { ligne, dit, ...connu } of documents) {
    const repond = cherches.every((mot) => dit.includes(mot)) && (!type || connu.type === type) && (!theme || connu.themes.includes(theme));
    ligne.hidden = !repond;
    nombre += repond;
  }
  const { un, plusieurs, rien } = bilan.dataset;
  bilan.textContent = !nombre ? rien : nombre > 1 ? plusieurs.replace("[n]", nombre) : un;
};

const suivreLAdresse = () => {
  const choix = choixDeLAdresse();
  for (const champ of champs) champ.value = choix.get(champ.name) ?? "";
  trier();
};

montrerLOutil(formulaire);
formulaire.addEventListener("submit", (evenement) => evenement.preventDefault());
formulaire.addEventListener("input", () => {
  trier();
  garderLeChoix(Object.fromEntries(champs.filter(({ value }) => value).map(({ name, value }) => [name, value])));
});
addEventListener("hashchange", suivreLAdresse);
suivreLAdresse();
