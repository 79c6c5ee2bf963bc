"""The newest period of a measure by teams, wards, ages and the like.

Beside each group stands whether it differs from the whole by more than its interval allows. Groups
keep their own order: they are never sorted by their figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboards import charts, exports, markup, queries, selection, wording
from dashboards.figures import WHOLE, Choice, Reading
from dashboards.registry import Visit

HEADINGS = (
    "Group",
    "Figure",
    "Numerator",
    "Denominator",
    "95% interval",
    "Beside the whole",
)


def show_breakdown(visit: Visit, reading: Reading, choice: Choice) -> None:
    """The newest period by the groups of one slice: chart, table and file."""
    open_slices = queries.slices(visit.viewer, visit.published, reading.measure)
    now = reading.now
    if not open_slices or now is None:
        return
    st.header("By group", anchor=False)
    name = selection.choose(
        "Break down by", open_slices, name="by", page="measure", words=wording.slice_name
    )
    rows = queries.breakdown(
        visit.viewer,
        visit.published,
        measure_id=reading.measure_id,
        period_type=choice.period_type,
        period_end=now["period_end"],
        name=name,
    )
    if not rows:
        st.info("Nothing is broken down so in this period.")
        return
    empty = [
        row
        for row in rows
        if wording.is_untold(row) or (not row.get("numerator") and row.get("denominator") == 0)
    ]
    rows = [row for row in rows if row not in empty]
    whole = whole_council(visit, reading, choice, now["period_end"])
    by = wording.slice_name(name).lower()
    title = f"{reading.title} by {by}, {reading.period_of(now)}"
    shown = [row for row in rows if row.get("status") != "c" and row.get("value") is not None]
    if shown:
        charts.show(
            charts.breakdown(shown, measure=reading.measure, whole=whole, name=visit.council),
            alt=f"Dot chart of {title}, with 95% intervals. The table below holds every group.",
            key="breakdown",
        )
    table = [
        group_row(str(row["slice_value"]), row, whole, reading)
        for row in [*rows, {**whole, "slice_value": f"Whole council ({visit.council})"}]
    ]
    st.html(markup.table(title, HEADINGS, table, numeric=(1, 2, 3, 4), keep=(0,)))
    st.markdown(in_words(rows, whole, reading))
    if empty:
        named = ", ".join(str(row["slice_value"]) for row in empty)
        st.markdown(f"Nothing was counted in the period in: {named}.")
    st.download_button(
        "Download the breakdown (CSV)",
        exports.safe_csv(HEADINGS, table),
        choice.file_name(f"{reading.measure_id}-by-{name}", visit),
        "text/csv",
    )


def whole_council(
    visit: Visit, reading: Reading, choice: Choice, period_end: Any
) -> Mapping[str, Any]:
    """The whole council's row of a period."""
    if choice.slice == WHOLE:
        return reading.now or {}
    found = queries.values(
        visit.viewer,
        visit.published,
        period_type=choice.period_type,
        measure_id=reading.measure_id,
    )
    return next((row for row in found if row["period_end"] == period_end), {})


def group_row(
    name: str, row: Mapping[str, Any], whole: Mapping[str, Any], reading: Reading
) -> list[str]:
    """A group as a row of the table."""
    hidden = row.get("status") == "c"
    is_whole = row.get("slice") == WHOLE
    return [
        name,
        wording.shown(row, reading.kind, reading.unit),
        wording.HIDDEN if hidden else wording.whole(row.get("numerator")),
        wording.HIDDEN if hidden else wording.whole(row.get("denominator")),
        wording.interval(row),
        "" if is_whole else wording.beside_the_whole(row, whole, reading.kind),
    ]


def in_words(rows: Sequence[Mapping[str, Any]], whole: Mapping[str, Any], reading: Reading) -> str:
    """What the groups say of the whole, and what may not be read from them."""
    said = []
    if any(row.get("status") == "c" for row in rows):
        said.append(wording.HIDDEN_WORDS + ".")
    elif reading.kind != wording.RATE and whole.get("denominator") is not None:
        parts = sum(row.get("denominator") or 0 for row in rows)
        if abs(parts - whole["denominator"]) < 0.05:
            said.append("The groups add up to the whole.")
    if reading.kind == wording.RATE:
        said.append("No population is known for a group, so groups have numbers and no rates.")
    said.append(
        "Groups differ in the children they hold, so this is where to ask and no ranking. "
        "A group is called higher or lower only when its interval leaves out the figure of the "
        "whole council."
    )
    return " ".join(said)
