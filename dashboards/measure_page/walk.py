"""From a figure down to its rows: which children, counted how, from which line of which extract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboards import access, exports, markup, queries, selection, wording
from dashboards.figures import Choice, Reading
from dashboards.registry import Visit

ROWS_ON_SCREEN = 50
REASONS = (
    "Checking the figure",
    "Fix list for the team",
    "Case audit",
    "Preparing a return",
)


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
    what = f"{reading.measure_id}, {choice.who}, {reading.period_of(row)}"
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
        cut=(choice.slice, choice.slice_value),
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
    "Source file",
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
            found.get("source_file") or "",
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
            numeric=(7,),
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
    if wording.is_untold(row):
        return f"{wording.UNTOLD}, so no row is counted."
    counted = rows.filter(~pl.col("is_excluded"))
    excluded = rows.height - counted.height
    numerator, denominator = added_up(reading.kind, counted)
    said = f"The figure says {wording.parts(row, reading.kind, reading.unit)}."
    if reading.kind == wording.RATE or denominator is None:
        agrees = numerator == row["numerator"]
        words = f"{wording.whole(numerator)} counted"
    else:
        agrees = is_same(numerator, row["numerator"]) and is_same(denominator, row["denominator"])
        words = (
            f"{wording.whole(numerator)} in the numerator of {wording.whole(denominator)} counted"
        )
    verdict = (
        "The rows add up to it."
        if agrees
        else "**The rows do not add up to it: tell whoever runs Sightline.**"
    )
    return f"{words}, {excluded} excluded. {said} {verdict}"


def added_up(kind: str, counted: pl.DataFrame) -> tuple[float, float | None]:
    """Numerator and denominator of the rows: how many they are, or what they add up to."""
    above, below = counted.filter("is_numerator"), counted.filter("is_denominator")
    if kind == "ratio":
        return float(above["numerator_amount"].sum()), float(below["denominator_amount"].sum())
    if kind in ("mean", "median"):
        return float(above["numerator_amount"].sum()), below.height
    return above.height, None if kind == "count" else below.height


def is_same(ours: float, figure: float | None) -> bool:
    """Whether two sums agree; the order of adding moves the last digits of a fraction."""
    return figure is not None and abs(ours - figure) <= 1e-6 * max(1.0, abs(figure))


def snapshots_by_system(manifest: Mapping[str, Any], authority: str) -> dict[str, str]:
    """The snapshot of each source system of a council.

    The manifest names them authority/system/snapshot.
    """
    named = [name.split("/", 2) for name in manifest.get("snapshots") or {}]
    return {system: snapshot for council, system, snapshot in named if council == authority}
