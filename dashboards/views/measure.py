"""One measure.

Its trend, the table under it, published figures, its definition, and the walk down to the rows
behind it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from dashboards import access, charts, exports, markup, queries, selection, svg, wording
from dashboards.figures import WHOLE, Choice, Reading, group_and_period, read_measure
from dashboards.measure_page.breakdown import show_breakdown
from dashboards.measure_page.walk import show_walk
from dashboards.registry import Visit

TITLE = "Measure"
ORDER = 20
ROLES = access.SEES_FIGURES

CHART_POINTS = {"month": 36, "rolling_12_months": 36, "quarter": 16, "year": 10}


def render(visit: Visit) -> None:
    """The page."""
    heading = st.container()
    measures = {
        str(measure["measure_id"]): measure
        for measure in queries.measures(visit.viewer, visit.published)
    }
    if not measures:
        heading.title("Measure", anchor=False)
        st.info("This run holds no measures.")
        return
    measure_id = selection.choose(
        "Measure",
        list(measures),
        name="measure",
        page="measure",
        words=lambda name: str(measures[name]["title"]),
        missing="The address names a measure that is not known; showing the first one.",
    )
    measure = measures[measure_id]
    choice = group_and_period(visit, "measure", measure)
    heading.title(str(measure["title"]), anchor=False)
    heading.markdown(str(measure.get("question") or ""))
    reading = read_measure(
        measure,
        queries.values(
            visit.viewer,
            visit.published,
            period_type=choice.period_type,
            measure_id=measure_id,
            cut=(choice.slice, choice.slice_value),
        ),
        queries.benchmarks(visit.viewer, visit.published),
    )
    rows = [reading.now] if reading.now else []
    st.html(markup.showing(choice.line(visit, rows)))
    if reading.now is None:
        st.info("There are no figures for this choice. Choose another period type or group.")
    else:
        show_figure(reading)
        show_trend(visit, reading, choice)
        show_breakdown(visit, reading, choice)
    show_benchmarks(reading, choice)
    show_definition(reading)
    if visit.viewer.sees_children and reading.now is not None:
        show_walk(visit, reading, choice)


def show_figure(reading: Reading) -> None:
    """The newest figure with its judgements."""
    tags = markup.tag(reading.direction) + (markup.tag(reading.rating) if reading.rating else "")
    st.html(
        f'<div class="sl-card"><p class="sl-value">{escape(reading.shown)}</p>'
        f'<p class="sl-parts">{escape(reading.parts)}{population(reading)}</p>'
        f'<p class="sl-period">{reading.period}, provisional</p>'
        f'<div class="sl-tags">{tags}</div></div>'
    )


def population(reading: Reading) -> str:
    """Which estimate of the population a rate uses."""
    year = (reading.now or {}).get("population_year")
    return f" (estimate of mid-{int(year)})" if year else ""


def references(reading: Reading) -> list[svg.ReferenceLine]:
    """Lines to compare with.

    England and the neighbours' median with their years, and the target where one is set.
    """
    lines = [
        svg.ReferenceLine(
            f"{name} {found['year']}: "
            f"{wording.bare(wording.benchmark_figure(found, reading.kind, reading.unit))}",
            float(found["value"]),
            "",
        )
        for level, name in (("england", "England"), ("neighbour_median", "Neighbours' median"))
        for found in reading.benchmarks
        if found["level"] == level and found.get("value") is not None
    ]
    goal = (reading.now or {}).get("target")
    if goal is not None and reading.measure["polarity"] != "neutral":
        goal_words = wording.bare(wording.figure(goal, reading.kind, reading.unit))
        lines.append(svg.ReferenceLine(f"Target: {goal_words}", float(goal), ""))
    return lines


def show_trend(visit: Visit, reading: Reading, choice: Choice) -> None:
    """The chart, its words, its table and its file."""
    st.header("Trend", anchor=False)
    points = reading.series[-CHART_POINTS.get(choice.period_type, 36) :]
    labels = [wording.short_period(row["period_type"], row["period_end"]) for row in points]
    shown = [wording.shown(row, reading.kind, reading.unit) for row in points]
    heights = [None if row.get("status") == "c" else row.get("value") for row in points]
    against = references(reading)
    compared = "".join(f" {line.label}." for line in against)
    words = svg.trend_words(labels, shown, heights)
    name = visit.council if choice.slice == WHOLE else choice.slice_value
    figure = charts.trend(points, measure=reading.measure, references=against, name=name)
    charts.show(
        figure,
        alt=f"Line chart of {reading.title}, {name}. {words}{compared} "
        "The table below holds every point.",
        key="trend",
    )
    band = " The shaded band is the 95% interval." if has_intervals(points) else ""
    st.markdown(
        f"{words}{band} Published figures are of whole years and final; ours are provisional, so "
        "compare with care."
    )
    headings = ("Period", "Figure", "Numerator", "Denominator", "95% interval", "Rating")
    table = [row_of(row, reading) for row in reversed(points)]
    st.html(
        markup.table(
            f"{reading.title}: every point of the chart", headings, table, numeric=(1, 2, 3, 4)
        )
    )
    if any(row.get("status") == "c" for row in points):
        st.markdown(wording.HIDDEN_WORDS + ".")
    st.download_button(
        "Download the table (CSV)",
        exports.safe_csv(headings, table),
        choice.file_name(reading.measure_id, visit),
        "text/csv",
    )


def has_intervals(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether any figure has an interval; averages of costs and cases have none."""
    return any(row.get("ci_low") is not None for row in rows)


def row_of(row: Mapping[str, Any], reading: Reading) -> list[str]:
    """A period as a row of the table."""
    hidden = row.get("status") == "c"
    rated = wording.rating(row, kind=reading.kind, polarity=str(reading.measure["polarity"]))
    return [
        reading.period_of(row),
        wording.shown(row, reading.kind, reading.unit),
        wording.HIDDEN if hidden else wording.whole(row.get("numerator")),
        wording.HIDDEN if hidden else wording.whole(row.get("denominator")),
        wording.interval(row),
        rated.word if rated else "",
    ]


def show_benchmarks(reading: Reading, choice: Choice) -> None:
    """Published figures with their year and release."""
    st.header("Published figures to compare with", anchor=False)
    if not reading.benchmarks:
        st.info(" ".join(reading.why_none) or "No published figure is known for this measure.")
        return
    order = list(wording.LEVELS)
    rows = [
        (
            wording.level(found),
            wording.benchmark_figure(found, reading.kind, reading.unit),
            found["year"],
            found.get("release"),
        )
        for found in sorted(
            reading.benchmarks,
            key=lambda row: order.index(str(row["level"])) if row["level"] in order else len(order),
        )
    ]
    st.html(
        markup.table(
            "Newest published figures",
            ("Level", "Figure", "Year", "Release"),
            rows,
            numeric=(1,),
            keep=(2,),
        )
    )
    own = reading.now or {}
    comparable = choice.slice == WHOLE and own.get("status") != "c"
    for sentence in wording.standing(
        own.get("value") if comparable else None,
        reading.benchmarks,
        kind=reading.kind,
        polarity=str(reading.measure["polarity"]),
        unit=reading.unit,
    ):
        st.markdown(sentence)
    differences = sorted(
        {found.get("definition_difference") or "" for found in reading.benchmarks} - {""}
    )
    for difference in differences:
        st.markdown(f"**Difference from our definition:** {difference}")


def show_definition(reading: Reading) -> None:
    """What is counted, after whom, and the hash that changes when the definition does."""
    st.header("Definition", anchor=False)
    st.html(markup.definitions(definition(reading.measure)))


def definition(measure: Mapping[str, Any]) -> dict[str, Any]:
    """The definition of a measure in the order in which people read it."""
    return {
        "Question": measure.get("question"),
        "Counts (numerator)": measure.get("numerator"),
        "Out of (denominator)": measure.get("denominator"),
        "Left out": measure.get("exclusions"),
        "Why it matters": measure.get("why_it_matters"),
        "Source of the definition": measure.get("source"),
        "Difference from the DfE's": measure.get("definition_difference"),
        "Good is": {"high_is_good": "high", "low_is_good": "low"}.get(
            str(measure["polarity"]), "neither high nor low: the measure is neutral and not rated"
        ),
        "Owner": measure.get("owner"),
        "Id": measure["measure_id"],
        "Definition hash": measure.get("definition_hash"),
    }
