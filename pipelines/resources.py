"""What assets are given: settings, the request of the run, the lock, dbt, and the reporter.

No asset logic here, and nothing that opens the build file: no asset may hold a DuckDB connection
while dbt runs.
"""

from __future__ import annotations

import importlib.metadata
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from dagster import ConfigurableResource, InitResourceContext
from dagster_dbt import DbtCliResource
from packaging.version import Version

from pipelines.build_lock import build_lock
from pipelines.leftovers import clear_leftovers, fail_stale_runs
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.warehouse import DBT_PROJECT_DIR


class Reporter(Protocol):
    """Tells a person what the run does; a progress bar on a terminal, plain lines elsewhere."""

    def stage(self, words: str, steps: int = 0) -> None:
        """A new part of the work begins, of `steps` steps if that is known."""

    def advance(self, words: str = "") -> None:
        """One step of the part is done."""


class LogReporter:
    """Reporter of runs that nobody watches on a terminal: the words go to the log."""

    def stage(self, words: str, steps: int = 0) -> None:
        """Log the stage."""
        logging.getLogger("sightline").info("%s", words)

    def advance(self, words: str = "") -> None:
        """Steps are too many for a log."""


class RunRequest(ConfigurableResource[Any]):
    """What to build: the as-at date (default.

    That of the newest drop) and the authorities (default: all that have landed).
    """

    as_at: str | None = None
    authorities: list[str] | None = None

    @property
    def as_at_date(self) -> date | None:
        """The as-at date that was asked for."""
        return date.fromisoformat(self.as_at) if self.as_at else None


class BuildLock(ConfigurableResource[Any]):
    """Held for the whole run: the file lock, and the tidying that may only be done under it.

    The data root is a field, for Dagster makes the resource anew for each run, from its fields.
    """

    data_dir: str

    @contextmanager
    def yield_for_execution(self, context: InitResourceContext) -> Iterator[BuildLock]:
        """Take the lock, fail runs that died, remove what they left; let go when the run ends."""
        settings = Settings(data_dir=Path(self.data_dir))
        run_id = context.run.run_id if context.run else ""
        with build_lock(settings.build_lock_path, purpose=f"run {run_id[:8]}"):
            if context.instance is not None:
                fail_stale_runs(context.instance, own_run_id=run_id)
            clear_leftovers(settings)
            yield self


class Dbt(DbtCliResource):
    """dbt of this environment on our project, as a child that dies with the run."""

    @property
    def _cli_version(self) -> Version:
        # `dbt --version` takes 3 s and asks the package index for newer ones, which a closed
        # network does not answer.
        return Version(importlib.metadata.version("dbt-core"))

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> None:  # type: ignore[override]
        # Only fetching of column metadata needs an adapter in this process, and it would open the
        # build file while dbt writes it; making one compiles all of dbt's macros (4 s).
        return None


def dbt_resource() -> Dbt:
    """The interpreter of this environment with our way into dbt, whatever PATH says.

    -P keeps our modules out of dbt's path.
    """
    return Dbt(
        project_dir=str(DBT_PROJECT_DIR),
        profiles_dir=str(DBT_PROJECT_DIR),
        dbt_executable=sys.executable,
        global_config_flags=["-P", str(PROJECT_ROOT / "pipelines" / "dbt_child.py")],
    )
