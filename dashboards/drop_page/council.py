"""What is about the council as a whole: its sources, what was refused, what cannot be produced."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboards import queries, wording
from dashboards.drop_page import ACCOUNT, moment, show_table, system_name, system_place, with_counts
from dashboards.registry import Visit


def warn(visit: Visit, history: pl.DataFrame) -> None:
    """Drops that were refused since the one in use landed: the figures are older than they look."""
    refused = queries.refused_drops(visit.viewer, visit.published)
    if refused.is_empty():
        return
    # Figures of an earlier day are not waiting for a drop: theirs is not the newest that landed.
    newest = history.unique("source_system", keep="first", maintain_order=True)
    in_use = {row["source_system"]: row for row in newest.filter("is_in_use").iter_rows(named=True)}
    waiting = refused.filter(~pl.col("has_landed_since"))
    for (system, _), tables in waiting.group_by(
        "source_system", "snapshot_id", maintain_order=True
    ):
        used = in_use.get(str(system))
        first = tables.row(0, named=True)
        if used is None or first["refused_at"] < used["landed_at"]:
            continue
        st.warning(
            f"The drop of {system_name(str(system))} as at {wording.day(first['as_at'])} was "
            f"refused on {moment(first['refused_at'])} (UTC): {'; '.join(_losses(tables))}. "
            f"The figures are made from the drop as at {wording.day(used['as_at'])}."
        )


def _losses(tables: pl.DataFrame) -> list[str]:
    return [
        f"{row['table_name']} "
        + ("is absent" if row["rows_now"] is None else f"has {_rows(row['rows_now'])}")
        + f" and had {wording.whole(row['rows_before'])}"
        for row in tables.iter_rows(named=True)
    ]


def _rows(number: int) -> str:
    return wording.counted(number, "row") if number else "no rows"


def show_sources(visit: Visit, history: pl.DataFrame) -> None:
    """A row for each source: the drop in use, how old it is, and what became of its rows."""
    st.header("Sources", anchor=False)
    used = (
        history.filter("is_in_use")
        .group_by("source_system", maintain_order=True)
        .agg(pl.col("as_at", "landed_at").first(), pl.col(*ACCOUNT).sum())
    )
    columns = with_counts(ACCOUNT, used)
    show_table(
        f"What the figures as at {wording.day(visit.published.as_at)} are made from",
        (
            "Source",
            "Shows the state of",
            "Days before the figures",
            "Landed (UTC)",
            *columns.values(),
        ),
        [
            (
                system_name(row["source_system"]),
                row["as_at"],
                (visit.published.as_at - row["as_at"]).days,
                row["landed_at"],
                *(row[name] for name in columns),
            )
            for row in sorted(
                used.iter_rows(named=True), key=lambda row: system_place(row["source_system"])
            )
        ],
        numeric=(2, *range(4, 4 + len(columns))),
        keep=(0, 1, 3),
    )
    unused = sorted(
        system_name(name) for name in set(history["source_system"]) - set(used["source_system"])
    )
    if unused:
        st.markdown(f"Landed, and too late for these figures: {', '.join(unused)}.")


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
    show_table(
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
    show_table(
        "Drops that were refused, newest first",
        ("Refused (UTC)", "Source", "As at", "Table", "Rows before", "Rows in it", "Landed since"),
        [
            (
                moment(row["refused_at"]),
                system_name(row["source_system"]),
                row["as_at"],
                row["table_name"],
                row["rows_before"],
                "Absent" if row["rows_now"] is None else row["rows_now"],
                row["has_landed_since"],
            )
            for row in refused.iter_rows(named=True)
        ],
        numeric=(4, 5),
        keep=(0, 2, 3),
        file="refused-drops",
    )
