"""Data in: what landed, what became of every row, what was found, refused or cannot be produced.

Counts come from the aggregate file. Single findings name children by their case-system id: they
are shown on demand, to officer and analyst, and leave an audit row first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from dashboards import access, exports, markup, queries, selection, wording
from dashboards.registry import Visit

TITLE = "Data in"
ORDER = 40
ROLES = ("commissioner", "officer", "analyst")

PAGE = "ingestion"
REASON = "Data quality"
DROPS_ACROSS = 6
ROWS_ON_SCREEN = 100
SYSTEMS = {
    "ssd": "Case system (SSD files)",
    "northgate": "Northgate history",
    "frameworki": "Frameworki history",
    "ssda903": "SSDA903 return",
    "cin": "CIN census",
    "annex_a": "Annex A workbook",
}
COUNTS = {
    "rows_in": "Rows in",
    "rows_loaded": "Loaded",
    "rows_quarantined": "Set aside",
    "duplicates_collapsed": "Repeats",
    "rows_superseded": "Counts from another system",
    "conflicts": "Same key as another",
    "unmapped_codes": "Unknown codes",
    "failed_casts": "Unreadable values",
    "orphans": "Point nowhere",
}
ACCOUNT = ("rows_in", "rows_loaded", "rows_quarantined", "duplicates_collapsed", "rows_superseded")
READING = """
Every row that came in is in one of four places: **rows in = loaded + set aside + repeats + counts
from another system**. A row is set aside only if its key or another required value is empty or
impossible, or if another row has the same key. A bad value in any other cell leaves that cell
empty and the row counts.
"""


@dataclass(frozen=True)
class Drop:
    """The drop that the page shows, and who looks."""

    visit: Visit
    system: str
    snapshot_id: str
    is_in_use: bool

    def of(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Its rows of a table about drops."""
        if frame.is_empty():
            return frame
        return frame.filter(
            (pl.col("source_system") == self.system) & (pl.col("snapshot_id") == self.snapshot_id)
        )

    @property
    def title(self) -> str:
        """The drop in words, and the name of its files."""
        return f"{SYSTEMS.get(self.system, self.system)}, {self.snapshot_id}"


def render(visit: Visit) -> None:
    """The page."""
    st.title(TITLE, anchor=False)
    history = queries.drops_of_tables(visit.viewer, visit.published)
    if history.is_empty():
        st.info("This run says nothing about drops. The next `make run` does.")
        return
    drop = choose_drop(visit, history)
    st.html(
        markup.showing(
            f"{visit.council}, {drop.title}"
            f"{'' if drop.is_in_use else ', which no figure of this run is made from'}."
        )
    )
    show_rows(drop, history)
    show_findings(drop)
    show_over_time(drop, history)
    show_not_produced(visit)
    show_refused(visit)
    if visit.viewer.sees_children:
        show_single(drop)


def choose_drop(visit: Visit, history: pl.DataFrame) -> Drop:
    """The system and the drop, from the address or the lists."""
    system = selection.choose(
        "Source",
        history["source_system"].unique(maintain_order=True).to_list(),
        name="source",
        page=PAGE,
        words=lambda name: SYSTEMS.get(name, name),
    )
    landed = history.filter(pl.col("source_system") == system).unique(
        "snapshot_id", keep="first", maintain_order=True
    )
    named = {row["snapshot_id"]: row for row in landed.iter_rows(named=True)}
    # The one in use first, so that the page opens with it.
    order = sorted(named, key=lambda snapshot: not named[snapshot]["is_in_use"])
    snapshot_id = selection.choose(
        "Drop",
        order,
        name="drop",
        page=PAGE,
        words=lambda key: (
            f"As at {wording.day(named[key]['as_at'])} ({key})"
            f"{', in use' if named[key]['is_in_use'] else ''}"
        ),
    )
    return Drop(visit, system, snapshot_id, bool(named[snapshot_id]["is_in_use"]))


def show_rows(drop: Drop, history: pl.DataFrame) -> None:
    """What became of the rows of each table of the drop."""
    st.header("What became of the rows", anchor=False)
    st.markdown(READING)
    tables = drop.of(history)
    accepted = tables.row(0, named=True)
    if accepted["accepted_by"]:
        st.warning(
            f"Much was lost against the drop before: {accepted['accepted_tables']}. Accepted by "
            f"{accepted['accepted_by']}: {accepted['accepted_because']}"
        )
    if not accepted["is_counted"]:
        st.info(
            "This drop landed before reports were kept: only its rows in are known. Ingest it "
            "again to have it counted."
        )
    given = tables.filter(~pl.col("is_absent"))
    headings = ("Table", *COUNTS.values(), "From", "To")
    rows = [
        (
            row["table_name"],
            *(wording.whole(row[name]) for name in COUNTS),
            row["earliest_on"],
            row["latest_on"],
        )
        for row in given.sort("table_name").iter_rows(named=True)
    ]
    _table(
        f"Rows of each table, {drop.title}",
        headings,
        rows,
        numeric=range(1, 1 + len(COUNTS)),
        keep=(0, len(headings) - 2, len(headings) - 1),
        file=f"rows-{drop.system}-{drop.snapshot_id}",
    )
    absent = tables.filter(pl.col("is_absent"))["table_name"].sort().to_list()
    if absent:
        st.markdown(f"Not in this drop: {', '.join(absent)}.")


def show_findings(drop: Drop) -> None:
    """What was found, by kind, with what to do about it."""
    st.header("What was found", anchor=False)
    visit = drop.visit
    found = drop.of(queries.finding_counts(visit.viewer, visit.published))
    if found.is_empty():
        st.markdown("Nothing was found in this drop.")
        return
    kinds = found.group_by("finding", maintain_order=True).agg(
        pl.col("title").first(),
        pl.col("times").sum(),
        pl.col("means").first(),
        pl.col("remedy").first(),
    )
    _table(
        f"Kinds of finding, {drop.title}",
        ("Kind", "Times", "What it means", "What to do"),
        [
            (row["title"], wording.whole(row["times"]), row["means"], row["remedy"])
            for row in kinds.sort("times", descending=True).iter_rows(named=True)
        ],
        numeric=(1,),
        words=(2, 3),
    )
    _table(
        f"Findings by table, column and reason, {drop.title}",
        ("Table", "Column", "Kind", "Reason", "Times"),
        [
            (
                row["table_name"],
                row["column_name"],
                row["title"],
                row["reason"],
                wording.whole(row["times"]),
            )
            for row in found.iter_rows(named=True)
        ],
        numeric=(4,),
        keep=(0,),
        words=(3,),
        file=f"findings-by-kind-{drop.system}-{drop.snapshot_id}",
    )


def show_over_time(drop: Drop, history: pl.DataFrame) -> None:
    """The drops of the system, and the rows of each table in them."""
    st.header("Drops over time", anchor=False)
    of_system = history.filter(pl.col("source_system") == drop.system)
    landed = (
        of_system.group_by("snapshot_id", maintain_order=True)
        .agg(
            pl.col("as_at", "landed_at", "is_in_use", "is_counted", "accepted_by").first(),
            pl.col(*ACCOUNT).sum(),
        )
        .to_dicts()
    )
    _table(
        f"Every drop of {SYSTEMS.get(drop.system, drop.system)} that has landed, newest first",
        (
            "As at",
            "Landed (UTC)",
            "In use",
            *(COUNTS[name] for name in ACCOUNT),
            "Loss accepted by",
        ),
        [
            (
                wording.day(row["as_at"]),
                f"{row['landed_at']:%Y-%m-%d %H:%M}",
                row["is_in_use"],
                *_counted(row),
                row["accepted_by"],
            )
            for row in landed
        ],
        numeric=range(3, 3 + len(ACCOUNT)),
        keep=(0, 1),
    )
    across = landed[:DROPS_ACROSS]
    by_table: dict[str, dict[str, int]] = {}
    for row in of_system.filter(~pl.col("is_absent")).sort("table_name").iter_rows(named=True):
        by_table.setdefault(row["table_name"], {})[row["snapshot_id"]] = row["rows_in"]
    _table(
        f"Rows in by drop, the newest {len(across)} of {len(landed)}",
        ("Table", *(f"{wording.day(row['as_at'])} ({row['snapshot_id'][-6:]})" for row in across)),
        [
            (name, *(wording.whole(rows.get(row["snapshot_id"])) for row in across))
            for name, rows in by_table.items()
        ],
        numeric=range(1, 1 + len(across)),
        keep=(0,),
        file=f"rows-in-by-drop-{drop.system}",
    )


def _counted(row: dict[str, Any]) -> list[str]:
    """Sums over the tables of a drop; only the rows in are known of one that was not counted."""
    known = ACCOUNT if row["is_counted"] else ACCOUNT[:1]
    return [wording.whole(row[name]) if name in known else "" for name in ACCOUNT]


def show_not_produced(visit: Visit) -> None:
    """Measures and parts of returns that the council's sources together do not hold enough for."""
    st.header("What cannot be produced", anchor=False)
    lacking = queries.cannot_be_produced(visit.viewer, visit.published)
    if lacking.is_empty():
        st.markdown("Every measure and every part of the returns has rows to be made from.")
        return
    titles = {
        measure["measure_id"]: measure["title"]
        for measure in queries.measures(visit.viewer, visit.published)
    }
    _table(
        "Measures and parts of returns without rows to be made from, all sources together",
        ("What", "Why"),
        [
            (titles.get(row["output"], row["title"]), row["why"])
            for row in lacking.iter_rows(named=True)
        ],
        words=(1,),
        file="cannot-be-produced",
    )


def show_refused(visit: Visit) -> None:
    """Drops that lost too much to land."""
    st.header("Refused drops", anchor=False)
    st.markdown(
        "A drop in which a table is empty, absent or much smaller than in the one before does not "
        "land: the one before stays in use until a person accepts the loss by the table's name."
    )
    refused = queries.refused_drops(visit.viewer, visit.published)
    if refused.is_empty():
        st.markdown("No drop was refused.")
        return
    _table(
        "Drops that were refused, newest first",
        ("Refused (UTC)", "Source", "As at", "Table", "Rows before", "Rows in it", "Landed since"),
        [
            (
                f"{row['refused_at']:%Y-%m-%d %H:%M}",
                SYSTEMS.get(row["source_system"], row["source_system"]),
                wording.day(row["as_at"]),
                row["table_name"],
                wording.whole(row["rows_before"]),
                "Absent" if row["rows_now"] is None else wording.whole(row["rows_now"]),
                row["has_landed_since"],
            )
            for row in refused.iter_rows(named=True)
        ],
        numeric=(4, 5),
        keep=(0, 2, 3),
        file="refused-drops",
    )


def show_single(drop: Drop) -> None:
    """Single findings by source file and row, on demand: they are about children."""
    st.header("Single findings", anchor=False)
    visit = drop.visit
    if not drop.is_in_use:
        st.markdown("Single findings are kept of the drops that this run is made from.")
        return
    counted = drop.of(queries.finding_counts(visit.viewer, visit.published))
    if counted.is_empty():
        st.markdown("There are none.")
        return
    st.markdown(
        "They name children by their case-system id and show what was typed. Opening or "
        "downloading them is recorded."
    )
    titles = {row["finding"]: row["title"] for row in counted.iter_rows(named=True)}
    kind = selection.choose(
        "Kind of finding",
        ["all", *titles],
        name="kind",
        page=PAGE,
        words=lambda name: "All kinds" if name == "all" else titles[name],
    )
    of_kind = counted if kind == "all" else counted.filter(pl.col("finding") == kind)
    times = int(of_kind["times"].sum())
    what = f"{drop.title}, {'all kinds' if kind == 'all' else titles[kind].lower()}"
    if not _opened(visit, what, times):
        return
    found = queries.ingestion_findings(
        visit.viewer,
        visit.published,
        drop.system,
        drop.snapshot_id,
        None if kind == "all" else kind,
    )
    headings = (
        "Kind",
        "Table",
        "File",
        "Row",
        "Column",
        "Text given",
        "Child id",
        "Reason",
        "What to do",
    )
    rows = [
        (
            titles.get(row["finding"], row["finding"]),
            row["table_name"],
            row["source_file"],
            row["source_row"],
            row["column_name"],
            row["raw_text"],
            row["person_id"],
            row["reason"],
            row["remedy"],
        )
        for row in found.iter_rows(named=True)
    ]
    cut = f": the first {ROWS_ON_SCREEN}" if len(rows) > ROWS_ON_SCREEN else ""
    st.html(
        markup.table(
            f"{wording.counted(len(rows), 'finding')}, {what}{cut}",
            headings,
            rows[:ROWS_ON_SCREEN],
            numeric=(3,),
            keep=(1,),
            words=(7, 8),
        )
    )
    st.download_button(
        f"Download {wording.counted(len(rows), 'finding')} (CSV)",
        exports.safe_csv(headings, rows),
        f"findings-{drop.system}-{drop.snapshot_id}.csv",
        "text/csv",
        on_click=access.note_access,
        kwargs={
            "viewer": visit.viewer,
            "page": PAGE,
            "what": f"Download: {what}",
            "rows": len(rows),
            "reason": REASON,
        },
    )


def _opened(visit: Visit, what: str, rows: int) -> bool:
    """A button that opens the list; the audit row is written before it is shown."""
    key = f"{PAGE}:opened"
    opened = (visit.published.run_id, visit.viewer, what)
    if st.button("Show the findings", key=f"{PAGE}:button"):
        access.note_access(visit.viewer, page=PAGE, what=what, rows=rows, reason=REASON)
        st.session_state[key] = opened
    return bool(st.session_state.get(key) == opened)


def _table(
    caption: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    file: str | None = None,
    **kinds: Sequence[int],
) -> None:
    """A table and, where a file is named, the same as CSV."""
    st.html(markup.table(caption, headings, rows, **kinds))
    if file:
        st.download_button(
            f"Download: {caption} (CSV)",
            exports.safe_csv(headings, rows),
            f"{file}.csv",
            "text/csv",
            key=f"{PAGE}:csv:{file}",
        )
