"""Child protection plans and their reviews."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import polars as pl

from recomputation.drop import Drop, months_later, number, says_yes
from recomputation.events import Event, gathered


@dataclass(frozen=True)
class Plan:
    """A plan of the authority's own. Its reviews are due from the `clock` on."""

    id: str
    child: str
    start: date
    end: date | None
    clock: date
    given_before: int

    def is_open_on(self, day: date) -> bool:
        """Whether it is open when the day is over."""
        return self.start <= day and (self.end is None or self.end > day)


@lru_cache(maxsize=4)
def plans(drop: Drop) -> list[Plan]:
    """The authority's own plans, in the order in which they began."""
    conferences = drop.table("initial_cp_conference").select(
        cppl_person_id="icpc_person_id",
        cppl_icpc_id="icpc_icpc_id",
        conference=drop.day("icpc_icpc_date"),
    )
    rows = (
        drop.table("cp_plans")
        .filter(~says_yes("cppl_cp_plan_ola"))
        .with_columns(
            started=drop.day("cppl_cp_plan_start_date"), ended=drop.day("cppl_cp_plan_end_date")
        )
        .drop_nulls("started")
        .join(conferences, on=["cppl_person_id", "cppl_icpc_id"], how="left")
        .sort("started", "cppl_cp_plan_id")
        .select(
            "cppl_cp_plan_id",
            "cppl_person_id",
            "started",
            "ended",
            pl.coalesce("conference", "started"),
            number("cppl_number_of_previous_plans").fill_null(0).cast(pl.Int64),
        )
    )
    return [Plan(*row) for row in rows.iter_rows()]


def open_on(drop: Drop, day: date) -> list[Plan]:
    """Plans that are open when the day is over."""
    return [plan for plan in plans(drop) if plan.is_open_on(day)]


@lru_cache(maxsize=4)
def reviews(drop: Drop) -> dict[tuple[str, str], list[date]]:
    """Days on which each plan of a child was reviewed, in order."""
    rows = drop.table("cp_reviews").select(
        "cppr_cp_plan_id", "cppr_person_id", held=drop.day("cppr_cp_review_date")
    )
    held: dict[tuple[str, str], list[date]] = {}
    for plan, child, day in rows.drop_nulls().sort("held").iter_rows():
        held.setdefault((plan, child), []).append(day)
    return held


def reviewed_in_time(drop: Drop, plan: Plan, end: date) -> bool:
    """Whether all reviews due or held in the year to the day were in time, and none is open."""
    year_start = months_later(end + timedelta(days=1), -12)
    due = months_later(plan.clock, 3)
    for held in reviews(drop).get((plan.id, plan.child), []):
        if held <= plan.start or held <= plan.clock or held > end:
            continue
        if held > due and (held >= year_start or due >= year_start):
            return False
        due = months_later(held, 6)
    return due > end


def plans_reviewed(drop: Drop) -> pl.DataFrame:
    """Plans open for three months, and those whose reviews were all in time."""
    return gathered(
        Event(day, plan.child, drop.holder(plan.child, day), reviewed_in_time(drop, plan, day))
        for day in drop.month_ends
        for plan in open_on(drop, day)
        if months_later(plan.start, 3) <= day
    )


def children_on_plans(drop: Drop) -> pl.DataFrame:
    """Children on a plan at the close of a month."""
    return gathered(
        Event(day, child, drop.holder(child, day))
        for day in drop.month_ends
        for child in sorted({plan.child for plan in open_on(drop, day)})
    )


def plans_of_two_years(drop: Drop) -> pl.DataFrame:
    """Children on a plan at the close of a month, and those for more than 729 days.

    The first day and that of the close are among them. Of two open plans of a child the one that
    began first counts.
    """
    return gathered(
        Event(day, plan.child, drop.holder(plan.child, day), (day - plan.start).days + 1 > 729)
        for day in drop.month_ends
        for plan in {plan.child: plan for plan in reversed(open_on(drop, day))}.values()
    )


def second_plans(drop: Drop) -> pl.DataFrame:
    """Plans that began, and those of a child who had one of this authority at any time before."""
    return gathered(_begun(drop))


def _begun(drop: Drop) -> Iterator[Event]:
    had_one: set[str] = set()
    for plan in plans(drop):
        again = plan.child in had_one or plan.given_before > 0
        yield Event(plan.start, plan.child, drop.holder(plan.child, plan.start), again)
        had_one.add(plan.child)
