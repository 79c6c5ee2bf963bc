"""Tidying at the start of a run, under the lock.

What a killed run left, and published versions that nobody needs any longer.
"""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.publish.pointer import kept_run_ids
from pipelines.settings import Settings

if TYPE_CHECKING:
    from dagster import DagsterInstance

LOG = logging.getLogger("sightline")


def fail_stale_runs(instance: DagsterInstance, *, own_run_id: str) -> int:
    """Mark runs that Dagster believes to be under way as failed.

    Whoever holds the lock knows that they have died.
    """
    from dagster import DagsterRunStatus, RunsFilter

    under_way = RunsFilter(statuses=[DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING])
    stale = [run for run in instance.get_runs(under_way) if run.run_id != own_run_id]
    for run in stale:
        instance.report_run_failed(run, "The process of this run died before it ended.")
    return len(stale)


def clear_leftovers(settings: Settings) -> list[Path]:
    """Remove published files of runs that are neither current nor kept; returns what was removed.

    A file belongs to a run when its name ends with the run id, so a stranger's file in the folder
    is left alone.
    """
    kept = kept_run_ids(settings.published_dir)
    removed = [
        path for path in versioned_paths(settings.published_dir) if run_id_of(path) not in kept
    ]
    for path in removed:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    for temporary in settings.published_dir.glob(".current.json.*"):
        temporary.unlink()
    if removed:
        LOG.info("removed %d files and folders of earlier runs", len(removed))
    return removed


def versioned_paths(published: Path) -> list[Path]:
    """Files and folders of runs: <kind>-<run>.duckdb, packs-<run>; some of them by authority."""
    found: list[Path] = []
    for pattern in (
        "public-*",
        "aggregate-*",
        "packs-*",
        "*/casework-*",
        "*/identity-*",
        "*/returns-*",
    ):
        found += published.glob(pattern)
    return sorted(path for path in found if not path.parent.name.startswith("packs-"))


def run_id_of(path: Path) -> str:
    """The run id in a versioned name.

    What follows the first hyphen, without the ending (or its write-ahead log's).
    """
    return path.name.partition("-")[2].removesuffix(".wal").removesuffix(".duckdb")
