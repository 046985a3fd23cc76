"""Une commune du territoire, et les lieux qui la servent."""

from typing import Annotated

from pydantic import Field

from ..modele.catalogue import Catalogue
from .champs import CodePublie, Ouvert, champ
from .conversion import id_ouvert


class CommuneOuverte(Ouvert):
    """Une commune du territoire, et les lieux qui la servent."""

    code_insee: Annotated[CodePublie, champ("Le code INSEE : du texte.", "78498")]
    nom: Annotated[str, champ("Le nom de la commune.", "Poissy")]
    autres_noms: Annotated[tuple[str, ...] | None, champ("Ses autres noms connus du site.", ["Le Bourg"])]
    codes_postaux: Annotated[tuple[CodePublie, ...], champ("Ses codes postaux : du texte.", ["78300"])]
    siren_epci: Annotated[
        str, Field(pattern="^[0-9]{9}$"), champ("Le SIREN de l'intercommunalité : du texte.", "200059889")
    ]
    population: Annotated[int, champ("Le nombre d'habitants.", 21663)]
    latitude: Annotated[float, champ("Un point de la commune, en degrés décimaux (WGS84).", 48.9293)]
    longitude: Annotated[float, champ("Un point de la commune, en degrés décimaux (WGS84).", 2.0465)]
    origine_du_point: Annotated[
        str, champ("Ce qu'est ce point, et d'où il vient.", "point du bourg (GeoNames)")
    ]
    lieux: Annotated[
        tuple[str, ...] | None,
        champ(
            "L'id des lieux qui servent la commune, le plus utile d'abord.", ["ppgd-200059889--mairie-poissy"]
        ),
    ]
    page: Annotated[
        str, champ("La page de la commune, à la suite de l'adresse de ce site.", "guichets/poissy/")
    ]


def communes_ouvertes(catalogue: Catalogue) -> tuple[CommuneOuverte, ...]:
    """Chaque commune du territoire, par code INSEE."""
    return tuple(
        CommuneOuverte(
            code_insee=commune.code_insee,
            nom=commune.nom,
            autres_noms=commune.autres_noms or None,
            codes_postaux=commune.codes_postaux,
            siren_epci=catalogue.territoire.siren,
            population=commune.population,
            latitude=float(commune.point.latitude),
            longitude=float(commune.point.longitude),
            origine_du_point=commune.origine_du_point,
            lieux=tuple(id_ouvert(catalogue, guichet) for guichet in catalogue.guichets_de(commune)) or None,
            page=commune.page,
        )
        for commune in sorted(catalogue.territoire.communes, key=lambda c: c.code_insee)
    )
