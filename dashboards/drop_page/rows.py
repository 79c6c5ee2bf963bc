"""What became of the rows of a drop, and how that was in the drops before it."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboards import wording
from dashboards.drop_page import (
    COUNTS,
    FAULTS,
    Drop,
    show_table,
    system_name,
    with_counts,
)

DROPS_ACROSS = 6
DROPS_DOWN = 24
PLACES = {
    "rows_loaded": "loaded",
    "rows_quarantined": "set aside",
    "duplicates_collapsed": "given again",
    "rows_superseded": "counted from another system",
}
AMISS = {
    "conflicts": ("row set aside for another", "rows set aside for others"),
    "unmapped_codes": ("unknown code", "unknown codes"),
    "failed_casts": ("unreadable value", "unreadable values"),
    "orphans": ("row that points nowhere", "rows that point nowhere"),
}
READING = """
Every row that came in is in one of four places: **rows in = loaded + set aside + repeats + counts
from another system**. A row is set aside only if its key or another required value is empty or
impossible, or if another row has the same key. A bad value in any other cell leaves that cell
empty and the row counts.
"""


def show(drop: Drop, history: pl.DataFrame) -> None:
    """The account of the drop, table by table, those with a fault first."""
    st.header("What became of the rows", anchor=False)
    tables = drop.of(history)
    about = tables.row(0, named=True)
    given = tables.filter(~pl.col("is_absent"))
    if about["is_counted"]:
        st.markdown(f"**{_in_a_sentence(given)}**")
    st.markdown(READING)
    if about["accepted_by"]:
        st.warning(
            f"Much was lost against the drop before: {about['accepted_tables']}. Accepted by "
            f"{about['accepted_by']}: {about['accepted_because']}"
        )
    if not about["is_counted"]:
        st.info(
            "This drop landed before reports were kept: only its rows in are known. Ingest it "
            "again to have it counted."
        )
    columns = with_counts(COUNTS, given)
    amiss = [name for name in columns if name in ("rows_quarantined", *FAULTS)]
    ordered = sorted(
        given.iter_rows(named=True),
        key=lambda row: (not any(row[name] for name in amiss), row["table_name"]),
    )
    headings = ("Table", *columns.values(), "From", "To")
    show_table(
        f"Rows of each table{', those with a fault first' if amiss else ''}",
        headings,
        [
            (
                row["table_name"],
                *(row[name] for name in columns),
                row["earliest_on"],
                row["latest_on"],
            )
            for row in ordered
        ],
        numeric=range(1, 1 + len(columns)),
        keep=(0, len(headings) - 2, len(headings) - 1),
        file=f"rows-{drop.file_stem}",
    )
    absent = tables.filter(pl.col("is_absent"))["table_name"].sort().to_list()
    if absent:
        st.markdown(f"Not in this drop: {', '.join(absent)}.")


def _in_a_sentence(given: pl.DataFrame) -> str:
    """The account over all tables, and what was found; what is nought is left out."""
    total = {name: int(given[name].fill_null(0).sum()) for name in COUNTS}
    places = [
        f"{wording.whole(total[name])} {words}"
        for name, words in PLACES.items()
        if total[name] or name == "rows_loaded"
    ]
    faults = [
        f"{wording.whole(total[name])} {one if total[name] == 1 else more}"
        for name, (one, more) in AMISS.items()
        if total[name]
    ]
    return (
        f"{wording.counted(total['rows_in'], 'row')} in {wording.counted(given.height, 'table')}: "
        f"{', '.join(places)}. Found: {', '.join(faults) or 'no fault'}."
    )


def show_over_time(drop: Drop, history: pl.DataFrame) -> None:
    """The drops of the system, and the rows of each table in them."""
    st.header("Drops over time", anchor=False)
    of_system = history.filter(pl.col("source_system") == drop.system)
    landed = of_system.group_by("snapshot_id", maintain_order=True).agg(
        pl.col("as_at", "landed_at", "is_in_use", "is_counted", "accepted_by").first(),
        pl.col(*COUNTS).sum(),
    )
    columns = with_counts(COUNTS, landed)
    headings = ["As at", "Landed (UTC)", "In use", *columns.values()]
    is_accepted = landed["accepted_by"].is_not_null().any()
    show_table(
        f"Every drop of {system_name(drop.system)} that has landed, newest first",
        [*headings, "Loss accepted by"] if is_accepted else headings,
        [
            (
                row["as_at"],
                row["landed_at"],
                row["is_in_use"],
                *_counted(row, columns),
                *([row["accepted_by"]] if is_accepted else []),
            )
            for row in landed.iter_rows(named=True)
        ],
        at_most=DROPS_DOWN,
        file=f"drops-{drop.system}",
        numeric=range(3, 3 + len(columns)),
        keep=(0, 1),
    )
    _show_tables_across(drop, of_system, landed.to_dicts()[:DROPS_ACROSS], landed.height)


def _show_tables_across(
    drop: Drop, of_system: pl.DataFrame, across: list[dict[str, Any]], of: int
) -> None:
    by_table: dict[str, dict[str, int]] = {}
    for row in of_system.filter(~pl.col("is_absent")).sort("table_name").iter_rows(named=True):
        by_table.setdefault(row["table_name"], {})[row["snapshot_id"]] = row["rows_in"]
    snapshots = [row["snapshot_id"] for row in across]
    days = [row["as_at"] for row in across]
    is_compared = len(across) > 1
    headings = [
        # Two drops of one day differ by what they hold, so by the end of their names.
        wording.day(row["as_at"])
        + (f" ({row['snapshot_id'][-6:]})" if days.count(row["as_at"]) > 1 else "")
        for row in across
    ]
    show_table(
        "Rows in by drop, newest first"
        + ("" if len(across) == of else f", the newest {len(across)} of {of}"),
        ("Table", *(["Change"] if is_compared else []), *headings),
        [
            (
                name,
                *([_change(rows.get(snapshots[1]), rows.get(snapshots[0]))] if is_compared else []),
                *(rows.get(snapshot) for snapshot in snapshots),
            )
            for name, rows in by_table.items()
        ],
        numeric=range(1, 1 + len(across) + is_compared),
        keep=(0,),
        file=f"rows-in-by-drop-{drop.system}",
    )


def _change(before: int | None, now: int | None) -> str:
    """From the drop before to the newest, in percent."""
    if now is None:
        return "" if before is None else "absent"
    if not before:
        return "new" if now else ""
    share = wording.rounded(100 * (now - before) / before)
    return f"{'+' if now > before else ''}{share}%"


def _counted(row: dict[str, Any], columns: dict[str, str]) -> list[int | None]:
    """Sums over the tables of a drop; only the rows in are known of one that was not counted."""
    return [row[name] if row["is_counted"] or name == "rows_in" else None for name in columns]
