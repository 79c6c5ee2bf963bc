"""Data in: what landed, what became of every row, what was found, refused or cannot be produced.

Counts come from the aggregate file. Single findings name children by their case-system id: they
are shown on demand, to officer and analyst, and leave an audit row first.
"""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboards import markup, queries, selection, wording
from dashboards.drop_page import (
    PAGE,
    Drop,
    council,
    findings,
    late,
    moment,
    rows,
    system_name,
    system_place,
)
from dashboards.registry import Visit

TITLE = "Data in"
ORDER = 40
ROLES = ("commissioner", "officer", "analyst")


def render(visit: Visit) -> None:
    """The page."""
    st.title(TITLE, anchor=False)
    history = queries.drops_of_tables(visit.viewer, visit.published)
    if history.is_empty():
        st.info("This run says nothing about drops. The next `make run` does.")
        return
    council.warn(visit, history)
    drop = choose_drop(visit, history)
    unused = "" if drop.is_in_use else ", which no figure of this run is made from"
    st.html(markup.showing(f"{visit.council}, {drop.title} ({drop.snapshot_id}){unused}."))
    council.show_sources(visit, history)
    rows.show(drop, history)
    findings.show(drop)
    late.show(drop)
    council.show_not_produced(visit)
    rows.show_over_time(drop, history)
    council.show_refused(visit)
    if visit.viewer.sees_children:
        findings.show_single(drop)


def choose_drop(visit: Visit, history: pl.DataFrame) -> Drop:
    """The system and the drop, from the address or the lists."""
    system = selection.choose(
        "Source",
        sorted(history["source_system"].unique(), key=system_place),
        name="source",
        page=PAGE,
        words=system_name,
    )
    landed = history.filter(pl.col("source_system") == system).unique(
        "snapshot_id", keep="first", maintain_order=True
    )
    named = {row["snapshot_id"]: row for row in landed.iter_rows(named=True)}
    days = landed["as_at"].to_list()
    # The one in use first, so that the page opens with it.
    order = sorted(named, key=lambda snapshot: not named[snapshot]["is_in_use"])
    snapshot_id = selection.choose(
        "Drop",
        order,
        name="drop",
        page=PAGE,
        words=lambda key: _label(named[key], is_only=days.count(named[key]["as_at"]) == 1),
    )
    about = named[snapshot_id]
    return Drop(visit, system, snapshot_id, about["as_at"], bool(about["is_in_use"]))


def _label(about: dict[str, Any], *, is_only: bool) -> str:
    """A drop in the list, by its day; of several of a day also by when it landed."""
    landed = "" if is_only else f", landed {moment(about['landed_at'])}"
    return f"As at {wording.day(about['as_at'])}{landed}{', in use' if about['is_in_use'] else ''}"
