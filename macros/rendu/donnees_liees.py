"""Les lieux tels que les moteurs les lisent : du JSON-LD, vocabulaire schema.org."""

from typing import Any

from ..modele.guichet import Guichet
from ..modele.telephone import e164
from .filtres import typographie

_JOURS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def lieu_en_json_ld(guichet: Guichet) -> dict[str, Any]:
    """Un lieu, type GovernmentOffice. Ce qui est inconnu est absent."""
    lieu: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "GovernmentOffice",
        "name": typographie(guichet.nom),
    }
    if guichet.adresse:
        lieu["address"] = {
            "@type": "PostalAddress",
            "streetAddress": ", ".join(guichet.adresse.lignes),
            "postalCode": guichet.adresse.code_postal,
            "addressLocality": guichet.adresse.ville,
            "addressCountry": "FR",
        }
    if guichet.point:
        lieu["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": float(guichet.point.latitude),
            "longitude": float(guichet.point.longitude),
        }
    if guichet.telephone:
        lieu["telephone"] = e164(guichet.telephone)
    if guichet.site:
        lieu["url"] = guichet.site
    if guichet.horaires:
        lieu["openingHoursSpecification"] = [
            {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": f"https://schema.org/{_JOURS[rang]}",
                "opens": f"{creneau.debut:%H:%M}",
                "closes": f"{creneau.fin:%H:%M}",
            }
            for rang, (_, creneaux) in enumerate(guichet.horaires.par_jour)
            for creneau in creneaux
        ]
    return lieu
