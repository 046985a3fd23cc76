"""Les messages communs : ce que tout demandeur doit entendre partout dans les mêmes mots.

C'est l'action « informations communes » du plan (CCH R441-2-10, 6° : règles communes sur le contenu de
l'information délivrée aux demandeurs).
"""

from typing import Annotated

from pydantic import Field

from .communs import Enregistrement, Entier, Identifiant, Jour, entre
from .texte_cite import TexteCite


class Message(Enregistrement):
    """Un message : une phrase à retenir, son explication, et les faits qui la portent.

    `version` augmente d'un à chaque changement de mots, et `date` est celle de ce changement : une affiche ou un
    dépliant imprimé se compare ainsi au site.
    """

    id: Identifiant
    titre: TexteCite
    texte: TexteCite
    faits: Annotated[tuple[Identifiant, ...], Field(min_length=1)]
    version: Annotated[Entier, entre(1, 999)]
    date: Jour


class Messages(Enregistrement):
    """Le fichier `demandeur/messages.yaml`."""

    messages: Annotated[tuple[Message, ...], Field(min_length=1)]
