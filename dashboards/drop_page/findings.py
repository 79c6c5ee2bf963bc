"""What was found in a drop: counts by kind, and single findings, which are about children."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboards import access, exports, markup, queries, selection, wording
from dashboards.drop_page import PAGE, Drop, show_table

REASON = "Data quality"
ROWS_ON_SCREEN = 100
ON_SCREEN = ("Child id", "Kind", "Table", "File and row", "Column", "Text given", "Reason")
IN_FILE = (
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


def show(drop: Drop) -> None:
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
    show_table(
        "Kinds of finding",
        ("Kind", "Times", "What it means", "What to do"),
        [
            (row["title"], row["times"], row["means"], row["remedy"])
            for row in kinds.sort("times", descending=True).iter_rows(named=True)
        ],
        numeric=(1,),
        words=(2, 3),
    )
    show_table(
        "Findings by table, column and reason",
        ("Table", "Column", "Kind", "Reason", "Times"),
        [
            (row["table_name"], row["column_name"], row["title"], row["reason"], row["times"])
            for row in found.iter_rows(named=True)
        ],
        at_most=ROWS_ON_SCREEN,
        numeric=(4,),
        keep=(0,),
        words=(3,),
        file=f"findings-by-kind-{drop.file_stem}",
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
    if not _opened(drop, what, times):
        return
    found = queries.ingestion_findings(
        visit.viewer,
        visit.published,
        drop.system,
        drop.snapshot_id,
        None if kind == "all" else kind,
    ).with_columns(
        kind=pl.col("finding").replace(titles),
        place=pl.format("{} row {}", "source_file", "source_row"),
    )
    shown = ("person_id", "kind", "table_name", "place", "column_name", "raw_text", "reason")
    filed = ("kind", "table_name", "source_file", "source_row", "column_name", "raw_text")
    cut = f": the first {ROWS_ON_SCREEN}" if found.height > ROWS_ON_SCREEN else ""
    st.html(
        markup.table(
            f"{wording.counted(found.height, 'finding')}, {what}{cut}",
            ON_SCREEN,
            found.head(ROWS_ON_SCREEN).select(shown).rows(),
            keep=(0, 2),
            words=(6,),
        )
    )
    st.download_button(
        f"Download {wording.counted(found.height, 'finding')} (CSV)",
        exports.safe_csv(IN_FILE, found.select(*filed, "person_id", "reason", "remedy").rows()),
        f"findings-{drop.file_stem}.csv",
        "text/csv",
        on_click=access.note_access,
        kwargs={
            "viewer": visit.viewer,
            "page": PAGE,
            "what": f"Download: {what}",
            "rows": found.height,
            "reason": REASON,
        },
    )


def _opened(drop: Drop, what: str, rows: int) -> bool:
    """A button that opens the list; the audit row is written before it is shown."""
    visit = drop.visit
    key = f"{PAGE}:opened"
    opened = (visit.published.run_id, visit.viewer, what)
    if st.button("Show the findings", key=f"{PAGE}:button"):
        access.note_access(visit.viewer, page=PAGE, what=what, rows=rows, reason=REASON)
        st.session_state[key] = opened
    return bool(st.session_state.get(key) == opened)
