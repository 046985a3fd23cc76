"""De quoi décrire un champ publié : son sens, un exemple, et le nom que lui donnent les schémas nationaux."""

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema

from ..modele.communs import Enregistrement

DATA_INCLUSION, MEDIATION = "data-inclusion", "mediation-numerique"
"""Les deux schémas nationaux dont viennent des noms de champs."""

CHAMPS_NATIONAUX = "x-champs-nationaux"
"""Sous cette clé, le schéma d'un champ dit comment chaque schéma national l'appelle."""


class Ouvert(Enregistrement):
    """Un enregistrement publié. Chaque champ y est toujours ; une valeur inconnue vaut null, une liste n'est jamais vide.

    Là où il porte les mêmes champs que l'enregistrement du site, `publie(enregistrement)` le lit dedans.
    """

    model_config = ConfigDict(from_attributes=True)

    @classmethod
    def publie(cls, enregistrement: Enregistrement, **autres: object) -> Self:
        """L'enregistrement du site tel qu'il est publié ; `autres` : ce qui n'y est pas, ou pas ainsi."""
        lus = {nom: getattr(enregistrement, nom) for nom in cls.model_fields if nom not in autres}
        return cls.model_validate(lus | autres)


OU_RIEN = BeforeValidator(lambda liste: liste or None)
"""Une liste vide ne se publie pas : elle vaut null."""


def champ(sens: str, exemple: object = None, *, di: str | None = None, mn: str | None = None) -> Any:
    """Décrit un champ. `di`, `mn` : son nom dans data·inclusion, et dans les lieux de médiation numérique.

    Un champ fait d'autres champs n'a pas d'exemple : les leurs suffisent.
    """
    nationaux = {schema: nom for schema, nom in ((DATA_INCLUSION, di), (MEDIATION, mn)) if nom}
    return Field(
        description=sens,
        examples=None if exemple is None else [exemple],
        json_schema_extra={CHAMPS_NATIONAUX: dict(nationaux)} if nationaux else None,
    )


AdresseOuverte = Annotated[str, WithJsonSchema({"type": "string", "format": "uri"})]
"""Une adresse complète, déjà vérifiée à la lecture des données."""

CourrielOuvert = Annotated[str, WithJsonSchema({"type": "string", "format": "email"})]

CodePublie = Annotated[str, WithJsonSchema({"type": "string", "pattern": "^[0-9AB]{5}$"})]
"""Un code INSEE ou postal : du texte, dont le premier signe peut être un zéro."""

TelephoneOuvert = Annotated[
    str, WithJsonSchema({"type": "string", "pattern": r"^(\+[1-9][0-9]{6,14}|[0-9]{2,6})$"})
]
"""Un numéro E.164, ou un numéro court, qui n'en a pas."""


class SourceOuverte(Ouvert):
    """D'où vient une affirmation ou un jeu de données, avec de quoi le retrouver."""

    titre: Annotated[str, champ("Le nom lisible de la source.", "Code de la construction et de l'habitation")]
    url: Annotated[AdresseOuverte | None, champ("Où la lire.", "https://www.legifrance.gouv.fr/")]
    article: Annotated[str | None, champ("L'article, si c'est un texte de droit.", "article L441-2-8")]
    reference: Annotated[str | None, champ("Ce qui aide à la retrouver, ou sa licence.", "Licence Ouverte")]
    date: Annotated[str | None, champ("La date que la source porte, telle qu'elle l'écrit.", "octobre 2026")]
