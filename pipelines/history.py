"""Histories across snapshots: when each row was first and last seen, and what changed in between.

    <history>/<authority>/<system>/<snapshot>..<next snapshot>/changes.parquet, counts.parquet
    <history>/<authority>/<system>/<snapshot>.json      manifest of a drop that was pruned

Two drops that follow each other are compared once, when the later one lands, and what differs is
kept: some tens of thousands of rows of a million. A run only reads that. Folders may be deleted and
are made again from landing; those of drops that were pruned cannot.

A row is known by the key of its table in the contract; of rows that share one the last one given
counts, as it does in the warehouse. A table of a council's own return has no key, so a row is known
by all its cells, and one that changed went and came. Blank and absent cells are the same, and
columns that nobody reads are not looked at.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

import duckdb
import polars as pl

from pipelines.contract import Contract, Table, load_contract
from pipelines.faults import Fault
from pipelines.landing import SOURCE_FILE, SOURCE_ROW, Drop, Manifest, drops
from pipelines.restatements.landed import day_of

NEW, CHANGED, DELETED = "new", "changed", "deleted"
CHANGES = "changes.parquet"
COUNTS = "counts.parquet"
BETWEEN = ".."
UNFINISHED = ".unfinished-"
CHANGE_TABLE = "raw.row_change"
HISTORY_TABLE = "raw.row_history"
EVENT_TABLE = "raw.event_history"
CHANGE_COLUMNS: Mapping[str, type[pl.DataType]] = {
    "table_name": pl.String,
    "key": pl.String,
    "change": pl.String,
    "event_on": pl.Date,
    "is_late": pl.Boolean,
}
COUNT_COLUMNS: Mapping[str, type[pl.DataType]] = {
    "table_name": pl.String,
    "rows_now": pl.Int64,
    "rows_before": pl.Int64,
    "new_rows": pl.Int64,
    "late_rows": pl.Int64,
    "changed_rows": pl.Int64,
    "deleted_rows": pl.Int64,
    "unchanged_rows": pl.Int64,
    "median_days_late": pl.Float64,
}
_OF_PAIR = (
    "authority varchar, source_system varchar, snapshot_id varchar, as_at date, "
    "previous_snapshot_id varchar, previous_as_at date"
)
_TYPES = {
    pl.String: "varchar",
    pl.Int64: "bigint",
    pl.Float64: "double",
    pl.Date: "date",
    pl.Boolean: "boolean",
}


@dataclass(frozen=True)
class Pair:
    """Two drops of a system that follow each other, and the folder of what changed."""

    before: Drop
    now: Drop
    path: Path


@dataclass(frozen=True)
class Shape:
    """How the rows of a landed table are told apart; `event` is the column of their date."""

    name: str
    key: tuple[str, ...]
    cells: tuple[str, ...]
    event: str | None


def pairs(
    landing_dir: Path, history_dir: Path, authority: str, system: str, as_at: date | None = None
) -> list[Pair]:
    """Every two drops of a system that follow each other, up to a day; what is absent is made.

    Raises:
        Fault: what changed cannot be written.
    """
    folder = history_dir / authority / system
    known = [
        drop
        for drop in sequence(landing_dir, history_dir, authority, system)
        if as_at is None or drop.as_at <= as_at
    ]
    linked = [
        Pair(before, now, folder / f"{before.snapshot_id}{BETWEEN}{now.snapshot_id}")
        for before, now in pairwise(_linked(known, folder))
    ]
    for pair in linked:
        if not pair.path.is_dir():
            _write(pair)
    return linked


def since_before(landing_dir: Path, history_dir: Path, drop: Drop) -> str | None:
    """What came, changed and went since the drop before, in words; None for the first drop.

    Raises:
        Fault: what changed cannot be written.
    """
    found = [
        pair
        for pair in pairs(landing_dir, history_dir, drop.authority, drop.system)
        if pair.now.snapshot_id == drop.snapshot_id
    ]
    if not found:
        return None
    counts = pl.read_parquet(found[0].path / COUNTS).sum()
    new, late, changed, gone = (
        counts.get_column(f"{name}_rows").item() for name in ("new", "late", "changed", "deleted")
    )
    before = found[0].before.as_at.isoformat()
    return (
        f"Since the drop that shows {before}: {new:,} rows are new, of which {late:,} tell of "
        f"something up to that day; {changed:,} changed, {gone:,} are gone."
    )


def sequence(landing_dir: Path, history_dir: Path, authority: str, system: str) -> list[Drop]:
    """The drops of a system in order, with those that were pruned."""
    landed = {d.snapshot_id: d for d in drops(landing_dir, authority) if d.system == system}
    pruned = {
        path.stem: Drop(path.with_suffix(""), Manifest.model_validate_json(path.read_bytes()))
        for path in (history_dir / authority / system).glob("*.json")
    }
    return sorted(
        (pruned | landed).values(), key=lambda d: (d.as_at, d.manifest.landed_at, d.snapshot_id)
    )


def keep_manifest(history_dir: Path, drop: Drop) -> None:
    """Keep the manifest of a drop that is about to be pruned, so that its history goes on.

    Raises:
        OSError: it cannot be written.
    """
    folder = history_dir / drop.authority / drop.system
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / f"{UNFINISHED}{drop.snapshot_id}"
    with aside.open("w", encoding="utf-8") as file:
        file.write(drop.manifest.model_dump_json(indent=2) + "\n")
        file.flush()
        os.fsync(file.fileno())
    aside.rename(folder / f"{drop.snapshot_id}.json")


def load_history(
    con: duckdb.DuckDBPyConnection,
    landing_dir: Path,
    history_dir: Path,
    chosen: Sequence[Drop],
    as_at: date,
) -> int:
    """Make raw.row_change, raw.row_history and raw.event_history of the systems of these drops.

    raw.row_change: a row for each row that came, changed or went between two drops.
    raw.row_history: a row for each row of a contract table that was ever seen, of the systems that
    give those tables. raw.event_history: counts of them for each drop and table; of the first drop
    of a system it says no more than the rows, for nobody knows what was new in it.
    The first two are views: they cost nothing until a model asks.

    Returns:
        How many pairs of drops were read.

    Raises:
        Fault: what changed cannot be written.
    """
    contract = load_contract()
    told = [
        (drop, pairs(landing_dir, history_dir, drop.authority, drop.system, as_at))
        for drop in chosen
    ]
    every = [pair for _, found in told for pair in found]
    con.execute("create schema if not exists raw")
    con.execute(
        f"create or replace view {CHANGE_TABLE} as "
        + _union(CHANGE_COLUMNS, ((pair, pair.path / CHANGES) for pair in every))
    )
    con.execute(
        f"create or replace table {EVENT_TABLE} as "
        + _union(COUNT_COLUMNS, ((pair, pair.path / COUNTS) for pair in every))
    )
    for drop, found in told:
        _first(con, found[0].before if found else drop)
    views = [
        _row_history(shape, drop, found[0].before if found else drop)
        for drop, found in told
        for shape in _shapes(contract, drop)
        if contract.systems[drop.system].has_contract_shape
    ]
    nothing = (
        "select null::varchar as authority, null::varchar as source_system, "
        "null::varchar as table_name, null::varchar as key, null::date as first_seen, "
        "null::boolean as is_first_seen_known, null::date as last_seen, "
        "null::bigint as times_changed, null::boolean as is_deleted where false"
    )
    con.execute(
        f"create or replace view {HISTORY_TABLE} as " + " union all ".join([nothing, *views])
    )
    return len(every)


def changes_between(before: Drop, now: Drop) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What differs between two drops.

    Returns:
        One row for each row that is new, changed or deleted, in `CHANGE_COLUMNS`, and one row for
        each table with the counts, in `COUNT_COLUMNS`. A new row is late if its event lies on or
        before the day of the drop before; in a table that the drop before lacked none is.
    """
    contract = load_contract()
    changes, counts = [], []
    with duckdb.connect() as con:
        for shape in _shapes(contract, before, now):
            found, rows_before, rows_now = _compare(con, shape, before, now)
            changes.append(found)
            counts.append(_counts(shape, found, rows_before, rows_now, now))
    empty = pl.DataFrame(schema=CHANGE_COLUMNS)
    return pl.concat([empty, *changes]), pl.DataFrame(
        counts, schema=dict(COUNT_COLUMNS), orient="row"
    )


def event_column(table: Table) -> str | None:
    """The column that says when the event of a row was; None for tables that hold no events.

    A birth is no event that somebody enters late, nor is an inspection of a home.
    """
    on = table.date_column
    return None if on is None or table.person is None or on.endswith("_dob") else on


def key_sql(columns: Sequence[str], held: Collection[str] | None = None) -> str:
    """The text by which changes know a row, of its landed cells; `held` are those that are there.

    Default is all of them.
    """
    cells = (_cell(name, columns if held is None else held) for name in columns)
    return f"concat_ws('|', {', '.join(cells)})"


def _linked(known: Sequence[Drop], folder: Path) -> list[Drop]:
    """The drops that can be compared one with the next: pruned ones only where that was kept."""
    linked: list[Drop] = []
    for drop in known:
        while linked and not _comparable(linked[-1], drop, folder):
            if not _is_landed(drop):
                break
            linked.pop()
        if not linked or _comparable(linked[-1], drop, folder):
            linked.append(drop)
    return linked


def _comparable(before: Drop, now: Drop, folder: Path) -> bool:
    kept = folder / f"{before.snapshot_id}{BETWEEN}{now.snapshot_id}"
    return kept.is_dir() or (_is_landed(before) and _is_landed(now))


def _is_landed(drop: Drop) -> bool:
    return drop.path.is_dir()


def _write(pair: Pair) -> None:
    changes, counts = changes_between(pair.before, pair.now)
    try:
        pair.path.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=pair.path.parent))
        aside.chmod(0o755)
        changes.write_parquet(aside / CHANGES, compression="zstd")
        counts.write_parquet(aside / COUNTS, compression="zstd")
        for name in (CHANGES, COUNTS):
            with (aside / name).open("rb") as file:
                os.fsync(file.fileno())
        if pair.path.is_dir():
            # Somebody else was faster; what they wrote is the same.
            shutil.rmtree(aside)
        else:
            aside.rename(pair.path)
    except OSError as error:
        raise Fault(
            f"What changed since the drop before cannot be written ({error.strerror or error}).",
            where=str(pair.path.parent),
            remedy="Check its space and that you may write there.",
        ) from error


def _shapes(contract: Contract, *held: Drop) -> Iterator[Shape]:
    names = {name for drop in held for name in drop.manifest.tables}
    system = contract.systems.get(held[0].system)
    if system is None or system.has_contract_shape:
        for table in contract.staged:
            if table.name in names:
                yield Shape(table.name, tuple(table.key), tuple(table.columns), event_column(table))
        return
    for name in sorted(names):
        cells = {
            column: None
            for drop in held
            if (path := _table(drop, name)).is_file()
            for column in pl.read_parquet_schema(path)
            if column not in (SOURCE_FILE, SOURCE_ROW)
        }
        yield Shape(name, tuple(cells), (), None)


def _table(drop: Drop, name: str) -> Path:
    return drop.path / f"{name}.parquet"


def _compare(
    con: duckdb.DuckDBPyConnection, shape: Shape, before: Drop, now: Drop
) -> tuple[pl.DataFrame, int | None, int | None]:
    """The rows that differ, and how many rows each drop has; None where it lacks the table."""
    sides = {
        side: drop
        for side, drop in (("before", before), ("now", now))
        if _table(drop, shape.name).is_file()
    }
    if not sides:
        return pl.DataFrame(schema=CHANGE_COLUMNS), None, None
    given = [_rows(shape, _table(drop, shape.name), side) for side, drop in sides.items()]
    con.execute(
        f"""
        create or replace temp table seen as
        select
            key,
            arg_max(row_hash, place) filter (where side = 'before') as hash_before,
            arg_max(row_hash, place) filter (where side = 'now') as hash_now,
            arg_max(event, place) filter (where side = 'before') as event_before,
            arg_max(event, place) filter (where side = 'now') as event_now,
        from ({" union all ".join(given)})
        group by key
        """  # noqa: S608 - columns of the contract and paths of landing, quoted
    )
    rows_before, rows_now = con.execute(
        "select count(hash_before), count(hash_now) from seen"
    ).fetchall()[0]
    differing = con.execute(
        f"""
        select
            key,
            case
                when hash_before is null then '{NEW}'
                when hash_now is null then '{DELETED}'
                else '{CHANGED}'
            end as change,
            coalesce(event_now, event_before) as event
        from seen
        where hash_before is distinct from hash_now
        order by key
        """  # noqa: S608 - our own words
    ).pl()
    is_late = (
        (pl.col("event_on") <= before.as_at).fill_null(False)
        if "before" in sides
        else pl.lit(False)
    )
    found = (
        differing.with_columns(event_on=day_of(pl.col("event").cast(pl.String)))
        .with_columns(table_name=pl.lit(shape.name), is_late=(pl.col("change") == NEW) & is_late)
        .select(*CHANGE_COLUMNS)
    )
    return (
        found,
        rows_before if "before" in sides else None,
        rows_now if "now" in sides else None,
    )


def _counts(
    shape: Shape, found: pl.DataFrame, rows_before: int | None, rows_now: int | None, now: Drop
) -> list[object]:
    of = dict(found.group_by("change").len().iter_rows())
    late = found.filter("is_late")
    days = late.select((pl.lit(now.as_at) - pl.col("event_on")).dt.total_days().median()).item()
    knows_late = shape.event is not None and rows_before is not None
    return [
        shape.name,
        rows_now,
        rows_before,
        of.get(NEW, 0),
        late.height if knows_late else None,
        of.get(CHANGED, 0),
        of.get(DELETED, 0),
        (rows_now or 0) - of.get(NEW, 0) - of.get(CHANGED, 0),
        days,
    ]


def _rows(shape: Shape, path: Path, side: str) -> str:
    held = set(pl.read_parquet_schema(path))
    cells = ", ".join(_cell(name, held) for name in shape.cells)
    row_hash = f"hash({cells})" if cells else "hash(1)"
    event = _cell(shape.event, held) if shape.event else "null::varchar"
    return (
        f"select '{side}' as side, {key_sql(shape.key, held)} as key, {row_hash} as row_hash, "  # noqa: S608
        f"{event} as event, file_row_number as place "
        f"from read_parquet({_literal(path)}, file_row_number = true)"
    )


def _cell(name: str, held: Collection[str]) -> str:
    quoted = name.replace('"', '""')
    return f"""trim(coalesce("{quoted}", ''))""" if name in held else "''"


def _first(con: duckdb.DuckDBPyConnection, first: Drop) -> None:
    """Rows of the first drop of a system that is known: only how many there are."""
    for name, table in sorted(first.manifest.tables.items()):
        con.execute(
            f"""
            insert into {EVENT_TABLE} (
                authority, source_system, snapshot_id, as_at, table_name, rows_now
            ) values (?, ?, ?, ?, ?, ?)
            """,  # noqa: S608 - our own name
            [first.authority, first.system, first.snapshot_id, first.as_at, name, table.rows_in],
        )


def _union(columns: Mapping[str, type[pl.DataType]], files: Iterable[tuple[Pair, Path]]) -> str:
    empty = ", ".join(f"null::{_TYPES[kind]} as {name}" for name, kind in columns.items())
    of_pair = ", ".join(
        f"null::{kind} as {name}" for name, kind in (part.split() for part in _OF_PAIR.split(", "))
    )
    selects = [f"select {of_pair}, {empty} where false"]
    for pair, path in files:
        words = [
            pair.now.authority,
            pair.now.system,
            pair.now.snapshot_id,
            pair.now.as_at.isoformat(),
            pair.before.snapshot_id,
            pair.before.as_at.isoformat(),
        ]
        a, s, now, on, before, before_on = (_literal(word) for word in words)
        selects.append(
            f"select {a}, {s}, {now}, {on}::date, {before}, {before_on}::date, "  # noqa: S608
            f"{', '.join(columns)} from read_parquet({_literal(path)})"
        )
    return " union all ".join(selects)


def _row_history(shape: Shape, newest: Drop, first: Drop) -> str:
    """The select of one table: keys of the newest drop, and what is known to have changed."""
    path = _table(newest, shape.name)
    held = set(pl.read_parquet_schema(path))
    a, s, t = (_literal(word) for word in (newest.authority, newest.system, shape.name))
    first_on, newest_on = _literal(first.as_at), _literal(newest.as_at)
    return f"""
        select
            {a} as authority,
            {s} as source_system,
            {t} as table_name,
            key,
            if(first_change = '{NEW}', first_change_on, {first_on}::date) as first_seen,
            coalesce(first_change = '{NEW}', false) as is_first_seen_known,
            if(is_there, {newest_on}::date, last_seen_on) as last_seen,
            coalesce(times_changed, 0) as times_changed,
            not is_there as is_deleted
        from (
            select
                coalesce(given.key, told.key) as key,
                given.key is not null as is_there,
                told.* exclude (key)
            from (
                select distinct {key_sql(shape.key, held)} as key
                from read_parquet({_literal(path)})
            ) as given
            full join (
                select
                    key,
                    arg_min(change, (as_at, snapshot_id)) as first_change,
                    min(as_at) as first_change_on,
                    max(previous_as_at) filter (where change = '{DELETED}') as last_seen_on,
                    count(*) filter (where change = '{CHANGED}') as times_changed
                from {CHANGE_TABLE}
                where authority = {a} and source_system = {s} and table_name = {t}
                group by key
            ) as told on given.key = told.key
        )
    """  # noqa: S608 - columns of the contract and words of manifests, quoted


def _literal(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"
