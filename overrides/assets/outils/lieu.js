// La page d'une commune : dit si chaque lieu est ouvert, et si sa vérification a trop vieilli depuis que la page est faite.

import { estPerime, etat, heureLegale, phrase } from "./ouverture.js";

const brancher = () => {
  const { fuseau, feries } = JSON.parse(document.getElementById("calendrier").textContent);
  const phrases = document.getElementById("phrases-d-ouverture").dataset;
  const dire = () => {
    const maintenant = heureLegale(new Date(), fuseau);
    for (const place of document.querySelectorAll("[data-ouverture]")) {
      place.querySelector("strong").textContent = phrase(etat(JSON.parse(place.dataset.ouverture), feries, maintenant), phrases, maintenant.jour);
      place.hidden = false;
    }
    for (const place of document.querySelectorAll("[data-a-revoir]")) place.hidden = !estPerime(place.dataset.aRevoir, maintenant.jour);
  };
  dire();
  // Un onglet rouvert le lendemain ne doit pas dire l'heure d'hier.
  document.addEventListener("visibilitychange", dire);
};

if (document.getElementById("calendrier")) brancher();
