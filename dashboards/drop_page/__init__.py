"""The parts of the page "Data in", one module for each; dashboards/views/ingestion.py is the page.

Counts come from the aggregate file. Whatever names a child is shown on demand and leaves an audit
row first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from dashboards import exports, markup, wording
from dashboards.registry import Visit

PAGE = "ingestion"
SYSTEMS = {
    "ssd": "Case system (SSD)",
    "northgate": "Northgate history",
    "frameworki": "Frameworki history",
    "ssda903": "SSDA903 return",
    "cin": "CIN census",
    "annex_a": "Annex A workbook",
}
ACCOUNT = {
    "rows_in": "Rows in",
    "rows_loaded": "Loaded",
    "rows_quarantined": "Set aside",
    "duplicates_collapsed": "Repeats",
    "rows_superseded": "Counts from another system",
}
FAULTS = {
    "conflicts": "Same key as another",
    "unmapped_codes": "Unknown codes",
    "failed_casts": "Unreadable values",
    "orphans": "Point nowhere",
}
COUNTS = {**ACCOUNT, **FAULTS}


@dataclass(frozen=True)
class Drop:
    """The drop that the page shows, and who looks."""

    visit: Visit
    system: str
    snapshot_id: str
    as_at: dt.date
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
        """The drop in words."""
        return f"{system_name(self.system)} as at {wording.day(self.as_at)}"

    @property
    def file_stem(self) -> str:
        """The same for the name of a file."""
        return f"{self.system}-{self.snapshot_id}"


def system_name(system: str) -> str:
    """A source in words."""
    return SYSTEMS.get(system, system)


def system_place(system: str) -> tuple[int, str]:
    """Where a source stands among the others: the case system first."""
    known = list(SYSTEMS)
    return known.index(system) if system in known else len(known), system


def moment(at: dt.datetime) -> str:
    """A moment of the machine's clock, in UTC."""
    return f"{wording.day(at.date())}, {at:%H:%M}"


def with_counts(columns: Mapping[str, str], frame: pl.DataFrame) -> dict[str, str]:
    """The columns of counts that are worth a place: those which are not nought in every row.

    Rows in and loaded always are.
    """
    return {
        name: heading
        for name, heading in columns.items()
        if name in ("rows_in", "rows_loaded") or frame[name].fill_null(0).sum()
    }


def show_table(
    caption: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    at_most: int | None = None,
    file: str | None = None,
    **kinds: Sequence[int],
) -> None:
    """A table and, where a file is named, all its rows as CSV.

    Numbers, days and moments are given as such: in words on the screen, bare in the file.
    """
    shown = rows if at_most is None else rows[:at_most]
    if len(shown) < len(rows):
        caption = f"{caption}: {len(shown)} of {len(rows)}"
    st.html(
        markup.table(caption, headings, [[_in_words(c) for c in row] for row in shown], **kinds)
    )
    if file:
        st.download_button(
            f"Download: {caption if len(shown) == len(rows) else f'all {len(rows)} rows'} (CSV)",
            exports.safe_csv(headings, rows),
            f"{file}.csv",
            "text/csv",
            key=f"{PAGE}:csv:{file}",
        )


def _in_words(cell: Any) -> Any:
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, int | float):
        return wording.whole(cell)
    if isinstance(cell, dt.datetime):
        return moment(cell)
    return wording.day(cell) if isinstance(cell, dt.date) else cell
