"""The build file and dbt: loading landed drops as text, and what dbt is told. No Dagster import.

Everything that dbt writes (target, logs, manifest) lies below the data root, so that the project
folder is only ever read.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.contract import CONTRACT_SHAPE, Contract, load_contract
from pipelines.faults import Fault
from pipelines.landing import LANDED_COLUMNS, landed_tables
from pipelines.settings import PROJECT_ROOT, Settings

if TYPE_CHECKING:
    import duckdb

    from pipelines.landing import Drop

DBT_PROJECT_DIR = PROJECT_ROOT / "dbt_project"
# Data tests that no run makes: real data have orphans, which the ingestion report names. They hold
# over a sample without recording faults (tests/models).
LEFT_OUT_OF_RUNS = "tag:relationship"
# Nor those that hold before a run begins, a quarter of what dbt did in one: of published figures,
# which are files of this repository, and of the keys of int_contract__*, whose rows
# int_contract_typed__* has numbered by key. `make test` makes them.
TESTED_BEFOREHAND = (
    "resource_type:test,path:seeds/benchmarks resource_type:test,path:models/intermediate/contract"
)
NOT_IN_RUNS = f"{LEFT_OUT_OF_RUNS} {TESTED_BEFOREHAND}"
# Names of the sources that Sightline reads, in order of precedence.
SYSTEMS = tuple(load_contract().systems)
LANDED_TABLE = "raw.landed_table"
BENCHMARK_TABLE = "raw.benchmark_given"
# What pipelines/benchmarks/loading.py keeps, with the types of the warehouse.
BENCHMARK_COLUMNS = {
    "sequence": "bigint",
    "indicator_id": "varchar",
    "year": "varchar",
    "level": "varchar",
    "area_code": "varchar",
    "area_name": "varchar",
    "region_name": "varchar",
    "value": "varchar",
    "status_code": "varchar",
    "status_basis": "varchar",
    "numerator": "varchar",
    "denominator": "varchar",
    "release": "varchar",
    "published_on": "date",
    "source_file": "varchar",
    "source_sha256": "varchar",
}


def dbt_vars(as_at: date, return_years: Sequence[str]) -> dict[str, Any]:
    """The dbt variables of a run.

    The as-at date (never the clock) and the collection years whose returns are built.
    """
    return {"as_at": as_at.isoformat(), "return_years": list(return_years)}


def dbt_environment(settings: Settings) -> dict[str, str]:
    """What dbt reads from the environment.

    The build file, and places below the data root for all that it writes.
    """
    return {
        "SIGHTLINE_WAREHOUSE": str(settings.warehouse_path),
        "SIGHTLINE_RUN_PID": str(os.getpid()),
        "DBT_PROFILES_DIR": str(DBT_PROJECT_DIR),
        "DBT_TARGET_PATH": str(dbt_target_dir(settings)),
        "DBT_LOG_PATH": str(dbt_target_dir(settings) / "logs"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }


@contextmanager
def dbt_environment_set(settings: Settings) -> Iterator[None]:
    """`dbt_environment` in os.environ while the body runs.

    Dbt offers no other way to hand it over.
    """
    before = {name: os.environ.get(name) for name in dbt_environment(settings)}
    os.environ.update(dbt_environment(settings))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def dbt_build_arguments(variables: Mapping[str, Any]) -> list[str]:
    """Arguments of the build: seeds, models and data tests.

    The unit tests of the models belong to `make test`, and so do the data tests of NOT_IN_RUNS.
    """
    return [
        "build",
        "--exclude-resource-type",
        "unit_test",
        "--exclude",
        NOT_IN_RUNS,
        # Every event of four hundred nodes as text cost 5 s of a run; what failed is info, too.
        "--log-level-file",
        "info",
        "--vars",
        json.dumps(dict(variables), sort_keys=True),
    ]


def dbt_target_dir(settings: Settings) -> Path:
    """Where the build's artefacts and its partial parse lie."""
    return settings.warehouse_path.parent / "dbt" / "target"


def dbt_log_path(settings: Settings) -> Path:
    """The debug log of the last dbt build."""
    return dbt_target_dir(settings) / "dbt.log"


def manifest_path(settings: Settings) -> Path:
    """The manifest that Dagster's assets are made from."""
    return settings.warehouse_path.parent / "dbt" / "manifest" / "manifest.json"


def project_fingerprint() -> str:
    """Hash of every file of the dbt project that a parse reads; changes when one of them does."""
    digest = hashlib.sha256()
    folders = ("models", "macros", "tests", "seeds")
    files = [DBT_PROJECT_DIR / "dbt_project.yml", DBT_PROJECT_DIR / "profiles.yml"]
    files += [path for folder in folders for path in (DBT_PROJECT_DIR / folder).rglob("*")]
    for path in sorted(path for path in files if path.is_file()):
        digest.update(str(path.relative_to(DBT_PROJECT_DIR)).encode())
        digest.update(b"\0")
        digest.update(path.read_bytes())
    return digest.hexdigest()


def ensure_manifest(settings: Settings, variables: Mapping[str, Any] | None = None) -> Path:
    """The manifest of the dbt project as it is now.

    Parsed (about 5 s) only when a file of the project has changed.

    Raises:
        Fault: dbt cannot parse the project.
    """
    path = manifest_path(settings)
    mark = path.with_name("fingerprint")
    fingerprint = project_fingerprint()
    if path.is_file() and mark.is_file() and mark.read_text() == fingerprint:
        return path
    aside = path.parent.with_name(f"manifest-{os.getpid()}")
    shutil.rmtree(aside, ignore_errors=True)
    _parse(settings, aside, variables or {})
    (aside / mark.name).write_text(fingerprint)
    # The build parses nothing again when it finds the partial parse of the same project, profile
    # and variables; one of other variables would only stand in the way of its own.
    target = dbt_target_dir(settings)
    if variables:
        target.mkdir(parents=True, exist_ok=True)
        shutil.copy2(aside / "partial_parse.msgpack", target / "partial_parse.msgpack")
    shutil.rmtree(path.parent, ignore_errors=True)
    aside.replace(path.parent)
    return path


def _parse(settings: Settings, target: Path, variables: Mapping[str, Any]) -> None:
    # dbt is a slow import: only here, when there is something to parse.
    from dbt.cli.main import dbtRunner

    with dbt_environment_set(settings):
        arguments = ["parse", "--quiet", "--project-dir", str(DBT_PROJECT_DIR)]
        arguments += ["--profiles-dir", str(DBT_PROJECT_DIR), "--target-path", str(target)]
        arguments += ["--log-path", str(target / "logs")]
        if variables:
            arguments += ["--vars", json.dumps(dict(variables), sort_keys=True)]
        result = dbtRunner().invoke(arguments)
    if not result.success:
        raise Fault(
            f"dbt cannot read the models: {result.exception}.", where=str(DBT_PROJECT_DIR)
        ) from (result.exception if isinstance(result.exception, Exception) else None)


def start_build_file(path: Path) -> None:
    """Remove what an earlier run left of the build file; it is made again from landing, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for leftover in (path, path.with_name(path.name + ".wal")):
        leftover.unlink(missing_ok=True)


def load_raw(
    con: duckdb.DuckDBPyConnection,
    contract: Contract,
    drops: Sequence[Drop],
    benchmarks: Sequence[Path] = (),
) -> dict[tuple[str, str], int]:
    """Make schema `raw`: the relations of `raw_tables` as text, each of all drops.

    Columns: authority, source_system, snapshot_id, as_at (date), source_file, source_row, then
    every column of the table as VARCHAR, null where the drop lacks it. A table that no drop holds
    is an empty relation, so that a model may always refer to it. They are views over the landed
    files, which never change: nothing is copied.
    `raw.landed_table` says what the manifests say: one row for each drop and contract table.
    `raw.benchmark_given` has the published figures that were kept in `benchmarks`.

    Returns:
        Rows loaded per (snapshot folder as text, table), only for tables that the drop holds.
    """
    con.execute("create schema if not exists raw")
    landed = landed_tables(contract, drops)
    # Bound as lists: registering a frame imports pandas, which takes two seconds of every ingest.
    cells = ", ".join(f"unnest(?) as {column}" for column in landed.columns)
    con.execute(f"create or replace table {LANDED_TABLE} ({LANDED_COLUMNS})")
    con.execute(
        f"insert into {LANDED_TABLE} select {cells}",
        [landed[column].to_list() for column in landed.columns],
    )
    kept = [_no_rows_of(BENCHMARK_COLUMNS)]
    kept += [
        f"select {', '.join(BENCHMARK_COLUMNS)} from read_parquet({_literal(str(path))})"  # noqa: S608
        for path in benchmarks
    ]
    con.execute(f"create or replace view {BENCHMARK_TABLE} as " + " union all ".join(kept))
    loaded: dict[tuple[str, str], int] = {}
    raw_name = {system.name: system.raw_name for system in contract.systems.values()}
    for (shape, table), columns in raw_tables(contract).items():
        selects = [_no_rows(columns)]
        for drop in drops:
            path = drop.path / f"{table}.parquet"
            if raw_name.get(drop.system) == shape and path.is_file():
                selects.append(_landed_rows(con, columns, drop, path))
                loaded[str(drop.path), table] = _row_count(con, path)
        con.execute(
            f'create or replace view raw."{shape}__{table}" as ' + " union all ".join(selects)
        )
    return loaded


def raw_tables(contract: Contract) -> dict[tuple[str, str], list[str]]:
    """The relations of schema raw that hold drops: first part of the name and table to columns.

    The systems that give the tables of the contract share theirs; each other has its own.
    """
    shared = {(CONTRACT_SHAPE, table.name): list(table.columns) for table in contract.staged}
    return shared | {
        (system.name, table): columns
        for system in contract.systems.values()
        for table, columns in (system.tables or {}).items()
    }


def _no_rows_of(columns: Mapping[str, str]) -> str:
    cells = ", ".join(f"null::{kind} as {name}" for name, kind in columns.items())
    return f"select {cells} where false"


def _no_rows(columns: Iterable[str]) -> str:
    cells = "".join(f', null::varchar as "{column}"' for column in columns)
    return (
        "select null::varchar as authority, null::varchar as source_system, "
        "null::varchar as snapshot_id, null::date as as_at, null::varchar as source_file, "
        f"null::bigint as source_row{cells} where false"
    )


def _landed_rows(
    con: duckdb.DuckDBPyConnection, columns: Iterable[str], drop: Drop, path: Path
) -> str:
    described = con.execute("describe select * from read_parquet(?)", [str(path)]).fetchall()
    given = {row[0] for row in described}
    cells = "".join(
        f', "{column}"' if column in given else f', null::varchar as "{column}"'
        for column in columns
    )
    # A view takes no bound values: what stands in a manifest or a path is quoted as a literal.
    words = [_literal(text) for text in (drop.authority, drop.system, drop.snapshot_id)]
    return (
        f"select {', '.join(words)}, {_literal(drop.as_at.isoformat())}::date, _source_file, "  # noqa: S608
        f"_source_row::bigint{cells} from read_parquet({_literal(str(path))})"
    )


def _row_count(con: duckdb.DuckDBPyConnection, path: Path) -> int:
    counted = con.execute("select count(*) from read_parquet(?)", [str(path)]).fetchall()
    return int(counted[0][0])


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
