"""Figures of child protection."""

from __future__ import annotations

import polars as pl

from pipelines.sample.calibration.figures import Counted, Seen, figure, open_on, per_10k


def protected(seen: Seen) -> pl.DataFrame:
    """Children on a protection plan on each 31 March of the years, with `on` and days since start.

    Plans of another authority for a child who is here for a while are left out.
    """
    plans = seen["cp_plans"].filter(pl.col("cppl_cp_plan_ola") == "N")
    days = [
        plans.filter(open_on("cppl_cp_plan_start_date", "cppl_cp_plan_end_date", day)).with_columns(
            on=pl.lit(day), days=(pl.lit(day) - pl.col("cppl_cp_plan_start_date")).dt.total_days()
        )
        for day in seen.year_ends
    ]
    return pl.concat(days)


@figure("protected_per_10k")
def _protected_per_10k(seen: Seen) -> Counted:
    return per_10k(protected(seen).height, seen.population)
