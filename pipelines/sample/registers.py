"""The lists that the SSDA903 looks into, for an invented map: postcodes, and Ofsted's providers.

Both have the columns that `sightline validate ssda903 --postcodes --providers` takes.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from pipelines.sample import geography
from pipelines.sample.placements import PROVIDERS, home_spots

METRES_IN_A_MILE = 1609.3
# Where the invented map lies on the national grid: in the sea.
EAST, NORTH = 600_000, 300_000
# Columns of the contract that hold postcodes.
POSTCODES = {"address": "addr_address_postcode", "cla_placement": "clap_cla_placement_postcode"}


def providers(authority: str) -> pl.DataFrame:
    """Ofsted's list: none has closed."""
    frame = pl.DataFrame(
        PROVIDERS, schema=["PLACE_CODES", "PROVIDER_CODES", "URN", "district"], orient="row"
    ).unique("URN", keep="first", maintain_order=True)
    # A fostering agency has an office somewhere, ours in the first district.
    ours = pl.col("PROVIDER_CODES") == "PR1"
    office = (
        pl.when(pl.col("district") > 0)
        .then("district")
        .otherwise(pl.when(ours).then(1).otherwise(geography.ELSEWHERE))
    )
    frame = frame.with_columns(district=office)
    districts = frame["district"].to_numpy()
    codes = geography.postcodes(authority, districts, home_spots(frame["URN"].to_numpy()))
    return frame.select(
        "URN",
        "PLACE_CODES",
        "PROVIDER_CODES",
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
