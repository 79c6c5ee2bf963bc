"""The eight measures a second time, from the files as given and without a line of the models.

Polars reads the text, numpy counts working days over the bank holidays of the `holidays` library,
and the rules are written down again from their definitions. What agrees here was understood twice.
No SQL, and nothing of pipelines, belongs here.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import holidays
import numpy as np
import polars as pl

SHORT_BREAKS = ["V3", "V4"]
TEMPORARY = ["T0", "T1", "T2", "T3", "T4"]
STOCKS = {
    "child_protection__reviews_in_time",
    "child_protection__rate_per_10k",
    "looked_after__rate_per_10k",
    "placement__three_or_more_in_year",
}
RATES = {"child_protection__rate_per_10k", "looked_after__rate_per_10k"}
KEYS = {
    "person": ["pers_person_id"],
    "contacts": ["cont_contact_id", "cont_person_id"],
    "cin_episodes": ["cine_referral_id", "cine_person_id"],
    "cin_assessments": ["cina_assessment_id", "cina_person_id"],
    "s47_enquiry": ["s47e_s47_enquiry_id", "s47e_person_id"],
    "initial_cp_conference": ["icpc_icpc_id", "icpc_person_id"],
    "cp_plans": ["cppl_cp_plan_id", "cppl_person_id"],
    "cp_reviews": ["cppr_cp_review_id", "cppr_person_id"],
    "cla_episodes": ["clae_cla_episode_id", "clae_person_id"],
    "cla_placement": ["clap_cla_placement_id", "clap_person_id"],
    "legal_status": ["lega_legal_status_id", "lega_person_id"],
    "involvements": ["invo_involvements_id", "invo_person_id"],
    "department": ["dept_team_id"],
    "population": ["popu_year"],
}

Value = tuple[float, float | None, float | None]
Key = tuple[str, str, date, str, str]


@dataclass(frozen=True)
class Period:
    """A closed span of whole months."""

    kind: str
    start: date
    end: date


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the last day of a month that is too short."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def periods(as_at: date, first: date) -> Iterator[Period]:
    """Each kind of period from `first` on that is over by the as-at date."""
    start = first
    while (end := months_later(start, 1) - timedelta(days=1)) <= as_at:
        yield Period("month", start, end)
        if end.month in (3, 6, 9, 12):
            yield Period("quarter", months_later(start, -2), end)
        if months_later(start, -11) >= first:
            yield Period("rolling_12_months", months_later(start, -11), end)
        if end.month == 3:
            yield Period("year", months_later(start, -11), end)
        start = months_later(start, 1)


class Recomputed:
    """The measures of one drop of the sample."""

    def __init__(self, folder: Path, as_at: date, first: date) -> None:
        self.folder = folder
        self.as_at = as_at
        self.periods = list(periods(as_at, first))
        self.month_ends = [period.end for period in self.periods if period.kind == "month"]
        days = holidays.country_holidays("GB", subdiv="ENG", years=range(2005, 2028))
        self.bank_holidays = np.array(sorted(days), dtype="datetime64[D]")

    # Reading

    def table(self, name: str) -> pl.DataFrame:
        """A table as text: the last row of each key, under the surviving id of merged people."""
        rows = pl.read_csv(self.folder / f"ssd_{name}.csv", infer_schema=False)
        rows = rows.unique(subset=KEYS[name], keep="last", maintain_order=True)
        person = next((column for column in KEYS[name] if column.endswith("_person_id")), None)
        if person is None or name == "person":
            return rows
        return rows.with_columns(pl.col(person).replace(self.survivors))

    @cached_property
    def survivors(self) -> dict[str, str]:
        """Merged id to the id at the end of its chain."""
        people = self.table("person").drop_nulls("pers_merged_into_id")
        step = dict(people.select("pers_person_id", "pers_merged_into_id").iter_rows())
        last = {}
        for person in step:
            into = step[person]
            while into in step:
                into = step[into]
            last[person] = into
        return last

    @cached_property
    def team_names(self) -> dict[str, str]:
        """Id of a team to its name."""
        return dict(self.table("department").select("dept_team_id", "dept_team_name").iter_rows())

    def day(self, column: str) -> pl.Expr:
        """The date of a text, or null where it is empty or after the as-at date."""
        read = pl.col(column).str.slice(0, 10).str.to_date("%Y-%m-%d")
        return pl.when(read <= self.as_at).then(read)

    def team(self, column: str) -> pl.Expr:
        """The name of the team of an id, null where there is none."""
        return pl.col(column).replace_strict(self.team_names, default=None)

    def working_days(self, start: date | None, end: date | None) -> int | None:
        """Working days after the start up to the end; None for a missing or earlier end."""
        if start is None or end is None or end < start:
            return None
        one = timedelta(days=1)
        return int(np.busday_count(start + one, end + one, holidays=self.bank_holidays))

    def in_working_days(self, start: str, end: str) -> pl.Expr:
        """`working_days` of two columns."""
        return pl.struct(start, end).map_elements(
            lambda row: self.working_days(row[start], row[end]),
            return_dtype=pl.Int64,
            skip_nulls=False,
        )

    @cached_property
    def involvements(self) -> dict[str, list[tuple[bool, date, str, date | None, str | None]]]:
        """By child: is allocated worker, start, id, end and team of each involvement begun."""
        rows = self.table("involvements").select(
            "invo_person_id",
            pl.col("invo_professional_role_id").str.to_lowercase().str.contains("allocated"),
            self.day("invo_involvement_start_date"),
            "invo_involvements_id",
            self.day("invo_involvement_end_date"),
            self.team("invo_professional_team"),
        )
        held: dict[str, list[tuple[bool, date, str, date | None, str | None]]] = {}
        for child, allocated, start, involvement, end, team in rows.iter_rows():
            if start is not None and (end is None or end >= start):
                held.setdefault(child, []).append((bool(allocated), start, involvement, end, team))
        return held

    def holder(self, child: str, day: date) -> str | None:
        """Team of the allocated worker, or else of the involvement that began last, on a day."""
        there = [
            involvement
            for involvement in self.involvements.get(child, [])
            if involvement[1] <= day and (involvement[3] is None or involvement[3] >= day)
        ]
        return max(there, key=lambda involvement: involvement[:3])[4] if there else None

    # Measures: a row per event below the line, with its day, its team and whether it counts above

    def contacts_decided(self) -> pl.DataFrame:
        contacts = self.table("contacts").select(
            day=self.day("cont_contact_date"),
            decided=self.day("cont_contact_decision_at"),
            team=self.team("cont_contact_team"),
        )
        contacts = contacts.drop_nulls("day").with_columns(
            due=pl.col("day").map_elements(self.next_working_day, return_dtype=pl.Date),
            taken=self.in_working_days("day", "decided"),
        )
        waiting = pl.col("decided").is_null() & (pl.col("due") >= self.as_at)
        return contacts.filter(~waiting).select(
            "day", "team", counts=(pl.col("taken") <= 1).fill_null(False)
        )

    def next_working_day(self, day: date) -> date:
        """The first working day after a day."""
        following = np.busday_offset(day, 1, roll="backward", holidays=self.bank_holidays)
        return following.astype(date)

    def referrals_repeated(self) -> pl.DataFrame:
        referrals = self.table("cin_episodes").select(
            "cine_recorded_at",
            "cine_referral_id",
            child="cine_person_id",
            day=self.day("cine_referral_date"),
            closed=self.day("cine_close_date"),
            opens=pl.col("cine_referral_nfa").eq_missing("Y").not_(),
            team=self.team("cine_referral_team"),
        )
        # The first entry of a day stands for all of that day, and what comes while a case of the
        # child is open is no referral.
        open_cases = referrals.filter("opens").select(
            "child", opened="day", closed=pl.col("closed").fill_null(date.max)
        )
        referrals = (
            referrals.drop_nulls("day")
            .sort("child", "day", "cine_recorded_at", "cine_referral_id", nulls_last=True)
            .unique(subset=["child", "day"], keep="first", maintain_order=True)
        )
        news = referrals.join(open_cases, on="child").filter(
            pl.col("day") > pl.col("opened"), pl.col("day") < pl.col("closed_right")
        )
        referrals = referrals.join(
            news, on=["child", "day"], how="anti", maintain_order="left"
        ).with_columns(before=pl.col("day").shift(1).over("child"))
        a_year_before = pl.col("day").map_elements(
            lambda day: months_later(day, -12), return_dtype=pl.Date
        )
        return referrals.select(
            "day", "team", counts=(pl.col("before") >= a_year_before).fill_null(False)
        )

    def assessments_in_time(self) -> pl.DataFrame:
        referrals = self.table("cin_episodes").select(
            cina_person_id="cine_person_id",
            cina_referral_id="cine_referral_id",
            referred=self.day("cine_referral_date"),
        )
        assessments = (
            self.table("cin_assessments")
            .join(referrals, on=["cina_person_id", "cina_referral_id"], how="inner")
            .select(
                "referred",
                day=self.day("cina_assessment_auth_date"),
                team=self.team("cina_assessment_team"),
            )
            .drop_nulls(["day", "referred"])
        )
        return assessments.select(
            "day",
            "team",
            counts=(self.in_working_days("referred", "day") <= 45).fill_null(False),
        )

    def conferences_in_time(self) -> pl.DataFrame:
        enquiries = self.table("s47_enquiry").select(
            icpc_person_id="s47e_person_id",
            icpc_s47_enquiry_id="s47e_s47_enquiry_id",
            started=self.day("s47e_s47_start_date"),
        )
        conferences = (
            self.table("initial_cp_conference")
            .filter(pl.col("icpc_icpc_transfer_in").fill_null("N") != "Y")
            .join(enquiries, on=["icpc_person_id", "icpc_s47_enquiry_id"], how="inner")
            .select("started", day=self.day("icpc_icpc_date"), team=self.team("icpc_icpc_team"))
            .filter(pl.col("day") >= pl.col("started"))
        )
        return conferences.select(
            "day", "team", counts=(self.in_working_days("started", "day") <= 15).fill_null(False)
        )

    @cached_property
    def plans(self) -> list[tuple[str, str, date, date | None, date]]:
        """Plan, child, start, end and start of the reviews' clock of the authority's own plans."""
        conferences = self.table("initial_cp_conference").select(
            cppl_person_id="icpc_person_id",
            cppl_icpc_id="icpc_icpc_id",
            conference=self.day("icpc_icpc_date"),
        )
        plans = (
            self.table("cp_plans")
            .filter(pl.col("cppl_cp_plan_ola").fill_null("N") != "Y")
            .with_columns(
                started=self.day("cppl_cp_plan_start_date"), ended=self.day("cppl_cp_plan_end_date")
            )
            .drop_nulls("started")
            .join(conferences, on=["cppl_person_id", "cppl_icpc_id"], how="left")
            .select(
                "cppl_cp_plan_id",
                "cppl_person_id",
                "started",
                "ended",
                pl.coalesce("conference", "started"),
            )
        )
        return list(plans.iter_rows())

    @cached_property
    def reviews(self) -> dict[str, list[date]]:
        """Days on which each plan was reviewed, in order."""
        reviews = self.table("cp_reviews").select(
            "cppr_cp_plan_id", held=self.day("cppr_cp_review_date")
        )
        held: dict[str, list[date]] = {}
        for plan, day in reviews.drop_nulls().sort("held").iter_rows():
            held.setdefault(plan, []).append(day)
        return held

    def plans_open_on(self, day: date) -> list[tuple[str, str, date, date | None, date]]:
        """Plans that are open when the day is over."""
        return [plan for plan in self.plans if plan[2] <= day and (not plan[3] or plan[3] > day)]

    def reviews_in_time(self, plan: str, started: date, clock: date, end: date) -> bool:
        """Whether all reviews due or held in the year to the day were in time, and none is open."""
        year_start = months_later(end + timedelta(days=1), -12)
        due = months_later(clock, 3)
        for held in self.reviews.get(plan, []):
            if held <= started or held <= clock or held > end:
                continue
            if held > due and (held >= year_start or due >= year_start):
                return False
            due = months_later(held, 6)
        return due > end

    def plans_reviewed(self) -> pl.DataFrame:
        return self.events(
            (day, self.holder(child, day), self.reviews_in_time(plan, started, clock, day))
            for day in self.month_ends
            for plan, child, started, _, clock in self.plans_open_on(day)
            if months_later(started, 3) <= day
        )

    def children_on_plans(self) -> pl.DataFrame:
        return self.events(
            (day, self.holder(child, day), True)
            for day in self.month_ends
            for child in sorted({plan[1] for plan in self.plans_open_on(day)})
        )

    @cached_property
    def care(self) -> pl.DataFrame:
        """Episodes of care, each with whether it belongs to a series of short breaks."""
        return (
            self.table("cla_episodes")
            .with_columns(
                started=self.day("clae_cla_episode_start_date"),
                ended=self.day("clae_cla_episode_ceased_date"),
            )
            .drop_nulls("started")
            .select(
                "started",
                "ended",
                child="clae_person_id",
                placement="clae_cla_placement_id",
                is_short_break=pl.col("clae_legal_status").is_in(SHORT_BREAKS).fill_null(False),
            )
        )

    @cached_property
    def placements(self) -> pl.DataFrame:
        """Placements that count as moves: neither temporary nor of a series of short breaks.

        The one to which a child comes back from a temporary one has the id that it had before.
        """
        short = self.care.group_by("placement").agg(pl.col("is_short_break").all())
        rows = (
            self.table("cla_placement")
            .with_columns(
                started=self.day("clap_cla_placement_start_date"),
                ended=self.day("clap_cla_placement_end_date"),
            )
            .drop_nulls("started")
            .join(short, left_on="clap_cla_placement_id", right_on="placement", how="inner")
            .filter(~pl.col("is_short_break"))
            .select(
                "started",
                "ended",
                child="clap_person_id",
                placement="clap_cla_placement_id",
                type="clap_cla_placement_type",
                postcode="clap_cla_placement_postcode",
            )
            .sort("child", "started")
        )
        counted: list[dict[str, Any]] = []
        before: dict[str, Any] | None = None
        for row in rows.iter_rows(named=True):
            if row["type"] not in TEMPORARY:
                home = counted[-1] if counted else None
                if (
                    home
                    and before
                    and before["type"] in TEMPORARY
                    and before["ended"] == row["started"]
                    and all(home[name] == row[name] for name in ("child", "type", "postcode"))
                ):
                    row["placement"] = home["placement"]
                counted.append(row)
            before = row
        return pl.DataFrame(counted, schema=rows.schema).drop("type", "postcode")

    def looked_after_on(self, day: date) -> list[str]:
        """Children in care, other than by a series of short breaks, when the day is over."""
        there = (pl.col("started") <= day) & (pl.col("ended").is_null() | (pl.col("ended") > day))
        return sorted(set(self.care.filter(there, ~pl.col("is_short_break"))["child"]))

    def children_looked_after(self) -> pl.DataFrame:
        return self.events(
            (day, self.holder(child, day), True)
            for day in self.month_ends
            for child in self.looked_after_on(day)
        )

    def children_moved_often(self) -> pl.DataFrame:
        return self.events(
            (day, self.holder(child, day), self.moves(child, day) >= 3)
            for day in self.month_ends
            for child in self.looked_after_on(day)
        )

    def moves(self, child: str, day: date) -> int:
        """Placements of a child that were open or began in the year to the day."""
        year_start = months_later(day + timedelta(days=1), -12)
        of_year = (pl.col("started") <= day) & (
            pl.col("ended").is_null() | (pl.col("ended") >= year_start)
        )
        return self.placements.filter(pl.col("child") == child, of_year)["placement"].n_unique()

    def events(self, rows: Iterator[tuple[date, str | None, bool]]) -> pl.DataFrame:
        """Rows of events as a frame."""
        schema = {"day": pl.Date, "team": pl.String, "counts": pl.Boolean}
        return pl.DataFrame(list(rows), schema=schema, orient="row")

    # Figures

    @property
    def measures(self) -> dict[str, Callable[[], pl.DataFrame]]:
        return {
            "contact__decided_within_1_working_day": self.contacts_decided,
            "referral__repeat_within_12_months": self.referrals_repeated,
            "assessment__within_45_working_days": self.assessments_in_time,
            "section_47__conference_within_15_working_days": self.conferences_in_time,
            "child_protection__reviews_in_time": self.plans_reviewed,
            "child_protection__rate_per_10k": self.children_on_plans,
            "looked_after__rate_per_10k": self.children_looked_after,
            "placement__three_or_more_in_year": self.children_moved_often,
        }

    def population(self, day: date) -> int | None:
        """Children of the area at the newest known mid-year before a day."""
        known = {
            int(year): int(children)
            for year, children in self.table("population").iter_rows()
            if date(int(year), 6, 30) < day
        }
        return known[max(known)] if known else None

    def figures(self, measure: str) -> dict[Key, Value]:
        """Numerator, denominator and value of each period, whole and by team."""
        events = self.measures[measure]()
        of_teams: list[str | None] = [*self.team_names.values()]
        if events["team"].has_nulls():
            of_teams.append(None)
        figures: dict[Key, Value] = {}
        for period in self.periods:
            start = period.end if measure in STOCKS else period.start
            of_period = events.filter(pl.col("day").is_between(start, period.end))
            place = (measure, period.kind, period.end)
            population = self.population(period.end)
            figures[*place, "all", "all"] = self.value(measure, of_period, population)
            for team in of_teams:
                of_team = of_period.filter(pl.col("team").eq_missing(team))
                figures[*place, "team", team or "Unknown"] = self.value(measure, of_team, None)
        return figures

    def value(self, measure: str, events: pl.DataFrame, population: int | None) -> Value:
        """Numerator, denominator and value of some events."""
        above = events["counts"].sum()
        if measure in RATES:
            return above, population, 10_000 * above / population if population else None
        below = events.height
        return above, below, 100 * above / below if below else None
