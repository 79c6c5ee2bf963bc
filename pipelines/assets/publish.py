"""The published files of the run, and last of all the pointer that names them."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
from dagster import (
    AssetExecutionContext,
    AssetKey,
    AssetsDefinition,
    MaterializeResult,
    ResourceParam,
    asset,
)

from pipelines.assets.landing import HISTORY_KEY
from pipelines.assets.returns import return_key, returns_folder
from pipelines.leftovers import clear_leftovers
from pipelines.publish.files import (
    AGGREGATE_TABLES,
    BUILD_NAMES,
    CASEWORK_TABLES,
    names,
    write_files,
)
from pipelines.publish.lateness import TEAM
from pipelines.publish.pointer import sync, write_pointer
from pipelines.resources import BuildLock, Reporter
from pipelines.return_tables import known_returns
from pipelines.run_manifest import RunManifest, read_manifest
from pipelines.settings import Settings

FILES_KEY = AssetKey(["published", "files"])
PACKS_KEY = AssetKey(["published", "packs"])
POINTER_KEY = AssetKey(["published", "current"])
# Written by this code and not by dbt, so no asset of dbt's bears the name.
NOT_MODELS = {"run_manifest", "event_history", "rule_run", "rule_issue", "return_file"}


def packs_folder(settings: Settings, run: RunManifest) -> Path:
    """Where the packs of a run lie, a folder for each authority."""
    return settings.published_dir / f"packs-{run.run_id}"


def read_run(settings: Settings) -> RunManifest:
    """The manifest of the run whose build file this is."""
    with duckdb.connect(str(settings.warehouse_path), read_only=True) as con:
        return read_manifest(con)


def publish_assets() -> list[AssetsDefinition]:
    """The published files and the pointer."""
    tables = sorted({*AGGREGATE_TABLES, *CASEWORK_TABLES} - NOT_MODELS)
    models = [AssetKey(BUILD_NAMES.get(name, name).rpartition(".")[2]) for name in tables]
    models += [AssetKey("int_contract__person"), AssetKey("int_contract__address"), HISTORY_KEY]
    models.append(AssetKey(TEAM.rpartition(".")[2]))

    @asset(
        key=FILES_KEY,
        deps=[*models, *(return_key(name) for name in known_returns())],
        group_name="publish",
        description="The four kinds of files that roles may open, under new names.",
    )
    def files(
        context: AssetExecutionContext,
        settings: ResourceParam[Settings],
        reporter: ResourceParam[Reporter],
        build_lock: BuildLock,
    ) -> MaterializeResult[None]:
        reporter.stage("Writing the files for readers")
        run = read_run(settings)
        written = write_files(
            settings.warehouse_path,
            settings.published_dir,
            run.run_id,
            run.authorities,
            state_dir=settings.state_dir,
            landing_dir=settings.landing_dir,
        )
        return MaterializeResult(metadata={"files": [str(path) for path in written.all()]})

    @asset(
        key=POINTER_KEY,
        deps=[FILES_KEY, PACKS_KEY],
        group_name="publish",
        description="current.json, replaced atomically: readers now open the files of this run.",
    )
    def current(
        context: AssetExecutionContext,
        settings: ResourceParam[Settings],
        reporter: ResourceParam[Reporter],
        build_lock: BuildLock,
    ) -> MaterializeResult[None]:
        reporter.stage("Publishing")
        run = read_run(settings)
        content = pointer_content(settings, run)
        path = write_pointer(settings.published_dir, content, settings.keep_published)
        clear_leftovers(settings)
        return MaterializeResult(metadata={"run_id": run.run_id, "pointer": str(path)})

    return [files, current]


def pointer_content(settings: Settings, run: RunManifest) -> dict[str, object]:
    """What current.json says of a run, all of it forced to disk; paths are relative to the file."""
    published = settings.published_dir
    files = names(published, run.run_id, run.authorities)
    folders = {a: returns_folder(settings, run, a) for a in run.authorities}
    packs = packs_folder(settings, run)
    for path in (*files.all(), *folders.values(), packs):
        sync(path)

    def relative(path: Path) -> str:
        return path.relative_to(published).as_posix()

    return {
        "run_id": run.run_id,
        "as_at": run.as_at.isoformat(),
        "generated": datetime.now(UTC).isoformat(timespec="seconds"),
        "code_version": run.code_version,
        "public": relative(files.public),
        "aggregate": relative(files.aggregate),
        "authorities": {
            a: {"casework": relative(files.casework[a]), "identity": relative(files.identity[a])}
            for a in run.authorities
        },
        "returns": {a: relative(folder) for a, folder in folders.items()},
        "packs": {
            a: sorted(relative(path) for path in (packs / a).glob("*.html"))
            for a in run.authorities
        },
    }
