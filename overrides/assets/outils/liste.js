// Une liste de propositions sous un champ de saisie, telle que les lecteurs d'écran l'attendent (motif ARIA « combobox ») :
// le focus ne quitte pas le champ, les flèches choisissent, Entrée prend, Échap referme, le doigt touche.

/**
 * `proposer()` suit chaque frappe ; `prendre(rang)` suit le choix ; `valider()`, s'il est donné, suit Entrée sans choix et
 * rend vrai s'il s'en occupe. Rend { montrer, fermer, estAttendue } : `montrer` reçoit, par proposition, les nœuds qui la
 * disent ; `estAttendue` est faux dès que l'on a refermé ou quitté le champ, et ce qui arrive en retard n'a plus à s'ouvrir.
 */
export const listeDeroulante = (champ, liste, { proposer, prendre, valider }) => {
  let active = -1;
  let attendue = true;

  const fermer = () => {
    attendue = false;
    liste.hidden = true;
    active = -1;
    champ.setAttribute("aria-expanded", "false");
    champ.removeAttribute("aria-activedescendant");
  };

  const activer = (rang) => {
    active = rang;
    [...liste.children].forEach((option, place) => option.setAttribute("aria-selected", place === rang));
    champ.setAttribute("aria-activedescendant", liste.children[rang].id);
    liste.children[rang].scrollIntoView({ block: "nearest" });
  };

  const montrer = (contenus) => {
    liste.replaceChildren(
      ...contenus.map((noeuds, rang) => {
        const option = document.createElement("li");
        option.id = `${liste.id}-${rang}`;
        option.setAttribute("role", "option");
        option.tabIndex = -1;
        option.setAttribute("aria-selected", "false");
        option.append(...noeuds);
        return option;
      }),
    );
    active = -1;
    champ.removeAttribute("aria-activedescendant");
    liste.hidden = !contenus.length;
    champ.setAttribute("aria-expanded", String(!liste.hidden));
  };

  champ.addEventListener("input", () => {
    attendue = true;
    proposer();
  });
  champ.addEventListener("keydown", (evenement) => {
    // Un mot encore en train d'être composé (accent mort, clavier d'une autre langue) garde ses propres touches.
    if (evenement.isComposing) return;
    attendue = true;
    const dernier = liste.children.length - 1;
    if (evenement.key === "ArrowDown" || evenement.key === "ArrowUp") {
      evenement.preventDefault();
      if (liste.hidden) proposer();
      else activer(evenement.key === "ArrowDown" ? (active < dernier ? active + 1 : 0) : active > 0 ? active - 1 : dernier);
    } else if (evenement.key === "Escape") {
      // Un premier appui referme la liste et garde les mots ; le suivant vide le champ.
      evenement.preventDefault();
      if (liste.hidden) champ.value = "";
      fermer();
    } else if (evenement.key === "Enter") {
      if (!liste.hidden && active >= 0) {
        evenement.preventDefault();
        prendre(active);
      } else if (valider?.()) evenement.preventDefault();
    }
  });
  // Toucher une proposition quitte le champ : la liste ne se ferme que si l'on va ailleurs.
  champ.addEventListener("blur", ({ relatedTarget }) => liste.contains(relatedTarget) || fermer());
  liste.addEventListener("click", (evenement) => {
    const rang = [...liste.children].indexOf(evenement.target.closest("[role=option]"));
    if (rang >= 0) prendre(rang);
  });
  return { montrer, fermer, estAttendue: () => attendue };
};
