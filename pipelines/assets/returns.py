"""The statutory returns of every authority of the run.

One asset each, from the `rtn_` models to the checked files.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
from dagster import (
    AssetExecutionContext,
    AssetKey,
    AssetsDefinition,
    MaterializeResult,
    ResourceParam,
    asset,
)

from pipelines.resources import BuildLock, Reporter
from pipelines.return_tables import check_return, keep_results, known_returns, write_files
from pipelines.run_manifest import RunManifest, read_manifest
from pipelines.settings import Settings

RETURNS_SCHEMA = "returns"


def return_key(return_name: str) -> AssetKey:
    """The asset of a return."""
    return AssetKey(["returns", return_name])


def returns_folder(settings: Settings, run: RunManifest, authority: str) -> Path:
    """Where the returns of one authority of a run lie."""
    return settings.published_dir / authority / f"returns-{run.run_id}"


def return_assets(manifest: Mapping[str, Any]) -> list[AssetsDefinition]:
    """One asset for each return, downstream of its `rtn_` models in the dbt manifest."""
    models = [
        node["name"] for node in manifest["nodes"].values() if node["resource_type"] == "model"
    ]
    return [
        _return_asset(name, sorted(m for m in models if m.startswith(f"rtn_{name}__")))
        for name in known_returns()
    ]


def _return_asset(return_name: str, models: list[str]) -> AssetsDefinition:
    @asset(
        key=return_key(return_name),
        deps=[AssetKey(model) for model in models],
        group_name="returns",
        description=(
            f"The files of the return {return_name} and what its rules say, for each authority "
            "and collection year."
        ),
    )
    def the_return(
        context: AssetExecutionContext,
        settings: ResourceParam[Settings],
        reporter: ResourceParam[Reporter],
        build_lock: BuildLock,
    ) -> MaterializeResult[None]:
        counts: dict[str, int] = {}
        with duckdb.connect(str(settings.warehouse_path)) as con:
            run = read_manifest(con)
            for authority, year in _wanted(run):
                reporter.stage(f"Writing the return {return_name} {year} of authority {authority}")
                checked = check_return(con, RETURNS_SCHEMA, return_name, authority, year)
                keep_results(con, run.run_id, checked)
                folder = returns_folder(settings, run, authority) / return_name
                write_files(checked, folder / year if len(run.collection_years) > 1 else folder)
                counts[f"{authority} {year} findings"] = checked.result.issues.height
        return MaterializeResult(metadata=counts)

    return the_return


def _wanted(run: RunManifest) -> Iterator[tuple[str, str]]:
    for authority in run.authorities:
        for year in run.collection_years:
            yield authority, year
