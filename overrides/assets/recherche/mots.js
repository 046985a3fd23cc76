// Les mots d'un texte, tels que l'index les range. macros/recherche/mots.py fait de même, mot pour mot, et dit pourquoi.

/** Le texte en minuscules sans accent. */
export const plier = (texte) =>
  texte
    .replace(/[’‘ʼ´`′]/g, "'")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/œ/g, "oe")
    .replace(/æ/g, "ae");

/** Les mots, sans accent, sans élision ; un nombre, un numéro d'article ou un sigle d'un bloc. */
export const decouper = (texte) => {
  const numeros = texte.replace(/[’‘ʼ´`′]/g, "'").replace(/(^|[\s(,;:'])[nN][°º]s?/g, "$1 ");
  const pret = plier(numeros)
    .trim()
    .replace(/\s+/g, " ")
    .replace(/([0-9]{4,6}) ?\* ?[0-9]{1,2}/g, "$1")
    .replace(/(^|[^a-z0-9])(?:[lrd] ?\*? ?\.? ?)?([0-9]{3}(?:-[0-9]{1,3})+)(?![0-9])/g, (_, avant, numero) => avant + numero.replaceAll("-", ""))
    .replace(/([0-9])[ .](?=[0-9]{2,3}(?![0-9]))/g, "$1")
    .replace(/(^|[^a-z0-9])((?:[a-z]\.){2,}[a-z]?)(?![a-z0-9])/g, (_, avant, sigle) => avant + sigle.replaceAll(".", ""))
    .replace(/(^|[^a-z0-9])(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'(?=[a-z0-9])/g, "$1 ")
    .replaceAll("'", "");
  return pret.match(/[a-z0-9]+/g) ?? [];
};
