"""Health of looked-after children.

Assessments, dental checks, immunisations, strengths and difficulties, misuse, offences.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.sample.care import Care
from pipelines.sample.care_life import usual_periods
from pipelines.sample.draws import (
    NEVER,
    YEAR,
    birthday,
    chance,
    collection_year_of,
    pick,
    working_day_after,
    year_began,
)
from pipelines.sample.in_need import regular
from pipelines.sample.tables import Table
from pipelines.sample.world import World

OFFENCES = {
    "Theft": 0.3,
    "Violence against the person": 0.3,
    "Criminal damage": 0.2,
    "Motoring": 0.1,
    "Drugs": 0.1,
}


def health_tables(world: World, care: Care) -> list[Table]:
    """The tables that the SSDA903 asks about children looked after for a year."""
    periods = usual_periods(care)
    return [
        _checks(world, periods),
        _immunisations(world, periods),
        _questionnaires(world, periods),
        _misuse(world, periods),
        _convictions(world, periods),
    ]


def _checks(world: World, periods: pl.DataFrame) -> Table:
    """Assessments every six months under five and yearly from then, teeth, growth under five."""
    rng = world.stream("health checks")
    entered, left = periods["entered"].to_numpy(), periods["left"].to_numpy()
    fifth = birthday(periods["born"].to_numpy(), 5)
    follows = chance(rng, 0.925, periods.height)
    sees_dentist = chance(rng, 0.82, periods.height)
    until = np.where(follows, left, entered + 200)
    parts = []
    spans = (
        ("Health Assessment", entered, np.minimum(until, fifth), ((12, 30), (150, 178))),
        ("Health Assessment", np.maximum(entered, fifth), until, ((12, 40), (300, 350))),
        (
            "Dental Check",
            entered,
            np.where(sees_dentist, left, entered + 120),
            ((40, 120), (200, 330)),
        ),
        ("Health Development Check", entered, np.minimum(until, fifth), ((30, 90), (150, 300))),
    )
    for kind, start, end, gaps in spans:
        row, _, on = regular(rng, start, end, *gaps)
        parts.append(
            periods[row.tolist()].with_columns(
                on=pl.Series(working_day_after(on)), kind=pl.lit(kind)
            )
        )
    rows = pl.concat(parts).filter(pl.col("on") < pl.col("left")).sort("on", "period", "kind")
    status = pick(rng, {"Completed": 0.96, "Refused": 0.02, "Cancelled": 0.02}, rows.height)
    frame = (
        rows.with_columns(status=pl.Series(status.astype(str)))
        .with_row_index("row")
        .select(
            "lag",
            clah_health_check_id=(pl.col("row").cast(pl.Int64) + 19_000_001).cast(pl.String),
            clah_person_id="person_id",
            clah_health_check_type="kind",
            clah_health_check_date="on",
            clah_health_check_status="status",
        )
    )
    return Table("cla_health", frame, start="clah_health_check_date")


def _immunisations(world: World, periods: pl.DataFrame) -> Table:
    """One answer for each child, given a few months after the first start of care."""
    rng = world.stream("immunisations")
    rows = periods.unique("person_id", keep="first", maintain_order=True)
    rows = rows.filter(pl.col("left") - pl.col("entered") > 90)
    status = np.where(chance(rng, 0.83, rows.height), "Y", "N")
    frame = rows.select(
        "lag",
        clai_person_id="person_id",
        clai_immunisations_status=pl.Series(status.astype(str)),
        clai_immunisations_status_date=pl.col("entered") + 75,
    )
    return Table("cla_immunisations", frame, start="clai_immunisations_status_date")


def _questionnaires(world: World, periods: pl.DataFrame) -> Table:
    """One a year from four to sixteen, with a score or the reason why there is none."""
    rng = world.stream("questionnaires")
    born = periods["born"].to_numpy()
    start = np.maximum(periods["entered"].to_numpy(), birthday(born, 4))
    end = np.minimum(periods["left"].to_numpy(), birthday(born, 17))
    row, _, on = regular(rng, start, end, (40, 150), (300, 350))
    n = len(row)
    troubled = rng.normal(15.0, 5.2, periods.height)
    score = np.clip(np.round(troubled[row] + rng.normal(0, 3.2, n)), 0, 40).astype(int)
    without = chance(rng, 0.26, n)
    reasons = pick(rng, {"SDQ2": 0.35, "SDQ3": 0.1, "SDQ4": 0.3, "SDQ5": 0.25}, n)
    frame = periods[row.tolist()].with_columns(
        on=pl.Series(working_day_after(on)),
        score=pl.Series(np.where(without, "", score.astype(str)).astype(str)).replace("", None),
        reason=pl.Series(np.where(without, reasons, "").astype(str)).replace("", None),
    )
    frame = frame.filter(pl.col("on") < pl.col("left"))
    frame = pl.concat([frame, _not_of_the_age(periods, frame)]).with_row_index("row")
    frame = frame.select(
        "lag",
        csdq_table_id=(pl.col("row").cast(pl.Int64) + 20_000_001).cast(pl.String),
        csdq_person_id="person_id",
        csdq_sdq_completed_date="on",
        csdq_sdq_reason="reason",
        csdq_sdq_score="score",
    )
    return Table("sdq_scores", frame, start="csdq_sdq_completed_date")


def _not_of_the_age(periods: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """Why there is none of whoever turned four or seventeen in a whole year of care."""
    parts = []
    for age in (4, 17):
        year = collection_year_of(birthday(periods["born"].to_numpy(), age))
        rows = periods.with_columns(
            year=pl.Series(year),
            begins=pl.Series(year_began(year)),
            # Whoever leaves on the last day of the year was still there on the day before.
            on=pl.Series(year_began(year + 1) - 2),
        )
        rows = rows.filter(
            (pl.col("entered") <= pl.col("begins")) & (pl.col("left") > pl.col("on"))
        )
        given = asked.with_columns(year=pl.Series(collection_year_of(asked["on"].to_numpy())))
        parts.append(rows.join(given, on=["period", "year"], how="anti", maintain_order="left"))
    without = pl.concat(parts).with_columns(
        score=pl.lit(None, dtype=pl.String), reason=pl.lit("SDQ1")
    )
    return without.select(asked.columns)


def _some_day(
    rng: np.random.Generator, periods: pl.DataFrame, age: int, share: float
) -> pl.DataFrame:
    """A day in care after a birthday for a share of the periods, as `on`."""
    start = np.maximum(
        periods["entered"].to_numpy() + 20, birthday(periods["born"].to_numpy(), age)
    )
    left = np.minimum(periods["left"].to_numpy(), NEVER)
    years = np.maximum(left - start, 0) / YEAR
    on = start + (rng.random(periods.height) * np.maximum(left - start - 2, 1)).astype(np.int64)
    able = left - start > 30
    drawn = able & chance(rng, 1 - (1 - share) ** years, periods.height)
    if able.any():
        # Even a small authority has one.
        drawn[np.where(able, on, NEVER).argmin()] = True
    return periods.with_columns(on=pl.Series(on)).filter(pl.Series(drawn))


def _misuse(world: World, periods: pl.DataFrame) -> Table:
    rng = world.stream("substance misuse")
    rows = _some_day(rng, periods, 12, 0.06)
    helped = chance(rng, 0.6, rows.height)
    # Of those alone who were not helped.
    offered = pick(rng, {"Y": 0.7, "N": 0.3}, rows.height)
    frame = rows.with_columns(
        helped=pl.Series(np.where(helped, "Y", "N").astype(str)),
        offered=pl.Series(np.where(helped, "", offered).astype(str)).replace("", None),
    )
    frame = frame.with_row_index("row").select(
        "lag",
        clas_substance_misuse_id=(pl.col("row").cast(pl.Int64) + 21_000_001).cast(pl.String),
        clas_person_id="person_id",
        clas_substance_misuse_date="on",
        clas_substance_misused=pl.lit("Y"),
        clas_intervention_received="helped",
        clas_intervention_offered="offered",
    )
    return Table("cla_substance_misuse", frame, start="clas_substance_misuse_date")


def _convictions(world: World, periods: pl.DataFrame) -> Table:
    rng = world.stream("convictions")
    rows = _some_day(rng, periods, 12, 0.035)
    frame = rows.with_columns(offence=pl.Series(pick(rng, OFFENCES, rows.height).astype(str)))
    frame = frame.with_row_index("row").select(
        "lag",
        clac_cla_conviction_id=(pl.col("row").cast(pl.Int64) + 22_000_001).cast(pl.String),
        clac_person_id="person_id",
        clac_cla_conviction_date="on",
        clac_cla_conviction_offence="offence",
    )
    return Table("cla_convictions", frame, start="clac_cla_conviction_date")
