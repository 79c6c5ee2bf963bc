"""Wards of an invented authority: each district is one ward, or two, by north and south."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.sample import geography
from pipelines.sample.tables import Table
from pipelines.sample.world import World

# Wards of the districts 1 to 12; the first eight districts are parted.
WARDS = (
    ("Cathedral Close", "Hiram's Hospital"),
    ("Plumstead North", "Plumstead South"),
    ("Courcy Park", "Courcy Village"),
    ("Silverbridge Mills", "Silverbridge Town"),
    ("Hogglestock and Brickfields", "Hoggle End"),
    ("Framley Cross", "Framley Court"),
    ("Allington Great House", "Allington Small House"),
    ("Puddingdale East", "Puddingdale West"),
    ("Guestwick",),
    ("Greshamsbury",),
    ("Chaldicotes",),
    ("Boxall Hill",),
)
POSTCODES = {"address": "addr_address_postcode", "cla_placement": "clap_cla_placement_postcode"}


def ward_table(world: World, told: Mapping[str, pl.DataFrame]) -> Table:
    """Every postcode of the tables that lies in the authority; others have no ward of it."""
    used = pl.concat([told[name].select(code=column) for name, column in POSTCODES.items()])
    codes = used["code"].drop_nulls().unique().sort()
    districts, seeds = geography.read(codes.to_numpy())
    south = seeds // 9 % 20 < 10
    area = geography.area(world.authority)
    numbers = {name: number for number, name in enumerate(sum(WARDS, ()), start=1)}
    table = pl.DataFrame(
        [
            (district, half, f"{area}W{numbers[name]:02d}", name)
            for district, names in enumerate(WARDS, start=1)
            for half, name in ((False, names[0]), (True, names[-1]))
        ],
        schema=["district", "south", "code", "name"],
        orient="row",
    )
    rows = pl.DataFrame({"postcode": codes, "district": districts, "south": south})
    frame = rows.join(table, on=["district", "south"], how="inner", maintain_order="left")
    return Table(
        "ward_lookup",
        frame.select(ward_postcode="postcode", ward_code="code", ward_name="name"),
    )
