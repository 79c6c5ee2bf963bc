"""One measure.

Its trend, the table under it, published figures, its definition, and the walk down to the rows
behind it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from dashboards import access, charts, exports, markup, queries, selection, svg, wording
from dashboards.figures import Choice, Reading, read_measure, team_and_period
from dashboards.registry import Visit

TITLE = "Measure"
ORDER = 20
ROLES = access.SEES_FIGURES

CHART_POINTS = {"month": 36, "rolling_12_months": 36, "quarter": 16, "year": 10}
ROWS_ON_SCREEN = 50
REASONS = (
    "Checking the figure",
    "Fix list for the team",
    "Case audit",
    "Preparing a return",
)


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
    choice = team_and_period(visit, "measure")
    measure = measures[measure_id]
    heading.title(str(measure["title"]), anchor=False)
    heading.markdown(str(measure.get("question") or ""))
    reading = read_measure(
        measure,
        queries.values(
            visit.viewer,
            visit.published,
            period_type=choice.period_type,
            measure_id=measure_id,
            team=choice.team,
        ),
        queries.benchmarks(visit.viewer, visit.published),
    )
    rows = [reading.now] if reading.now else []
    st.html(markup.showing(choice.line(visit, rows)))
    if reading.now is None:
        st.info("There are no figures for this choice. Choose another period type or team.")
    else:
        show_figure(reading)
        show_trend(visit, reading, choice)
    show_benchmarks(reading)
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
    name = choice.team or visit.council
    figure = charts.trend(points, measure=reading.measure, references=against, name=name)
    charts.show(
        figure,
        alt=f"Line chart of {reading.title}, {name}. {words}{compared} "
        "The table below holds every point.",
        key="trend",
    )
    st.markdown(
        f"{words} The shaded band is the 95% interval. Published figures are of whole years and "
        "final; ours are provisional, so compare with care."
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


def row_of(row: Mapping[str, Any], reading: Reading) -> list[str]:
    """A period as a row of the table."""
    hidden = row.get("status") == "c"
    interval = ""
    if row.get("ci_low") is not None and row.get("ci_high") is not None:
        interval = f"{wording.rounded(row['ci_low'])} to {wording.rounded(row['ci_high'])}"
    rated = wording.rating(row, kind=reading.kind, polarity=str(reading.measure["polarity"]))
    return [
        reading.period_of(row),
        wording.shown(row, reading.kind, reading.unit),
        wording.HIDDEN if hidden else wording.whole(row.get("numerator")),
        wording.HIDDEN if hidden else wording.whole(row.get("denominator")),
        interval,
        rated.word if rated else "",
    ]


def show_benchmarks(reading: Reading) -> None:
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


def show_walk(visit: Visit, reading: Reading, choice: Choice) -> None:
    """From the figure to its rows.

    Which children, counted how, from which table and row of which snapshot.
    """
    st.header("The rows behind a figure", anchor=False)
    viewer = visit.viewer
    if viewer.is_bound_to_teams and choice.team is None:
        st.info("Choose one of your teams above to see the children behind its figures.")
        return
    st.markdown(
        "Rows show children by their case-system id. Opening or downloading the list is recorded "
        "with the reason. Source table and row are those of the extract in the snapshot named."
    )
    periods = {str(row["period_end"]): row for row in reversed(reading.series)}
    left, right = st.columns(2)
    with left:
        end = selection.choose(
            "Period of the rows",
            list(periods),
            name="rows",
            page="measure",
            words=lambda name: reading.period_of(periods[name]),
        )
    with right:
        reason = st.selectbox("Reason for looking", REASONS, key="walk_reason")
    row = periods[end]
    what = f"{reading.measure_id}, {choice.team or 'all teams'}, {reading.period_of(row)}"
    opened = (visit.published.run_id, viewer, what)
    if st.button("Show the rows"):
        st.session_state["walk_opened"] = opened
        st.session_state.pop("walk_noted", None)
    if st.session_state.get("walk_opened") != opened:
        return
    stock = reading.measure.get("basis") == "stock"
    rows = queries.measure_rows(
        viewer,
        visit.published,
        measure_id=reading.measure_id,
        period_start=row["period_end"] if stock else row["period_start"],
        period_end=row["period_end"],
        team=choice.team,
    )
    if st.session_state.get("walk_noted") != opened:
        access.note_access(viewer, page="measure", what=what, rows=rows.height, reason=reason)
        st.session_state["walk_noted"] = opened
    list_rows(visit, reading, row, rows, what, reason)


WALK_HEADINGS = (
    "Child id",
    "Event date",
    "In numerator?",
    "Excluded?",
    "Team",
    "Source table",
    "Source row",
    "Snapshot",
)


def list_rows(
    visit: Visit,
    reading: Reading,
    row: Mapping[str, Any],
    rows: pl.DataFrame,
    what: str,
    reason: str,
) -> None:
    """The rows on screen, whether they add up to the figure, and the file."""
    if rows.is_empty():
        st.info("No row lies behind this figure: nothing was counted in the period.")
        return
    snapshots = snapshots_by_system(
        queries.manifest(visit.viewer, visit.published), visit.viewer.authority
    )
    # While rows do not name their system, the snapshots of all systems of the council are named.
    every_snapshot = ", ".join(sorted(snapshots.values())) or "not recorded"
    table = [
        (
            found["child_id"],
            found["event_on"],
            "Yes" if found["is_numerator"] else "No",
            "Yes" if found["is_excluded"] else "No",
            found.get("team") or "Unknown",
            found["source_table"],
            found["source_row"],
            snapshots.get(str(found.get("source_system")), every_snapshot),
        )
        for found in rows.iter_rows(named=True)
    ]
    st.markdown(adds_up(reading, row, rows))
    kept = choose_rows(table)
    st.html(
        markup.table(
            f"{reading.title}: {wording.counted(len(kept), 'row')}, {reading.period_of(row)}",
            WALK_HEADINGS,
            page_of(kept),
            numeric=(6,),
            keep=(0, 1),
        )
    )
    st.download_button(
        f"Download {wording.counted(len(kept), 'row')} (CSV)",
        exports.safe_csv(WALK_HEADINGS, kept),
        f"rows-{reading.measure_id}-{row['period_end']}.csv",
        "text/csv",
        on_click=access.note_access,
        kwargs={
            "viewer": visit.viewer,
            "page": "measure",
            "what": f"Download: {what}",
            "rows": len(kept),
            "reason": reason,
        },
    )


def choose_rows(table: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows of the kind that is wanted."""
    # The flags wanted of "in numerator" and "excluded"; a kind without flags takes every row.
    kinds = {
        "All rows": None,
        "In the numerator": ("Yes", "No"),
        "Counted, not in the numerator": ("No", "No"),
        "Excluded": ("No", "Yes"),
    }
    kind = st.radio("Rows to show", list(kinds), horizontal=True, key="walk_kind")
    return [cells for cells in table if kinds[kind] in (None, (cells[2], cells[3]))]


def page_of(kept: Sequence[tuple[Any, ...]]) -> Sequence[tuple[Any, ...]]:
    """One screenful of the rows; a choice of page appears when there are more."""
    last = -(-len(kept) // ROWS_ON_SCREEN)
    if last <= 1:
        return kept
    number = st.number_input(
        f"Page, 1 to {last}", min_value=1, max_value=last, value=1, key="walk_page", width=180
    )
    first = (int(number) - 1) * ROWS_ON_SCREEN
    return kept[first : first + ROWS_ON_SCREEN]


def adds_up(reading: Reading, row: Mapping[str, Any], rows: pl.DataFrame) -> str:
    """What the rows count to, beside what the figure says."""
    counted = rows.filter(~pl.col("is_excluded"))
    numerator = counted.filter(pl.col("is_numerator")).height
    denominator = counted.filter(pl.col("is_denominator")).height
    excluded = rows.height - counted.height
    said = f"The figure says {wording.parts(row, reading.kind)}."
    if reading.kind == wording.PROPORTION:
        agrees = (numerator, denominator) == (row["numerator"], row["denominator"])
        words = (
            f"{wording.whole(numerator)} in the numerator of {wording.whole(denominator)} counted"
        )
    else:
        agrees = numerator == row["numerator"]
        words = f"{wording.whole(numerator)} counted"
    verdict = (
        "The rows add up to it."
        if agrees
        else "**The rows do not add up to it: tell whoever runs Sightline.**"
    )
    return f"{words}, {excluded} excluded. {said} {verdict}"


def snapshots_by_system(manifest: Mapping[str, Any], authority: str) -> dict[str, str]:
    """The snapshot of each source system of a council.

    The manifest names them authority/system/snapshot.
    """
    named = [name.split("/", 2) for name in manifest.get("snapshots") or {}]
    return {system: snapshot for council, system, snapshot in named if council == authority}
