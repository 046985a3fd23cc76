// Va chercher l'index, une seule fois, et seulement quand quelqu'un cherche. Les mots tapés, eux, ne partent pas.

/** La racine du site, d'où partent les adresses des résultats. */
export const racine = new URL("../../", import.meta.url);

const lire = async (chemin) => {
  const reponse = await fetch(new URL(chemin, racine));
  if (!reponse.ok) throw new Error(`${chemin} : ${reponse.status}`);
  return reponse.json();
};

// Une seule fois, quel que soit le nombre de demandes. Une panne n'est pas retenue : le prochain essai repart.
const uneFois = (faire) => {
  let fait = null;
  return () =>
    (fait ??= faire().catch((panne) => {
      fait = null;
      throw panne;
    }));
};

/** Le moteur, prêt. */
export const ouvrir = uneFois(async () => {
  const [{ default: lunr }, { creerLeMoteur }, index] = await Promise.all([
    import("./lunr.js"),
    import("./moteur.js"),
    lire("recherche/index.json"),
  ]);
  const moteur = creerLeMoteur(lunr, index);
  (window.requestIdleCallback ?? setTimeout)(moteur.preparer);
  return moteur;
});

/** Ce que la recherche dit, par nom : les phrases sont écrites avec les autres, dans les gabarits. */
export const lirePhrases = uneFois(() => lire("recherche/phrases.json"));

const lots = new Map();

/** Le titre de la partie de page où est une entrée de l'index (vide si c'est le début), et son texte. */
export const lireLeTexte = async (index, entree) => {
  const lot = index.lots.findLastIndex((debut) => debut <= entree);
  if (!lots.has(lot)) lots.set(lot, lire(`recherche/textes/${lot}.json`));
  return (await lots.get(lot))[entree - index.lots[lot]];
};
