"""Comment chaque critère d'accessibilité a été regardé : une auto-évaluation, sans verdict."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from .communs import Enregistrement, Entier, Jour, Source, Texte, entre, motif, refuser

CRITERES_PAR_THEME = (9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12)
"""Le RGAA 4.1 : treize thèmes, cent six critères."""

Mode = Literal["automatique", "manuel", "non_teste", "sans_objet"]

NomDeTest = Annotated[
    str,
    motif(
        r"test_[a-z0-9_]+",
        "{valeur} n'est pas le nom d'un test",
        "Recopiez le nom d'une fonction de tests/, par exemple test_axe_ne_trouve_rien",
    ),
]

RegleAxe = Annotated[
    str,
    motif(
        r"[a-z0-9]+(-[a-z0-9]+)*",
        "{valeur} n'est pas le nom d'une règle de l'outil axe",
        "Recopiez son nom, par exemple image-alt",
    ),
]


class Critere(Enregistrement):
    """Un critère du référentiel. `sujet` : de quoi il parle, dans nos mots.

    `mode` : `automatique`, un test le rejoue à chaque construction ; `manuel`, on l'a regardé sur les pages ; `non_teste` ;
    `sans_objet`, le site n'a rien de tel. `comment` : ce qui a été regardé, ou pourquoi cela ne l'a pas été.
    """

    numero: Annotated[
        str,
        motif(r"\d{1,2}\.\d{1,2}", "{valeur} n'est pas un numéro de critère", "Écrivez par exemple 10.4"),
    ]
    sujet: Texte
    mode: Mode
    comment: Texte | None = None
    tests: tuple[NomDeTest, ...] = ()
    axe: tuple[RegleAxe, ...] = ()
    regarde_le: Jour | None = None

    @model_validator(mode="after")
    def _dit_comment(self) -> Self:
        if self.mode == "automatique" and not self.tests and not self.axe:
            refuser(
                "ce critère est dit automatique et ne nomme aucun test",
                "Nommez-le dans « tests », ou la règle dans « axe »",
            )
        if self.mode != "automatique" and self.comment is None:
            refuser(
                "ce critère ne dit pas comment il a été regardé, ni pourquoi il ne l'a pas été",
                "Ajoutez une ligne « comment: … »",
            )
        if (self.mode == "manuel") != (self.regarde_le is not None):
            refuser(
                "la date « regarde_le » va avec le mode manuel, et lui seul",
                "Ajoutez le jour où les pages ont été regardées, par exemple regarde_le: 2026-11-21, ou retirez-le",
            )
        return self


class Theme(Enregistrement):
    """Un thème du référentiel et ses critères, dans l'ordre."""

    numero: Annotated[Entier, entre(1, 99)]
    titre: Texte
    criteres: Annotated[tuple[Critere, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _numeros_du_theme(self) -> Self:
        for rang, critere in enumerate(self.criteres, 1):
            if critere.numero != (attendu := f"{self.numero}.{rang}"):
                refuser(
                    f"le critère « {critere.numero} » est à la place de « {attendu} »",
                    "Rangez les critères d'un thème dans l'ordre, sans en sauter",
                )
        return self


class Evaluation(Enregistrement):
    """Le fichier `accessibilite.yaml`."""

    source: Source
    themes: Annotated[tuple[Theme, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _au_complet(self) -> Self:
        lus = tuple(len(theme.criteres) for theme in self.themes)
        if lus != CRITERES_PAR_THEME or [t.numero for t in self.themes] != [*range(1, len(lus) + 1)]:
            refuser(
                f"la liste n'est pas complète : {sum(lus)} critères en {len(lus)} thèmes",
                f"Le RGAA 4.1 en a {sum(CRITERES_PAR_THEME)}, en {len(CRITERES_PAR_THEME)} thèmes : remettez ce qui manque",
            )
        return self

    @property
    def criteres(self) -> tuple[Critere, ...]:
        """Tous les critères, thème après thème."""
        return tuple(critere for theme in self.themes for critere in theme.criteres)
