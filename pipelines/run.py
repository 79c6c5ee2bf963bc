"""The main job, in this process.

`run` is what `sightline run` and the tests call, and ends with published files or a `Fault`.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.build_lock import build_lock
from pipelines.faults import Fault
from pipelines.freezing import require_published_freezes
from pipelines.freshness import made_from, old_drops
from pipelines.landing import choose
from pipelines.publish.pointer import POINTER_NAME, read_pointer
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.state import check_state
from pipelines.warehouse import dbt_vars, ensure_manifest
from returns.faults import ReturnFault
from returns.years import collection_year

if TYPE_CHECKING:
    from pipelines.resources import Reporter

LOGS_KEPT = 30
# The terminal belongs to the reporter; what happened is in Dagster's event log and in the log file.
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dataclass(frozen=True)
class RunSummary:
    """What a run published; paths are absolute.

    `made_from` says which drops, by authority, and `old_drops` which systems lag behind.
    """

    run_id: str
    as_at: date
    seconds: float
    pointer: Path
    public: Path
    aggregate: Path
    authorities: dict[str, dict[str, Path]]
    returns: dict[str, Path]
    packs: dict[str, list[Path]]
    old_drops: tuple[str, ...] = ()
    made_from: Mapping[str, Sequence[str]] = field(default_factory=dict)


def run(
    settings: Settings,
    as_at: date | None = None,
    authorities: Sequence[str] | None = None,
    reporter: Reporter | None = None,
) -> RunSummary:
    """Build, validate, write returns and pack, publish.

    Args:
        settings: where things are.
        as_at: build the newest drops that show this day or an earlier one; default is the day of
            the newest drop.
        authorities: default is all that have landed. What is published holds these and no others.
        reporter: is told how far the run is.

    Raises:
        ChainFault: what was submitted, frozen or entered by people has been altered.
        Fault: nothing has landed, another run is building, or a step failed; then nothing is
            published and the last version stays as it is.
    """
    started = time.monotonic()
    _known_years(settings.return_years)
    # What was kept for good is checked whole, whatever this run goes on to read of it.
    require_published_freezes(settings, check_state(settings.state_dir))
    drops = choose(settings.landing_dir, as_at, authorities)
    day = as_at or max(drop.as_at for drop in drops)
    if reporter is not None:
        reporter.stage("Reading the models")
    # Only to say so at once: the run itself takes the lock again, and holds it.
    with build_lock(settings.build_lock_path, purpose="a run that is starting"):
        ensure_manifest(settings, dbt_vars(day, settings.return_years))
        fail_runs_that_died(settings)
        shutil.rmtree(in_process_dir(settings), ignore_errors=True)
        in_process_dir(settings).mkdir(parents=True)
    with _logged(settings) as log:
        _execute(settings, day, authorities, reporter, log)
    # Nobody asked for a day: then the figures are meant to be those of today.
    old = old_drops(drops, as_at or datetime.now(UTC).date(), settings.fresh_days)
    return replace(
        _summary(settings, time.monotonic() - started),
        old_drops=tuple(old),
        made_from=made_from(drops, day),
    )


def _execute(
    settings: Settings,
    as_at: date,
    authorities: Sequence[str] | None,
    reporter: Reporter | None,
    log: Path,
) -> None:
    # Dagster and dagster-dbt take 5 s to import: only here, after everything that can fail quickly.
    from dagster import DagsterInstance

    from pipelines.definitions import build_defs
    from pipelines.jobs import main_job
    from pipelines.resources import RunRequest

    wanted = list(authorities) if authorities is not None else None
    overrides: dict[str, Any] = {"request": RunRequest(as_at=as_at.isoformat(), authorities=wanted)}
    if reporter is not None:
        overrides["reporter"] = reporter
    job = build_defs(settings, overrides).resolve_job_def(main_job.name)
    try:
        # Events stay in memory: 2,000 of them in SQLite took 90 s of 170 (2026-07, 2 cores), and
        # what a run was is in its manifest, its log and its files. Runs that `make dagster` starts
        # keep theirs.
        with DagsterInstance.ephemeral(
            tempdir=str(in_process_dir(settings)), settings={"telemetry": {"enabled": False}}
        ) as instance:
            job.execute_in_process(instance=instance, raise_on_error=True, run_config=QUIET)
    except Exception as error:
        told = told_fault(error)
        if told is not None:
            raise told from error
        with log.open("a", encoding="utf-8") as handle:
            handle.writelines(traceback.format_exception(error))
        raise Fault(
            f"A step of the run failed: {_first_line(error)}.",
            remedy=f"Nothing was published. The log is {log}.",
        ) from error


def told_fault(error: BaseException) -> Fault | None:
    """The fault at the bottom of what Dagster wrapped around it; None where there is none."""
    seen: list[BaseException] = []
    inner: BaseException | None = error
    while inner is not None and inner not in seen:
        if isinstance(inner, Fault):
            return inner
        if isinstance(inner, ReturnFault):
            return Fault(inner.what, where=inner.where, remedy=inner.remedy)
        seen.append(inner)
        inner = getattr(inner, "user_exception", None) or inner.__cause__ or inner.__context__
    return None


def _first_line(error: BaseException) -> str:
    inner: BaseException = error
    while (cause := getattr(inner, "user_exception", None) or inner.__cause__) is not None:
        inner = cause
    lines = str(inner).strip().splitlines() or [type(inner).__name__]
    return lines[0].rstrip(".")


def _known_years(years: Sequence[str]) -> None:
    for year in years:
        try:
            collection_year(year)
        except ReturnFault as fault:
            raise Fault(fault.what, where="SIGHTLINE_RETURN_YEARS", remedy=fault.remedy) from fault


def fail_runs_that_died(settings: Settings) -> None:
    """Mark runs that `make dagster` started and that died as failed; call it under the lock."""
    if not (settings.dagster_home / "history").is_dir():
        return
    from dagster import DagsterInstance

    from pipelines.leftovers import fail_stale_runs

    with DagsterInstance.from_config(str(prepare_dagster_home(settings))) as kept:
        fail_stale_runs(kept, own_run_id="")


def prepare_dagster_home(settings: Settings) -> Path:
    """Make DAGSTER_HOME below the data root, with our dagster.yaml in it."""
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(PROJECT_ROOT / "dagster.yaml", settings.dagster_home / "dagster.yaml")
    return settings.dagster_home


def in_process_dir(settings: Settings) -> Path:
    """Scratch space of Dagster while a command runs the job; made empty at each start."""
    return settings.dagster_home / "in_process"


def logs_dir(settings: Settings) -> Path:
    """Logs of commands, for whoever looks into a failure."""
    return settings.root / "logs"


@contextmanager
def _logged(settings: Settings) -> Iterator[Path]:
    """A new log file that takes what Dagster, dbt and others say while the body runs.

    The oldest logs are removed.
    """
    folder = logs_dir(settings)
    folder.mkdir(parents=True, exist_ok=True)
    for old in sorted(folder.glob("run-*.log"))[: -(LOGS_KEPT - 1)]:
        old.unlink()
    log = folder / f"run-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.log"
    root = logging.getLogger()
    # dbt puts a handler on the root logger when it is imported; the terminal belongs to the
    # reporter.
    before = list(root.handlers)
    with log.open("w", encoding="utf-8") as handle, contextlib.redirect_stdout(handle):
        root.handlers = [logging.StreamHandler(handle)]
        try:
            yield log
        finally:
            root.handlers = before


def _summary(settings: Settings, seconds: float) -> RunSummary:
    published = settings.published_dir
    pointer = read_pointer(published)
    if pointer is None:
        raise Fault("The run ended but nothing is published.", where=str(published))
    return RunSummary(
        run_id=pointer["run_id"],
        as_at=date.fromisoformat(pointer["as_at"]),
        seconds=seconds,
        pointer=published / POINTER_NAME,
        public=published / pointer["public"],
        aggregate=published / pointer["aggregate"],
        authorities={
            authority: {kind: published / name for kind, name in files.items()}
            for authority, files in pointer["authorities"].items()
        },
        returns={a: published / folder for a, folder in pointer["returns"].items()},
        packs={a: [published / name for name in names] for a, names in pointer["packs"].items()},
    )
