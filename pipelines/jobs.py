"""The jobs: what a person or a schedule starts."""

from __future__ import annotations

from dagster import AssetSelection, define_asset_job, in_process_executor

# One process, one writer: a step of the multiprocess executor would import everything again (5 s
# each) and hand the build file on.
main_job = define_asset_job(
    "main",
    selection=AssetSelection.all(),
    executor_def=in_process_executor,
    description="From landed drops to published files: build, validate, write returns and pack.",
)
