"""The lists that the SSDA903 looks into, for an invented map: postcodes, and Ofsted's providers.

Both have the columns that `sightline validate ssda903 --postcodes --providers` takes.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from pipelines.sample import geography, names
from pipelines.sample.placements import home_spots
from pipelines.sample.providers import REGISTERED_FOR, SECTORS
from pipelines.sample.service_providers import service_providers
from pipelines.sample.tables import Table
from pipelines.sample.world import FIRST

METRES_IN_A_MILE = 1609.3
# Where the invented map lies on the national grid: in the sea.
EAST, NORTH = 600_000, 300_000
# Columns of the contract that hold postcodes.
POSTCODES = {"address": "addr_address_postcode", "cla_placement": "clap_cla_placement_postcode"}


def provider_register(authority: str) -> pl.DataFrame:
    """Every registered provider once.

    Returns:
        One row for each Ofsted number: the columns of the contract table `provider` (days as
        numbers since 1970), and beside them `types` (placement types, joined by commas), `code`
        (kind of provider, PR1 to PR5) and `district` (0 for fostering agencies).
    """
    council = names.AUTHORITY_NAMES[(999 - int(authority)) % len(names.AUTHORITY_NAMES)]
    known = [(types, one) for types, kind in REGISTERED_FOR.items() for one in kind if one.urn]
    return pl.DataFrame(
        {
            "prvd_provider_id": [f"P{number:03d}" for number in range(1, len(known) + 1)],
            "prvd_provider_name": [one.name.format(council=council) for _, one in known],
            "prvd_sector": [SECTORS[one.code] for _, one in known],
            "prvd_urn": [one.urn for _, one in known],
            "prvd_ofsted_grade": [one.grade for _, one in known],
            "prvd_ofsted_inspected_on": [FIRST - one.inspected for _, one in known],
            "types": [types for types, _ in known],
            "code": [one.code for _, one in known],
            "district": [one.district for _, one in known],
        }
    )


def provider_table(authority: str) -> Table:
    """The contract table `provider`; it holds no history, so all snapshots have it alike.

    Providers of services stand in it too, without an Ofsted number.
    """
    placements = provider_register(authority).drop("types", "code", "district")
    services = service_providers(authority)
    return Table("provider", pl.concat([placements, services], how="diagonal"))


def providers(authority: str) -> pl.DataFrame:
    """Ofsted's list: none has closed."""
    frame = provider_register(authority)
    # A fostering agency has an office somewhere, ours in the first district.
    ours = pl.col("code") == "PR1"
    office = (
        pl.when(pl.col("district") > 0)
        .then("district")
        .otherwise(pl.when(ours).then(1).otherwise(geography.ELSEWHERE))
    )
    frame = frame.with_columns(district=office)
    districts = frame["district"].to_numpy()
    codes = geography.postcodes(authority, districts, home_spots(frame["prvd_urn"].to_numpy()))
    return frame.select(
        URN="prvd_urn",
        PLACE_CODES="types",
        PROVIDER_CODES="code",
        POSTCODE=pl.Series(codes.astype(str)),
        LA_CODE_INFERRED=pl.Series(geography.authorities(authority, districts)),
        REG_END=pl.lit(None, dtype=pl.String),
    )


def postcodes(authority: str, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Every postcode of the tables and of the providers, with its authority and its place."""
    used = [tables[name][column] for name, column in POSTCODES.items()]
    codes = pl.concat([*used, providers(authority)["POSTCODE"]]).drop_nulls().unique().sort()
    districts, seeds = geography.read(codes.to_numpy())
    east, north = geography.positions(districts, seeds)
    metres = METRES_IN_A_MILE
    return pl.DataFrame(
        {
            "POSTCODE": codes,
            "LA_CODE": geography.authorities(authority, districts),
            "EASTING": np.round(EAST + east * metres).astype(np.int64),
            "NORTHING": np.round(NORTH + north * metres).astype(np.int64),
        }
    )
