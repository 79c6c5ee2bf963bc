"""The sample authority, landed and built by dbt once for all tests of the models.

Everything lies below a folder of its own, so the tests neither read nor write a person's data root.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest
from dbt.contracts.graph.manifest import Manifest
from sample_warehouse import AS_AT, Warehouse, run_dbt

from pipelines.connectors.ssd import ingest
from pipelines.contract import load_contract
from pipelines.landing import choose
from pipelines.settings import Settings
from pipelines.warehouse import dbt_build_arguments, dbt_vars, load_raw, start_build_file


@pytest.fixture(scope="session")
def warehouse(sample_drops: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """All snapshots of the sample landed, and the models of the newest built.

    Data tests and unit tests are run over it by tests of their own.
    """
    settings = Settings(data_dir=tmp_path_factory.mktemp("models"))
    for as_at, folder in sample_drops.items():
        ingest(
            folder,
            as_at=date.fromisoformat(as_at),
            authority="999",
            landing_dir=settings.landing_dir,
            max_mb=settings.max_upload_mb,
        )
    start_build_file(settings.warehouse_path)
    with duckdb.connect(str(settings.warehouse_path)) as con:
        load_raw(con, load_contract(), choose(settings.landing_dir))

    variables = dbt_vars(AS_AT, ["2025-26"])
    manifest = run_dbt(settings, ["parse", *dbt_build_arguments(variables)[-2:]])
    assert isinstance(manifest, Manifest)
    arguments = [*dbt_build_arguments(variables), "--exclude-resource-type", "test"]
    built = run_dbt(settings, arguments, manifest)
    failed = [
        f"{result.node.name}: {result.message}"
        for result in built.results
        if result.status in ("error", "fail", "skipped")
    ]
    assert not failed, "\n".join(failed)
    return Warehouse(settings.warehouse_path, settings, manifest, AS_AT)
