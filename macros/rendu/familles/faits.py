"""Citer un fait, un message, et dire d'où vient ce que l'on affirme."""

from itertools import groupby

from ...modele.catalogue import Introuvable
from ...modele.fait import Fait
from ..atelier import Atelier


class Faits:
    """Les faits, les messages communs et leurs sources."""

    def __init__(self, atelier: Atelier) -> None:
        self._a = atelier

    def fait(self, identifiant: str) -> str:
        """L'énoncé d'un fait, au fil d'une phrase, avec son renvoi à la source."""
        return self._a.au_fil("fait.html", fait=self._a.catalogue.fait(identifiant))

    def valeur(self, identifiant: str) -> str:
        """La seule valeur d'un fait, avec son renvoi à la source."""
        fait = self._a.catalogue.fait(identifiant)
        if fait.valeur is None:
            possibles = tuple(f.id for f in self._a.catalogue.faits if f.valeur)
            raise Introuvable("valeur du fait", identifiant, possibles)
        return self._a.au_fil("valeur.html", fait=fait)

    def renvoi(self, identifiant: str, *autres: str) -> str:
        """Les seuls renvois aux sources, après une phrase qui redit des faits en mots simples."""
        return self._a.au_fil("renvoi.html", faits=self._a.catalogue.faits_de((identifiant, *autres)))

    def faits(self, *identifiants: str) -> str:
        """Une liste de faits, chacun avec son renvoi à la source."""
        return self._a.bloc("faits.html", faits=self._a.catalogue.faits_de(identifiants))

    def message(self, identifiant: str) -> str:
        """Un message commun, dans les mêmes mots partout."""
        return self._a.bloc("message.html", message=self._a.catalogue.message(identifiant))

    def messages(self) -> str:
        """Tous les messages communs, dans l'ordre."""
        return self._a.bloc("messages.html")

    def ici(self, sujet: str) -> str:
        """Ce que l'on sait, sur ce sujet, de notre seul territoire."""
        sujets = tuple(s.id for s in self._a.catalogue.sujets)
        if sujet not in sujets:
            raise Introuvable("sujet", sujet, sujets)
        faits = [fait for fait in self._a.catalogue.faits_du_territoire if fait.sujet == sujet]
        return self._a.bloc("ici.html", faits=faits)

    def sources_de_la_page(self) -> str:
        """Les sources de la page en cours : chacune une fois, avec l'état des faits qui en viennent."""
        ici = self._a.page_courante()
        cites = [
            fait
            for fait in self._a.catalogue.faits
            if any(lien.adresse == ici and lien.titre for lien in self._a.renvois.faits.get(fait.id, ()))
        ]
        return self._a.bloc("sources_de_la_page.html", faits=cites, sources=_par_source(cites))

    def sources(self, sujet: str) -> str:
        """Tous les faits d'un sujet, avec leur source, leur âge et les pages qui les citent."""
        par_sujet = {lu.id: faits for lu, faits in self._a.catalogue.faits_par_sujet}
        if sujet not in par_sujet:
            raise Introuvable("sujet", sujet, tuple(par_sujet))
        return self._a.bloc("sources.html", faits=par_sujet[sujet])

    def sources_par_sujet(self) -> str:
        """Les sujets, combien de faits chacun, et combien à confirmer."""
        return self._a.bloc("sources_par_sujet.html", sujets=self._a.catalogue.faits_par_sujet)

    def sources_par_etat(self) -> str:
        """Combien de faits sont dans chaque état de vérification, et combien sont à confirmer."""
        faits = self._a.catalogue.faits
        etats = ("lu", "definition", "lu_ancien", "secondaire", "derive", "calcule", "non_relu")
        comptes = [(etat, [fait for fait in faits if fait.verification == etat]) for etat in etats]
        return self._a.bloc("sources_par_etat.html", comptes=[(e, f) for e, f in comptes if f])

    def messages_communs(self) -> str:
        """Chaque message commun, sa version, sa date, et les pages qui le reprennent."""
        return self._a.bloc("messages_communs.html")

    def sources_des_donnees(self) -> str:
        """Les jeux de données publics dont vient le territoire."""
        guichets = {guichet.source for guichet in self._a.catalogue.guichets}
        sources = [*self._a.catalogue.territoire.sources, *sorted(guichets, key=str)]
        return self._a.bloc("sources_des_donnees.html", sources=sources)


def _par_source(faits: list[Fait]) -> list[tuple[Fait, list[Fait]]]:
    """Les faits groupés par source, dans l'ordre des sources : un fait qui la représente, et tous les siens."""

    def cle(fait: Fait) -> tuple[str, str]:
        return (fait.source.titre, fait.source.article or "")

    return [
        (groupe[0], groupe) for groupe in (list(lot) for _, lot in groupby(sorted(faits, key=cle), key=cle))
    ]
