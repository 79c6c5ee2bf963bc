"""From the landed drops to the raw tables of the build file, an asset for each table and system."""

from collections.abc import Iterator

import duckdb
from dagster import (
    AssetCheckResult,
    AssetExecutionContext,
    AssetKey,
    AssetsDefinition,
    AssetSpec,
    MaterializeResult,
    ResourceParam,
    multi_asset,
)

from pipelines.benchmarks.loading import kept_files
from pipelines.checks import check_landing, check_specs, raw_key
from pipelines.contract import Contract, load_contract
from pipelines.faults import Fault
from pipelines.landing import choose
from pipelines.resources import BuildLock, Reporter, RunRequest
from pipelines.run_manifest import new_manifest, write_manifest
from pipelines.settings import Settings
from pipelines.warehouse import BENCHMARK_TABLE, LANDED_TABLE, SYSTEMS, load_raw, start_build_file

LANDED_KEY = AssetKey(LANDED_TABLE.split("."))
BENCHMARK_KEY = AssetKey(BENCHMARK_TABLE.split("."))


def landing_assets(system: str) -> AssetsDefinition:
    """The raw tables of one system.

    Only one system has a connector yet; with more, each gets its own assets and the build file is
    begun before them.
    """
    contract = load_contract()

    @multi_asset(
        name=f"landed_{system}",
        specs=_specs(contract, system),
        check_specs=check_specs(contract, system),
        group_name="landing",
    )
    def landed(
        context: AssetExecutionContext,
        settings: ResourceParam[Settings],
        reporter: ResourceParam[Reporter],
        request: RunRequest,
        build_lock: BuildLock,
    ) -> Iterator[MaterializeResult[None]]:
        drops = choose(settings.landing_dir, request.as_at_date, request.authorities)
        as_at = request.as_at_date or max(drop.as_at for drop in drops)
        reporter.stage(f"Loading {len(drops)} drops as at {as_at.isoformat()}")
        start_build_file(settings.warehouse_path)
        manifest = new_manifest(settings, context.run.run_id, as_at, drops)
        with duckdb.connect(str(settings.warehouse_path)) as con:
            kept = kept_files(settings.benchmarks_dir)
            loaded = load_raw(con, contract, drops, kept)
            write_manifest(con, manifest)
            checks = check_landing(con, contract, system, drops)
        # A blocking check ends the run by itself, but says only its name: the sentence is for the
        # person.
        failed = [check.words for check in checks if not check.passed]
        for table in contract.staged:
            key = raw_key(system, table.name)
            rows = {path: n for (path, name), n in loaded.items() if name == table.name}
            results: list[AssetCheckResult] = [
                c.result(key) for c in checks if c.table == table.name
            ]
            yield MaterializeResult(
                asset_key=key,
                metadata={"rows": sum(rows.values()), "drops": sorted(rows)},
                check_results=results,
            )
        yield MaterializeResult(asset_key=LANDED_KEY, metadata={"drops": len(drops)})
        yield MaterializeResult(asset_key=BENCHMARK_KEY, metadata={"files": len(kept)})
        if failed:
            raise Fault(" ".join(failed), where=str(settings.landing_dir))

    return landed


def _specs(contract: Contract, system: str) -> list[AssetSpec]:
    return [
        AssetSpec(
            raw_key(system, table.name), description=f"{table.title}, as text, as it was given."
        )
        for table in contract.staged
    ] + [
        AssetSpec(
            LANDED_KEY,
            description="What the manifests of the drops say: one row for each drop and table.",
        ),
        AssetSpec(
            BENCHMARK_KEY,
            description="Published figures that were given after the release of Sightline.",
        ),
    ]


def all_landing_assets() -> list[AssetsDefinition]:
    """The raw tables of every system."""
    return [landing_assets(system) for system in SYSTEMS]
