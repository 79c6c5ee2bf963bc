"""The campaign of hostile drops through landing and the typing models, and what must hold of each.

A drop is refused in words, and then nothing of it is landed; or every row that it holds is found
again by file and row, with its cells, and of every table rows in = loaded + quarantined +
duplicates.
"""

from __future__ import annotations

import tempfile
import traceback
from collections import Counter
from collections.abc import Iterable
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
from tests.synthetic.hostile import Given, Hostile, hostile_drop
from tests.synthetic.landed import DAY, TABLES, small_contract

# The campaign of `make fuzz`, and the seeds of it that `make test` runs.
CAMPAIGN = range(3_000)
SAMPLE = range(0, 3_000, 20)
# Each drop of a batch is another authority of one warehouse, whose models are run once.
BATCH = 150
MAX_MB = 2


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
            "rows_loaded + rows_quarantined + duplicates_collapsed from ingestion_report"
        ).fetchall()
    reported = Counter(authority for authority, *_ in accounts)
    for authority, (seed, hostile, drop) in landed.items():
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
        if hostile.rows is not None:
            wrong.append(f"nothing is wrong with it, and it was refused: {fault.sentence()}")
        return "refused", wrong, None
    except Exception:
        return "broke", [traceback.format_exc()], None
    if not (drop.path / MANIFEST_NAME).is_file():
        return "broke", ["it landed without a manifest"], drop
    return "landed", _lost(hostile.rows or [], drop), drop


def _lost(given: list[Given], drop: Drop) -> list[str]:
    """The rows that are not found again by file and row, or not with the same cells."""
    wrong = []
    landed: dict[tuple[str, str, int], dict[str, str | None]] = {}
    for name in drop.manifest.tables:
        frame = pl.read_parquet(drop.path / f"{name}.parquet")
        for row in frame.iter_rows(named=True):
            landed[name, row[SOURCE_FILE], row[SOURCE_ROW]] = row
    for one in given:
        row = landed.get((one.table, one.file, one.row))
        if row is None:
            wrong.append(f"lost: {one}")
            continue
        changed = {
            name: (cell, row.get(name))
            for name, cell in one.cells.items()
            if cell != (row.get(name) or "")
        }
        if changed:
            wrong.append(f"changed, {one.file} row {one.row}: {changed}")
    if len(given) and len(given) != len(landed):
        wrong.append(f"{len(given)} rows were given and {len(landed)} landed")
    return wrong
