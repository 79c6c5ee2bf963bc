"""What differs between two drops of an authority: rows that came and went, cells that changed.

Both drops are read as they landed, so this knows nothing of models. A table of the contract is
compared by its key; a table of a council's own return has none, so a changed row is one that went
and one that came.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.contract import Contract, Table
from pipelines.landing import SOURCE_FILE, SOURCE_ROW, Drop
from pipelines.restatements.lineage import MERGED_INTO, WHOLE_ROW

LATE, CORRECTED, MERGED, DELETED = "late", "corrected", "merged", "deleted"
# Not a reason for a figure of the past to move, as a rule: something that happened since, and a row
# whose date does not say when it happened.
LATER, UNDATED = "later", "undated"
CAME, WENT, CHANGED = "came", "went", "changed"
SCHEMA = {
    "change": pl.String,
    "why": pl.String,
    "source_system": pl.String,
    "table": pl.String,
    "key": pl.String,
    "column": pl.String,
    "before": pl.String,
    "after": pl.String,
    "happened_on": pl.Date,
    "child_id": pl.String,
    "worker_id": pl.String,
    "file_then": pl.String,
    "row_then": pl.Int64,
    "file_now": pl.String,
    "row_now": pl.Int64,
}
LINKS = {
    "source_system": pl.String,
    "table": pl.String,
    "child_id": pl.String,
    "worker_id": pl.String,
}
# Headers of a child's id in the tables of a return, without blanks and marks.
CHILD_HEADERS = ("child", "childid", "lachildid", "childuniqueid")
_WORKER = "professionals.prof_professional_id"
# Two letters of a year are looked for first: four of them read 26 as the year 26.
_DATES = ("%Y-%m-%d", "%d/%m/%y", "%d/%m/%Y", "%d-%m-%Y", "%d-%b-%Y")


@dataclass(frozen=True)
class Shape:
    """How a landed table is compared; columns that a drop lacks are null."""

    name: str
    key: tuple[str, ...]
    cells: tuple[str, ...]
    dates: tuple[str, ...]
    dated_by: str | None
    child: str | None
    workers: tuple[str, ...]
    # What stands before ids of a system that numbers on its own, and the columns that hold them.
    prefix: str = ""
    ids: tuple[str, ...] = ()

    @property
    def columns(self) -> list[str]:
        """Every column that is read, once."""
        named = [*self.key, *self.cells, self.dated_by, self.child, *self.workers]
        return list(dict.fromkeys(name for name in named if name is not None))


def changes(
    contract: Contract,
    pairs: Sequence[tuple[Drop | None, Drop | None]],
    cells: pl.DataFrame,
    crosswalk: pl.DataFrame,
    known_on: date,
) -> pl.DataFrame:
    """What changed between the drops that were frozen and those of today.

    Args:
        contract: keys and dates.
        pairs: for each system the drop then and the drop now; none where there was no drop.
        cells: table and column of the cells that matter.
        crosswalk: child_id, surviving_id.
        known_on: the as-at date of what was frozen; what happened after it is no late entry.

    Returns:
        One row for each cell that changed or row that came or went (then `column` is empty), in
        the columns of `SCHEMA`. The child is the surviving one. `change` is came, went or changed.
    """
    parts = [pl.DataFrame(schema=SCHEMA)]
    for then, now in pairs:
        system = _system(then, now)
        for shape in _shapes(contract, then, now, cells):
            before, after = (_rows(drop, shape) for drop in (then, now))
            parts.append(_differences(system, shape, before, after, known_on))
    return pl.concat(parts).pipe(surviving, crosswalk).pipe(_merged, crosswalk)


def links(
    contract: Contract,
    pairs: Sequence[tuple[Drop | None, Drop | None]],
    cells: pl.DataFrame,
    crosswalk: pl.DataFrame,
) -> pl.DataFrame:
    """Which workers a child had: source_system, table, child_id, worker_id, then or now."""
    parts = [pl.DataFrame(schema=LINKS)]
    for then, now in pairs:
        for shape in _shapes(contract, then, now, cells):
            for drop in (then, now):
                for worker in shape.workers if shape.child else ():
                    rows = _rows(drop, shape)
                    parts.append(
                        rows.select(
                            source_system=pl.lit(_system(then, now)),
                            table=pl.lit(shape.name),
                            child_id=pl.col(str(shape.child)),
                            worker_id=pl.col(worker),
                        )
                    )
    return pl.concat(parts).drop_nulls().pipe(surviving, crosswalk).unique()


def surviving(rows: pl.DataFrame, crosswalk: pl.DataFrame) -> pl.DataFrame:
    """The rows with `child_id` as the id of the child's surviving record."""
    return (
        rows.join(crosswalk, on="child_id", how="left", maintain_order="left")
        .with_columns(child_id=pl.coalesce("surviving_id", "child_id"))
        .drop("surviving_id")
    )


def day_of(value: pl.Expr) -> pl.Expr:
    """The day that a landed text says, in the forms in which sources write dates; else null."""
    text = value.str.slice(0, 11).str.strip_chars()
    short = text.str.slice(0, 10)
    serial = pl.when(text.str.contains(r"^[1-9]\d{4}$")).then(text.cast(pl.Int32, strict=False))
    return pl.coalesce(
        short.str.to_date(_DATES[0], strict=False),
        *(text.str.to_date(form, strict=False) for form in _DATES[1:]),
        pl.lit(date(1899, 12, 30)).dt.offset_by(pl.format("{}d", serial)),
    )


def _system(then: Drop | None, now: Drop | None) -> str:
    drop = now or then
    assert drop is not None  # noqa: S101 - a pair has one of the two
    return drop.system


def _shapes(
    contract: Contract, then: Drop | None, now: Drop | None, cells: pl.DataFrame
) -> Iterator[Shape]:
    system = contract.systems.get(_system(then, now))
    if system is None or system.has_contract_shape:
        wanted = cells.group_by("table", maintain_order=True).agg("column").iter_rows()
        for name, columns in wanted:
            prefix = (system.id_prefix if system else None) or ""
            yield _contract_shape(contract.tables[name], set(columns), prefix)
        return
    names = {path.stem for drop in (then, now) if drop for path in drop.path.glob("*.parquet")}
    for name in sorted(names):
        yield _return_shape(name, [d.path / f"{name}.parquet" for d in (then, now) if d])


def _contract_shape(table: Table, wanted: set[str], prefix: str) -> Shape:
    columns = table.columns.values()
    return Shape(
        name=table.name,
        key=tuple(table.key),
        cells=tuple(c.name for c in columns if c.name in wanted and c.name not in table.key),
        dates=tuple(c.name for c in columns if c.type in ("date", "timestamp")),
        dated_by=table.date_column,
        child=table.person,
        workers=tuple(
            c.name
            for c in columns
            if c.references == _WORKER or f"{table.name}.{c.name}" == _WORKER
        ),
        prefix=prefix,
        ids=tuple(c.name for c in columns if c.type == "id" and not c.everywhere),
    )


def _return_shape(name: str, paths: Sequence[Path]) -> Shape:
    found = {
        column: None
        for path in paths
        if path.is_file()
        for column in pl.read_parquet_schema(path)
        if column not in (SOURCE_FILE, SOURCE_ROW)
    }
    plain = {"".join(filter(str.isalnum, column.lower())): column for column in found}
    child = next((plain[header] for header in CHILD_HEADERS if header in plain), None)
    return Shape(name, tuple(found), (), (), None, child, ())


def _rows(drop: Drop | None, shape: Shape) -> pl.DataFrame:
    """The rows of a table in a drop, the last of each key, with the key as one text."""
    path = drop.path / f"{shape.name}.parquet" if drop else None
    if path is None or not path.is_file():
        texts = dict.fromkeys((*shape.columns, "key", SOURCE_FILE), pl.String())
        return pl.DataFrame(schema={**texts, SOURCE_ROW: pl.Int64()})
    held = pl.read_parquet_schema(path)
    cells = [
        (pl.col(name) if name in held else pl.lit(None)).cast(pl.String).alias(name)
        for name in shape.columns
    ]
    read = pl.scan_parquet(path).select(*cells, SOURCE_FILE, pl.col(SOURCE_ROW).cast(pl.Int64))
    owned = [name for name in shape.columns if shape.prefix and name in shape.ids]
    # A blank cell and one that was not given say the same.
    stripped = pl.col(shape.columns).str.strip_chars()
    return (
        read.with_columns(stripped.replace("", None))
        .with_columns((pl.lit(shape.prefix) + pl.col(name)).alias(name) for name in owned)
        .with_columns(key=pl.concat_str(shape.key, separator="|", ignore_nulls=True))
        .unique("key", keep="last", maintain_order=True)
        .collect()
    )


def _differences(
    system: str, shape: Shape, before: pl.DataFrame, after: pl.DataFrame, known_on: date
) -> pl.DataFrame:
    came = after.join(before, on="key", how="anti")
    went = before.join(after, on="key", how="anti")
    parts = [
        _whole(shape, came, CAME, known_on).rename(
            {SOURCE_FILE: "file_now", SOURCE_ROW: "row_now"}
        ),
        _whole(shape, went, WENT, known_on).rename(
            {SOURCE_FILE: "file_then", SOURCE_ROW: "row_then"}
        ),
    ]
    if shape.cells:
        parts.append(_cells(shape, before, after, known_on))
    told = {"source_system": pl.lit(system), "table": pl.lit(shape.name)}
    found = pl.concat(parts, how="diagonal").with_columns(**told)
    absent = [pl.lit(None, kind).alias(n) for n, kind in SCHEMA.items() if n not in found.columns]
    return found.with_columns(absent).select(SCHEMA.keys())


def _whole(shape: Shape, rows: pl.DataFrame, change: str, known_on: date) -> pl.DataFrame:
    on = day_of(pl.col(shape.dated_by)) if shape.dated_by else pl.lit(None, pl.Date)
    why = (
        pl.when(pl.col("happened_on").is_null())
        .then(pl.lit(UNDATED))
        .when(pl.col("happened_on") > known_on)
        .then(pl.lit(LATER))
        .otherwise(pl.lit(LATE))
    )
    return rows.with_columns(happened_on=on).select(
        "key",
        SOURCE_FILE,
        SOURCE_ROW,
        "happened_on",
        change=pl.lit(change),
        why=why if change == CAME else pl.lit(DELETED),
        column=pl.lit(WHOLE_ROW),
        **_subject(shape),
    )


def _subject(shape: Shape) -> dict[str, pl.Expr]:
    nobody = pl.lit(None, pl.String)
    return {
        "child_id": pl.col(shape.child) if shape.child else nobody,
        "worker_id": pl.coalesce(shape.workers) if shape.workers else nobody,
    }


def _cells(shape: Shape, before: pl.DataFrame, after: pl.DataFrame, known_on: date) -> pl.DataFrame:
    names = list(shape.cells)
    both = after.join(before, on="key", suffix="_then")
    changed = both.filter(
        pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_then")) for name in names)
    )
    on = day_of(pl.col(shape.dated_by)) if shape.dated_by else pl.lit(None, pl.Date)
    told = changed.select(
        "key",
        happened_on=on,
        file_now=pl.col(SOURCE_FILE),
        row_now=pl.col(SOURCE_ROW),
        file_then=pl.col(f"{SOURCE_FILE}_then"),
        row_then=pl.col(f"{SOURCE_ROW}_then"),
        **_subject(shape),
    )
    now = changed.select("key", *names).unpivot(names, index="key", variable_name="column")
    then = changed.select("key", **{name: f"{name}_then" for name in names})
    then = then.unpivot(names, index="key", variable_name="column", value_name="before")
    cells = now.rename({"value": "after"}).join(then, on=["key", "column"], nulls_equal=True)
    cells = cells.filter(pl.col("before").ne_missing(pl.col("after")))
    return cells.with_columns(change=pl.lit(CHANGED), why=_why_cell(shape, known_on)).join(
        told, on="key", nulls_equal=True
    )


def _why_cell(shape: Shape, known_on: date) -> pl.Expr:
    """Why a cell changed.

    A date that was not there and now is says when something happened: entered late if before the
    day of what was frozen, and the other new cells of the row with it. Whatever had a value that
    is another now was corrected.
    """
    says = pl.col("column").is_in(list(shape.dates)) & pl.col("before").is_null()
    on = day_of(pl.col("after"))
    late = (says & (on <= known_on)).fill_null(False)
    later = (says & (on > known_on)).fill_null(False)
    is_new = pl.col("before").is_null()
    return (
        pl.when(pl.col("column") == MERGED_INTO[1])
        .then(pl.lit(MERGED))
        .when(late)
        .then(pl.lit(LATE))
        .when(later)
        .then(pl.lit(LATER))
        .when(late.any().over("key"))
        .then(pl.lit(LATE))
        .when(later.any().over("key"))
        .then(pl.lit(LATER))
        .when(is_new)
        .then(pl.lit(UNDATED))
        .otherwise(pl.lit(CORRECTED))
    )


def _merged(found: pl.DataFrame, crosswalk: pl.DataFrame) -> pl.DataFrame:
    """Changes that say no more than that a record is now that of the surviving child.

    A row that went under one id and came under the other, with the rest of its key as it was, and
    a cell that named the one and names the other.
    """
    first = pl.col("key").str.split("|").list.first()
    whole = found.filter(pl.col("column") == WHOLE_ROW, pl.col("child_id").is_not_null())
    by = ["source_system", "table", "first", "child_id"]
    moved = (
        whole.with_columns(first=first)
        .filter(pl.col("change").n_unique().over(by) > 1)
        .select("source_system", "table", "key", "column", is_moved=True)
    )
    renamed = crosswalk.select(before="child_id", after="surviving_id")
    return (
        found.join(moved, on=["source_system", "table", "key", "column"], how="left")
        .join(
            renamed.with_columns(is_renamed=True),
            on=["before", "after"],
            how="left",
        )
        .with_columns(
            why=pl.when(pl.col("is_moved") | pl.col("is_renamed"))
            .then(pl.lit(MERGED))
            .otherwise("why")
        )
        .select(SCHEMA.keys())
    )
