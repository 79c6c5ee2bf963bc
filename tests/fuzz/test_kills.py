"""Twenty runs killed at seeded moments.

Readers are served throughout, and runs in between end with the same bytes.
"""

from __future__ import annotations

import random
import time
from datetime import date
from pathlib import Path

import pytest

from pipelines.run import run
from pipelines.settings import Settings
from tests.pipeline.conftest import CODE_VERSION, ingest, products
from tests.pipeline.killing import after, readable_version, run_until

KILLS, RUN_AFTER = 20, 5


@pytest.mark.timeout(7200)
def test_twenty_killed_runs_never_leave_readers_without_a_whole_version(
    tmp_path: Path, sample_drops: dict[str, Path]
):
    settings = Settings(data_dir=tmp_path / "data", code_version=CODE_VERSION)
    ingest(settings, sample_drops)
    first = run(settings, as_at=date(2026, 7, 31))
    expected = products(first)
    started = time.monotonic()
    second = run(settings)
    duration = time.monotonic() - started + 3  # a process of its own imports first
    assert products(second) == expected
    serving = second.run_id
    draw = random.Random(20260731)
    for number in range(1, KILLS + 1):
        ended = run_until(settings.root, after(draw.uniform(0, duration)), timeout=600)
        now = readable_version(settings.published_dir)
        # Either the version before is served, or the run had published before the moment came.
        assert now != serving or ended.killed, ended.output
        serving = now
        if number % RUN_AFTER == 0:
            last = run(settings)
            assert products(last) == expected
            serving = readable_version(settings.published_dir)
            assert serving == last.run_id
