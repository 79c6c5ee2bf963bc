"""Figures of money: what a week of care costs, how prices rise, and which invoices do not match."""

from __future__ import annotations

import polars as pl

from pipelines.sample.calibration.figures import Counted, Seen, figure, percent

FOSTER = ("U1", "U2", "U3", "U4", "U5", "U6")
RESIDENTIAL = ("K1", "K2", "R1", "S1")
HOMES = ("K2", "R1")
# An invoice that differs by less is right.
TOLERANCE_GBP = 1


def _days(start: str, end: str, seen: Seen) -> pl.Expr:
    """Days of a row inside the years; its end is the first day that is not counted."""
    begins = pl.max_horizontal(pl.col(start), pl.lit(seen.began))
    ends = pl.min_horizontal(
        pl.col(end).fill_null(seen.as_at), pl.lit(seen.ended).dt.offset_by("1d")
    )
    return (ends - begins).dt.total_days().clip(lower_bound=0)


def _care(seen: Seen) -> pl.DataFrame:
    """Placements with a price outside short breaks, with `days` in the years and their cost."""
    breaks = seen["cla_episodes"].filter(pl.col("clae_legal_status").is_in(["V3", "V4"]))
    rows = (
        seen["cla_placement"]
        .join(
            breaks.select("clae_cla_placement_id").unique(),
            left_on="clap_cla_placement_id",
            right_on="clae_cla_placement_id",
            how="anti",
        )
        .select(
            id="clap_cla_placement_id",
            type="clap_cla_placement_type",
            days=_days("clap_cla_placement_start_date", "clap_cla_placement_end_date", seen),
        )
    )
    prices = seen["placement_cost"].select(
        id="plco_placement_id",
        cost=pl.col("plco_weekly_cost_gbp") / 7 * _days("plco_start_date", "plco_end_date", seen),
    )
    paid = prices.group_by("id").agg(pl.col("cost").sum())
    return rows.join(paid, on="id")


def _weekly(rows: pl.DataFrame) -> Counted:
    """Pounds for each week of care."""
    cost, weeks = float(rows["cost"].sum()), float(rows["days"].sum()) / 7
    return Counted(cost / weeks if weeks else float("nan"), cost, weeks)


@figure("weekly_cost_of_care")
def _weekly_cost_of_care(seen: Seen) -> Counted:
    return _weekly(_care(seen))


@figure("weekly_cost_of_fostering")
def _weekly_cost_of_fostering(seen: Seen) -> Counted:
    return _weekly(_care(seen).filter(pl.col("type").is_in(FOSTER)))


@figure("weekly_cost_of_residential_care")
def _weekly_cost_of_residential_care(seen: Seen) -> Counted:
    return _weekly(_care(seen).filter(pl.col("type").is_in(RESIDENTIAL)))


@figure("rise_of_prices_of_homes")
def _rise_of_prices_of_homes(seen: Seen) -> Counted:
    """Mean yearly rise of the price of the same placement from one 1 April to the next."""
    homes = seen["cla_placement"].filter(pl.col("clap_cla_placement_type").is_in(HOMES))
    rows = (
        seen["placement_cost"]
        .filter(pl.col("plco_placement_id").is_in(homes["clap_cla_placement_id"].implode()))
        .sort("plco_placement_id", "plco_start_date")
        .with_columns(
            before=pl.col("plco_weekly_cost_gbp").shift(1).over("plco_placement_id"),
        )
        .filter(pl.col("before").is_not_null() & seen.during("plco_start_date"))
    )
    now, before = float(rows["plco_weekly_cost_gbp"].sum()), float(rows["before"].sum())
    return Counted(100 * (now / before - 1) if before else float("nan"), now, before)


@figure("shared_cost_of_residential_care")
def _shared_cost_of_residential_care(seen: Seen) -> Counted:
    """Residential placements to which education or health pay, of all with a price."""
    homes = seen["cla_placement"].filter(pl.col("clap_cla_placement_type").is_in(RESIDENTIAL))
    rows = seen["placement_cost"].filter(
        pl.col("plco_placement_id").is_in(homes["clap_cla_placement_id"].implode())
        & seen.during("plco_start_date")
    )
    shared = rows.filter(pl.col("plco_social_care_share_gbp") < pl.col("plco_weekly_cost_gbp"))
    return percent(shared.height, rows.height)


def unmatched_invoices(seen: Seen) -> pl.DataFrame:
    """Every invoice line with `matches`: whether a placement or package explains it.

    It does if it is named, runs through the whole of the days billed, costs what is asked, and was
    not billed for the same days before.
    """
    placements = seen["placement_cost"].select(
        reference="plco_placement_id",
        start="plco_start_date",
        end="plco_end_date",
        weekly="plco_weekly_cost_gbp",
    )
    packages = seen["service_package"].select(
        reference="srvp_package_id",
        start="srvp_start_date",
        end="srvp_end_date",
        weekly="srvp_weekly_cost_gbp",
    )
    lines = (
        seen["invoice_line"]
        .sort("invl_invoice_date", "invl_line_id")
        .with_columns(
            again=pl.int_range(pl.len()).over("invl_package_reference", "invl_period_start") > 0,
            billed=(pl.col("invl_period_end") - pl.col("invl_period_start")).dt.total_days() + 1,
        )
    )
    things = pl.concat([placements, packages])
    covers = (pl.col("start") <= pl.col("invl_period_start")) & (
        pl.col("end").is_null() | (pl.col("end") > pl.col("invl_period_end"))
    )
    due = pl.col("weekly") / 7 * pl.col("billed")
    right = (
        lines.join(things, left_on="invl_package_reference", right_on="reference", how="inner")
        .filter(covers & ((due - pl.col("invl_amount_gbp")).abs() < TOLERANCE_GBP))
        .filter(~pl.col("again"))
    )
    return lines.with_columns(matches=pl.col("invl_line_id").is_in(right["invl_line_id"].implode()))


@figure("invoices_that_do_not_match")
def _invoices_that_do_not_match(seen: Seen) -> Counted:
    rows = unmatched_invoices(seen).filter(seen.during("invl_period_start"))
    return percent(rows.filter(~pl.col("matches")).height, rows.height)


@figure("spent_against_budget")
def _spent_against_budget(seen: Seen) -> Counted:
    rows = seen["budget_line"].filter(seen.during("bdgt_month"))
    return percent(
        float(rows["bdgt_actual_gbp"].sum()),
        float(rows.filter(pl.col("bdgt_actual_gbp").is_not_null())["bdgt_budget_gbp"].sum()),
    )
