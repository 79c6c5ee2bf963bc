"""One dbt build of the sample authority, and how the tests ask it."""

from __future__ import annotations

import os
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

from pipelines.settings import Settings
from pipelines.warehouse import DBT_PROJECT_DIR, dbt_environment

AS_AT = date(2026, 7, 31)


@dataclass(frozen=True)
class Warehouse:
    """One build of the sample: its file, and dbt to ask more of it."""

    path: Path
    settings: Settings
    manifest: Manifest
    as_at: date

    def query(self, sql: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
        """Rows of a query; the file is opened for it alone, for dbt wants it to itself."""
        with duckdb.connect(str(self.path), read_only=True) as con:
            return con.execute(sql, parameters or []).fetchall()

    def dbt(self, *arguments: str) -> RunExecutionResult:
        """Run dbt in this process over the manifest that was parsed for the build."""
        return run_dbt(self.settings, list(arguments), self.manifest)


def run_dbt(
    settings: Settings, arguments: list[str], manifest: Manifest | None = None
) -> RunExecutionResult:
    """Run dbt in this process, quietly, and close the build file behind it."""
    before = dict(os.environ)
    os.environ.update(dbt_environment(settings))
    try:
        result = dbtRunner(manifest=manifest).invoke(
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
