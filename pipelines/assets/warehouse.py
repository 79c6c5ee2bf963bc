"""The dbt models, seeds and data tests as assets and checks.

While this runs, no other process has the build file open.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
from dagster import (
    AssetExecutionContext,
    AssetKey,
    AssetsDefinition,
    ResourceParam,
)
from dagster_dbt import DagsterDbtTranslator, dbt_assets

from pipelines.faults import Fault
from pipelines.resources import BuildLock, Dbt, Reporter
from pipelines.run_manifest import read_manifest
from pipelines.settings import Settings
from pipelines.warehouse import (
    NOT_IN_RUNS,
    dbt_build_arguments,
    dbt_environment_set,
    dbt_log_path,
    dbt_target_dir,
    dbt_vars,
)

# Folder below models/ or seeds/ to the group in the graph; the longest that fits is used.
GROUPS = {
    "staging": "staging",
    "intermediate": "intermediate",
    "intermediate/contract": "contract",
    "marts/core": "core",
    "marts/measures": "measures",
    "marts/benchmarks": "benchmarks",
    "marts/commissioning": "commissioning",
    "marts/quality": "quality",
    "marts/returns": "returns",
    "benchmarks": "benchmarks",
    "reference": "reference",
    "targets": "reference",
}


class SightlineTranslator(DagsterDbtTranslator):
    """Assets are named as the models are; groups follow the folders."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> AssetKey:
        """The model's name; for a source its name and table."""
        if dbt_resource_props["resource_type"] == "source":
            return AssetKey([dbt_resource_props["source_name"], dbt_resource_props["name"]])
        return AssetKey(dbt_resource_props["name"])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The group of the folder that the file lies in."""
        folder = Path(dbt_resource_props["path"]).parent
        for candidate in (folder, *folder.parents):
            if candidate.as_posix() in GROUPS:
                return GROUPS[candidate.as_posix()]
        return None


def warehouse_assets(manifest: Path) -> AssetsDefinition:
    """All models, seeds and data tests of the manifest that a run makes."""

    @dbt_assets(
        manifest=manifest,
        name="warehouse",
        exclude=NOT_IN_RUNS,
        dagster_dbt_translator=SightlineTranslator(),
    )
    def warehouse(
        context: AssetExecutionContext,
        settings: ResourceParam[Settings],
        reporter: ResourceParam[Reporter],
        dbt: Dbt,
        build_lock: BuildLock,
    ) -> Iterator[Any]:
        with duckdb.connect(str(settings.warehouse_path), read_only=True) as con:
            run = read_manifest(con)
        selected = context.selected_asset_keys, context.selected_asset_check_keys
        reporter.stage("Building the warehouse", sum(len(keys) for keys in selected))
        with dbt_environment_set(settings):
            invocation = dbt.cli(
                dbt_build_arguments(dbt_vars(run.as_at, run.collection_years)),
                context=context,
                target_path=dbt_target_dir(settings),
                raise_on_error=False,
            )
            for event in invocation.stream():
                reporter.advance()
                yield event
        if invocation.process.returncode != 0:
            raise Fault(
                _why(dbt_target_dir(settings) / "run_results.json", invocation.process.returncode),
                remedy=f"The log is {dbt_log_path(settings)}.",
            )

    return warehouse


def _why(run_results: Path, code: int) -> str:
    """What of the dbt build failed, in words: the first five."""
    try:
        results = json.loads(run_results.read_text(encoding="utf-8"))["results"]
    except (FileNotFoundError, ValueError, KeyError):
        return f"dbt ended with code {code} before it had built anything."
    failed = [r for r in results if r["status"] in {"error", "fail", "runtime error"}]
    if not failed:
        return f"dbt ended with code {code}."
    words = [f"{r['unique_id'].split('.')[2]}: {_one_line(r['message'])}" for r in failed[:5]]
    more = f" and {len(failed) - 5} more" if len(failed) > 5 else ""
    return f"The warehouse was not built, {len(failed)} steps failed: {'; '.join(words)}{more}."


def _one_line(message: str | None) -> str:
    return " ".join((message or "no message").split())[:300]
