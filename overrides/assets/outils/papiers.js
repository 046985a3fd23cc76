// Réduit les deux listes de papiers de la page à ce que l'on coche, et en fait un lien et une feuille. Les listes ne sont
// pas recopiées : on cache des lignes. Rien n'est gardé ; le choix est après le « # » de l'adresse, que rien n'envoie.

import { choixDeLAdresse, garderLeChoix, montrerLOutil } from "./commun.js";

/** Les choix qu'un lien nomme : ceux de la page, dans son ordre, et s'il y en a qu'elle ne connaît pas. */
export const lireLesChoix = (texte, connus) => {
  const cites = texte.split(",").map((mot) => mot.trim()).filter(Boolean);
  return {
    choisis: connus.filter((connu) => cites.includes(connu)),
    inconnus: cites.some((cite) => !connus.includes(cite)),
  };
};

const brancher = (formulaire) => {
  const cases = [...formulaire.querySelectorAll("input[type=checkbox]")];
  const lignes = [...document.querySelectorAll("[data-piece]")];
  const resultat = formulaire.querySelector(".resultat");
  const [titre, annonce, lien] = [".resultat-titre", "[role=status]", "[readonly]"].map((quoi) => resultat.querySelector(quoi));

  const coches = () => cases.filter((une) => une.checked).map((une) => une.value);

  const montrerLesLignes = (garder) => {
    for (const ligne of lignes) ligne.hidden = !garder(ligne.dataset.piece);
    for (const liste of new Set(lignes.map((ligne) => ligne.parentElement))) {
      liste.hidden = liste.previousElementSibling.hidden = [...liste.children].every((ligne) => ligne.hidden);
    }
  };

  const estMontree = () => document.documentElement.classList.contains("liste-choisie");

  const montrer = () => {
    const choisis = coches();
    montrerLesLignes((piece) => choisis.includes(piece));
    // La feuille de style n'imprime alors que la liste.
    document.documentElement.classList.add("liste-choisie");
    lien.value = garderLeChoix({ choix: choisis.join(",") });
    for (const element of resultat.querySelectorAll("[data-avec-liste]")) element.hidden = false;
    resultat.hidden = titre.hidden = false;
    annonce.textContent = "";
  };

  const toutMontrer = () => {
    montrerLesLignes(() => true);
    document.documentElement.classList.remove("liste-choisie");
    resultat.hidden = true;
  };

  const ouvrirLeLien = () => {
    const texte = choixDeLAdresse().get("choix");
    if (texte === null) return;
    const { choisis, inconnus } = lireLesChoix(texte, cases.map((une) => une.value));
    for (const une of cases) une.checked = choisis.includes(une.value);
    if (inconnus && !choisis.length) {
      toutMontrer();
      for (const element of resultat.querySelectorAll("[data-avec-liste]")) element.hidden = true;
      titre.hidden = true;
      resultat.hidden = false;
      annonce.textContent = resultat.dataset.toutInconnu;
    } else {
      montrer();
      if (inconnus) annonce.textContent = resultat.dataset.inconnus;
    }
    resultat.scrollIntoView();
  };

  const copier = async () => {
    try {
      await navigator.clipboard.writeText(lien.value);
      annonce.textContent = resultat.dataset.copie;
    } catch {
      // Refusé, ou absent hors d'une connexion sûre : le champ sélectionné se copie à la main.
      lien.focus();
      lien.select();
      annonce.textContent = resultat.dataset.aCopier;
    }
  };

  const actions = {
    imprimer: () => window.print(),
    copier,
    tout: () => {
      for (const une of cases) une.checked = false;
      toutMontrer();
      history.replaceState(null, "", location.pathname + location.search);
      cases[0].focus();
    },
  };

  formulaire.addEventListener("submit", (evenement) => {
    evenement.preventDefault();
    montrer();
    titre.focus();
    resultat.scrollIntoView();
  });
  formulaire.addEventListener("change", () => estMontree() && montrer());
  formulaire.addEventListener("click", (evenement) => actions[evenement.target.closest("[data-action]")?.dataset.action]?.());
  lien.addEventListener("focus", () => lien.select());
  window.addEventListener("hashchange", ouvrirLeLien);
  ouvrirLeLien();
};

const formulaire = document.getElementById("choix-des-pieces");
if (formulaire) {
  brancher(formulaire);
  montrerLOutil(formulaire);
}
