"""Which frozen figures would differ now, and which of their rows do."""

from __future__ import annotations

import polars as pl

from pipelines.restatements.landed import CAME, CHANGED, WENT, surviving
from pipelines.restatements.lineage import COUNT, SLICES

FIGURE = ("measure_id", "period_type", "period_end", "slice", "slice_value")
PARTS = ("numerator", "denominator", "value")
AMOUNTS = ("numerator_amount", "denominator_amount")
FLAGS = ("is_denominator", "is_numerator")
SOURCE = ("source_file", "source_row")
# Sums of floats come in any order, so their last digits do too: this share of the amount.
CLOSE = 1e-11


def differing(then: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """The figures whose numerator, denominator or value differs; a group that is new or gone too.

    A measure that was not there yet was not frozen, and is none of them.

    Returns:
        `figure` (a number), the columns of `FIGURE`, period_start, kind, basis, each of `PARTS`
        with `_then` and `_now`, and the hashes of the definition.
    """
    about = ["period_start", "kind", "basis"]
    held = now.filter(pl.col("measure_id").is_in(then["measure_id"].unique().implode()))
    hashes = ("definition_hash", "definition_hash_now")
    both = then.join(held, on=FIGURE, how="full", suffix="_now", coalesce=True).with_columns(
        *(pl.coalesce(name, f"{name}_now") for name in about),
        # Of a group that is new or gone too.
        *(pl.col(name).drop_nulls().first().over("measure_id") for name in hashes),
    )
    # A group that nobody is in any more, or was in then, is no difference.
    empty = [pl.col(f"{name}{end}").fill_null(0) == 0 for name in PARTS for end in ("", "_now")]
    differs = [pl.col(name).is_null() != pl.col(f"{name}_now").is_null() for name in PARTS] + [
        ((pl.col(name) - pl.col(f"{name}_now")).abs() > CLOSE * _size(name)).fill_null(False)
        for name in PARTS
    ]
    return (
        both.filter(pl.any_horizontal(differs), ~pl.all_horizontal(empty))
        .sort(FIGURE)
        .select(
            pl.int_range(pl.len()).alias("figure"),
            *FIGURE,
            *about,
            *(pl.col(name).alias(f"{name}_then") for name in PARTS),
            *(f"{name}_now" for name in PARTS),
            hash_then="definition_hash",
            hash_now="definition_hash_now",
        )
    )


def _size(name: str) -> pl.Expr:
    return pl.max_horizontal(pl.lit(1.0), pl.col(name).abs(), pl.col(f"{name}_now").abs())


def differing_rows(then: pl.DataFrame, now: pl.DataFrame, crosswalk: pl.DataFrame) -> pl.DataFrame:
    """The measure rows that came, went or count otherwise; a merged child is the surviving one.

    Returns:
        `row` (a number), `change`, measure_id, event_on, entity_id, child_id (the surviving one),
        child_then, source_system, and whatever else a row holds with `_then` and `_now`.
    """
    # A thing that is counted may bear the id of its child.
    is_child = pl.col("entity_id") == pl.col("child_then")
    aligned = (
        then.with_columns(child_then=pl.col("child_id"))
        .pipe(surviving, crosswalk)
        .with_columns(entity_id=pl.when(is_child).then("child_id").otherwise("entity_id"))
    )
    key = ["measure_id", "event_on", "entity_id", "child_id"]
    numbered = pl.int_range(pl.len()).over(key).alias("nth")
    sides = [
        side.sort([*key, *SOURCE]).with_columns(numbered, is_there=True) for side in (aligned, now)
    ]
    both = sides[0].join(
        sides[1], on=[*key, "nth"], how="full", suffix="_now", coalesce=True, nulls_equal=True
    )
    held = [*FLAGS, *AMOUNTS, *SLICES]
    differs = [pl.col(name).ne_missing(pl.col(f"{name}_now")) for name in held]
    change = (
        pl.when(pl.col("is_there").is_null())
        .then(pl.lit(CAME))
        .when(pl.col("is_there_now").is_null())
        .then(pl.lit(WENT))
        .otherwise(pl.lit(CHANGED))
    )
    return both.filter(pl.any_horizontal(differs)).select(
        pl.int_range(pl.len()).alias("row"),
        change.alias("change"),
        *key,
        "child_then",
        pl.coalesce("source_system_now", "source_system").alias("source_system"),
        *(pl.col(name).alias(f"{name}_then") for name in (*held, *SOURCE)),
        *(f"{name}_now" for name in (*held, *SOURCE)),
    )


def moved(figures: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Which row moved which figure, and by which of its facets.

    Returns:
        figure, row, facet: `count` where the row came, went or counts otherwise, and the slice
        where its value is another one.
    """
    counts = pl.any_horizontal(
        pl.col(f"{name}_then").ne_missing(pl.col(f"{name}_now")) for name in (*FLAGS, *AMOUNTS)
    )
    is_whole = pl.col("change") != CHANGED
    parts = []
    for name in ("all", *SLICES):
        group = {end: _group(name, end) for end in ("then", "now")}
        stays = group["then"] == group["now"]
        # A row that changes its group does so by the slice; one that counts otherwise, by that.
        facets = pl.concat_list(
            pl.when(is_whole | counts).then(pl.lit(COUNT)),
            pl.when(~is_whole & ~stays).then(pl.lit(name)),
        )
        for end in ("then", "now"):
            touches = (stays & (_weighs("then") | _weighs("now"))) | _weighs(end)
            part = rows.filter((is_whole | counts | ~stays) & touches).select(
                "row",
                "measure_id",
                "event_on",
                slice=pl.lit(name),
                slice_value=group[end],
                facet=facets.list.drop_nulls(),
            )
            parts.append(part)
    touched = pl.concat(parts).explode("facet")
    joined = touched.join(figures, on=["measure_id", "slice", "slice_value"])
    start = (
        pl.when(pl.col("basis") == "stock")
        .then(pl.col("period_end").dt.month_start())
        .otherwise("period_start")
    )
    return (
        joined.filter(pl.col("event_on").is_between(start, pl.col("period_end")))
        .select("figure", "row", "facet")
        .unique(maintain_order=True)
    )


def _group(name: str, end: str) -> pl.Expr:
    return pl.lit("all") if name == "all" else pl.col(f"{name}_{end}").fill_null("Unknown")


def _weighs(end: str) -> pl.Expr:
    """Whether a row counted at all at that time; one that was not there has no flags."""
    return pl.any_horizontal(pl.col(f"{name}_{end}").fill_null(False) for name in FLAGS)
