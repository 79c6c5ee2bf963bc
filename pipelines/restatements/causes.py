"""Which landed change moved a row of a figure.

A row that came or went together with the record that it is about needs no other reason. For the
rest, what changed in the child's records is looked through, in the cells that the models above the
measure read: each of them is named, for which of several did it only a rebuild could tell.
"""

from __future__ import annotations

import polars as pl

from pipelines.restatements.landed import CHANGED, LATER, UNDATED
from pipelines.restatements.lineage import WHOLE_ROW

SCHEMA = {"row": pl.Int64, "facet": pl.String, "place": pl.UInt32}


def causes(
    rows: pl.DataFrame,
    moved: pl.DataFrame,
    changes: pl.DataFrame,
    relevance: pl.DataFrame,
    links: pl.DataFrame,
) -> pl.DataFrame:
    """What moved each row, by facet.

    Args:
        rows: as `figures.differing_rows` gives them.
        moved: as `figures.moved` gives it.
        changes: as `landed.changes` gives them, with `place`, a number.
        relevance: as `lineage.relevance` gives it.
        links: as `landed.links` gives them.

    Returns:
        row, facet and the `place` of a change; rows for which nothing was found are absent.
    """
    told = moved.select("row", "facet").unique().join(rows, on="row")
    own = _own(told, changes)
    others = told.join(own, on=["row", "facet"], how="anti")
    found = pl.concat(
        [
            own,
            *(_of(others, changes, relevance, by) for by in ("child_id", "worker_id")),
            _of_children(others, changes, relevance, links),
        ]
    ).unique(maintain_order=True)
    found = _strongest(found, rows, changes)
    without = others.join(found, on=["row", "facet"], how="anti")
    return pl.concat([found, _of_nobody(without, changes, relevance)])


def _own(told: pl.DataFrame, changes: pl.DataFrame) -> pl.DataFrame:
    """The coming or going of the very record that a row is about, with the row's own."""
    parts = []
    for end in ("then", "now"):
        on = ["source_system", f"source_file_{end}", f"source_row_{end}"]
        named = {f"file_{end}": on[1], f"row_{end}": on[2]}
        parts.append(
            told.filter(pl.col("change") != CHANGED)
            .join(changes.rename(named), on=on, suffix="_landed")
            .filter(pl.col("column") == WHOLE_ROW)
            .filter(pl.col("change_landed") == pl.col("change"))
            .select(SCHEMA.keys())
        )
    return pl.concat(parts).unique()


def _of(
    told: pl.DataFrame, changes: pl.DataFrame, relevance: pl.DataFrame, by: str
) -> pl.DataFrame:
    """Changes of the child's records, or of the worker's where a row is about a worker."""
    if by == "worker_id":
        told = told.filter(pl.col("child_id").is_null()).with_columns(worker_id="entity_id")
    return (
        told.select("row", "facet", "measure_id", "source_system", by)
        .drop_nulls(by)
        .join(changes.select("place", "table", "column", by), on=by)
        .pipe(_relevant, relevance)
    )


def _of_children(
    told: pl.DataFrame, changes: pl.DataFrame, relevance: pl.DataFrame, links: pl.DataFrame
) -> pl.DataFrame:
    """Changes of the records of a worker's children, where a row is about a worker."""
    held = links.rename({"table": "link_table"}).select("link_table", "worker_id", "child_id")
    return (
        told.filter(pl.col("child_id").is_null())
        .select("row", "facet", "measure_id", worker_id="entity_id")
        .join(held, on="worker_id")
        # Only by tables that the measure reads: who supervised a child does not hold it.
        .join(
            relevance.filter(pl.col("column") == WHOLE_ROW).select(
                "measure_id", "facet", link_table="table"
            ),
            on=["measure_id", "facet", "link_table"],
            how="semi",
        )
        .join(changes.select("place", "table", "column", "child_id"), on="child_id")
        .pipe(_relevant, relevance)
    )


def _of_nobody(told: pl.DataFrame, changes: pl.DataFrame, relevance: pl.DataFrame) -> pl.DataFrame:
    """Changes of tables that are about no person, where nothing else was found."""
    shared = changes.filter(pl.col("child_id").is_null() & pl.col("worker_id").is_null())
    return (
        told.select("row", "facet", "measure_id")
        .join(shared.select("place", "table", "column"), how="cross")
        .pipe(_relevant, relevance)
    )


def _relevant(found: pl.DataFrame, relevance: pl.DataFrame) -> pl.DataFrame:
    # Tables of a council's own return are no tables of the contract: every cell of them may count.
    read = found.join(relevance, on=["measure_id", "facet", "table", "column"], how="semi")
    other = found.join(relevance.select("table").unique(), on="table", how="anti")
    return pl.concat([read, other]).select(SCHEMA.keys())


def _strongest(found: pl.DataFrame, rows: pl.DataFrame, changes: pl.DataFrame) -> pl.DataFrame:
    """Without what can hardly have moved a row, where something else can.

    That is what happened after the day of what was frozen, what no date places, and what happened
    after the day on which the row counts.
    """
    told = found.join(changes.select("place", "why", "happened_on", "column"), on="place").join(
        rows.select("row", "event_on"), on="row"
    )
    is_after = (pl.col("column") == WHOLE_ROW) & (pl.col("happened_on") > pl.col("event_on"))
    weakness = (
        pl.when(pl.col("why") == LATER)
        .then(3)
        .when(pl.col("why") == UNDATED)
        .then(2)
        .when(is_after.fill_null(False))
        .then(1)
        .otherwise(0)
    )
    ranked = told.with_columns(weakness=weakness)
    return ranked.filter(
        pl.col("weakness") == pl.col("weakness").min().over("row", "facet")
    ).select(SCHEMA.keys())
