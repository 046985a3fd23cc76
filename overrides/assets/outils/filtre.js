// Garde d'une longue liste ce qui contient les mots tapés. La page dit, sur le formulaire, quels éléments filtrer, où
// lire leur texte, et les phrases à annoncer. Sans ce script, la page montre toute la liste et le formulaire reste caché.

import { montrerLOutil, plier } from "./commun.js";

const sansSource = (element) => {
  const copie = element.cloneNode(true);
  for (const renvoi of copie.querySelectorAll(".renvoi")) renvoi.remove();
  return copie.textContent;
};

// Ces mots sont dans presque toutes les phrases : ils ne comptent que s'il n'y en a pas d'autre.
const VIDES = new Set("a au aux c ce d de des du elle en est et il j je l la le les m ma me mes moi mon n ne on ou par pas pour qu que qui s sa se ses si son sur t un une y".split(" "));

const motsDe = (texte) => {
  const mots = plier(texte).split(/\s+/).filter(Boolean);
  const pleins = mots.filter((mot) => !VIDES.has(mot));
  return pleins.length ? pleins : mots;
};

const filtre = document.querySelector(".filtre");
const [champ, annonce] = [filtre.querySelector("input"), filtre.querySelector("[role=status]")];
const { elements, textes, groupes, tout, rien, proches, un, plusieurs } = filtre.dataset;

const filtrables = [...document.querySelectorAll(elements)].map((element) => ({
  element,
  texte: plier(`${[...element.querySelectorAll(textes)].map(sansSource).join(" ")} ${element.dataset.formes ?? ""}`),
}));
// « Les Mureaux » est rangée à L et à M : dès que l'on cherche, une seule fois suffit.
const textesVus = new Set();
for (const filtrable of filtrables) {
  filtrable.estUnDouble = textesVus.has(filtrable.texte);
  textesVus.add(filtrable.texte);
}
const sommaires = document.querySelectorAll(".rubriques, .initiales");
const blocs = [...document.querySelectorAll(groupes)].map((bloc) => [bloc.previousElementSibling, bloc]);

const filtrer = () => {
  const mots = motsDe(champ.value);
  const trouves = filtrables.map(({ texte, estUnDouble }) =>
    estUnDouble && mots.length ? -1 : mots.filter((mot) => texte.includes(mot)).length,
  );
  // Quand rien ne contient tous les mots, restent les éléments qui en contiennent le plus.
  const mieux = Math.max(...trouves);
  const gardes = mots.length && mieux === 0 ? 0 : trouves.filter((nombre) => nombre === mieux).length;
  filtrables.forEach(({ element }, rang) => (element.hidden = !gardes || trouves[rang] < mieux));
  for (const [titre, bloc] of blocs) {
    titre.hidden = bloc.hidden = ![...bloc.children].some((element) => !element.hidden);
  }
  // Le sommaire d'une liste filtrée compterait ce qui n'y est plus.
  for (const sommaire of sommaires) sommaire.hidden = mots.length > 0;
  const compte = gardes === 1 ? un : `${gardes} ${plusieurs}`;
  annonce.textContent = !mots.length
    ? tout
    : !gardes
      ? rien
      : mieux < mots.length
        ? `${proches} ${compte.toLowerCase()}.`
        : compte;
};

// L'accueil envoie ici par « #q=… » ; sans script, ou dans un lien, par « ?q=… ».
const chercherCeQueDitLAdresse = () => {
  const demande = new URLSearchParams(location.hash.slice(1)).get("q") ?? new URLSearchParams(location.search).get("q");
  if (!demande) return;
  champ.value = demande;
  filtrer();
  champ.focus({ preventScroll: true });
  filtre.scrollIntoView();
};

montrerLOutil(filtre);
chercherCeQueDitLAdresse();
window.addEventListener("hashchange", chercherCeQueDitLAdresse);
champ.addEventListener("input", filtrer);
filtre.addEventListener("submit", (evenement) => evenement.preventDefault());
