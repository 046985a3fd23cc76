// Estime une note avec la grille de la page. La référence est macros/modele/cotation.py : les tests comparent les deux sur
// les mêmes vecteurs. Rien de ce que l'on coche ne sort d'ici : ni adresse, ni mémoire, ni demande.

import { montrerLOutil, remplir } from "./commun.js";

/** Lequel de deux critères d'un même groupe compte ; à points égaux, le premier de la grille. */
const lEmporte = (grille, critere, deja) =>
  grille.compte === "le_plus_faible" ? critere.points < deja.points : critere.points > deja.points;

/** La note de qui remplit ces critères (`coches` : leurs identifiants) ; `retenu` : celui qui compte à la place d'un autre. */
export const noter = (grille, coches) => {
  const appliques = grille.criteres.filter(({ id }) => coches.includes(id));
  const retenus = new Map();
  for (const critere of appliques) {
    const deja = retenus.get(critere.groupe);
    if (critere.groupe && (!deja || lEmporte(grille, critere, deja))) retenus.set(critere.groupe, critere);
  }
  let somme = 0;
  const lignes = appliques.map((critere) => {
    const retenu = retenus.get(critere.groupe) ?? critere;
    if (retenu === critere) somme += critere.points;
    return { id: critere.id, points: critere.points, retenu: retenu === critere ? null : retenu.id, cumul: somme };
  });
  return { lignes, somme, total: grille.minimum === null ? somme : Math.max(somme, grille.minimum) };
};

const nombre = (valeur) => Math.abs(valeur).toLocaleString("fr-FR");
const signe = (valeur) => `${valeur < 0 ? "−" : "+"}\u00a0${nombre(valeur)}`;
const note = (valeur) => `${valeur < 0 ? "−\u00a0" : ""}${nombre(valeur)}`;

const brancher = (formulaire) => {
  const grille = JSON.parse(document.getElementById("grille-a-calculer").textContent);
  const resultat = document.getElementById("note-estimee");
  const [titre, corps] = [resultat.querySelector(".resultat-titre"), resultat.querySelector("tbody")];
  const unite = resultat.querySelector("[data-champ=unite]");
  const cases = [...formulaire.querySelectorAll("input")];
  const libelles = new Map(cases.map((c) => [c.value, c.parentElement.textContent.trim()]));

  const montrer = () => {
    const { lignes, somme, total } = noter(grille, cases.filter((c) => c.checked).map((c) => c.value));
    remplir(resultat, {
      total: note(total),
      somme: note(somme),
      unite: Math.abs(total) > 1 ? unite.dataset.plusieurs : unite.dataset.un,
    });
    corps.replaceChildren(
      ...lignes.map(({ id, points, retenu, cumul }) => {
        const ligne = document.getElementById(retenu ? "ligne-ecartee" : "ligne-comptee").content.cloneNode(true);
        remplir(ligne, { libelle: libelles.get(id), points: signe(points), cumul: note(cumul) });
        if (retenu) remplir(ligne, { retenu: libelles.get(retenu) });
        return ligne;
      }),
    );
    const vrais = {
      vide: !lignes.length,
      lignes: lignes.length,
      ecartee: lignes.some(({ retenu }) => retenu),
      relevee: somme !== total,
    };
    for (const element of resultat.querySelectorAll("[data-si]")) element.hidden = !vrais[element.dataset.si];
    resultat.hidden = false;
  };

  formulaire.addEventListener("submit", (evenement) => {
    evenement.preventDefault();
    montrer();
    titre.focus();
  });
  // Une note affichée ne contredit jamais les cases : elle les suit.
  formulaire.addEventListener("change", () => resultat.hidden || montrer());
  formulaire.addEventListener("reset", () => {
    resultat.hidden = true;
    corps.replaceChildren();
  });
};

const formulaire = document.getElementById("estimateur");
if (formulaire) {
  brancher(formulaire);
  montrerLOutil(formulaire);
}
