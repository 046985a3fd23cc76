// Va chercher l'index, une seule fois, et seulement quand quelqu'un cherche. Les mots tapés, eux, ne partent pas.

/** La racine du site, d'où partent les adresses des résultats. */
export const racine = new URL("../../", import.meta.url);

const lire = async (chemin) => {
  const reponse = await fetch(new URL(chemin, racine));
  if (!reponse.ok) throw new Error(`${chemin} : ${reponse.status}`);
  return reponse.json();
};

// Le moteur, et les phrases de la recherche, par nom : elles sont écrites avec les autres, dans les gabarits.
const preparer = async () => {
  const [{ default: lunr }, { creerLeMoteur }, index, phrases] = await Promise.all([
    import("./lunr.js"),
    import("./moteur.js"),
    lire("recherche/index.json"),
    lire("recherche/phrases.json"),
  ]);
  const moteur = creerLeMoteur(lunr, index);
  (window.requestIdleCallback ?? setTimeout)(moteur.preparer);
  return { ...moteur, phrases };
};

let prepare = null;

/** Le moteur, une seule fois par page. Une panne n'est pas retenue : le prochain essai repart. */
export const ouvrir = () =>
  (prepare ??= preparer().catch((panne) => {
    prepare = null;
    throw panne;
  }));

const lots = new Map();

/** Le titre de la partie de page où est une entrée de l'index (vide si c'est le début), et son texte. */
export const lireLeTexte = async (index, entree) => {
  const lot = index.lots.findLastIndex((debut) => debut <= entree);
  if (!lots.has(lot)) lots.set(lot, lire(`recherche/textes/${lot}.json`));
  return (await lots.get(lot))[entree - index.lots[lot]];
};
