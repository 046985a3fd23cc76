// « Quelle voie pour moi » : dit le chemin parcouru et mène à la question que nomme l'adresse. La feuille de style ne montre
// que celle-là ; sans ce script, les liens marchent encore. L'adresse suffit : l'arbre n'a qu'un chemin vers chaque question.

import { remplir } from "./commun.js";

/** Les réponses données avant d'arriver à une question. `liens` : chaque réponse qui va `de` une question `vers` une autre. */
export const chemin = (liens, question) => {
  const lien = liens.find(({ vers }) => vers === question);
  return lien ? [...chemin(liens, lien.de), lien] : [];
};

const brancher = (aiguillage) => {
  const trace = aiguillage.querySelector(".chemin");
  const [pas, retour] = [document.getElementById("pas-du-chemin"), trace.querySelector("[data-champ=retour]")];
  const questions = [...aiguillage.querySelectorAll(".embranchement")];
  const liens = questions.flatMap((question) =>
    [...question.querySelectorAll('.reponse[href^="#"]')].map((lien) => ({
      de: question.id,
      vers: lien.hash.slice(1),
      question: question.querySelector("h3").textContent,
      reponse: lien.textContent,
    })),
  );
  const courante = () => questions.find(({ id }) => id === location.hash.slice(1));

  const dire = () => {
    const parcouru = chemin(liens, courante()?.id);
    trace.hidden = !parcouru.length;
    trace.querySelector("ol").replaceChildren(
      ...parcouru.map(({ question, reponse }) => {
        const ligne = pas.content.cloneNode(true);
        remplir(ligne, { question, reponse });
        return ligne;
      }),
    );
    if (parcouru.length) retour.href = `#${parcouru[parcouru.length - 1].de}`;
  };

  dire();
  window.addEventListener("hashchange", (evenement) => {
    dire();
    const avant = new URL(evenement.oldURL).hash.slice(1);
    // Une autre ancre de la page n'est pas une question : le lecteur reste où elle l'a mené.
    const question = courante() ?? (location.hash ? null : questions.find(({ id }) => id === avant) && questions[0]);
    if (!question) return;
    question.querySelector("h3").focus({ preventScroll: true });
    aiguillage.scrollIntoView();
  });
};

const aiguillage = document.querySelector(".aiguillage");
if (aiguillage) brancher(aiguillage);

// Le lien mène au schéma, que la feuille de style imprime alors seul (#schema visé) ; le script n'ouvre que la fenêtre.
document.querySelector("[data-imprimer]")?.addEventListener("click", (evenement) => {
  evenement.preventDefault();
  location.hash = evenement.currentTarget.hash;
  print();
});
