"""Cases of social workers and what placements cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl

from recomputation.care import DAY, placements
from recomputation.drop import Drop, number, read_day
from recomputation.events import Event, gathered

FULL_WEEK = 37.0


def caseload(drop: Drop) -> pl.DataFrame:
    """Social workers who hold a case at the close of a month: cases over full-time workers."""
    return gathered(_caseloads(drop) if drop.has("worker_hours") else ())


def _caseloads(drop: Drop) -> Iterator[Event]:
    hours = (
        drop.table("worker_hours")
        .select(
            worker="wkhr_professional_id",
            start=drop.day("wkhr_start_date"),
            end=read_day("wkhr_end_date").fill_null(date.max),
            hours=number("wkhr_weekly_hours").fill_null(0),
            team=drop.team("wkhr_team_id"),
        )
        .drop_nulls("start")
        .filter(pl.col("worker").is_in(_social_workers(drop)))
        .sort("hours", descending=True)
    )
    for day in drop.month_ends:
        cases = _cases(drop, day)
        spells: dict[str, list[dict[str, Any]]] = {}
        there = hours.filter(pl.col("start") <= day, pl.col("end") >= day)
        for spell in there.iter_rows(named=True):
            spells.setdefault(spell["worker"], []).append(spell)
        for worker, held in spells.items():
            # The last day of a spell is worked, unless the next begins on it.
            at_work = [spell for spell in held if spell["end"] > day] or held
            weekly = sum(spell["hours"] for spell in at_work)
            if cases[worker] and weekly:
                yield Event(
                    day, None, at_work[0]["team"], amount=cases[worker], weight=weekly / FULL_WEEK
                )


def _cases(drop: Drop, day: date) -> Counter[str]:
    """Children whom each worker holds when the day is over; a child has one holder."""
    holders = (drop.held_by(child, day) for child in drop.involvements)
    return Counter(
        held.worker
        for held in holders
        if held and held.worker and (held.end is None or held.end > day)
    )


def _social_workers(drop: Drop) -> list[str]:
    """Those who are registered, or whose title says so."""
    rows = drop.table("professionals").filter(
        pl.col("prof_social_worker_registration_no").is_not_null()
        | pl.col("prof_professional_job_title").str.to_lowercase().str.contains("social worker")
    )
    return rows["prof_professional_id"].to_list()


def weekly_cost(drop: Drop) -> pl.DataFrame:
    """Cost and weeks of placements in each month: the weekly price by the day."""
    return gathered(_costs(drop) if drop.has("placement_cost") else ())


def _costs(drop: Drop) -> Iterator[Event]:
    rows = (
        drop.table("placement_cost")
        .select(
            child="plco_person_id",
            placement=pl.coalesce("plco_placement_id", "plco_placement_cost_id"),
            id="plco_placement_cost_id",
            start=drop.day("plco_start_date"),
            end=drop.day("plco_end_date"),
            price=number("plco_weekly_cost_gbp"),
        )
        .drop_nulls(["start", "price"])
        .sort("child", "placement", "start", "id")
    )
    for _, lines in rows.group_by("child", "placement", maintain_order=True):
        yield from _costs_of_placement(drop, list(lines.iter_rows(named=True)))


def _costs_of_placement(drop: Drop, lines: list[dict[str, Any]]) -> Iterator[Event]:
    """The last day of a line is paid, unless the next begins on it; none outlasts the placement.

    Two lines for one night are one week of one placement.
    """
    child, placement = lines[0]["child"], lines[0]["placement"]
    home = placements(drop).get(child, {}).get(placement)
    nights_until = date.min
    for place, line in enumerate(lines):
        following = lines[place + 1]["start"] if place + 1 < len(lines) else None
        until = line["end"]
        if until and until != following:
            until += DAY
        until = min(until or date.max, (home and home.end) or date.max)
        for month in drop.periods:
            first, last = max(month.start, line["start"]), min(month.end, until - DAY)
            if month.kind != "month" or last < first:
                continue
            days = (last - first).days + 1
            nights = (last - max(first, nights_until)).days + 1
            yield Event(
                month.end,
                child,
                drop.holder(child, last),
                amount=_pounds(line["price"], days),
                weight=max(nights, 0) / 7,
                placement_type=home.type if home else None,
                provider_type=home.provider if home else None,
            )
        nights_until = max(nights_until, until)


def _pounds(price: float, days: int) -> float:
    """What some days cost, to the penny."""
    exact = Decimal(str(price)) * days / 7
    return float(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))
