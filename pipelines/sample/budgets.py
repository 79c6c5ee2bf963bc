"""Budgets of the services by month, what was spent, and the invoices of suppliers.

Both are what placements and services cost, as a ledger sees it: a little off, late, and here and
there wrong.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.sample.draws import Days, chance, collection_year_of
from pipelines.sample.money import by_month, by_year, month_began, months_of, uplift
from pipelines.sample.service_providers import OWN, service_providers
from pipelines.sample.tables import Table
from pipelines.sample.workforce import FULL_TIME_HOURS
from pipelines.sample.world import LAST, World

FOSTERING, HOMES, SUPPORTED, SPECIALIST = (
    "Fostering",
    "Children's homes",
    "Supported accommodation",
    "Secure, schools and family centres",
)
FAMILY, BREAKS, TRANSPORT, TEAMS = (
    "Family support",
    "Short breaks",
    "Transport",
    "Social work teams",
)
OF_TYPE = {
    **dict.fromkeys(("K2", "R1"), HOMES),
    **dict.fromkeys(("K3", "H5", "P2"), SUPPORTED),
    **dict.fromkeys(("K1", "S1", "R3"), SPECIALIST),
}
OF_PURPOSE = {"Short breaks": BREAKS, "Transport": TRANSPORT}
# Cost centre and subjective code of the ledger.
CODES = {
    FOSTERING: ("CS2100", "43110"),
    HOMES: ("CS2200", "43120"),
    SUPPORTED: ("CS2300", "43130"),
    SPECIALIST: ("CS2400", "43140"),
    FAMILY: ("CS3100", "43210"),
    BREAKS: ("CS3200", "43220"),
    TRANSPORT: ("CS3300", "43230"),
}
SALARY, AGENCY_TIMES, SALARY_GROWTH = 1_130, 1.35, 0.035  # a full-time week, on-costs included
PLANNED_GROWTH = 0.03  # what a budget allows for above last year's spending
FORECAST_AFTER, CLOSES_AFTER = 11, 9  # days into the month, and into the next one
# Invoices that do not match, by what is wrong with them: shares of the right ones.
WRONG_AMOUNT, AFTER_THE_END, TWICE, NO_PACKAGE = 0.022, 0.010, 0.012, 0.010


def bought(
    world: World, costs: pl.DataFrame, packages: pl.DataFrame, types: pl.DataFrame
) -> pl.DataFrame:
    """Everything that has a weekly price.

    Args:
        world: the authority.
        costs: rows of `placement_cost`.
        packages: rows of `service_package`.
        types: placement_id and type.

    Returns:
        service, reference (of placement or package), supplier, own (provision of the council),
        weekly (all of it), ours (social care's part of it), start, end and lag.
    """
    own = service_providers(world.authority).filter(pl.col("prvd_sector") == OWN)
    placements = costs.join(
        types, left_on="plco_placement_id", right_on="placement_id", maintain_order="left"
    ).select(
        "lag",
        service=pl.col("type").replace_strict(OF_TYPE, default=FOSTERING, return_dtype=pl.String),
        reference="plco_placement_id",
        supplier="plco_provider_id",
        own="own",
        weekly="plco_weekly_cost_gbp",
        ours="plco_social_care_share_gbp",
        start="plco_start_date",
        end="plco_end_date",
    )
    services = packages.select(
        "lag",
        service=pl.col("srvp_service_purpose").replace_strict(
            OF_PURPOSE, default=FAMILY, return_dtype=pl.String
        ),
        reference="srvp_package_id",
        supplier="srvp_provider_id",
        own=pl.col("srvp_provider_id").is_in(own["prvd_provider_id"].implode()),
        weekly="srvp_weekly_cost_gbp",
        ours="srvp_social_care_share_gbp",
        start="srvp_start_date",
        end="srvp_end_date",
    )
    return pl.concat([placements, services])


def budget_table(world: World, things: pl.DataFrame, hours: pl.DataFrame) -> Table:
    """One row for each service and month, from the day on which its forecast was made.

    Actual is what social care pays for the days of the month, with the roughness of a ledger; the
    budget of a year is last year's spending and a little more; the forecast is the mean of three
    months before. Variance is actual less budget, so that a minus is money left.
    """
    rng = world.stream("budgets")
    spent = pl.concat(
        [
            things.select("service", "start", "end", weekly="ours"),
            _salaries(world, hours),
        ]
    )
    until = int(month_began(months_of(np.array([LAST])) + 1)[0]) - 1
    rows = (
        by_month(spent, world.window, until)
        .group_by("service", "month")
        .agg(pl.col("amount").sum())
    )
    months = month_began(
        np.arange(months_of(np.array([world.window]))[0], months_of(np.array([LAST]))[0] + 1)
    )
    services = pl.DataFrame(
        {"service": [FOSTERING, HOMES, SUPPORTED, SPECIALIST, FAMILY, BREAKS, TRANSPORT, TEAMS]}
    )
    rows = (
        services.join(pl.DataFrame({"month": months}), how="cross")
        .join(rows, on=["service", "month"], how="left", maintain_order="left")
        .with_columns(pl.col("amount").fill_null(0.0))
    )
    month = rows["month"].to_numpy()
    closes = month_began(months_of(month) + 1) + CLOSES_AFTER
    rows = rows.with_columns(
        actual=(pl.col("amount") * pl.Series(rng.lognormal(0, 0.012, rows.height))).round(2),
        year=pl.Series(collection_year_of(month)),
        days=pl.Series(month_began(months_of(month) + 1) - month),
        closes=pl.Series(closes),
    )
    rows = _budgeted(rows)
    frame = rows.with_row_index("row").select(
        "closes",
        made=pl.col("month") + FORECAST_AFTER,
        lag=pl.lit(0, dtype=pl.Int64),
        bdgt_line_id=(pl.col("row").cast(pl.Int64) + 38_000_001).cast(pl.String),
        bdgt_service_name="service",
        bdgt_month="month",
        bdgt_budget_gbp="budget",
        bdgt_actual_gbp="actual",
        bdgt_forecast_gbp="forecast",
        bdgt_variance_gbp=(pl.col("actual") - pl.col("budget")).round(2),
    )
    return Table(
        "budget_line",
        frame,
        start="made",
        hides={"closes": ("bdgt_actual_gbp", "bdgt_variance_gbp")},
    )


def _budgeted(rows: pl.DataFrame) -> pl.DataFrame:
    """Add budget and forecast; the first year has no year before and is planned by its own."""
    daily = rows.group_by("service", "year").agg(
        daily=pl.col("actual").sum() / pl.col("days").sum()
    )
    last_year = daily.with_columns(pl.col("year") + 1).rename({"daily": "before"})
    keys = ["service", "year"]
    rows = rows.join(daily, on=keys, how="left", maintain_order="left")
    rows = rows.join(last_year, on=keys, how="left", maintain_order="left")
    planned = pl.col("before") * (1 + PLANNED_GROWTH)
    own = pl.col("daily") / (1 + PLANNED_GROWTH / 2)
    a_day = pl.col("actual") / pl.col("days")
    lately = pl.mean_horizontal(a_day.shift(n).over("service") for n in (1, 2, 3))
    return rows.with_columns(
        budget=(pl.coalesce(planned, own) * pl.col("days")).round(0),
    ).with_columns(
        forecast=(pl.coalesce(lately, pl.col("budget") / pl.col("days")) * pl.col("days")).round(0)
    )


def _salaries(world: World, hours: pl.DataFrame) -> pl.DataFrame:
    """What workers cost a week; agency workers cost more."""
    agency = world.workforce.workers.select(wkhr_professional_id="worker_id", agency="agency")
    rows = hours.join(agency, on="wkhr_professional_id", maintain_order="left")
    full_time = pl.col("wkhr_weekly_hours") / FULL_TIME_HOURS * SALARY
    rows = rows.select(
        service=pl.lit(TEAMS),
        start=pl.max_horizontal("wkhr_start_date", world.window),
        end="wkhr_end_date",
        weekly=full_time * pl.when("agency").then(AGENCY_TIMES).otherwise(1.0),
    ).filter(pl.col("end") > pl.col("start"))
    rows = by_year(rows, LAST).drop("part")
    rise = uplift(rows["start"].to_numpy(), SALARY_GROWTH)
    return rows.with_columns(weekly=pl.col("weekly") * pl.Series(rise))


def invoice_table(world: World, things: pl.DataFrame) -> Table:
    """A line for each month and thing bought from others, and some that do not match.

    Wrong: another amount; a month after the end; the same line again; no package named.
    """
    rng = world.stream("invoices")
    others = things.filter(~pl.col("own") & pl.col("supplier").is_not_null())
    until = int(month_began(months_of(np.array([LAST])))[0]) - 1
    right = by_month(others, world.window, until).sort("month", "reference", "from_day")
    n = right.height
    kind = rng.random(n)
    wrong = kind < WRONG_AMOUNT
    factor = np.where(chance(rng, 0.5, n), rng.uniform(1.03, 1.25, n), rng.uniform(0.8, 0.97, n))
    unnamed = (kind >= WRONG_AMOUNT) & (kind < WRONG_AMOUNT + NO_PACKAGE)
    right = right.with_columns(
        amount=(pl.col("amount") * pl.Series(np.where(wrong, factor, 1.0))).round(2),
        reference=pl.when(pl.Series(unnamed)).then(None).otherwise("reference"),
        sent=pl.Series(_sent(rng, right["month"].to_numpy())),
    )
    again = right.filter(pl.Series(kind > 1 - TWICE)).with_columns(
        sent=pl.col("sent") + pl.Series(rng.integers(5, 40, int((kind > 1 - TWICE).sum())))
    )
    rows = pl.concat([right, again, _after_the_end(rng, others, right)])
    rows = rows.sort("sent", "supplier", "reference", "from_day", nulls_last=True)
    centres, subjects = ({name: codes[at] for name, codes in CODES.items()} for at in (0, 1))
    frame = rows.with_row_index("row").select(
        lag=pl.lit(0, dtype=pl.Int64),
        invl_line_id=(pl.col("row").cast(pl.Int64) + 39_000_001).cast(pl.String),
        invl_supplier_id="supplier",
        invl_invoice_date="sent",
        invl_period_start="from_day",
        invl_period_end="to_day",
        invl_cost_centre=pl.col("service").replace_strict(centres),
        invl_subjective_code=pl.col("service").replace_strict(subjects),
        invl_package_reference="reference",
        invl_amount_gbp="amount",
    )
    return Table("invoice_line", frame, start="invl_invoice_date")


def _sent(rng: np.random.Generator, month: Days) -> Days:
    """Within three weeks of the end of the month, whether or not the thing is entered by then."""
    return month_began(months_of(month) + 1) + rng.integers(3, 22, len(month))


def _after_the_end(
    rng: np.random.Generator, others: pl.DataFrame, right: pl.DataFrame
) -> pl.DataFrame:
    """Whole months billed after the last that was due."""
    final = others.group_by("reference").agg(final=pl.col("end").max())
    ended = right.join(final, on="reference", how="inner", maintain_order="left").filter(
        (pl.col("to_day") + 1 == pl.col("final")) & (pl.col("final") < LAST - 60)
    )
    count = min(round(AFTER_THE_END * right.height), ended.height)
    rows = (
        ended[np.sort(rng.choice(ended.height, count, replace=False)).tolist()]
        if count
        else ended.head(0)
    )
    month = months_of(rows["month"].to_numpy()) + 1
    begins, ends = month_began(month), month_began(month + 1) - 1
    return rows.with_columns(
        month=pl.Series(begins),
        from_day=pl.Series(begins),
        to_day=pl.Series(ends),
        amount=(pl.col("weekly") / 7 * pl.Series(ends - begins + 1)).round(2),
        sent=pl.Series(_sent(rng, begins)),
    ).select(right.columns)
