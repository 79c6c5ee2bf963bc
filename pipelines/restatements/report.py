"""A restatement for people: a CSV with every figure and reason, and a table on the screen."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from rich.console import Console
from rich.table import Table

from pipelines.faults import Fault
from pipelines.restatements import (
    CODE,
    DEFINITION,
    REFERENCE,
    UNEXPLAINED,
    Restatement,
)
from pipelines.restatements.figures import FIGURE
from pipelines.restatements.landed import (
    CORRECTED,
    DELETED,
    LATE,
    LATER,
    MERGED,
    SCHEMA,
    UNDATED,
)
from returns.results import safe_cells

WORDS = {
    LATE: "happened before the figures were frozen and was entered after",
    CORRECTED: "was corrected",
    MERGED: "two records of one child were merged",
    DELETED: "was deleted",
    LATER: "happened after the figures were frozen",
    UNDATED: "was entered after the figures were frozen; no date says when it happened",
    DEFINITION: "the definition of the measure changed",
    REFERENCE: "reference data of Sightline changed",
    CODE: "the run was made by another version of Sightline",
    UNEXPLAINED: "nothing was found that explains it",
}


def lines(restatement: Restatement) -> pl.DataFrame:
    """One line for each figure that differs and reason, in the order of the figures."""
    freeze = restatement.freeze
    titles = restatement.published.titles
    rows = restatement.rows.select(
        "row", "event_on", "entity_id", row_change="change", of="child_id"
    )
    landed = [name for name in SCHEMA if name not in ("child_id", "why", "worker_id")]
    return (
        restatement.figures.join(restatement.reasons, on="figure", maintain_order="left_right")
        .join(rows, on="row", how="left", maintain_order="left")
        .select(
            authority=pl.lit(freeze.authority),
            quarter=pl.lit(freeze.quarter),
            freeze_number=pl.lit(freeze.number),
            measure_id="measure_id",
            title=pl.col("measure_id").replace_strict(titles, default=None, return_dtype=pl.String),
            period_type="period_type",
            period_start="period_start",
            period_end="period_end",
            slice="slice",
            slice_value="slice_value",
            numerator_then="numerator_then",
            numerator_now="numerator_now",
            denominator_then="denominator_then",
            denominator_now="denominator_now",
            value_then="value_then",
            value_now="value_now",
            value_difference=pl.col("value_now") - pl.col("value_then"),
            why="why",
            in_words=pl.col("why").replace_strict(WORDS),
            facet="facet",
            row_change="row_change",
            child_id=pl.coalesce("of", "child_id"),
            entity_id="entity_id",
            event_on="event_on",
            **{("landed_change" if name == "change" else name): name for name in landed},
        )
    )


def write_lines(restatement: Restatement, path: Path) -> pl.DataFrame:
    """Write the lines as CSV; it is about children.

    Raises:
        Fault: the file cannot be written.
    """
    found = lines(restatement)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        safe_cells(found).write_csv(path)
    except OSError as error:
        raise Fault(
            f"The restatement cannot be written ({error.strerror or error}).",
            where=str(path),
            remedy="Name another file with --out.",
        ) from error
    return found


def print_restatement(console: Console, restatement: Restatement) -> None:
    """Print what differs: totals one by one, groups as a count. No child is named."""
    freeze, figures = restatement.freeze, restatement.figures
    console.print(
        f"{freeze.quarter} of authority {freeze.authority}, frozen as number {freeze.number} on "
        f"{freeze.signed_off_on.isoformat()}, signed off by {freeze.signed_off_by}.",
        highlight=False,
        markup=False,
    )
    if not restatement.differs:
        console.print("Every figure is as it was frozen.")
        return
    totals = figures.filter(pl.col("slice") == "all")
    if not totals.is_empty():
        console.print(_table(restatement, totals))
    console.print(
        f"{figures.height:,} figures differ: {totals.height:,} totals and "
        f"{figures.height - totals.height:,} groups.",
        highlight=False,
    )
    for why, words in WORDS.items():
        found = restatement.reasons.filter(pl.col("why") == why)
        if not found.is_empty():
            console.print(
                f"  {why}: {found['figure'].n_unique():,} figures, {_records(found)}; {words}",
                highlight=False,
                markup=False,
                soft_wrap=True,
            )
    for name in restatement.missing:
        console.print(
            f"The drop {name} is no longer in landing, so what changed since cannot be read.",
            highlight=False,
            soft_wrap=True,
        )
    if not restatement.unexplained.is_empty():
        console.print(
            f"{restatement.unexplained.height:,} figures differ and nothing was found that "
            "explains all of it.",
            highlight=False,
        )


def _records(found: pl.DataFrame) -> str:
    records = found.drop_nulls("key").select("source_system", "table", "key").n_unique()
    return "1 record" if records == 1 else f"{records:,} records"


def _table(restatement: Restatement, totals: pl.DataFrame) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for header in ("Figure", "Period", "Frozen", "Now", "Why"):
        table.add_column(header, justify="right" if header in ("Frozen", "Now") else "left")
    reasons = restatement.reasons.group_by("figure").agg(pl.col("why").unique().sort())
    joined = totals.join(reasons, on="figure", how="left").sort(FIGURE)
    for row in joined.iter_rows(named=True):
        table.add_row(
            restatement.published.titles.get(row["measure_id"], row["measure_id"]),
            f"{row['period_type'].replace('_', ' ')} to {row['period_end']}",
            _figure(row, "then"),
            _figure(row, "now"),
            ", ".join(row["why"]),
        )
    return table


def _figure(row: dict[str, object], end: str) -> str:
    value, numerator, denominator = (
        row[f"{part}_{end}"] for part in ("value", "numerator", "denominator")
    )
    shown = "none" if value is None else f"{value:,.1f}"
    parts = [f"{part:,.0f}" for part in (numerator, denominator) if part is not None]
    return f"{shown} ({' of '.join(parts)})" if parts else shown
