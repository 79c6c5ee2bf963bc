"""The landing sensor: a run when the content of landing has changed, whatever file times say."""

import hashlib
import json

from dagster import (
    DefaultSensorStatus,
    ResourceParam,
    RunRequest,
    SensorEvaluationContext,
    SensorResult,
    SkipReason,
    sensor,
)

from pipelines.build_lock import BuildLocked, build_lock
from pipelines.jobs import main_job
from pipelines.landing import drops
from pipelines.partitions import days_of, keep_in_step
from pipelines.settings import Settings

REASON_TAG = "sightline/reason"


def landing_content(settings: Settings) -> dict[str, str]:
    """Content hash of each drop that has landed, by "authority/system/snapshot".

    A drop without its manifest has not. One that was given again, after another of its day, says so
    behind the hash: it counts again, so the content of landing is another one.
    """
    return {
        f"{drop.authority}/{drop.system}/{drop.snapshot_id}": " again".join(
            [drop.content_hash, *("" for _ in drop.manifest.given_before)]
        )
        for drop in drops(settings.landing_dir)
    }


def content_key(content: dict[str, str]) -> str:
    """One hash of all that has landed.

    The same drops give the same key, in whatever order they came.
    """
    lines = "\n".join(f"{name} {content[name]}" for name in sorted(content))
    return hashlib.sha256(lines.encode()).hexdigest()


def reason(before: dict[str, str], now: dict[str, str]) -> str | None:
    """Why a run is wanted, in words; None where nothing came."""
    came = sorted(name for name in now if now[name] != before.get(name))
    if not came:
        return None
    gone = len(before.keys() - now.keys())
    more = f" and {len(came) - 5} more" if len(came) > 5 else ""
    pruned = f"; {gone} that were known are gone" if gone else ""
    return f"New in landing: {', '.join(came[:5])}{more}{pruned}."


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
    """One run for each new state of landing, with the reason as its tag.

    The run key makes a second request of the same state harmless. While another run builds, the
    state is left for the next tick: a run that was asked for now would be turned away.
    """
    landed = drops(settings.landing_dir)
    keep_in_step(context.instance, days_of(landed))
    content = landing_content(settings)
    if not content:
        return SkipReason(f"No drop has landed in {settings.landing_dir} yet.")
    before = _seen(context.cursor)
    why = reason(before, content)
    if why is None:
        if content == before:
            return SkipReason(f"Nothing new: the {len(content)} drops in landing have been seen.")
        gone = len(before.keys() - content.keys())
        words = f"Nothing new: {gone} drops that were known are gone, and none came."
        return SensorResult(skip_reason=SkipReason(words), cursor=json.dumps(content))
    try:
        with build_lock(settings.build_lock_path, purpose="the landing sensor, for a moment"):
            pass
    except BuildLocked as locked:
        return SkipReason(f"{why} Waiting: {locked.what}")
    context.log.info(why)
    # A tag may not be longer than 255 letters.
    request = RunRequest(run_key=content_key(content), tags={REASON_TAG: why[:255]})
    return SensorResult(run_requests=[request], cursor=json.dumps(content))


def _seen(cursor: str | None) -> dict[str, str]:
    """The content that the last tick saw; a cursor of an earlier Sightline held only a hash."""
    try:
        seen = json.loads(cursor or "{}")
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in seen.items()} if isinstance(seen, dict) else {}
