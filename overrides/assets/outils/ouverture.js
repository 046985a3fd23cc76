// Un lieu est-il ouvert ? Ses plages de la semaine, ses fermetures et les jours fériés, à l'heure légale du territoire.
// Les jours s'écrivent « 2026-11-23 », les heures en minutes depuis minuit : rien n'y dépend du fuseau de l'appareil.

import { jourEnMots } from "./commun.js";

const UN_JOUR = 86_400_000;
const JOURS_REGARDES = 60;

const enDate = (jour) => new Date(`${jour}T12:00:00Z`);

/** Le jour d'après, ou d'autant de jours plus tard. */
export const plusTard = (jour, nombre = 1) => new Date(enDate(jour).getTime() + nombre * UN_JOUR).toISOString().slice(0, 10);

/** Le jour et la minute qu'il est dans ce fuseau, à cet instant. */
export const heureLegale = (instant, fuseau) => {
  const lus = new Intl.DateTimeFormat("en-GB", {
    timeZone: fuseau, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  }).formatToParts(instant);
  const { year, month, day, hour, minute } = Object.fromEntries(lus.map(({ type, value }) => [type, value]));
  return { jour: `${year}-${month}-${day}`, minute: Number(hour) * 60 + Number(minute) };
};

/** Pourquoi le lieu est fermé ce jour-là, hors de ses horaires : « ferie », le motif de sa fermeture, ou rien. */
const fermetureDuJour = (lieu, feries, jour) => {
  const fermeture = lieu.fermetures?.find(([du, au]) => du <= jour && jour <= au);
  return fermeture ? { motif: fermeture[2] } : feries.includes(jour) ? { ferie: true } : null;
};

/** Les plages d'un jour, [début, fin] ; deux plages qui se touchent n'en font qu'une. */
const plagesDuJour = (lieu, feries, jour) => {
  if (fermetureDuJour(lieu, feries, jour)) return [];
  const rang = (enDate(jour).getUTCDay() + 6) % 7;
  const plages = [];
  for (const [quand, debut, fin] of lieu.semaine) {
    if (quand !== rang) continue;
    const derniere = plages[plages.length - 1];
    if (derniere && derniere[1] === debut) derniere[1] = fin;
    else plages.push([debut, fin]);
  }
  return plages;
};

/**
 * L'état du lieu à ce moment : null si ses horaires ne sont pas connus ; sinon `ouvert`, et `fin` (la minute où il ferme)
 * ou `prochaine` (le jour et la minute où il rouvre, null si rien n'est prévu d'ici deux mois), avec ce qui le ferme ce jour-là.
 */
export const etat = (lieu, feries, { jour, minute }) => {
  if (!lieu.semaine) return null;
  const enCours = plagesDuJour(lieu, feries, jour).find(([debut, fin]) => debut <= minute && minute < fin);
  if (enCours) return { ouvert: true, fin: enCours[1] };
  for (let rang = 0; rang < JOURS_REGARDES; rang += 1) {
    const regarde = plusTard(jour, rang);
    const plage = plagesDuJour(lieu, feries, regarde).find(([debut]) => rang > 0 || debut > minute);
    if (plage) return { ouvert: false, prochaine: { jour: regarde, minute: plage[0] }, ...fermetureDuJour(lieu, feries, jour) };
  }
  return { ouvert: false, prochaine: null, ...fermetureDuJour(lieu, feries, jour) };
};

/** Vrai si la vérification du lieu ne vaut plus ce jour-là. */
export const estPerime = (aRevoir, jour) => Boolean(aRevoir) && aRevoir < jour;

const enHeure = (minute) => {
  const minutes = minute % 60;
  return `${Math.floor(minute / 60)}\u00a0h${minutes ? `\u00a0${String(minutes).padStart(2, "0")}` : ""}`;
};

/** La phrase qui dit cet état, prise dans celles de la page. `jour` : celui du lecteur ; `alors` : à un moment qu'il a choisi. */
export const phrase = (trouve, phrases, jour, alors = false) => {
  if (trouve.ouvert) return (alors ? phrases.alors : phrases.ouvert).replace("[heure]", enHeure(trouve.fin));
  const cause = trouve.ferie ? phrases.ferie : trouve.motif ? phrases.fermeture.replace("[motif]", trouve.motif) : "";
  return [cause, reouverture(trouve.prochaine, phrases, jour)].filter(Boolean).join(". ");
};

const reouverture = (prochaine, phrases, jour) => {
  if (!prochaine) return phrases.ferme;
  const dans = (enDate(prochaine.jour) - enDate(jour)) / UN_JOUR;
  const choisie = dans === 0 ? phrases.aujourdhui : dans === 1 ? phrases.demain : dans < 7 ? phrases.jour : phrases.loin;
  return choisie
    .replace("[heure]", enHeure(prochaine.minute))
    .replace("[jour]", jourEnMots(prochaine.jour, { weekday: "long" }))
    .replace("[date]", jourEnMots(prochaine.jour, { weekday: "long", day: "numeric", month: "long" }));
};
