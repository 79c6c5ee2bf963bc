"""Cases of social workers and what placements cost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl

from recomputation.care import placements
from recomputation.drop import Drop, number, read_day
from recomputation.events import Event, gathered

FULL_WEEK = 37.0


def caseload(drop: Drop) -> pl.DataFrame:
    """Social workers who hold a case at the close of a month: cases over full-time workers."""
    return gathered(_caseloads(drop))


def _caseloads(drop: Drop) -> Iterator[Event]:
    workers = _social_workers(drop)
    hours = (
        drop.table("worker_hours")
        .select(
            worker="wkhr_professional_id",
            start=drop.day("wkhr_start_date"),
            end=read_day("wkhr_end_date").fill_null(date.max),
            hours=number("wkhr_weekly_hours"),
            team=drop.team("wkhr_team_id"),
        )
        .drop_nulls("start")
    )
    for day in drop.month_ends:
        cases: dict[str, set[str]] = {}
        for child, involvements in drop.involvements.items():
            for held in involvements:
                there = held.start <= day and (held.end is None or held.end > day)
                if held.is_allocated and there and held.worker in workers:
                    cases.setdefault(held.worker or "", set()).add(child)
        at_work = hours.filter(pl.col("start") <= day, pl.col("end") >= day)
        for row in at_work.sort("start").unique("worker", keep="last").iter_rows(named=True):
            held_cases = len(cases.get(row["worker"], ()))
            if held_cases and row["hours"]:
                yield Event(
                    day, None, row["team"], amount=held_cases, weight=row["hours"] / FULL_WEEK
                )


def _social_workers(drop: Drop) -> set[str]:
    rows = drop.table("professionals").drop_nulls("prof_social_worker_registration_no")
    return set(rows["prof_professional_id"])


def weekly_cost(drop: Drop) -> pl.DataFrame:
    """Cost and weeks of placements in each month: the weekly price by the day."""
    return gathered(_costs(drop))


def _costs(drop: Drop) -> Iterator[Event]:
    rows = drop.table("placement_cost").select(
        child="plco_person_id",
        placement="plco_placement_id",
        start=drop.day("plco_start_date"),
        end=drop.day("plco_end_date"),
        price=number("plco_weekly_cost_gbp"),
    )
    for row in rows.drop_nulls(["start", "price"]).iter_rows(named=True):
        home = placements(drop).get(row["child"], {}).get(row["placement"] or "")
        for period in drop.periods:
            if period.kind != "month":
                continue
            # The day on which a placement ends is a day of the next one.
            last = min(period.end, row["end"] - timedelta(days=1) if row["end"] else period.end)
            days = (last - max(period.start, row["start"])).days + 1
            if days > 0:
                yield Event(
                    period.end,
                    row["child"],
                    drop.holder(row["child"], last),
                    amount=row["price"] * days / 7,
                    weight=days / 7,
                    placement_type=home.type if home else None,
                    provider_type=home.provider if home else None,
                )
