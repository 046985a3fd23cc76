// Les couleurs choisies et le menu du téléphone. Chaque page fait son travail sans ce script : les couleurs suivent
// alors l'appareil, et la navigation reste en vue. Il est chargé avant la page, pour qu'aucune couleur ne clignote.

(() => {
  const ici = document.currentScript.src;
  const racine = document.documentElement;
  const sombre = document.getElementById("sombre");
  const reglage = matchMedia("(prefers-color-scheme: dark)");
  const selonLAppareil = sombre.media;

  // La mémoire peut être refusée par le navigateur : le choix ne vaut alors que pour la page.
  let choix = null;
  try {
    choix = localStorage.getItem("couleurs");
  } catch {}

  // Demande un fichier dont on aura besoin dans un instant : tous viennent ensemble, et non l'un après l'autre.
  const demander = (rel, chemin, as = "script") => {
    const lien = document.createElement("link");
    Object.assign(lien, { rel, as, href: new URL(chemin, ici), crossOrigin: "anonymous" });
    document.head.append(lien);
  };

  const estSombre = () => (choix ? choix === "sombres" : reglage.matches);

  const peindre = () => {
    sombre.media = choix ? (choix === "sombres" ? "screen" : "not all") : selonLAppareil;
    document.getElementById("couleurs")?.setAttribute("aria-pressed", estSombre());
  };

  const basculer = () => {
    const voulu = estSombre() ? "claires" : "sombres";
    // Revenir au réglage de l'appareil, c'est de nouveau le suivre.
    choix = (voulu === "sombres") === reglage.matches ? null : voulu;
    try {
      if (choix) localStorage.setItem("couleurs", choix);
      else localStorage.removeItem("couleurs");
    } catch {}
    peindre();
  };

  racine.classList.add("actif");
  // Un navigateur qui ne sait pas ouvrir de fenêtre garde la navigation en vue.
  const aDesFenetres = "HTMLDialogElement" in window && "showModal" in HTMLDialogElement.prototype;
  if (aDesFenetres) racine.classList.add("avec-menu");
  peindre();
  reglage.addEventListener?.("change", peindre);

  document.addEventListener("DOMContentLoaded", () => {
    document.getElementById("couleurs").addEventListener("click", basculer);
    peindre();
    // Le sommaire est replié par défaut, pour les petits écrans ; sur un grand, la place ne manque pas.
    for (const sommaire of document.querySelectorAll(".sommaire details")) {
      sommaire.open = matchMedia("(min-width: 64rem)").matches;
    }
    // Les mots cherchés passent par l'ancre, que le navigateur garde pour lui : le serveur ne les reçoit pas.
    for (const formulaire of document.querySelectorAll(".chercher")) {
      formulaire.addEventListener("submit", (evenement) => {
        evenement.preventDefault();
        const arrivee = new URL(formulaire.action);
        arrivee.hash = new URLSearchParams(new FormData(formulaire));
        location.assign(arrivee);
      });
    }
    // Rien de la recherche n'est demandé tant que personne ne cherche ; tout l'est d'un coup dès que l'on entre dans la case.
    addEventListener("focusin", ({ target }) => {
      const formulaire = target.closest("form.recherche");
      if (!formulaire || formulaire.dataset.branche) return;
      formulaire.dataset.branche = "oui";
      // Le plus long d'abord : le navigateur n'en demande que quelques-uns à la fois.
      demander("preload", "../recherche/index.json", "fetch");
      for (const nom of ["lunr", "moteur", "champ", "ouvrir", "../outils/liste", "mots", "sons"]) demander("modulepreload", `recherche/${nom}.js`);
      demander("preload", "../recherche/phrases.json", "fetch");
      import(new URL("recherche/champ.js", ici)).then(
        ({ brancher }) => brancher(formulaire),
        () => delete formulaire.dataset.branche,
      );
    });
    // « / » mène à la recherche, comme sur bien des sites, sauf pour qui écrit déjà.
    addEventListener("keydown", (evenement) => {
      const ecrit = evenement.target.closest("input, textarea, select, [contenteditable]");
      const champ = document.getElementById("chercher");
      if (evenement.key !== "/" || ecrit || !champ || evenement.ctrlKey || evenement.metaKey || evenement.altKey) return;
      evenement.preventDefault();
      champ.focus();
    });
    if (!aDesFenetres) return;

    const [bouton, menu, tiroir] = ["ouvrir-menu", "menu", "tiroir"].map((nom) => document.getElementById(nom));
    const place = tiroir.parentElement;

    bouton.addEventListener("click", () => {
      menu.querySelector(".menu-tete").after(tiroir);
      menu.showModal();
      bouton.setAttribute("aria-expanded", "true");
    });
    menu.addEventListener("close", () => {
      const ici = tiroir.contains(document.activeElement) ? document.activeElement : tiroir.querySelector("a");
      place.append(tiroir);
      bouton.setAttribute("aria-expanded", "false");
      // Le bouton n'est plus là si la fenêtre s'est élargie.
      (bouton.offsetParent ? bouton : ici).focus();
    });
    // La touche Tab tourne dans le menu : sans cela, elle irait jusqu'à la barre du navigateur.
    menu.addEventListener("keydown", (evenement) => {
      if (evenement.key !== "Tab") return;
      const arrets = menu.querySelectorAll("a, button");
      const [bord, retour] = evenement.shiftKey ? [arrets[0], arrets[arrets.length - 1]] : [arrets[arrets.length - 1], arrets[0]];
      if (document.activeElement !== bord) return;
      evenement.preventDefault();
      retour.focus();
    });
    menu.addEventListener("click", (evenement) => {
      const aCote = evenement.target === menu && evenement.clientX < menu.getBoundingClientRect().left;
      // À côté du menu, ou vers un endroit de la page même : il n'a plus lieu d'être.
      if (aCote || evenement.target.closest("a")) menu.close();
    });
    document.getElementById("fermer-menu").addEventListener("click", () => menu.close());
    // Un téléphone tourné ou une fenêtre élargie retrouvent la navigation à sa place.
    matchMedia("(min-width: 60rem)").addEventListener?.("change", () => menu.open && menu.close());
  });
})();
