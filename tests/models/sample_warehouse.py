"""A dbt build of a sample authority, and how the tests ask it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.adapters.factory import reset_adapters
from dbt.artifacts.schemas.run import RunExecutionResult
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest

from pipelines.connectors.ssd import SYSTEM, read
from pipelines.contract import load_contract
from pipelines.landing import Origin, choose, land
from pipelines.settings import Settings
from pipelines.warehouse import (
    DBT_PROJECT_DIR,
    dbt_build_arguments,
    dbt_environment,
    dbt_vars,
    load_raw,
    start_build_file,
)

AS_AT = date(2026, 7, 31)


@dataclass(frozen=True)
class Warehouse:
    """One build of the sample: its file, the SQL of its models, and dbt to ask more of it."""

    path: Path
    settings: Settings
    manifest: Manifest
    as_at: date
    compiled: Mapping[str, str]

    def query(self, sql: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
        """Rows of a query; the file is opened for it alone, for dbt wants it to itself."""
        with duckdb.connect(str(self.path), read_only=True) as con:
            return con.execute(sql, parameters or []).fetchall()

    def dbt(self, *arguments: str) -> RunExecutionResult:
        """Run dbt in this process over the manifest that was parsed for the build."""
        return run_dbt(self.settings, list(arguments), self.manifest)


def built(
    drops: Mapping[str, Path],
    data_dir: Path,
    *,
    beside: Mapping[str, Path] | None = None,
    manifest: Manifest | None = None,
    select: Sequence[str] = (),
) -> Warehouse:
    """Lands the drops of authority 999 and builds the models, all of them or those selected.

    `beside` has the folders of other systems of the dataset's shape, as at the newest day.

    Data tests and unit tests are run by tests of their own. A manifest that was parsed for another
    build with the same variables saves the parse. What `ingest` reports of a drop is not asked for.
    """
    settings = Settings(data_dir=data_dir)
    contract = load_contract()
    given = [(SYSTEM, date.fromisoformat(as_at), folder) for as_at, folder in drops.items()]
    given += [(system, AS_AT, folder) for system, folder in (beside or {}).items()]
    for system, as_at, folder in given:
        found = read(folder, contract, settings.max_upload_mb)
        origin = Origin("999", system, as_at, folder.name, found.manifests, absent_tables={})
        land(found.tables, origin, settings.landing_dir)
    start_build_file(settings.warehouse_path)
    with duckdb.connect(str(settings.warehouse_path)) as con:
        load_raw(con, contract, choose(settings.landing_dir))

    arguments = dbt_build_arguments(dbt_vars(AS_AT, ["2025-26"]))
    if manifest is None:
        parsed = run_dbt(settings, ["parse", *arguments[-2:]])
        assert isinstance(parsed, Manifest)
        manifest = parsed
    arguments += ["--exclude-resource-type", "test"]
    arguments += ["--select", *select] if select else []
    ran = run_dbt(settings, arguments, manifest)
    failed = [
        f"{result.node.name}: {result.message}"
        for result in ran.results
        if result.status in ("error", "fail", "skipped")
    ]
    assert not failed, "\n".join(failed)
    return Warehouse(settings.warehouse_path, settings, manifest, AS_AT, compiled_in(ran))


def compiled_in(ran: RunExecutionResult) -> dict[str, str]:
    """The SQL of each model that was built; later commands of dbt write over its files."""
    models = (result.node for result in ran.results if result.node.resource_type == "model")
    return {node.name: node.compiled_code for node in models}


def run_dbt(
    settings: Settings, arguments: list[str], manifest: Manifest | None = None
) -> RunExecutionResult:
    """Run dbt in this process, quietly, and close the build file behind it.

    The manifest stays as it was parsed: dbt marks in it which ephemeral models it has put into
    others, and would not put them in again.
    """
    before = dict(os.environ)
    os.environ.update(dbt_environment(settings))
    try:
        result = dbtRunner(manifest=manifest.deepcopy() if manifest else None).invoke(
            ["--quiet", *arguments, "--project-dir", str(DBT_PROJECT_DIR)]
        )
    finally:
        # The adapter holds the build file until the process ends, and nobody else could read it.
        reset_adapters()
        DuckDBConnectionManager.close_all_connections()
        os.environ.clear()
        os.environ.update(before)
    assert result.exception is None, result.exception
    return result.result
