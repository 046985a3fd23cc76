// La case de recherche de chaque page : elle propose des réponses pendant que l'on tape. Sans ce script, ou s'il tarde,
// le formulaire mène à la page de recherche. Les phrases viennent avec le moteur.

import { listeDeroulante } from "../outils/liste.js";
import { ouvrir, racine } from "./ouvrir.js";

const PROPOSEES = 5;
const AVANT_DE_DIRE = 500;

/** Fait d'un formulaire `.recherche` une recherche qui propose ; une fois par formulaire. */
export const brancher = (formulaire) => {
  const champ = formulaire.querySelector("input[name=q]");
  const liste = document.createElement("ul");
  const annonce = document.createElement("p");
  liste.id = `${champ.id}-propositions`;
  liste.hidden = true;
  liste.setAttribute("role", "listbox");
  annonce.className = "invisible";
  annonce.setAttribute("role", "status");
  champ.parentElement.append(liste);
  formulaire.append(annonce);
  for (const [nom, valeur] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": liste.id, "aria-autocomplete": "list" })) {
    champ.setAttribute(nom, valeur);
  }

  // Dire chaque frappe couvrirait la voix qui lit les lettres ; la consigne ne se dit qu'une fois.
  let attente = 0;
  let estDite = false;
  const annoncer = (phrase, consigne) => {
    clearTimeout(attente);
    attente = setTimeout(() => {
      annonce.textContent = phrase && !estDite && !liste.hidden ? `${phrase} ${consigne}` : phrase;
      estDite ||= Boolean(phrase) && !liste.hidden;
    }, AVANT_DE_DIRE);
  };

  let proposes = [];
  const partir = (adresse) => {
    // Sur la page même, seule l'ancre change : la liste n'a plus lieu d'être.
    deroulante.fermer();
    location.assign(new URL(adresse, racine));
  };
  const prendre = (rang) => (rang < proposes.length ? partir(proposes[rang].adresse) : formulaire.requestSubmit());

  const proposer = async () => {
    const demande = champ.value;
    const { phrases, chercher } = await ouvrir();
    // Le temps de l'ouvrir, on a pu taper la suite, refermer, ou partir.
    if (champ.value !== demande || !deroulante.estAttendue()) return;
    liste.setAttribute("aria-label", phrases.liste);
    const trouves = chercher(demande);
    proposes = trouves.slice(0, PROPOSEES);
    const lignes = proposes.map(({ titre, genre, urgent }) => {
      const dit = document.createElement("span");
      dit.className = urgent ? "genre urgent" : "genre";
      dit.textContent = urgent ? phrases.urgent : phrases[genre];
      return [titre, " ", dit];
    });
    if (trouves.length > proposes.length) lignes.push([phrases.tous.replace("[n]", trouves.length)]);
    deroulante.montrer(lignes);
    annoncer(demande.trim().length < 2 ? "" : (trouves.length > 1 ? phrases.plusieurs : trouves.length ? phrases.une : phrases.rien).replace("[n]", trouves.length), phrases.consigne);
  };

  // Sans l'index, rien n'est proposé : le formulaire, lui, marche toujours.
  const deroulante = listeDeroulante(champ, liste, { proposer: () => proposer().catch(() => {}), prendre });
  formulaire.addEventListener("submit", deroulante.fermer);
  ouvrir().catch(() => {});
  if (champ.value && document.activeElement === champ) proposer().catch(() => {});
};
