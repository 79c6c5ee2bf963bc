"""The snapshots of landing as partitions of the main job: each of them can be built again.

A partition is an as-at date. A run of one builds what `sightline run --as-at` builds: of every
system the newest drop that shows this day or an earlier one. A run without a partition builds the
newest, as the schedules do. The warehouse holds one build at a time, so the assets have no
partitions of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from dagster import DagsterInstance, DynamicPartitionsDefinition, PartitionedConfig

from pipelines.landing import Drop

NAME = "snapshot"
PARTITION_TAG = "dagster/partition"
snapshots = DynamicPartitionsDefinition(name=NAME)
# The day goes by the tag of the run, so the run needs no configuration.
of_snapshot = PartitionedConfig(
    partitions_def=snapshots, run_config_for_partition_key_fn=lambda _: {}
)


def days_of(drops: Iterable[Drop]) -> list[str]:
    """The as-at dates that have landed, as partition keys, the oldest first."""
    return sorted({drop.as_at.isoformat() for drop in drops})


def keep_in_step(instance: DagsterInstance, days: Iterable[str]) -> None:
    """Make the partitions those of landing: new days are added, pruned ones taken out."""
    known, wanted = set(instance.get_dynamic_partitions(NAME)), set(days)
    if wanted - known:
        instance.add_dynamic_partitions(NAME, sorted(wanted - known))
    for day in sorted(known - wanted):
        instance.delete_dynamic_partition(NAME, day)


def day_of_run(tags: Mapping[str, str]) -> date | None:
    """The as-at date that a run was started for; None where it builds the newest."""
    key = tags.get(PARTITION_TAG)
    return date.fromisoformat(key) if key else None
