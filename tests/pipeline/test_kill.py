"""A killed run leaves the published version whole, and the next ends well with the same bytes."""

from __future__ import annotations

import time
from pathlib import Path

import duckdb
import pytest

from pipelines.leftovers import run_id_of, versioned_paths
from pipelines.publish.pointer import VERSIONS_KEPT, kept_run_ids
from pipelines.run import RunSummary
from pipelines.settings import Settings
from pipelines.warehouse import dbt_log_path
from tests.pipeline.conftest import products, sightline, written
from tests.pipeline.killing import appears, grows, readable_version, run_until

# One after the other, on one installation: each run begins with what the killed one before it left.
pytestmark = pytest.mark.timeout(600)


def test_a_run_killed_at_three_moments_leaves_the_last_version_and_the_next_run_repeats_it(
    installation: Settings, first_run: RunSummary, project_root: Path
):
    published = installation.published_dir
    expected = products(first_run)
    serving = readable_version(published)
    project_before = set((project_root / "dbt_project").rglob("*"))
    moments = {
        # dbt has begun to write: its log holds the first models.
        "while dbt builds": lambda: grows(dbt_log_path(installation), 8_000),
        "while a return is written": lambda: appears(published / "999", "returns-*/*"),
        "while files are published": lambda: appears(published, "public-*"),
    }
    for name, moment in moments.items():
        ended = run_until(installation.root, moment())
        assert ended.killed, (name, ended.output)
        assert readable_version(published) == serving, name
        assert_build_file_is_free(installation)

    result = sightline(installation.root, "run")

    assert result.returncode == 0, result.stderr
    after = readable_version(published)
    assert after != serving
    found = {}
    for folder in (published / "999").glob(f"returns-{after}"):
        found |= {f"999/{name}": content for name, content in written(folder).items()}
    for pack in (published / f"packs-{after}" / "999").iterdir():
        found[f"999/{pack.name}"] = pack.read_bytes()
    assert found == expected
    # What the killed runs left is gone; the version that readers may still have open is there.
    kept = {run_id_of(path) for path in versioned_paths(published)}
    assert kept == kept_run_ids(published) >= {serving, after}
    assert len(kept) <= VERSIONS_KEPT
    assert set((project_root / "dbt_project").rglob("*")) == project_before


def assert_build_file_is_free(settings: Settings) -> None:
    """The killed run's dbt has died with it: nobody holds the build file."""
    deadline = time.monotonic() + 5
    while True:
        try:
            with duckdb.connect(str(settings.warehouse_path)):
                return
        except duckdb.IOException:
            assert time.monotonic() < deadline, "a process of the killed run holds the build file"
            time.sleep(0.05)
