"""The scrutiny pack of each authority, made from the public file and nothing else."""

from dagster import (
    AssetExecutionContext,
    AssetsDefinition,
    MaterializeResult,
    ResourceParam,
    asset,
)

from dashboards import pack
from pipelines.assets.publish import FILES_KEY, PACKS_KEY, packs_folder, read_run
from pipelines.publish.files import names
from pipelines.quarters import last_closed_quarter
from pipelines.resources import BuildLock, Reporter
from pipelines.settings import Settings


def pack_assets() -> list[AssetsDefinition]:
    """The pack of the last financial quarter that had ended on the as-at date."""

    @asset(
        key=PACKS_KEY,
        deps=[FILES_KEY],
        group_name="publish",
        description="The pack page of each authority for the last closed quarter.",
    )
    def packs(
        context: AssetExecutionContext,
        settings: ResourceParam[Settings],
        reporter: ResourceParam[Reporter],
        build_lock: BuildLock,
    ) -> MaterializeResult[None]:
        run = read_run(settings)
        quarter = str(last_closed_quarter(run.as_at))
        reporter.stage(f"Writing the pack of {quarter}")
        public = names(settings.published_dir, run.run_id, run.authorities).public
        written = []
        for authority in run.authorities:
            out = packs_folder(settings, run) / authority
            out.mkdir(parents=True, exist_ok=True)
            written.append(pack.build(public, out / f"pack-{quarter}.html", authority, quarter))
        return MaterializeResult(metadata={"packs": [str(path) for path in written]})

    return [packs]
