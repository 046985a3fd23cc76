// Garde d'une longue liste ce qui contient les mots tapés. La page dit, sur le formulaire, quels éléments filtrer, où
// lire leur texte, et les phrases à annoncer. Sans ce script, la page montre toute la liste et le formulaire est caché.

const plier = (texte) =>
  texte
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/œ/g, "oe")
    .replace(/[’'-]/g, " ");

const sansSource = (element) => {
  const copie = element.cloneNode(true);
  for (const renvoi of copie.querySelectorAll(".renvoi")) renvoi.remove();
  return copie.textContent;
};

const filtre = document.querySelector(".filtre");
const [champ, annonce] = [filtre.querySelector("input"), filtre.querySelector("[role=status]")];
const { elements, textes, groupes, rien, proches, un, plusieurs } = filtre.dataset;

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
const blocs = [...document.querySelectorAll(groupes)].map((bloc) => [bloc.previousElementSibling, bloc]);

const filtrer = () => {
  const mots = plier(champ.value).split(/\s+/).filter(Boolean);
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
  const compte = gardes === 1 ? un : `${gardes} ${plusieurs}`;
  annonce.textContent = !mots.length ? "" : !gardes ? rien : mieux < mots.length ? `${proches} ${compte}.` : compte;
};

// L'accueil envoie ici par « #q=… » ; sans script, ou dans un lien, par « ?q=… ».
champ.value = new URLSearchParams(location.hash.slice(1)).get("q") ?? new URLSearchParams(location.search).get("q") ?? "";
filtrer();
if (champ.value) champ.focus();
champ.addEventListener("input", filtrer);
filtre.addEventListener("submit", (evenement) => evenement.preventDefault());
// Un titre masqué par le filtre ne mènerait nulle part.
for (const sommaire of document.querySelectorAll(".rubriques, .initiales, .sommaire")) {
  sommaire.addEventListener("click", () => {
    champ.value = "";
    filtrer();
  });
}
