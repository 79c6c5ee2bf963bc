"""Runs of Dagster that died are marked as failed by whoever runs next."""

from pathlib import Path

from dagster import DagsterInstance, DagsterRun, DagsterRunStatus, job, op

from pipelines.build_lock import BuildLocked
from pipelines.build_lock import build_lock as taken
from pipelines.resources import BuildLock
from pipelines.run import fail_runs_that_died, prepare_dagster_home
from pipelines.settings import Settings


def test_a_run_that_died_is_failed_and_one_that_ended_stays_as_it_is(tmp_path: Path):
    settings = Settings(data_dir=tmp_path)
    home = str(prepare_dagster_home(settings))
    with DagsterInstance.from_config(home) as instance:
        died = DagsterRun(job_name="main", status=DagsterRunStatus.STARTED)
        ended = DagsterRun(job_name="main", status=DagsterRunStatus.SUCCESS)
        instance.add_run(died)
        instance.add_run(ended)
    fail_runs_that_died(settings)
    with DagsterInstance.from_config(home) as instance:
        assert instance.get_run_by_id(died.run_id).status == DagsterRunStatus.FAILURE
        assert instance.get_run_by_id(ended.run_id).status == DagsterRunStatus.SUCCESS
        assert not instance.telemetry_enabled


def test_an_installation_that_never_ran_dagster_gets_no_storage_for_it(tmp_path: Path):
    settings = Settings(data_dir=tmp_path)
    fail_runs_that_died(settings)
    assert not settings.dagster_home.exists()


def test_a_run_holds_the_lock_of_its_own_data_root_and_tidies_there(tmp_path: Path):
    """Dagster makes the resource anew for each run: what it was made with must not be lost."""
    settings = Settings(data_dir=tmp_path)
    left = settings.published_dir / "aggregate-died.duckdb"
    left.parent.mkdir()
    left.touch()
    held = []

    @op
    def look(build_lock: BuildLock) -> None:
        try:
            with taken(settings.build_lock_path, purpose="another run"):
                held.append(False)
        except BuildLocked:
            held.append(True)

    @job
    def looking() -> None:
        look()

    lock = BuildLock(data_dir=str(settings.root))
    assert looking.execute_in_process(resources={"build_lock": lock}).success
    assert held == [True]
    assert not left.exists()
