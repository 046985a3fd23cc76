"""Le glossaire : sigles et termes du domaine."""

from typing import Annotated

from pydantic import Field

from .communs import Enregistrement, Identifiant, Texte


class Terme(Enregistrement):
    """Un mot du domaine. `sigle` et `developpe` vont ensemble ; sans sigle, `developpe` est le terme."""

    id: Identifiant
    sigle: Texte | None = None
    developpe: Texte
    definition: Texte
    autres_formes: tuple[Texte, ...] = ()
    faits: tuple[Identifiant, ...] = ()
    voir: tuple[Identifiant, ...] = ()

    @property
    def titre(self) -> str:
        """Ce sous quoi on cherche le terme."""
        return self.sigle or self.developpe


class Glossaire(Enregistrement):
    """Le fichier `demandeur/glossaire.yaml`."""

    termes: Annotated[tuple[Terme, ...], Field(min_length=1)]
