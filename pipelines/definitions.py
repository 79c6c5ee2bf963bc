"""The one code location of Dagster.

`build_defs`, which a test calls with its own settings, and `defs`. Nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dagster import Definitions, definitions, in_process_executor

from pipelines.assets.landing import landing_assets
from pipelines.assets.packs import pack_assets
from pipelines.assets.publish import publish_assets
from pipelines.assets.returns import return_assets
from pipelines.assets.warehouse import warehouse_assets
from pipelines.jobs import main_job, prune_job
from pipelines.resources import BuildLock, LogReporter, RunRequest, dbt_resource
from pipelines.schedules import nightly, quarterly, weekly_pruning
from pipelines.sensors import landing_sensor
from pipelines.settings import Settings
from pipelines.warehouse import ensure_manifest


def build_defs(settings: Settings, overrides: Mapping[str, Any] | None = None) -> Definitions:
    """Everything that Dagster knows of Sightline.

    Args:
        settings: where things are; the dbt manifest is made there if it is absent or older than the
            models.
        overrides: resources by name in place of our own, for tests and for `sightline run`.
    """
    manifest = ensure_manifest(settings)
    return Definitions(
        assets=[
            landing_assets(),
            warehouse_assets(manifest),
            *return_assets(json.loads(manifest.read_text(encoding="utf-8"))),
            *publish_assets(),
            *pack_assets(),
        ],
        jobs=[main_job, prune_job],
        schedules=[nightly, quarterly, weekly_pruning],
        sensors=[landing_sensor],
        resources={
            "settings": settings,
            "reporter": LogReporter(),
            "request": RunRequest(),
            "build_lock": BuildLock(data_dir=str(settings.root)),
            "dbt": dbt_resource(),
            **(overrides or {}),
        },
        executor=in_process_executor,
    )


@definitions
def defs() -> Definitions:
    """The code location of this installation.

    Made when Dagster loads it, so that an import parses no models.
    """
    return build_defs(Settings())
