"""The campaign of hostile drops through landing and the typing models, and what must hold of each.

A drop is refused in words, and then nothing of it is landed; or every row that it holds is found
again by file and row, with its cells, once in landing and once behind the typing models, where its
moments, flags and numbers mean what they mean to a council. Of every table rows in = loaded +
quarantined + duplicates + superseded.
"""

from __future__ import annotations

import json
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from unittest.mock import patch

import duckdb
import polars as pl

from pipelines.connectors.report import load_codes, run_models
from pipelines.connectors.ssd import SYSTEM, read
from pipelines.contract import Contract
from pipelines.faults import Fault
from pipelines.landing import MANIFEST_NAME, SOURCE_FILE, SOURCE_ROW, Drop, Origin, land
from pipelines.warehouse import load_raw
from tests.synthetic.hostile import FLAGS, MOMENTS, NUMBERS, Hostile, hostile_drop
from tests.synthetic.landed import DAY, TABLES, small_contract

# The campaign of `make fuzz`, and the seeds of it that `make test` runs.
CAMPAIGN = range(3_000)
SAMPLE = range(0, 3_000, 20)
# Each drop of a batch is another authority of one warehouse, whose models are run once.
BATCH = 150
MAX_MB = 2
LETTERS_TOLD = 1_000


def campaign(seeds: Iterable[int]) -> tuple[list[str], Counter[str]]:
    """The failures, each with its seed and what was done, and how the drops ended."""
    contract = small_contract()
    failures: list[str] = []
    ended: Counter[str] = Counter()
    left = iter(seeds)
    # Accounts are proved here and not power cuts: thousands of files are not waited for on disk.
    with patch("pipelines.landing.os.fsync"):
        while batch := list(islice(left, BATCH)):
            with tempfile.TemporaryDirectory(prefix="sightline-fuzz-") as folder:
                _batch(Path(folder), batch, contract, failures, ended)
    return failures, ended


def _batch(
    folder: Path, seeds: list[int], contract: Contract, failures: list[str], ended: Counter[str]
) -> None:
    landed: dict[str, tuple[int, Hostile, Drop]] = {}
    for number, seed in enumerate(seeds):
        authority = str(200 + number)
        hostile = hostile_drop(folder / authority, seed, contract)
        how, wrong, drop = _outcome(hostile, authority, folder / "landing", contract)
        ended[how] += 1
        failures += [f"seed {seed}, {'; '.join(hostile.done)}\n  {one}" for one in wrong]
        if drop is not None:
            landed[authority] = (seed, hostile, drop)
    with duckdb.connect() as con:
        load_raw(con, contract, [drop for _, _, drop in landed.values()])
        load_codes(con, contract)
        run_models(con, contract)
        accounts = con.execute(
            "select authority, table_name, rows_in, "
            "rows_loaded + rows_quarantined + duplicates_collapsed + rows_superseded "
            "from ingestion_report"
        ).fetchall()
        typed = {name: _typed(con, name) for name in TABLES}
    reported = Counter(authority for authority, *_ in accounts)
    for authority, (seed, hostile, drop) in landed.items():
        failures += [
            f"seed {seed}, {'; '.join(hostile.done)}\n  {one}"
            for one in _wrong_behind_models(authority, hostile, drop, typed, contract)
        ]
        if reported[authority] != len(TABLES):
            failures.append(f"seed {seed}: {reported[authority]} tables in the report")
        for given_by, table, rows_in, accounted in accounts:
            manifest = drop.manifest.tables.get(table)
            counted = manifest.rows_in if manifest else 0
            if given_by == authority and not rows_in == accounted == counted:
                failures.append(
                    f"seed {seed}, {'; '.join(hostile.done)}\n  {table}: {counted} landed, "
                    f"{rows_in} in, {accounted} accounted for"
                )


def _outcome(
    hostile: Hostile, authority: str, landing: Path, contract: Contract
) -> tuple[str, list[str], Drop | None]:
    """How a drop ended, what was wrong with that, and what landed."""
    try:
        found = read(hostile.path, contract, MAX_MB)
        origin = Origin(authority, SYSTEM, DAY, "drop", found.manifests, {}, (), found.notes)
        drop, _ = land(found.tables, origin, landing)
    except Fault as fault:
        wrong = [] if fault.what.strip() and fault.remedy else ["a fault without words"]
        if (landing / authority).exists():
            wrong.append("it was refused, and something landed")
        if hostile.is_whole and not hostile.is_refused:
            wrong.append(f"nothing is wrong with it, and it was refused: {fault.sentence()}")
        return "refused", wrong, None
    except BaseException as error:  # a panic of a library in Rust is no Exception
        if isinstance(error, KeyboardInterrupt):
            raise
        return "broke", [traceback.format_exc()], None
    if not (drop.path / MANIFEST_NAME).is_file():
        return "broke", ["it landed without a manifest"], drop
    wrong = _lost(hostile, drop)
    if hostile.is_refused:
        wrong.append("it landed, and had to be refused")
    return "landed", wrong, drop


Row = dict[str, str | int | None]


def _landed(drop: Drop) -> dict[tuple[str, str, int], Row]:
    """Every landed row by table, file and row; fails where two have the same place."""
    landed: dict[tuple[str, str, int], Row] = {}
    for name in drop.manifest.tables:
        frame = pl.read_parquet(drop.path / f"{name}.parquet")
        for row in frame.iter_rows(named=True):
            place = (name, row[SOURCE_FILE], row[SOURCE_ROW])
            assert place not in landed, f"two rows of {place}"
            landed[place] = row
    return landed


def _lost(hostile: Hostile, drop: Drop) -> list[str]:
    """The rows that are not found again by file and row, or not with the same cells."""
    wrong = []
    landed = _landed(drop)
    for one in hostile.rows:
        row = landed.get((one.table, one.file, one.row))
        if row is None:
            wrong.append(f"lost: {one}")
            continue
        changed = {
            name: (cell, row.get(name))
            for name, cell in one.cells.items()
            if cell != (row.get(name) or "")
        }
        said = [cell for cell in row.values() if isinstance(cell, str)]
        said += json.loads(str(row.get("cells_beyond_the_headers") or "[]"))
        gone = [cell for cell in one.others if cell.strip() and cell not in said]
        if changed or gone:
            wrong.append(f"changed, {one.file} row {one.row}: {changed} {gone}"[:LETTERS_TOLD])
    if hostile.is_whole and len(hostile.rows) != len(landed):
        wrong.append(f"{len(hostile.rows)} rows were given and {len(landed)} landed")
    return wrong


def _typed(con: duckdb.DuckDBPyConnection, table: str) -> dict[tuple[str, str, int], Row]:
    """Every row behind the typing models by authority, file and row."""
    found = con.execute(f"select * from int_contract_typed__{table}")
    names = [column[0] for column in found.description or []]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    by_place = {(row["authority"], row["source_file"], row["source_row"]): row for row in rows}
    assert len(by_place) == len(rows), f"a row of {table} stands twice behind the models"
    return by_place


def _wrong_behind_models(
    authority: str,
    hostile: Hostile,
    drop: Drop,
    typed: dict[str, dict[tuple[str, str, int], Row]],
    contract: Contract,
) -> list[str]:
    """The rows that landed and are not behind the models, or the other way, and wrong values."""
    there = {
        (table, file, row)
        for table, rows in typed.items()
        for number, file, row in rows
        if number == authority
    }
    wrong = [f"in landing or behind the models alone: {one}" for one in there ^ set(_landed(drop))]
    for one in hostile.rows:
        row = typed[one.table].get((authority, one.file, one.row))
        if row is None:
            continue  # told above
        for name, cell in one.cells.items():
            kind = contract.tables[one.table].columns[name].type
            if kind in MEANING and row[name] != MEANING[kind](cell):
                wrong.append(f"{one.file} row {one.row}: {name} of {cell!r} is {row[name]!r}")
    return wrong


def _moment(cell: str) -> datetime | None:
    bare = cell.strip()
    if bare in MOMENTS:
        return MOMENTS[bare]
    moment = datetime.fromisoformat(bare)  # a cell of a workbook or of Parquet that is a date
    return None if moment.year in (1900, 9999) else moment


def _day(cell: str) -> date | None:
    moment = _moment(cell)
    return moment.date() if moment else None


# What a cell of each type means, said without the SQL that is proved.
MEANING: dict[str, Callable[[str], object]] = {
    "date": _day,
    "timestamp": _moment,
    "flag": lambda cell: FLAGS.get(cell.strip()),
    "integer": lambda cell: NUMBERS.get(cell.strip(), int(cell) if cell.isdecimal() else None),
}
