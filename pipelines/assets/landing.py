"""From the landed drops to the raw tables of the build file, an asset for each raw table."""

from collections.abc import Iterator, Sequence

import duckdb
from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetKey,
    AssetsDefinition,
    AssetSpec,
    MarkdownMetadataValue,
    MaterializeResult,
    MetadataValue,
    ResourceParam,
    multi_asset,
)

from pipelines.benchmarks.loading import kept_files
from pipelines.checks import check_landing, check_specs, raw_key
from pipelines.connectors.kept_report import KeptReport, kept_report
from pipelines.contract import CONTRACT_SHAPE, Contract, load_contract
from pipelines.faults import Fault
from pipelines.freezing import require_published_freezes
from pipelines.freshness import old_drops
from pipelines.history import EVENT_TABLE, load_history
from pipelines.landing import Drop, choose
from pipelines.needs import not_produced
from pipelines.partitions import day_of_run
from pipelines.resources import BuildLock, Reporter, RunRequest
from pipelines.run_manifest import new_manifest, write_manifest
from pipelines.settings import Settings
from pipelines.state import check_state
from pipelines.warehouse import (
    BENCHMARK_TABLE,
    LANDED_TABLE,
    load_raw,
    raw_tables,
    start_build_file,
)

# What the ingestion report counts of a table, as metadata of its asset.
COUNTS = (
    "rows_in",
    "rows_loaded",
    "rows_quarantined",
    "duplicates_collapsed",
    "rows_superseded",
    "unmapped_codes",
    "failed_casts",
    "orphans",
    "conflicts",
)
LANDED_KEY = AssetKey(LANDED_TABLE.split("."))
BENCHMARK_KEY = AssetKey(BENCHMARK_TABLE.split("."))
HISTORY_KEY = AssetKey(EVENT_TABLE.split("."))
FRESH = "every_system_is_fresh"


def landing_assets() -> AssetsDefinition:
    """The raw tables of every system.

    Systems that give the tables of the contract share theirs. A table that no drop holds is an
    empty relation, and is made all the same: Dagster would skip every model below one that is not.
    """
    contract = load_contract()

    @multi_asset(
        name="landed",
        specs=_specs(contract),
        check_specs=[
            *check_specs(contract, CONTRACT_SHAPE),
            AssetCheckSpec(
                name=FRESH,
                asset=LANDED_KEY,
                description="No system lags more than SIGHTLINE_FRESH_DAYS behind the as-at date.",
            ),
        ],
        group_name="landing",
    )
    def landed(
        context: AssetExecutionContext,
        settings: ResourceParam[Settings],
        reporter: ResourceParam[Reporter],
        request: RunRequest,
        build_lock: BuildLock,
    ) -> Iterator[MaterializeResult[None]]:
        # A run that Dagster starts begins here: it checks what one from the command line checks.
        require_published_freezes(settings, check_state(settings.state_dir))
        asked = request.as_at_date or day_of_run(context.run.tags)
        drops = choose(settings.landing_dir, asked, request.authorities)
        as_at = asked or max(drop.as_at for drop in drops)
        reporter.stage(f"Loading {len(drops)} drops as at {as_at.isoformat()}")
        start_build_file(settings.warehouse_path)
        manifest = new_manifest(settings, context.run.run_id, as_at, drops)
        with duckdb.connect(str(settings.warehouse_path)) as con:
            kept = kept_files(settings.benchmarks_dir)
            loaded = load_raw(con, contract, drops, kept)
            write_manifest(con, manifest)
            compared = load_history(con, settings.landing_dir, settings.history_dir, drops, as_at)
            checks = check_landing(con, contract, CONTRACT_SHAPE, drops)
        # A blocking check ends the run by itself, but says only its name: the sentence is for the
        # person.
        failed = [check.words for check in checks if not check.passed]
        of_system = {str(drop.path): drop.system for drop in drops}
        reports = [(drop, kept_report(drop)) for drop in drops]
        for shape, table in raw_tables(contract):
            key = raw_key(shape, table)
            rows = {
                path: n
                for (path, name), n in loaded.items()
                if name == table and contract.systems[of_system[path]].raw_name == shape
            }
            results: list[AssetCheckResult] = [
                c.result(key) for c in checks if shape == CONTRACT_SHAPE and c.table == table
            ]
            yield MaterializeResult(
                asset_key=key,
                metadata={
                    "rows": sum(rows.values()),
                    "drops": sorted(rows),
                    **counts_told(
                        table, [(drop, r) for drop, r in reports if str(drop.path) in rows]
                    ),
                },
                check_results=results,
            )
        yield MaterializeResult(
            asset_key=LANDED_KEY,
            metadata={"drops": len(drops), **lacking_told(contract, reports)},
            check_results=[_freshness(old_drops(drops, as_at, settings.fresh_days))],
        )
        yield MaterializeResult(asset_key=HISTORY_KEY, metadata={"pairs of drops": compared})
        yield MaterializeResult(asset_key=BENCHMARK_KEY, metadata={"files": len(kept)})
        if failed:
            raise Fault(" ".join(failed), where=str(settings.landing_dir))

    return landed


def _freshness(old: Sequence[str]) -> AssetCheckResult:
    return AssetCheckResult(
        asset_key=LANDED_KEY,
        check_name=FRESH,
        passed=not old,
        severity=AssetCheckSeverity.WARN,
        metadata={"words": " ".join(old) or "No system lags behind."},
    )


Reports = Sequence[tuple[Drop, KeptReport | None]]


def counts_told(table: str, reports: Reports) -> dict[str, int]:
    """What became of a table's rows, by the reports that the drops' ingests kept.

    Each is of its drop alone; the ingestion_report of the run says what systems make of each other.
    """
    kept = [row for _, report in reports if report for row in report.tables]
    of_table = [row for row in kept if row.table_name == table]
    return {name: sum(getattr(row, name) for row in of_table) for name in COUNTS if of_table}


def lacking_told(contract: Contract, reports: Reports) -> dict[str, MarkdownMetadataValue]:
    """What cannot be produced for each authority from all its drops together."""
    given: dict[str, dict[str, set[str]]] = {}
    for drop, report in reports:
        if report:
            held = {row.table_name for row in report.tables if row.rows_loaded}
            given.setdefault(drop.authority, {}).setdefault(drop.system, set()).update(held)
    lines = [
        f"* {authority}: not {each.output.title}: {each.why}"
        for authority, tables in sorted(given.items())
        for each in not_produced(contract, tables)
    ]
    return {"cannot_be_produced": MetadataValue.md("\n".join(lines) or "Everything can.")}


def _specs(contract: Contract) -> list[AssetSpec]:
    titles = {table.name: table.title for table in contract.staged}
    return [
        AssetSpec(
            raw_key(shape, table),
            description=f"{titles[table] if shape == CONTRACT_SHAPE else table}, as text, as it "
            "was given.",
        )
        for shape, table in raw_tables(contract)
    ] + [
        AssetSpec(
            LANDED_KEY,
            description="What the manifests of the drops say: one row for each drop and table.",
        ),
        AssetSpec(
            HISTORY_KEY,
            description="What came, changed and went from drop to drop: counts for each table.",
        ),
        AssetSpec(
            BENCHMARK_KEY,
            description="Published figures that were given after the release of Sightline.",
        ),
    ]
