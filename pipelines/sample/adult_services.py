"""Adults' services for young people whom children's social care knew."""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.sample.draws import NEVER, birthday, chance, pick
from pipelines.sample.tables import Table
from pipelines.sample.world import LAST, World

SERVICES = {
    "Care and support plan": 0.3,
    "Mental health team": 0.26,
    "Housing support": 0.24,
    "Substance misuse service": 0.12,
    "Safeguarding adults enquiry": 0.08,
}
DISABLED_SERVICES = {"Care and support plan": 0.78, "Learning disability team": 0.22}
DISABLED, LEFT_CARE, OTHERS = 0.62, 0.3, 0.05  # share who have one
GOES_ON = 0.45


def adult_service_table(world: World, referrals: pl.DataFrame) -> Table:
    """From 18 on: of most disabled young people, of some who left care, of few others.

    `referrals` are the rows of `cin_episodes`: whoever was adopted or died has none.
    """
    rng = world.stream("adults' services")
    disabled = pl.col("path").is_in(["disabled", "short_breaks"])
    gone = referrals.filter(pl.col("cine_close_reason").is_in(["RC1", "RC2"]))["cine_person_id"]
    rows = (
        world.stories.filter((pl.col("path") != "nfa") & ~pl.col("person_id").is_in(gone.implode()))
        .group_by("person_id")
        .agg(
            pl.col("born", "lag").first(),
            disabled=disabled.any(),
            leaver=pl.col("is_leaver").any(),
        )
        .sort("person_id")
    )
    n = rows.height
    is_disabled = rows["disabled"].to_numpy()
    share = np.where(is_disabled, DISABLED, np.where(rows["leaver"].to_numpy(), LEFT_CARE, OTHERS))
    adult = birthday(rows["born"].to_numpy(), 18)
    start = adult + np.where(is_disabled, rng.integers(0, 40, n), rng.integers(0, 700, n))
    end = np.where(chance(rng, GOES_ON, n), NEVER, start + rng.integers(60, 900, n))
    name = np.where(is_disabled, pick(rng, DISABLED_SERVICES, n), pick(rng, SERVICES, n))
    rows = rows.with_columns(
        start=pl.Series(start), end=pl.Series(end), name=pl.Series(name.astype(str))
    ).filter(pl.Series(chance(rng, share, n) & (start <= LAST) & (end >= world.window)))
    frame = (
        rows.sort("start", "person_id")
        .with_row_index("row")
        .select(
            "lag",
            adsv_service_id=(pl.col("row").cast(pl.Int64) + 37_000_001).cast(pl.String),
            adsv_person_id="person_id",
            adsv_service_name="name",
            adsv_start_date="start",
            adsv_end_date="end",
        )
    )
    return Table("adult_service", frame, start="adsv_start_date", hides={"adsv_end_date": ()})
