// Filtre les questions à mesure que l'on tape. Sans ce script, la page montre toutes les questions, par rubrique.

const plier = (texte) => texte.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[’']/g, " ");

const sansSource = (element) => {
  const copie = element.cloneNode(true);
  for (const renvoi of copie.querySelectorAll(".renvoi")) renvoi.remove();
  return copie.textContent;
};

const questions = [...document.querySelectorAll(".question")].map((element) => ({
  element,
  texte: plier(`${[...element.querySelectorAll("h3, h3 + p")].map((e) => sansSource(e)).join(" ")} ${element.dataset.formes}`),
}));
const groupes = [...document.querySelectorAll(".questions")].map((groupe) => [groupe.previousElementSibling, groupe]);

const filtre = document.createElement("form");
filtre.className = "filtre";
filtre.innerHTML =
  '<label for="filtre">Chercher dans les questions</label><input id="filtre" type="search" autocomplete="off"><p role="status"></p>';
filtre.addEventListener("submit", (evenement) => evenement.preventDefault());
document.querySelector(".rubriques").before(filtre);
const [champ, annonce] = [filtre.querySelector("input"), filtre.querySelector("p")];

const filtrer = () => {
  const mots = plier(champ.value).split(/\s+/).filter(Boolean);
  let gardees = 0;
  for (const { element, texte } of questions) {
    element.hidden = !mots.every((mot) => texte.includes(mot));
    gardees += !element.hidden;
  }
  for (const [titre, groupe] of groupes) {
    titre.hidden = groupe.hidden = !groupe.querySelector(".question:not([hidden])");
  }
  annonce.textContent = !mots.length
    ? ""
    : gardees === 0
      ? "Aucune question ne contient ces mots. Essayez un seul mot, ou videz la case : toutes les questions reviennent."
      : gardees === 1
        ? "Une question"
        : `${gardees} questions`;
};

champ.addEventListener("input", filtrer);
// Une rubrique masquée par le filtre ne mènerait nulle part.
document.querySelector(".rubriques").addEventListener("click", () => {
  champ.value = "";
  filtrer();
});
