"""La disposition sur le papier : ce qui se range autrement que sur un écran."""

from lxml import html
from lxml.html import HtmlElement


def deplier(texte: HtmlElement) -> None:
    """Une liste de définitions sans blocs intermédiaires, des mots sans infobulle."""
    for bloc in texte.xpath(".//dl/div"):
        bloc.drop_tag()
    for abreviation in list(texte.iter("abbr")):
        abreviation.drop_tag()
    for element in texte.iter():
        for nom in ("role", "tabindex", "aria-labelledby", "aria-label"):
            element.attrib.pop(nom, None)


def ranger_les_horaires(texte: HtmlElement) -> None:
    """Les horaires d'un lieu passent à droite de la liste ; ce qui suit le dépôt, dessous, sur toute la largeur."""
    for tableau in texte.xpath(".//dd/table[@class='horaires']"):
        valeur = tableau.getparent()
        nom, liste = valeur.getprevious(), valeur.getparent()
        nom.tag, valeur.tag = "p", "div"
        nom.set("class", "surtitre")
        cote_a_cote = html.Element("div", {"class": "lieu-corps"})
        liste.addprevious(cote_a_cote)
        bloc = html.Element("div", {"class": "ouverture"})
        suite = html.Element("dl")
        suite.extend(list(valeur.itersiblings())[2:])
        bloc.extend([nom, valeur])
        cote_a_cote.extend([liste, bloc])
        if len(suite):
            cote_a_cote.addnext(suite)


def mettre_en_colonnes(bloc: HtmlElement) -> None:
    """Deux colonnes de même longueur, ou presque : la presse ne sait pas équilibrer des blocs qu'on ne coupe pas."""
    longueurs = [len(element.text_content()) for element in bloc]
    coupe = min(range(len(bloc) + 1), key=lambda rang: abs(sum(longueurs[:rang]) - sum(longueurs[rang:])))
    gauche, droite = html.Element("div"), html.Element("div")
    messages = list(bloc)
    gauche.extend(messages[:coupe])
    droite.extend(messages[coupe:])
    bloc.extend([gauche, droite])


def mettre_en_parties(texte: HtmlElement) -> None:
    """Chaque titre de deuxième rang et ce qui le suit forment une partie, qui porte son nom."""
    partie = html.Element("div", {"class": "partie-"})
    texte.insert(0, partie)
    for element in list(texte)[1:]:
        if element.tag == "h2":
            partie = html.Element("section", {"class": f"partie-{element.get('id')}"})
            element.addprevious(partie)
        partie.append(element)
