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

from pipelines.fix_lists import (
    file_hashes,
    fix_list,
    keep_file_hashes,
    keep_owners,
    return_of,
    sightings,
    traced,
    write_fix_list,
)
from pipelines.resources import BuildLock, Reporter
from pipelines.return_tables import (
    CheckedReturn,
    check_return,
    keep_results,
    known_returns,
    write_files,
)
from pipelines.rule_lists import lists_of_run
from pipelines.run_manifest import RunManifest, read_manifest, tables_before
from pipelines.settings import Settings
from pipelines.state import ledger
from pipelines.state.findings import observe

RETURNS_SCHEMA = "returns"
# Who holds a child, for the fix lists.
HOLDERS_MODEL = "int_child_team"


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
        deps=[AssetKey(model) for model in [*models, HOLDERS_MODEL]],
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
            keep_owners(con, RETURNS_SCHEMA)
            for authority, year in _wanted(run):
                reporter.stage(f"Writing the return {return_name} {year} of authority {authority}")
                previous = tables_before(settings, run, return_name, authority, year)
                lists = lists_of_run(settings, run.lists, authority)
                checked = check_return(
                    con, RETURNS_SCHEMA, return_name, authority, year, previous, lists
                )
                folder = returns_folder(settings, run, authority) / return_name
                _write(
                    con,
                    settings,
                    run,
                    checked,
                    folder / year if len(run.collection_years) > 1 else folder,
                )
                counts[f"{authority} {year} findings"] = checked.result.issues.height
        return MaterializeResult(metadata=counts)

    return the_return


def _write(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    run: RunManifest,
    checked: CheckedReturn,
    folder: Path,
) -> None:
    """The files of a return and its fix list; the state is told once what was found."""
    written = write_files(checked, folder)
    issues = traced(con, checked, written)
    keep_results(con, run.run_id, checked, issues)
    keep_file_hashes(con, checked, file_hashes(written))
    of = return_of(checked)
    observe(settings.state_dir, of, run.as_at, run.run_id, sightings(issues))
    fixes = fix_list(checked, issues, ledger(settings.state_dir, of, run.as_at), run.as_at)
    write_fix_list(fixes, folder)


def _wanted(run: RunManifest) -> Iterator[tuple[str, str]]:
    for authority in run.authorities:
        for year in run.collection_years:
            yield authority, year
