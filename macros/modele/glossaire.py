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

    @property
    def titres(self) -> tuple[str, ...]:
        """Le sigle s'il y en a un, et le terme."""
        return (self.sigle, self.developpe) if self.sigle else (self.developpe,)


class Glossaire(Enregistrement):
    """Le fichier `demandeur/glossaire.yaml`. `mots_courants` : les mots en majuscules que chacun connaît (SMS, PDF)."""

    termes: Annotated[tuple[Terme, ...], Field(min_length=1)]
    mots_courants: tuple[Texte, ...] = ()
