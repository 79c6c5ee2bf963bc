"""The landing sensor: a run when the content of landing has changed, whatever file times say."""

import hashlib

from dagster import (
    DefaultSensorStatus,
    ResourceParam,
    RunRequest,
    SensorEvaluationContext,
    SensorResult,
    SkipReason,
    sensor,
)

from pipelines.jobs import main_job
from pipelines.landing import drops
from pipelines.settings import Settings


def landing_content(settings: Settings) -> dict[str, str]:
    """Content hash of each drop that has landed, by "authority/system/snapshot".

    A drop without its manifest has not.
    """
    return {
        f"{drop.authority}/{drop.system}/{drop.snapshot_id}": drop.content_hash
        for drop in drops(settings.landing_dir)
    }


def content_key(content: dict[str, str]) -> str:
    """One hash of all that has landed.

    The same drops give the same key, in whatever order they came.
    """
    lines = "\n".join(f"{name} {content[name]}" for name in sorted(content))
    return hashlib.sha256(lines.encode()).hexdigest()


@sensor(
    name="landing",
    job=main_job,
    minimum_interval_seconds=60,
    default_status=DefaultSensorStatus.STOPPED,
    description="Starts the main job when a new drop has landed, known by its content.",
)
def landing_sensor(
    context: SensorEvaluationContext, settings: ResourceParam[Settings]
) -> SensorResult | SkipReason:
    """One run for each new state of landing.

    The run key makes a second request of the same state harmless.
    """
    content = landing_content(settings)
    if not content:
        return SkipReason(f"No drop has landed in {settings.landing_dir} yet.")
    key = content_key(content)
    if key == context.cursor:
        return SkipReason(f"Nothing new: the {len(content)} drops in landing have been seen.")
    return SensorResult(run_requests=[RunRequest(run_key=key)], cursor=key)
