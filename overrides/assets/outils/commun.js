// Ce que les outils partagent : lire un nombre tapé, dire une faute, remplir un résultat, garder un choix dans l'adresse.
// Aucune phrase ici : elles sont dans la page, où on les corrige.

/** Le texte sans accent ni majuscule ; tout ce qui n'est ni lettre ni chiffre devient une espace. */
export const plier = (texte) =>
  texte
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/œ/g, "oe")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

/** Le nombre positif qu'on a tapé (« 26 920 », « 26.920 € », « 1 250,50 ») ; null si ce n'en est pas un. */
export const lireNombre = (texte) => {
  const compact = texte.replace(/[\s\u00a0\u202f€]/g, "").replace(/\.(?=\d{3}(\D|$))/g, "").replace(",", ".");
  return /^\d{1,9}(\.\d{1,2})?$/.test(compact) ? Number(compact) : null;
};

/** Le jour qu'affiche l'appareil : « 2026-11-23 ». Une date internationale, elle, changerait de jour près de minuit. */
export const jourDeLAppareil = (maintenant) => {
  const deux = (nombre) => String(nombre).padStart(2, "0");
  return `${maintenant.getFullYear()}-${deux(maintenant.getMonth() + 1)}-${deux(maintenant.getDate())}`;
};

/** Un jour (« 2027-03-01 ») tel qu'on le lit, selon la forme demandée : « lundi 1er mars ». */
export const jourEnMots = (jour, forme) =>
  new Intl.DateTimeFormat("fr-FR", { ...forme, timeZone: "UTC" })
    .formatToParts(new Date(`${jour}T12:00:00Z`))
    .map(({ type, value }) => (type === "day" && value === "1" ? "1er" : value))
    .join("");

/** Écrit chaque valeur dans l'élément qui porte `data-champ` à son nom. */
export const remplir = (racine, valeurs) => {
  for (const [nom, valeur] of Object.entries(valeurs)) {
    for (const place of racine.querySelectorAll(`[data-champ="${nom}"]`)) place.textContent = valeur;
  }
};

/** Montre ou efface la faute d'un champ : l'élément `<id du champ>-erreur`, qui existe dans la page, en reçoit la phrase. */
export const signaler = (champ, phrase) => {
  const place = document.getElementById(`${champ.id}-erreur`);
  place.textContent = phrase ?? "";
  place.hidden = !phrase;
  if (phrase) champ.setAttribute("aria-invalid", "true");
  else champ.removeAttribute("aria-invalid");
};

/** Montre un formulaire une fois qu'il marche : si son script ne vient pas, il ne promet rien. */
export const montrerLOutil = (formulaire) => formulaire.classList.add("pret");

/** Le choix écrit après le « # » de l'adresse, que le navigateur n'envoie jamais. */
export const choixDeLAdresse = () => new URLSearchParams(location.hash.slice(1));

/** Ce que l'adresse dit sous ce nom : après le « # », sinon après le « ? » d'un lien ou d'un formulaire sans script ; sinon null. */
export const dansLAdresse = (nom) => choixDeLAdresse().get(nom) ?? new URLSearchParams(location.search).get(nom);

/** Met le choix après le « # », sans ajouter de page à l'historique ; rend l'adresse entière, à partager. */
export const garderLeChoix = (choix) => {
  const adresse = new URL(location.href);
  // Sans script, l'accueil met les mots après « ? » : le serveur les recevrait encore à chaque rechargement.
  adresse.search = "";
  // Une virgule est permise après le « # » : telle quelle, l'adresse se lit et se dicte.
  adresse.hash = new URLSearchParams(choix).toString().replaceAll("%2C", ",");
  history.replaceState(null, "", adresse);
  return adresse.href;
};
