"""The jobs: what a person or a schedule starts."""

from dagster import (
    AssetSelection,
    OpExecutionContext,
    ResourceParam,
    define_asset_job,
    in_process_executor,
    job,
    op,
)

from pipelines.partitions import of_snapshot
from pipelines.retention import prune as prune_installation
from pipelines.retention import utc_now
from pipelines.settings import Settings

# One process, one writer: a step of the multiprocess executor would import everything again (5 s
# each) and hand the build file on.
main_job = define_asset_job(
    "main",
    selection=AssetSelection.all(),
    config=of_snapshot,
    executor_def=in_process_executor,
    description="From landed drops to published files: build, validate, write returns and pack. A "
    "partition is a snapshot that has landed; without one the newest is built.",
)


@op(
    name="remove_what_retention_lets_go",
    description="Removes what retention lets go; the proofs are in the audit.",
)
def prune_op(context: OpExecutionContext, settings: ResourceParam[Settings]) -> None:
    """Remove old drops and published versions that nothing names."""
    done = prune_installation(settings, utc_now())
    for line in (*done.repaired, *done.proofs):
        context.log.info(line)
    context.add_output_metadata({"removed": list(done.proofs), "stay": len(done.plan.kept)})


@job(
    name="prune",
    executor_def=in_process_executor,
    description="Old drops and published versions that nothing names are removed, with a proof.",
)
def prune_job() -> None:
    """One step."""
    prune_op()
