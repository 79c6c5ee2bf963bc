"""Figures of looked-after children: how many, who, where, for how long, and how care ends.

Short breaks (legal statuses V3 and V4) are left out of all, as the DfE leaves them out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from pipelines.sample.calibration.figures import (
    Counted,
    Counts,
    Seen,
    figure,
    open_on,
    per_10k,
    percent,
    quantile,
)

STARTED, CEASED = "clae_cla_episode_start_date", "clae_cla_episode_ceased_date"
REASON = "clae_cla_episode_ceased_reason"
MOVED_IN, MOVED_OUT = "clap_cla_placement_start_date", "clap_cla_placement_end_date"
TYPE, CARER, DISTANCE = (
    "clap_cla_placement_type",
    "clap_cla_placement_carer_id",
    "clap_cla_placement_distance",
)
UNPLANNED = ("CREQB", "CREQO", "CHILD", "LAREQ", "ALLEG", "STAND", "APPRR", "CLOSE")
FOSTER = ("U1", "U2", "U3", "U4", "U5", "U6")
RELATIVES = ("U1", "U2", "U3")
AWAY = ("T0", "T1", "T2", "T3", "T4")
UNACCOMPANIED = "Unaccompanied Asylum Seeking Child"
FAR = 20  # miles


def episodes(seen: Seen) -> pl.DataFrame:
    """Episodes of care, with `born` of the child."""
    born = seen["person"].select(clae_person_id="pers_person_id", born="pers_dob")
    rows = seen["cla_episodes"].filter(~pl.col("clae_legal_status").is_in(["V3", "V4"]))
    return rows.join(born, on="clae_person_id", how="left", maintain_order="left")


def periods(seen: Seen) -> pl.DataFrame:
    """Periods of care: person, born, entered, left and reason (null while it lasts)."""
    rows = episodes(seen).sort("clae_cla_id", STARTED)
    return rows.group_by("clae_cla_id", maintain_order=True).agg(
        person=pl.col("clae_person_id").first(),
        born=pl.col("born").first(),
        entered=pl.col("clae_entered_care_date").first(),
        left=pl.col(CEASED).last(),
        reason=pl.col(REASON).last(),
        legal=pl.col("clae_legal_status").first(),
    )


def age(born: str, on: str | date) -> pl.Expr:
    """Whole years of age on a day."""
    day = pl.col(on) if isinstance(on, str) else pl.lit(on)
    return day.dt.year() - pl.col(born).dt.year() - (_in_year(day) < _in_year(pl.col(born)))


def _in_year(day: pl.Expr) -> pl.Expr:
    """A number that grows with month and day."""
    return day.dt.month().cast(pl.Int32) * 100 + day.dt.day()


def stock(seen: Seen) -> pl.DataFrame:
    """Children looked after on each 31 March of the years: episode, placement and person."""
    rows = episodes(seen)
    days = [
        rows.filter(open_on(STARTED, CEASED, day)).with_columns(
            on=pl.lit(day), age=age("born", day)
        )
        for day in seen.year_ends
    ]
    placed = seen["cla_placement"].rename(
        {"clap_person_id": "clae_person_id", "clap_cla_placement_id": "clae_cla_placement_id"}
    )
    person = seen["person"].select("pers_sex", "pers_ethnicity", clae_person_id="pers_person_id")
    arrived = (
        seen["immigration_status"]
        .filter(pl.col("immi_immigration_status") == UNACCOMPANIED)
        .select(clae_person_id="immi_person_id", arrived=pl.lit(True))
        .unique()
    )
    return (
        pl.concat(days)
        .join(placed, on=["clae_person_id", "clae_cla_placement_id"], how="left")
        .join(person, on="clae_person_id", how="left")
        .join(arrived, on="clae_person_id", how="left")
        .with_columns(pl.col("arrived").fill_null(False))
    )


def _share(name: str, where: pl.Expr, of: pl.Expr | None = None) -> None:
    """Register a share of the children looked after on 31 March."""

    def counts(seen: Seen) -> Counted:
        rows = stock(seen) if of is None else stock(seen).filter(of)
        return percent(rows.filter(where).height, rows.height)

    figure(name)(counts)


@figure("looked_after_per_10k")
def _looked_after(seen: Seen) -> Counted:
    return per_10k(stock(seen).height, seen.population)


@figure("care_starts_per_10k")
def _starts(seen: Seen) -> Counted:
    return per_10k(periods(seen).filter(seen.during("entered")).height, seen.population)


@figure("care_ceases_per_10k")
def _ceases(seen: Seen) -> Counted:
    return per_10k(periods(seen).filter(seen.during("left")).height, seen.population)


_share("looked_after_under_1", pl.col("age") < 1)
_share("looked_after_1_to_4", pl.col("age").is_between(1, 4))
_share("looked_after_5_to_9", pl.col("age").is_between(5, 9))
_share("looked_after_10_to_15", pl.col("age").is_between(10, 15))
_share("looked_after_16_and_over", pl.col("age") >= 16)
_share("looked_after_boys", pl.col("pers_sex") == "M")
_share("looked_after_white", pl.col("pers_ethnicity").str.starts_with("W"))
_share("looked_after_mixed", pl.col("pers_ethnicity").str.starts_with("M"))
_share("looked_after_unaccompanied", pl.col("arrived"))
_share("looked_after_care_order", pl.col("clae_legal_status") == "C2")
_share("looked_after_interim_order", pl.col("clae_legal_status") == "C1")
_share("looked_after_agreement", pl.col("clae_legal_status") == "V2")
_share("looked_after_placement_order", pl.col("clae_legal_status") == "E1")
_share("placed_in_foster_care", pl.col(TYPE).is_in(FOSTER))
_share("placed_with_relatives", pl.col(TYPE).is_in(RELATIVES))
_share("placed_in_homes", pl.col(TYPE).is_in(["K1", "K2"]))
_share("placed_in_supported_accommodation", pl.col(TYPE).is_in(["K3", "H5", "P2"]))
_share("placed_with_parents", pl.col(TYPE) == "P1")
_share("placed_for_adoption", pl.col(TYPE).is_in(["A3", "A4", "A5", "A6"]))
_share("placed_by_own_provision", pl.col("clap_cla_placement_provider") == "PR1")
_share("placed_by_private_provision", pl.col("clap_cla_placement_provider") == "PR4")


@figure("placed_far_from_home")
def _far(seen: Seen) -> Counted:
    council = seen["cla_placement"]["clap_cla_placement_la"].mode().first()
    rows = stock(seen)
    outside = pl.col("clap_cla_placement_la") != council
    return percent(rows.filter((pl.col(DISTANCE) > FAR) & outside).height, rows.height)


def _stays(seen: Seen) -> pl.DataFrame:
    """Placements without temporary ones: what was left for one and come back to is one stay."""
    left_out = seen["cla_episodes"].filter(pl.col("clae_legal_status").is_in(["V3", "V4"]))
    rows = seen["cla_placement"].filter(
        ~pl.col(TYPE).is_in(AWAY)
        & ~pl.col("clap_cla_id").is_in(left_out["clae_cla_id"].unique().implode())
    )
    rows = rows.sort("clap_person_id", MOVED_IN)
    same = (pl.col(TYPE) == pl.col(TYPE).shift(1)) & (pl.col(CARER) == pl.col(CARER).shift(1))
    same &= pl.col("clap_cla_id") == pl.col("clap_cla_id").shift(1)
    rows = rows.with_columns(stay=(~same.fill_null(False)).cum_sum())
    return rows.group_by("stay", maintain_order=True).agg(
        pl.col("clap_person_id", CARER, TYPE, MOVED_IN).first(), pl.col(MOVED_OUT).last()
    )


@figure("three_or_more_placements")
def _three_or_more(seen: Seen) -> Counted:
    rows = stock(seen).select("clae_person_id", "on")
    stays = _stays(seen).rename({"clap_person_id": "clae_person_id"})
    began = pl.col("on").dt.offset_by("-1y")
    within = stays.join(rows, on="clae_person_id").filter(
        (pl.col(MOVED_IN) <= pl.col("on"))
        & (pl.col(MOVED_OUT).is_null() | (pl.col(MOVED_OUT) > began))
    )
    # A child whom the foster carers adopt does not move.
    before = pl.col(TYPE).shift(1).over("clae_person_id", "on", order_by=MOVED_IN)
    by_carers = pl.col(TYPE).is_in(["A3", "A5"]) & before.is_in(FOSTER).fill_null(False)
    within = within.filter(~by_carers)
    many = within.group_by("clae_person_id", "on").len().filter(pl.col("len") >= 3)
    return percent(many.height, rows.height)


def _long_in_care(seen: Seen) -> pl.DataFrame:
    """Of the stock those under 16 who have been looked after for two and a half years."""
    long_ago = pl.col("on").dt.offset_by("-30mo")
    return stock(seen).filter((pl.col("age") < 16) & (pl.col("clae_entered_care_date") <= long_ago))


@figure("long_in_care")
def _long(seen: Seen) -> Counted:
    return percent(_long_in_care(seen).height, stock(seen).height)


@figure("long_term_stability")
def _stability(seen: Seen) -> Counted:
    rows = _long_in_care(seen).select("clae_person_id", "on")
    stays = _stays(seen).rename({"clap_person_id": "clae_person_id"})
    # Whoever is placed for adoption counts with the placement before, which is the DfE's way of
    # not punishing a good move.
    adopting = pl.col(TYPE).is_in(["A3", "A4", "A5", "A6"])
    here = stays.join(rows, on="clae_person_id").filter(
        (pl.col(MOVED_IN) <= pl.col("on"))
        & (pl.col(MOVED_OUT).is_null() | (pl.col(MOVED_OUT) > pl.col("on")))
        | adopting & (pl.col(MOVED_IN) <= pl.col("on"))
    )
    settled = here.filter((pl.col(MOVED_IN) <= pl.col("on").dt.offset_by("-2y")) | adopting)
    return percent(settled.unique(["clae_person_id", "on"]).height, rows.height)


def _ceased(name: str, reasons: Sequence[str]) -> Counts:
    """Register the share of the children who ceased to be looked after for these reasons."""

    def counts(seen: Seen) -> Counted:
        rows = periods(seen).filter(seen.during("left"))
        return percent(rows.filter(pl.col("reason").is_in(reasons)).height, rows.height)

    return figure(name)(counts)


_ceased("ceased_adopted", ["E11", "E12"])
_ceased("ceased_guardianship", ["E43", "E44", "E45", "E46", "E47", "E48"])
_ceased("ceased_home_planned", ["E4A"])
_ceased("ceased_home_not_planned", ["E4B"])
_ceased("ceased_arrangements_order", ["E41"])


@figure("guardian_was_relative_carer")
def _relative_guardian(seen: Seen) -> Counted:
    rows = periods(seen).filter(seen.during("left"))
    rows = rows.filter(pl.col("reason").is_in(["E45", "E46", "E47", "E48"]))
    return percent(rows.filter(pl.col("reason") == "E45").height, rows.height)


@figure("starts_unaccompanied")
def _starts_unaccompanied(seen: Seen) -> Counted:
    rows = periods(seen).filter(seen.during("entered"))
    arrived = seen["immigration_status"].filter(pl.col("immi_immigration_status") == UNACCOMPANIED)
    found = rows.filter(pl.col("person").is_in(arrived["immi_person_id"].unique().implode()))
    return percent(found.height, rows.height)


@figure("days_to_adoptive_home")
def _days_to_adoptive_home(seen: Seen) -> Counted:
    rows = periods(seen).filter(seen.during("left") & pl.col("reason").is_in(["E11", "E12"]))
    placed = seen["permanence"].select(
        clae_cla_id="perm_cla_id", placed="perm_placed_for_adoption_date"
    )
    days = rows.join(placed, on="clae_cla_id").select(
        days=(pl.col("placed") - pl.col("entered")).dt.total_days()
    )["days"]
    return Counted(float(days.mean() or float("nan")), days.len())  # type: ignore[arg-type]


@figure("unplanned_endings")
def _unplanned(seen: Seen) -> Counted:
    rows = seen["cla_placement"].filter(
        seen.during(MOVED_OUT) & pl.col("clap_cla_placement_change_reason").is_not_null()
    )
    bad = rows.filter(pl.col("clap_cla_placement_change_reason").is_in(UNPLANNED))
    return percent(bad.height, rows.height)


@figure("days_in_care_of_leavers")
def _days_in_care(seen: Seen) -> Counted:
    rows = periods(seen).filter(seen.during("left"))
    return quantile(rows.select((pl.col("left") - pl.col("entered")).dt.total_days())["left"])


@figure("ceased_by_death")
def _died(seen: Seen) -> Counted:
    rows = periods(seen)
    return percent(rows.filter(pl.col("reason") == "E2").height, rows.height)


@figure("placed_in_good_provision")
def _good_provision(seen: Seen) -> Counted:
    graded = seen["provider"].select(clap_cla_placement_urn="prvd_urn", grade="prvd_ofsted_grade")
    homes = stock(seen).filter(pl.col(TYPE).is_in(["K1", "K2"]))
    homes = homes.join(graded, on="clap_cla_placement_urn")
    good = homes.filter(pl.col("grade").is_in(["Good", "Outstanding"]))
    return percent(good.height, homes.height)


def whole_year(seen: Seen) -> pl.DataFrame:
    """Children looked after on 31 March and for at least the twelve months before, with `began`."""
    rows = stock(seen).with_columns(began=pl.col("on").dt.offset_by("-1y") + timedelta(days=1))
    return rows.filter(pl.col("clae_entered_care_date") < pl.col("began"))
