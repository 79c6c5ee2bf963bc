"""One drop of an authority: its tables as text, its calendar, its people and who held them."""

from __future__ import annotations

import calendar
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path

import holidays
import numpy as np
import polars as pl

# What names a row of each table, the person last.
KEYS = {
    "person": ["pers_person_id"],
    "address": ["addr_table_id"],
    "disability": ["disa_table_id", "disa_person_id"],
    "contacts": ["cont_contact_id", "cont_person_id"],
    "cin_episodes": ["cine_referral_id", "cine_person_id"],
    "cin_assessments": ["cina_assessment_id", "cina_person_id"],
    "cin_plans": ["cinp_cin_plan_id", "cinp_person_id"],
    "s47_enquiry": ["s47e_s47_enquiry_id", "s47e_person_id"],
    "initial_cp_conference": ["icpc_icpc_id", "icpc_person_id"],
    "cp_plans": ["cppl_cp_plan_id", "cppl_person_id"],
    "cp_reviews": ["cppr_cp_review_id", "cppr_person_id"],
    "cla_episodes": ["clae_cla_episode_id", "clae_person_id"],
    "cla_placement": ["clap_cla_placement_id", "clap_person_id"],
    "cla_reviews": ["clar_cla_review_id", "clar_person_id"],
    "cla_visits": ["clav_cla_visit_id", "clav_person_id"],
    "cla_health": ["clah_health_check_id"],
    "legal_status": ["lega_legal_status_id", "lega_person_id"],
    "missing": ["miss_table_id", "miss_person_id"],
    "care_leavers": ["clea_table_id"],
    "immigration_status": ["immi_immigration_status_id", "immi_person_id"],
    "involvements": ["invo_involvements_id", "invo_person_id"],
    "professionals": ["prof_professional_id"],
    "department": ["dept_team_id"],
    "worker_hours": ["wkhr_row_id"],
    "placement_cost": ["plco_placement_cost_id"],
    "population": ["popu_year"],
    "ward_lookup": ["ward_postcode"],
}
# Whose record it is, where the person is no part of the key.
PERSONS = {
    "address": "addr_person_id",
    "cla_health": "clah_person_id",
    "care_leavers": "clea_person_id",
    "placement_cost": "plco_person_id",
}
# Without these a row is not usable; all of them are dates but the ids of the key.
NEEDED_DATES = {
    "contacts": ["cont_contact_date"],
    "cin_episodes": ["cine_referral_date"],
    "cin_assessments": ["cina_assessment_start_date"],
    "cin_plans": ["cinp_cin_plan_start_date"],
    "s47_enquiry": ["s47e_s47_start_date"],
    "cp_plans": ["cppl_cp_plan_start_date"],
    "cla_episodes": ["clae_cla_episode_start_date"],
    "cla_placement": ["clap_cla_placement_start_date"],
    "cla_visits": ["clav_cla_visit_date"],
    "legal_status": ["lega_legal_status_start_date"],
    "missing": ["miss_missing_episode_start_date"],
    "involvements": ["invo_involvement_start_date"],
    "worker_hours": ["wkhr_start_date"],
    "placement_cost": ["plco_start_date"],
}
NOTHING = ["", "null", "n/a", "ssd_ph", "placeholder_data"]
NO_ID = [*NOTHING, "-1", "0"]
NO_DAY = (
    r"^(1900-01-01|1753-01-01|2300-01-01|9999-12-31|(01/01/(1900|1753|2300))|31/12/9999)([ T]|$)"
)
DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%b-%Y", "%d-%m-%Y"]
YES = ["y", "yes", "t", "true", "1"]


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


def months_up_to(day: date, months: int) -> date:
    """First day of the given number of months that end with a day."""
    return months_later(day + timedelta(days=1), -months)


def age(born: date, day: date) -> int:
    """Whole years lived on a day; a birthday on 29 February is kept on the 28th in other years."""
    years = day.year - born.year
    return years if months_later(born, 12 * years) <= day else years - 1


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


@dataclass(frozen=True)
class Involvement:
    """A worker's time with a child."""

    is_allocated: bool
    start: date
    id: str
    end: date | None
    team: str | None
    worker: str | None


class Drop:
    """The tables of one drop, as known at the close of the as-at date."""

    def __init__(self, folder: Path, as_at: date, first: date) -> None:
        self.folder = folder
        self.authority = folder.parent.name
        self.as_at = as_at
        self.periods = list(periods(as_at, first))
        self.month_ends = [period.end for period in self.periods if period.kind == "month"]
        days = holidays.country_holidays("GB", subdiv="ENG", years=range(1995, 2031))
        self.bank_holidays = np.array(sorted(days), dtype="datetime64[D]")
        self._tables: dict[str, pl.DataFrame] = {}

    # Reading

    def table(self, name: str) -> pl.DataFrame:
        """A table as text: the last row of each key, under the surviving id of merged people."""
        if name not in self._tables:
            self._tables[name] = self._read(name)
        return self._tables[name]

    def _read(self, name: str) -> pl.DataFrame:
        rows = pl.read_csv(self.folder / f"ssd_{name}.csv", infer_schema=False)
        bare = pl.all().str.strip_chars(" \t\r\n\u00a0")
        rows = rows.select(bare)
        rows = rows.select(pl.when(~pl.all().str.to_lowercase().is_in(NOTHING)).then(pl.all()))
        keys = KEYS[name]
        person = PERSONS.get(name, keys[-1] if keys[-1].endswith("_person_id") else None)
        ids = [*keys, person] if person else keys
        rows = rows.filter(*(~pl.col(column).is_in(NO_ID) for column in ids))
        rows = rows.drop_nulls(ids)
        for column in NEEDED_DATES.get(name, []):
            rows = rows.filter(read_day(column).is_not_null())
        if person and name != "person":
            rows = rows.with_columns(pl.col(person).replace(self.survivors))
        return rows.unique(subset=keys, keep="last", maintain_order=True)

    def has(self, name: str) -> bool:
        """Whether the drop holds the table at all."""
        return (self.folder / f"ssd_{name}.csv").is_file()

    @cached_property
    def survivors(self) -> dict[str, str]:
        """Merged id to the id at the end of its chain, as far as there are records."""
        people = self.table("person")
        there = set(people["pers_person_id"])
        merged = people.drop_nulls("pers_merged_into_id")
        step = dict(merged.select("pers_person_id", "pers_merged_into_id").iter_rows())
        last = {}
        for person, into in step.items():
            while into in step and step[into] in there:
                into = step[into]
            if into in there:
                last[person] = into
        return last

    @cached_property
    def team_names(self) -> dict[str, str]:
        """Id of a team to its name."""
        return dict(self.table("department").select("dept_team_id", "dept_team_name").iter_rows())

    def day(self, column: str) -> pl.Expr:
        """The date of a text, or null where it is empty or after the as-at date."""
        read = read_day(column)
        return pl.when(read <= self.as_at).then(read)

    def team(self, column: str) -> pl.Expr:
        """The name of the team of an id; one that is in no list is named by its id."""
        named = pl.col(column).replace_strict(self.team_names, default=None)
        return pl.coalesce(named, "Team " + pl.col(column))

    # Working days

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

    def working_day_after(self, day: date, number: int) -> date:
        """The day that is so many working days after another."""
        found = np.busday_offset(day, number, roll="backward", holidays=self.bank_holidays)
        later: date = found.astype(date)
        return later

    # Who held a child

    @cached_property
    def involvements(self) -> dict[str, list[Involvement]]:
        """By child, each involvement that has begun and does not end before it begins."""
        rows = self.table("involvements").select(
            "invo_person_id",
            pl.col("invo_professional_role_id").str.to_lowercase().str.contains("allocated"),
            self.day("invo_involvement_start_date"),
            "invo_involvements_id",
            read_day("invo_involvement_end_date").alias("ends"),
            self.team("invo_professional_team"),
            "invo_professional_id",
        )
        held: dict[str, list[Involvement]] = {}
        for child, allocated, start, involvement, end, team, worker in rows.iter_rows():
            if start is not None and (end is None or end >= start):
                ended = end if end is not None and end <= self.as_at else None
                held.setdefault(child, []).append(
                    Involvement(bool(allocated), start, involvement, ended, team, worker)
                )
        return held

    def held_by(self, child: str, day: date) -> Involvement | None:
        """The allocated worker, or else the involvement that began last, on a day."""
        there = [
            held
            for held in self.involvements.get(child, [])
            if held.start <= day and (held.end is None or held.end >= day)
        ]
        return max(there, key=lambda held: (held.is_allocated, held.start, held.id), default=None)

    def holder(self, child: str | None, day: date) -> str | None:
        """Team of the child's holder on a day."""
        held = self.held_by(child, day) if child else None
        return held.team if held else None

    # People

    @cached_property
    def people(self) -> dict[str, dict[str, str | date | None]]:
        """By id: sex, ethnicity, date of birth, expected date of birth."""
        rows = self.table("person").select(
            "pers_person_id",
            sex=pl.col("pers_sex").str.to_uppercase(),
            ethnicity=pl.col("pers_ethnicity").str.to_uppercase(),
            born=self.day("pers_dob"),
            expected=read_day("pers_expected_dob"),
        )
        return {row.pop("pers_person_id"): row for row in rows.iter_rows(named=True)}

    def born(self, child: str) -> date | None:
        """Date of birth, where it is known and has come."""
        born = self.people.get(child, {}).get("born")
        return born if isinstance(born, date) else None


def read_day(column: str) -> pl.Expr:
    """The date of a text in the ways that systems write dates, null where it is none."""
    text = pl.col(column)
    bare = pl.when(~text.str.contains(NO_DAY)).then(text)
    day = bare.str.extract(r"^(\d{4}-\d{2}-\d{2}|\d{1,2}[/-]\w{1,3}[/-]\d{4})([ T]|$)", 1)
    short = bare.str.extract(r"^(\d{1,2}[/-]\w{1,3}[/-]\d{2})([ T]|$)", 1)
    years_of_two = (
        pl.when(short.str.slice(-2).str.to_integer(strict=False) < 50)
        .then(short.str.replace(r"(\d{2})$", "20$1"))
        .otherwise(short.str.replace(r"(\d{2})$", "19$1"))
    )
    text_day = pl.coalesce(day, years_of_two)
    number = pl.when(bare.str.contains(r"^\d{5}(\.\d+)?$")).then(
        bare.cast(pl.Float64, strict=False)
    )
    counted = pl.lit(date(1899, 12, 30)) + pl.duration(days=number.floor().cast(pl.Int64))
    read = pl.coalesce(
        *(text_day.str.to_date(form, strict=False) for form in DAY_FORMATS),
        pl.when(number.is_between(20_000, 60_000)).then(counted),
    )
    return pl.when(read.is_between(date(1900, 1, 1), date(2100, 12, 31))).then(read)


def read_instant(column: str) -> pl.Expr:
    """Day and time of a text; midnight where it has no time."""
    time = pl.col(column).str.extract(r"[T ](\d{1,2}:\d{2})(?::\d{2})?")
    second = pl.col(column).str.extract(r"[T ]\d{1,2}:\d{2}:(\d{2})").cast(pl.Int64, strict=False)
    hour = time.str.extract(r"^(\d+):").cast(pl.Int64, strict=False)
    minute = time.str.extract(r":(\d+)$").cast(pl.Int64, strict=False)
    clock = pl.duration(
        hours=hour.fill_null(0), minutes=minute.fill_null(0), seconds=second.fill_null(0)
    )
    return read_day(column).cast(pl.Datetime) + clock


def says_yes(column: str) -> pl.Expr:
    """Whether a flag is set; not known is no."""
    return pl.col(column).str.to_lowercase().is_in(YES).fill_null(value=False)


def code(column: str, known: Collection[str]) -> pl.Expr:
    """A code as it is in the list of codes, null where it is none of them."""
    text = pl.col(column).str.to_uppercase()
    return pl.when(text.is_in(list(known))).then(text).alias(column)


def number(column: str) -> pl.Expr:
    """The number of a text, with a pound sign and thousands or without."""
    return pl.col(column).str.replace_all("[£,]", "").cast(pl.Float64, strict=False)


def midnight(day: date) -> datetime:
    """The first moment of a day."""
    return datetime(day.year, day.month, day.day)
