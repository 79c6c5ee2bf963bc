"""What differs between neighbouring snapshots, and the ledger that names it.

The last snapshot tells the truth. Each earlier one is the next with what was entered late not yet
there, a few values not yet put right, second records of persons not yet merged, and a few rows not
yet deleted. What a later day brought needs no explanation where a date of the row says so; every
other difference is in the ledger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

import numpy as np
import polars as pl

from pipelines.contract import Contract
from pipelines.contract import Table as Spec
from pipelines.sample.front_door import SOURCES
from pipelines.sample.world import SNAPSHOT_DAYS, SNAPSHOTS, World

Drop = dict[str, pl.DataFrame]
COLUMNS = (
    "snapshot",
    "table",
    "key",
    "kind",
    "column",
    "before",
    "after",
    "child",
    "year",
    "expected",
)
# What names one cell of one snapshot.
CELL = ("snapshot", "table", "key", "column")


@dataclass
class Ledger:
    """What differs, one row for each cell or whole row, in the columns of `COLUMNS`.

    Five kinds say what changed since the snapshot before; the date is that of the later one.

    * `late`: it happened before the earlier snapshot and was entered after it.
    * `new`: an event of a later day brought it, but no date of the row says so.
    * `corrected`, `merged`: a value that was put right, a second record that now names the first.
    * `deleted`: a row that is no longer there.

    A whole row has no column; key columns are joined by a bar. The other kinds are recording faults
    (see `faults.py`): what was true is in `before`, what the snapshot says in `after`, an empty
    column stands for a row too many, and the last three columns say who must be found with it.
    """

    parts: list[pl.DataFrame] = field(default_factory=list)

    def add(self, snapshot: date, table: str, rows: pl.DataFrame) -> None:
        """Write rows of one table down; columns of the ledger that they lack stay empty."""
        rows = rows.with_columns(snapshot=pl.lit(snapshot.isoformat()), table=pl.lit(table))
        absent = [pl.lit("").alias(name) for name in COLUMNS if name not in rows.columns]
        rows = rows.with_columns(absent)
        self.parts.append(rows.select(pl.col(COLUMNS).cast(pl.String).fill_null("")))

    def frame(self) -> pl.DataFrame:
        """The ledger in the order of snapshot, table, kind, key and column."""
        empty = pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))
        return (
            pl.concat([empty, *self.parts])
            .unique()
            .sort("snapshot", "table", "kind", "key", "column")
        )


def key_of(spec: Spec) -> pl.Expr:
    """The key of a row as one text."""
    return pl.concat_str(spec.key, separator="|").alias("key")


@dataclass(frozen=True, eq=False)
class Mistake:
    """A value that is wrong when it is entered and put right before a later snapshot.

    Attributes:
        table: contract table.
        column: the value's.
        dated: date column that says which rows are young enough.
        days: how long before the earlier snapshot that date may lie.
        where: further condition on the row.
        says: what it says until it is put right.
    """

    table: str
    column: str
    dated: str
    days: int
    where: pl.Expr
    says: pl.Expr


AUTHORISED = pl.col("cina_assessment_auth_date").str.to_date("%Y-%m-%d")
ASSESSED = pl.col("cina_assessment_start_date").str.to_date("%Y-%m-%d")
NEXT_SOURCE = dict(zip(SOURCES, [*list(SOURCES)[1:], "1A"], strict=True))
MISTAKES = (
    Mistake(
        "contacts",
        "cont_contact_source_code",
        "cont_contact_date",
        75,
        pl.lit(True),
        pl.col("cont_contact_source_code").replace(NEXT_SOURCE),
    ),
    Mistake(
        "cin_assessments",
        "cina_assessment_auth_date",
        "cina_assessment_auth_date",
        240,
        (AUTHORISED - ASSESSED).dt.total_days() >= 10,
        AUTHORISED.dt.offset_by("-7d").dt.strftime("%Y-%m-%d"),
    ),
    Mistake(
        "cin_episodes",
        "cine_cin_primary_need_code",
        "cine_referral_date",
        210,
        pl.col("cine_cin_primary_need_code").is_in(["N4", "N5"]),
        pl.col("cine_cin_primary_need_code").replace({"N4": "N5", "N5": "N4"}),
    ),
    Mistake(
        "cp_visits",
        "cppv_cp_visit_seen_alone",
        "cppv_cp_visit_date",
        105,
        pl.col("cppv_cp_visit_seen") == "Y",
        pl.col("cppv_cp_visit_seen_alone").replace({"Y": "N", "N": "Y"}),
    ),
    Mistake(
        "person",
        "pers_ethnicity",
        "pers_dob",
        18 * 366,
        pl.col("pers_ethnicity").is_in(["WBRI", "WOTH"]),
        pl.lit("NOBT"),
    ),
)
# Tables in which somebody enters the newest rows twice, and deletes the second later.
ENTERED_TWICE = {"contacts": "cont_contact_id", "cin_visits": "cinv_cin_visit_id"}


def altered(
    world: World, contract: Contract, drops: Sequence[Drop]
) -> tuple[list[Drop], pl.DataFrame]:
    """The snapshots with what was wrong in the earlier ones.

    Args:
        world: for its size and its random numbers.
        contract: keys.
        drops: the snapshots as text, in the order of `SNAPSHOTS`, each with nothing but the truth.

    Returns:
        The snapshots, and the cells that were put right or merged: columns of `CELL`, and `kind`.
    """
    rng = world.stream("snapshots")
    some = max(2, world.children.height // 400)
    seen = [dict(drop) for drop in drops]
    meant = [pl.DataFrame(schema=dict.fromkeys((*CELL, "kind"), pl.String))]
    for later in range(len(seen) - 1, 0, -1):
        for mistake in MISTAKES:
            spec = contract.tables[mistake.table]
            rows = _mistaken(mistake, spec, seen, later, meant)
            count = min(some, rows.height)
            rows = rows[np.sort(rng.choice(rows.height, count, replace=False)).tolist()]
            _say(mistake, spec, rows, seen[:later])
            meant.append(_cells(spec, mistake.column, later, rows, "corrected"))
        for table, column in ENTERED_TWICE.items():
            _enter_twice(contract.tables[table], column, seen, later - 1, some // 2)
    meant += _not_yet_merged(contract.tables["person"], seen)
    return seen, pl.concat(meant)


def _cells(spec: Spec, column: str, later: int, rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    return rows.select(
        pl.lit(SNAPSHOTS[later].isoformat()).alias("snapshot"),
        pl.lit(spec.name).alias("table"),
        key_of(spec),
        pl.lit(column).alias("column"),
        pl.lit(kind).alias("kind"),
    )


def _mistaken(
    mistake: Mistake, spec: Spec, seen: Sequence[Drop], later: int, meant: Sequence[pl.DataFrame]
) -> pl.DataFrame:
    """Rows alike in the snapshot and the one before it that can have been wrong until then."""
    earlier, columns = seen[later - 1][spec.name], list(spec.columns)
    to = SNAPSHOTS[later - 1].isoformat()
    since = date.fromordinal(SNAPSHOTS[later - 1].toordinal() - mistake.days).isoformat()
    rows = earlier.filter(
        pl.col(mistake.dated).str.slice(0, 10).is_between(pl.lit(since), pl.lit(to)) & mistake.where
    )
    used = pl.concat(meant).filter(pl.col("table") == spec.name)["key"]
    rows = rows.filter(~key_of(spec).is_in(used.implode()))
    return rows.join(seen[later][spec.name], on=columns, how="semi", nulls_equal=True)


def _say(mistake: Mistake, spec: Spec, rows: pl.DataFrame, seen: Sequence[Drop]) -> None:
    """Write the wrong value wherever these rows already had the true one."""
    column = mistake.column
    told = rows.select(*spec.key, true_=column, said_=mistake.says)
    for drop in seen:
        marked = drop[spec.name].join(told, on=spec.key, how="left", maintain_order="left")
        is_true = (pl.col(column) == pl.col("true_")).fill_null(False)
        value = pl.when(is_true).then("said_").otherwise(column)
        drop[spec.name] = marked.with_columns(value.alias(column)).drop("true_", "said_")


def _enter_twice(spec: Spec, id_column: str, seen: Sequence[Drop], at: int, count: int) -> None:
    """Enter the newest rows of one snapshot again, under other ids."""
    on = pl.col(str(spec.date_column)).str.slice(0, 10)
    rows = seen[at][spec.name]
    young = rows.filter(on < SNAPSHOTS[at].isoformat())
    if at:
        young = young.filter(on > SNAPSHOTS[at - 1].isoformat())
    twice = young.sort(on, id_column).tail(max(count, 1))
    other_id = (pl.col(id_column).cast(pl.Int64) + 400_000).cast(pl.String)
    whole = pl.concat([rows, twice.with_columns(other_id.alias(id_column))])
    seen[at][spec.name] = whole.sort(spec.key, maintain_order=True)


def _not_yet_merged(spec: Spec, seen: Sequence[Drop]) -> list[pl.DataFrame]:
    """Leave second records unmerged at first; each goes with one of the later snapshots."""
    column = "pers_merged_into_id"
    seconds = seen[-1]["person"].filter(pl.col(column).is_not_null())
    changes = len(seen) - 1
    seconds = seconds.with_columns(merged_=changes - pl.int_range(pl.len()) % changes)
    found = []
    for later in range(1, len(seen)):
        now = seconds.filter(pl.col("merged_") == later)
        found.append(_cells(spec, column, later, now, "merged"))
        until_then = pl.col("pers_person_id").is_in(now["pers_person_id"].implode())
        for drop in seen[:later]:
            merged = pl.when(until_then).then(None).otherwise(column)
            drop["person"] = drop["person"].with_columns(merged.alias(column))
    return found


def write_changes(
    ledger: Ledger,
    spec: Spec,
    began: pl.DataFrame | None,
    texts: Sequence[pl.DataFrame],
    meant: pl.DataFrame,
) -> None:
    """Write down how a table differs from snapshot to snapshot.

    Args:
        ledger: receives the rows.
        spec: the table in the contract.
        began: when its rows began, as `began_on` tells; none for a table without history.
        texts: the table in each snapshot, as text.
        meant: cells that were put right or merged, as `altered` tells them.
    """
    for at, (before, after) in enumerate(pairwise(texts), start=1):
        if before is after:
            continue
        old, new = (rows.with_columns(key_of(spec)) for rows in (before, after))
        gone = old.join(new, on="key", how="anti")
        ledger.add(SNAPSHOTS[at], spec.name, gone.select("key", kind=pl.lit("deleted")))
        came = new.join(old, on="key", how="anti")
        ledger.add(SNAPSHOTS[at], spec.name, _rows_without_event(spec, began, came, at))
        changed = new.join(old, on=[*spec.columns, "key"], how="anti", nulls_equal=True)
        cells = _cells_without_event(spec, old, changed, at, meant)
        ledger.add(SNAPSHOTS[at], spec.name, cells)


def _rows_without_event(
    spec: Spec, began: pl.DataFrame | None, came: pl.DataFrame, at: int
) -> pl.DataFrame:
    """Rows that came and began before the earlier snapshot, or whose date does not say when."""
    if began is None:
        came = came.with_columns(began_=pl.lit(None, dtype=pl.Int64))
    else:
        came = came.join(began, on=spec.key, how="left", maintain_order="left")
    late = pl.col("began_") <= SNAPSHOT_DAYS[at - 1]
    told = pl.lit(False)
    if spec.date_column:
        told = _lies_between(pl.col(spec.date_column), at)
    kind = pl.when(late).then(pl.lit("late")).when(~told).then(pl.lit("new"))
    return came.select("key", kind=kind).filter(pl.col("kind").is_not_null())


def _lies_between(value: pl.Expr, at: int) -> pl.Expr:
    """A date after the earlier snapshot, and not after the snapshot itself."""
    on = value.str.slice(0, 10)
    within = (on > SNAPSHOTS[at - 1].isoformat()) & (on <= SNAPSHOTS[at].isoformat())
    return within.fill_null(False)


def _cells_without_event(
    spec: Spec, old: pl.DataFrame, changed: pl.DataFrame, at: int, meant: pl.DataFrame
) -> pl.DataFrame:
    """Cells that changed in rows of both snapshots without a new date in the row that says why."""
    rest = [name for name in spec.columns if name not in spec.key]
    was = old.join(changed, on="key", how="semi").unpivot(
        rest, index="key", variable_name="column", value_name="before"
    )
    cells = changed.unpivot(rest, index="key", variable_name="column", value_name="after")
    cells = cells.join(was, on=["key", "column"]).filter(
        pl.col("before").ne_missing(pl.col("after"))
    )
    dates = [c.name for c in spec.columns.values() if c.type in ("date", "timestamp")]
    is_date = pl.col("column").is_in(dates)
    event = is_date & _lies_between(pl.col("after"), at)
    early = pl.col("after").str.slice(0, 10) <= SNAPSHOTS[at - 1].isoformat()
    late = (is_date & early).fill_null(False)
    here = meant.filter(
        (pl.col("snapshot") == SNAPSHOTS[at].isoformat()) & (pl.col("table") == spec.name)
    )
    cells = cells.join(
        here.select("key", "column", "kind"), on=["key", "column"], how="left"
    ).with_columns(
        kind=pl.when(pl.col("kind").is_not_null())
        .then("kind")
        .when(late)
        .then(pl.lit("late"))
        .when(event.any().over("key"))
        .then(None)
        .when(late.any().over("key"))
        .then(pl.lit("late"))
        .otherwise(pl.lit("new"))
    )
    return cells.filter(pl.col("kind").is_not_null())
