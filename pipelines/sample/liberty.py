"""Deprivation of liberty: orders of the court about children in care who are kept safe by force."""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.sample.care import Care
from pipelines.sample.care_life import usual_periods
from pipelines.sample.draws import birthday, chance
from pipelines.sample.tables import Table
from pipelines.sample.world import FIRST, World

SHARE = 0.06  # stays of children of ten and over in a children's home that come to an order
LONGEST = 84  # the court reviews an order within twelve weeks


def liberty_table(world: World, care: Care) -> Table:
    """Orders one after the other while the child stays in one children's home.

    Not of secure homes and supported accommodation: rules 709 and 710 of the SSDA903.
    """
    rng = world.stream("deprivation of liberty")
    periods = usual_periods(care).select("period", "person_id", "lag", "born", "left")
    rows = care.placements.filter(pl.col("type") == "K2").select("period", "start", "end")
    rows = rows.join(periods, on="period", how="inner", maintain_order="left")
    tenth = birthday(rows["born"].to_numpy(), 10)
    since = np.maximum(rows["start"].to_numpy(), tenth) + 4
    ends = np.minimum(rows["end"].to_numpy(), rows["left"].to_numpy()) - 1
    able = ends - since > LONGEST
    drawn = able & chance(rng, SHARE, rows.height)
    begins = since + (rng.random(rows.height) * np.maximum(ends - since - LONGEST, 1)).astype(int)
    now = able & (since < FIRST - 20) & (ends > FIRST + LONGEST)
    if now.any():
        # Even a small authority has one now.
        drawn[now.argmax()], begins[now.argmax()] = True, FIRST - 20
    rows = rows.with_columns(begins=pl.Series(begins), ends=pl.Series(ends)).filter(
        pl.Series(drawn)
    )
    orders = np.minimum((rows["ends"] - rows["begins"]).to_numpy() // LONGEST, 6)
    row = np.repeat(np.arange(rows.height), orders)
    turn = np.arange(len(row)) - np.repeat(np.cumsum(orders) - orders, orders)
    frame = (
        rows[row.tolist()]
        .with_columns(begins=pl.col("begins") + pl.Series(turn * LONGEST))
        .with_row_index("row")
        .select(
            "lag",
            dolo_person_id="person_id",
            dolo_order_id=(pl.col("row").cast(pl.Int64) + 28_000_001).cast(pl.String),
            dolo_start_date="begins",
            dolo_end_date=pl.col("begins") + (LONGEST - 1),
        )
    )
    return Table(
        "deprivation_of_liberty",
        frame,
        start="dolo_start_date",
        hides={"dolo_end_date": ()},
        recorded="dolo_recorded_at",
    )
