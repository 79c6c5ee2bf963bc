"""Runs of Dagster that died are marked as failed by whoever runs next."""

from __future__ import annotations

from pathlib import Path

from dagster import DagsterInstance, DagsterRun, DagsterRunStatus

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
