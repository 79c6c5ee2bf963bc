"""Who gives the services that are no placements: the council itself, charities and firms."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from pipelines.sample import names
from pipelines.sample.providers import SECTORS

OWN = SECTORS["PR1"]


@dataclass(frozen=True)
class ServiceProvider:
    """One provider, the purposes that it serves, and its share of them beside the others."""

    name: str
    sector: str
    purposes: tuple[str, ...]
    weight: float = 1.0


SERVICE_PROVIDERS = (
    ServiceProvider(
        "{council} Family Support Service",
        OWN,
        ("Parenting", "Edge of care", "Contact supervision"),
        4.0,
    ),
    ServiceProvider("{council} Passenger Transport", OWN, ("Transport",), 1.5),
    ServiceProvider("{council} Short Breaks", OWN, ("Short breaks",), 1.5),
    ServiceProvider("Hearthside Family Support", SECTORS["PR5"], ("Parenting", "Mentoring"), 2.0),
    ServiceProvider("Lantern Project", SECTORS["PR5"], ("Domestic abuse",), 2.0),
    ServiceProvider("Safe Harbour Barset", SECTORS["PR5"], ("Domestic abuse", "Mentoring")),
    ServiceProvider("Clearwater Recovery", SECTORS["PR3"], ("Substance misuse",), 2.0),
    ServiceProvider("Second Step Recovery", SECTORS["PR5"], ("Substance misuse",)),
    ServiceProvider("Willowbrook Therapy", SECTORS["PR4"], ("Therapeutic",), 1.5),
    ServiceProvider("Kite Children's Counselling", SECTORS["PR5"], ("Therapeutic",)),
    ServiceProvider("Sunnybank Breaks", SECTORS["PR4"], ("Short breaks",)),
    ServiceProvider("Fairway Cars", SECTORS["PR4"], ("Transport",), 2.0),
    ServiceProvider("Bridge Contact Centre", SECTORS["PR5"], ("Contact supervision",), 1.5),
    ServiceProvider("Keystone Families", SECTORS["PR4"], ("Edge of care", "Parenting")),
)


def service_providers(authority: str) -> pl.DataFrame:
    """Rows of the contract table `provider`; Ofsted registers none of them."""
    council = names.AUTHORITY_NAMES[(999 - int(authority)) % len(names.AUTHORITY_NAMES)]
    return pl.DataFrame(
        {
            "prvd_provider_id": [f"S{n:03d}" for n in range(1, len(SERVICE_PROVIDERS) + 1)],
            "prvd_provider_name": [one.name.format(council=council) for one in SERVICE_PROVIDERS],
            "prvd_sector": [one.sector for one in SERVICE_PROVIDERS],
        }
    )
