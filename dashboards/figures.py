"""A measure as the pages read it.

Its newest figure, the one a year before, comparators and judgements.

Also the choice of group and period that the overview and the measure page share, and the words that
describe it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboards import queries, selection, wording
from dashboards.access import AGGREGATE, may_open
from dashboards.registry import Visit

WHOLE = "all"
# Points of a small chart: a year and the month it is compared with, two years of quarters, six
# years.
POINTS = {"month": 13, "rolling_12_months": 13, "quarter": 9, "year": 6}


@dataclass(frozen=True)
class Reading:
    """One measure, read for a page."""

    measure: Mapping[str, Any]
    series: Sequence[Mapping[str, Any]]
    benchmarks: Sequence[Mapping[str, Any]]
    why_none: Sequence[str] = ()

    @property
    def measure_id(self) -> str:
        """The measure's id."""
        return str(self.measure["measure_id"])

    @property
    def title(self) -> str:
        """The measure's title."""
        return str(self.measure["title"])

    @property
    def kind(self) -> str:
        """Proportion, rate, count, mean, median or ratio."""
        return str(self.measure["kind"])

    @property
    def unit(self) -> str | None:
        """The unit, where the kind does not say it."""
        return self.measure.get("unit")

    @property
    def points(self) -> int:
        """How many points a small chart of this series shows."""
        return POINTS.get(str(self.series[-1]["period_type"]), 13) if self.series else 0

    @property
    def now(self) -> Mapping[str, Any] | None:
        """The newest period's row."""
        return self.series[-1] if self.series else None

    @property
    def before(self) -> Mapping[str, Any] | None:
        """The row of the same period a year before."""
        if self.now is None:
            return None
        wanted = wording.year_before(self.now["period_end"])
        return next((row for row in self.series if row["period_end"] == wanted), None)

    @property
    def shown(self) -> str:
        """The newest figure in words."""
        return wording.shown(self.now or {}, self.kind, self.unit)

    @property
    def parts(self) -> str:
        """Its numerator and denominator in words."""
        return wording.parts(self.now or {}, self.kind, self.unit)

    @property
    def period(self) -> str:
        """Its period in words."""
        return self.period_of(self.now) if self.now else ""

    def period_of(self, row: Mapping[str, Any]) -> str:
        """The period of one of its rows in words."""
        return wording.period_of(row, str(self.measure.get("basis")))

    @property
    def short_period(self) -> str:
        """Its period in few words, for a column."""
        if self.now is None:
            return ""
        return wording.short_period(str(self.now["period_type"]), self.now["period_end"])

    @property
    def direction(self) -> wording.Judgement:
        """Its direction of travel."""
        return wording.direction(
            self.now or {},
            self.before,
            kind=self.kind,
            polarity=str(self.measure["polarity"]),
            unit=self.unit,
        )

    @property
    def rating(self) -> wording.Judgement | None:
        """Its rating, where it has a target and is not neutral."""
        return wording.rating(
            self.now or {}, kind=self.kind, polarity=str(self.measure["polarity"]), unit=self.unit
        )

    @property
    def comparators(self) -> list[tuple[str, str]]:
        """England and the neighbours' median with their years, for a card."""
        wanted = {"england": "England", "neighbour_median": "Neighbours’ median"}
        found = {str(row["level"]): row for row in self.benchmarks}
        return [
            (
                f"{name} {found[level]['year']}",
                wording.benchmark_figure(found[level], self.kind, self.unit),
            )
            if level in found
            else (name, "None published")
            for level, name in wanted.items()
        ]


def read_measure(
    measure: Mapping[str, Any],
    values: Iterable[Mapping[str, Any]],
    against: Iterable[Mapping[str, Any]],
) -> Reading:
    """A measure with its own rows of the given figures and comparators.

    The newest year of each level is kept.
    """
    measure_id = measure["measure_id"]
    newest: dict[str, Mapping[str, Any]] = {}
    found, why_none = wording.published_only(
        row for row in against if row["measure_id"] == measure_id
    )
    for row in sorted(found, key=lambda row: str(row["year"])):
        newest[str(row["level"])] = row
    series = [row for row in values if row["measure_id"] == measure_id]
    return Reading(measure, series, list(newest.values()), why_none)


@dataclass(frozen=True)
class Choice:
    """The group (slice `all`: the whole council) and the period type that were chosen."""

    slice: str
    slice_value: str
    period_type: str

    @property
    def team(self) -> str | None:
        """The team, where a team was chosen."""
        return self.slice_value if self.slice == "team" else None

    @property
    def who(self) -> str:
        """The group in words."""
        if self.slice == WHOLE:
            return "all teams"
        if self.slice == "team":
            return self.slice_value
        return f"{wording.slice_name(self.slice).lower()}: {self.slice_value}"

    def line(self, visit: Visit, rows: Sequence[Mapping[str, Any]]) -> str:
        """What is shown, in words, with the as-at date."""
        periods = sorted(
            {row["period_end"]: wording.period_of(row, "flow") for row in rows}.items()
        )
        when = periods[-1][1] if periods else wording.PERIOD_TYPES[self.period_type]
        return (
            f"{visit.council}, {self.who}; {when}, provisional. "
            f"Data as at {wording.day(visit.published.as_at)}."
        )

    def file_name(self, what: str, visit: Visit) -> str:
        """A name for a download that says what it holds and of which as-at date."""
        group = "" if self.slice == WHOLE else f"-{self.slice_value}"
        name = (
            f"{what}-{visit.viewer.authority}{group}-{self.period_type}-{visit.published.as_at}.csv"
        )
        return "".join(letter if letter.isalnum() or letter in "-._" else "_" for letter in name)


def team_and_period(visit: Visit, page: str) -> Choice:
    """The select boxes of the overview: the whole council or a team, and the kind of period."""
    teams = queries.teams(visit.viewer, visit.published)
    left, right = st.columns(2)
    team = WHOLE
    if teams:
        with left:
            team = choose_team(teams, page, whole=True)
    with right if teams else left:
        period_type = choose_period(visit, page)
    return Choice(WHOLE if team == WHOLE else "team", team, period_type)


def group_and_period(visit: Visit, page: str, measure: Mapping[str, Any]) -> Choice:
    """The select boxes of a measure: any group that it is broken down by, and the kind of period.

    A team that was chosen on another page, or stands in the address, is taken over.
    """
    open_slices = queries.slices(visit.viewer, visit.published, measure)
    if "team" in open_slices and "group" not in st.query_params:
        wanted = st.query_params.get("team", st.session_state.get("kept:team", WHOLE))
        if wanted in queries.teams(visit.viewer, visit.published):
            st.query_params["group"] = "team"
        elif "team" in st.query_params and wanted != WHOLE:
            st.info(f"“{wanted}” is not available here; showing the whole council.")
    left, middle, right = st.columns(3)
    with left:
        chosen = selection.choose(
            "Group",
            [WHOLE, *open_slices],
            name="group",
            page=page,
            words=lambda name: "Whole council" if name == WHOLE else wording.slice_name(name),
        )
    value = WHOLE
    if chosen == "team":
        with middle:
            value = choose_team(queries.teams(visit.viewer, visit.published), page, whole=False)
    elif chosen != WHOLE:
        with middle:
            value = selection.choose(
                wording.slice_name(chosen),
                queries.slice_values(visit.viewer, visit.published, measure, chosen),
                name=chosen,
                page=page,
            )
    with right if chosen != WHOLE else middle:
        period_type = choose_period(visit, page)
    return Choice(chosen, value, period_type)


def choose_team(teams: Sequence[str], page: str, *, whole: bool) -> str:
    """A team, or where it is offered the whole council."""
    return selection.choose(
        "Team",
        [WHOLE, *teams] if whole else teams,
        name="team",
        page=page,
        words=lambda name: "All teams" if name == WHOLE else name,
    )


def choose_period(visit: Visit, page: str) -> str:
    """A kind of period of which the run holds figures."""
    present = queries.period_types(visit.viewer, visit.published)
    # Committees work in quarters; officers in the rolling year, which is what published yearly
    # figures compare with.
    first = "rolling_12_months" if may_open(visit.viewer, AGGREGATE) else "quarter"
    types = sorted(
        (name for name in wording.PERIOD_TYPES if name in present), key=lambda name: name != first
    ) or [first]
    return selection.choose(
        "Period", types, name="period", page=page, words=wording.PERIOD_TYPES.__getitem__
    )
