// Les dates d'une demande à renouveler, et le rappel à mettre dans son agenda. Le même calcul est en Python dans
// macros/modele/renouvellement.py, qui dit pourquoi ; les tests tiennent l'un par l'autre. Une date est ici le nombre de
// jours depuis 1970, sans heure ni fuseau : le jour de l'appareil n'est lu qu'une fois, tel que l'appareil l'affiche.

import { jourDeLAppareil, jourEnMots, montrerLOutil, remplir, signaler } from "./commun.js";

const JOUR = 86_400_000;

const versJours = (annee, mois, jour) => Date.UTC(annee, mois - 1, jour) / JOUR;

const parties = (jours) => {
  const date = new Date(jours * JOUR);
  return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
};

/** « 2026-03-15 » d'un nombre de jours. */
const ecrire = (jours) => parties(jours).map((nombre, rang) => String(nombre).padStart(rang ? 2 : 4, "0")).join("-");

/** Le nombre de jours de « 2026-03-15 » ; null si ce n'est pas une date du calendrier. */
const lire = (texte) => {
  const lu = /^(\d{4})-(\d{2})-(\d{2})$/.exec(texte);
  const jours = lu && versJours(...lu.slice(1).map(Number));
  return lu && ecrire(jours) === texte ? jours : null;
};

/** Le même quantième, des mois plus tard ou plus tôt ; à défaut, le dernier jour du mois. */
const dansNMois = (jours, mois) => {
  const [annee, rang, jour] = parties(jours);
  const dernier = parties(versJours(annee, rang + mois + 1, 0))[2];
  return versJours(annee, rang + mois, Math.min(jour, dernier));
};

/**
 * Les dates et l'état d'une demande : depuis quand, quel jour nous sommes (« 2026-03-15 » tous deux), et la règle donnée
 * par la page. Rend { refus } si la date ne peut pas servir.
 */
export const renouvellement = ({ depuis, aujourdHui, regle }) => {
  const [depart, ici] = [lire(depuis), lire(aujourdHui)];
  if (depart === null) return { refus: "absente" };
  if (depart > ici) return { refus: "future" };
  if (depart < dansNMois(ici, -12 * regle.annees)) return { refus: "ancienne" };
  const anniversaire = dansNMois(depart, regle.validite);
  const [ouverture, dernier] = [dansNMois(depart, regle.ouverture), anniversaire - 1];
  const [etat, jours] =
    ici < ouverture ? ["tot", ouverture - ici]
    : ici <= dernier ? ["ouverte", anniversaire - ici]
    : ici === anniversaire ? ["anniversaire", 0]
    : ["passee", ici - anniversaire];
  return {
    ouverture: ecrire(ouverture),
    dernier: ecrire(dernier),
    anniversaire: ecrire(anniversaire),
    quantiemeAbsent: parties(anniversaire)[2] !== parties(depart)[2],
    etat,
    jours,
    rappels: [ouverture, ...regle.rappels.map((avant) => dernier - avant)].filter((jour) => jour > ici).map(ecrire),
  };
};

/** « lundi 1er mars 2027 ». */
const enLettres = (jour) => jourEnMots(jour, { weekday: "long", day: "numeric", month: "long", year: "numeric" });

const echapper = (texte) => texte.replace(/[\\;,]/g, "\\$&").replace(/\r?\n/g, "\\n");

/** Une ligne d'agenda, coupée pour qu'aucun morceau ne dépasse 75 octets (RFC 5545, 3.1), jamais au milieu d'un caractère. */
export const plierLaLigne = (ligne) => {
  const morceaux = [""];
  let place = 75;
  for (const signe of ligne) {
    const octets = new TextEncoder().encode(signe).length;
    if (octets > place) {
      morceaux.push(" ");
      place = 74;
    }
    morceaux[morceaux.length - 1] += signe;
    place -= octets;
  }
  return morceaux.join("\r\n");
};

const compact = (date) => date.replaceAll("-", "");

// À neuf heures du matin, comptées depuis le minuit où commence l'événement.
const declencheur = (avant) => (avant ? `-P${avant - 1}DT15H` : "PT9H");

const evenement = (nom, depuis, jour, rappels, resume, mots) => [
  "BEGIN:VEVENT",
  `UID:renouvellement-${compact(depuis)}-${nom}@${mots.site}`,
  // Dérivé de la date donnée, comme l'identité : le même calcul donne le même fichier, que l'agenda reconnaît.
  `DTSTAMP:${compact(depuis)}T000000Z`,
  "SEQUENCE:0",
  `DTSTART;VALUE=DATE:${compact(jour)}`,
  `DTEND;VALUE=DATE:${compact(ecrire(lire(jour) + 1))}`,
  "TRANSP:TRANSPARENT",
  `SUMMARY:${echapper(resume)}`,
  `DESCRIPTION:${echapper(mots.description)}`,
  `URL:${mots.adresse}`,
  ...rappels.flatMap((rappel) => [
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    `DESCRIPTION:${echapper(resume)}`,
    `TRIGGER:${declencheur(lire(jour) - lire(rappel))}`,
    "END:VALARM",
  ]),
  "END:VEVENT",
];

/**
 * Le fichier d'agenda : le premier jour de la période s'il est à venir, et le dernier jour conseillé, chacun avec ses
 * rappels à venir. Deux jours plutôt qu'un : certains agendas ne gardent pas les rappels d'un fichier, mais montrent le jour.
 */
export const agenda = (depuis, { ouverture, dernier, rappels }, mots) => {
  const [debut, fin] = [rappels.filter((jour) => jour === ouverture), rappels.filter((jour) => jour !== ouverture)];
  const lignes = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//PPGD//Renouvellement//FR",
    "CALSCALE:GREGORIAN",
    ...(debut.length ? evenement("ouverture", depuis, ouverture, debut, mots.resumeOuverture, mots) : []),
    ...evenement("dernier", depuis, dernier, fin, mots.resumeDernier, mots),
    "END:VCALENDAR",
  ];
  return lignes.map((ligne) => `${plierLaLigne(ligne)}\r\n`).join("");
};

const brancher = (formulaire) => {
  const champ = formulaire.querySelector("input");
  const resultat = document.getElementById("mes-dates");
  const lien = resultat.querySelector("[data-fichier]");
  const regle = JSON.parse(document.getElementById("regle-du-renouvellement").textContent);
  const phrases = formulaire.dataset;

  const faireLeFichier = (depuis, dates) => {
    URL.revokeObjectURL(lien.href);
    const adresse = location.origin + location.pathname;
    const description = [phrases.description, `${phrases.marche} ${adresse}`, phrases.portail].join("\n");
    const texte = agenda(depuis, dates, { ...phrases, description, adresse, site: location.hostname });
    lien.href = URL.createObjectURL(new Blob([texte], { type: "text/calendar;charset=utf-8" }));
    lien.download = lien.dataset.fichier;
  };

  const montrer = (depuis, dates) => {
    for (const element of resultat.querySelectorAll("[data-etat]")) {
      element.hidden = !element.dataset.etat.split(" ").includes(dates.etat);
    }
    const conditions = { "quantieme-absent": dates.quantiemeAbsent, rappel: dates.rappels.length > 0 };
    for (const element of resultat.querySelectorAll("[data-si]")) element.hidden = !conditions[element.dataset.si];
    remplir(resultat, {
      ouverture: enLettres(dates.ouverture),
      dernier: enLettres(dates.dernier),
      anniversaire: enLettres(dates.anniversaire),
      duree: dates.jours === 1 ? phrases.unJour : `${dates.jours}\u00a0${phrases.jours}`,
    });
    if (dates.rappels.length) faireLeFichier(depuis, dates);
    resultat.hidden = false;
    const titre = resultat.querySelector(".resultat-titre");
    titre.focus();
    titre.scrollIntoView();
  };

  // Le sélecteur de date de l'appareil n'offre alors que des jours passés ; le calcul, lui, relit le jour chaque fois.
  champ.max = jourDeLAppareil(new Date());
  formulaire.addEventListener("submit", (evenement) => {
    evenement.preventDefault();
    const depuis = champ.value;
    const dates = renouvellement({ depuis, aujourdHui: jourDeLAppareil(new Date()), regle });
    signaler(champ, dates.refus && phrases[dates.refus]);
    resultat.hidden = true;
    if (dates.refus) champ.focus();
    else montrer(depuis, dates);
  });
};

const formulaire = document.getElementById("dates-du-renouvellement");
if (formulaire) {
  brancher(formulaire);
  montrerLOutil(formulaire);
}
