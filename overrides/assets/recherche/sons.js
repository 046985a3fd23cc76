// Comment un mot s'entend, à peu près. macros/recherche/sons.py fait de même, règle par règle, et dit pourquoi.

const REGLES = [
  [/(.)\1+/g, "$1"],
  [/ph/g, "f"],
  [/s?ch/g, "X"],
  [/h/g, ""],
  [/oeu|eu/g, "E"],
  [/eau|au/g, "o"],
  [/oin(?![aeiouy])/g, "UI"],
  [/oi|oy|oua/g, "Ua"],
  [/ou|w/g, "U"],
  [/ge(?=[ao])/g, "j"],
  [/gn/g, "ni"],
  [/gu(?=[eiy])/g, "G"],
  [/g(?=[eiy])/g, "j"],
  [/sc(?=[eiy])/g, "s"],
  [/(^|[^s])t(?=i(?:[oe][ln]|a))/g, "$1s"],
  [/qu|q|ck|c(?![eiy])/g, "k"],
  [/[cz]/g, "s"],
  [/x(?=.)/g, "ks"],
  [/ien(?![aeiouyn])/g, "iI"],
  [/(?:[ae]i|ay|ey|[iyu])[nm](?![aeiouyEUo])/g, "I"],
  [/[ae][nm](?![aeiouyEUnm])/g, "A"],
  [/o[nm](?![aeiouyEUnm])/g, "O"],
  [/e(?:rs?|ts?|z)$/g, "e"],
  [/[ae]i|ay|ey/g, "e"],
  [/y/g, "i"],
  [/([^aeiouyAEIOU])es?$/g, "$1#"],
  [/[stdxpe]+$/g, ""],
  [/#/g, ""],
  [/(.)\1+/g, "$1"],
];

/** Le son d'un mot déjà plié ; vide pour un nombre. */
export const son = (mot) => (/^[a-z]+$/.test(mot) ? REGLES.reduce((lu, [motif, par]) => lu.replace(motif, par), mot) : "");
