"""One real run on the committed sample authority, shared by the tests of this folder.

What it published is only read.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from pipelines.connectors import ssd
from pipelines.run import RunSummary, run
from pipelines.settings import Settings

# The pack names the code that made it; a commit during the tests is no difference of the data.
CODE_VERSION = "tests"
PROJECT_ROOT = Path(__file__).resolve().parents[2]


def sightline(
    data_dir: Path, *arguments: str | Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, as a person runs it."""
    return subprocess.run(
        command(*arguments),
        env=environment_for(data_dir) | dict(environment or {}),
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "pipelines.cli", *map(str, arguments)]


def environment_for(data_dir: Path) -> dict[str, str]:
    return {
        **os.environ,
        "SIGHTLINE_DATA_DIR": str(data_dir),
        "SIGHTLINE_CODE_VERSION": CODE_VERSION,
    }


def ingest(settings: Settings, drops: Mapping[str, Path]) -> None:
    for day, folder in drops.items():
        ssd.ingest(
            folder,
            as_at=date.fromisoformat(day),
            authority="999",
            landing_dir=settings.landing_dir,
            max_mb=settings.max_upload_mb,
        )


@pytest.fixture(scope="session")
def installation(
    tmp_path_factory: pytest.TempPathFactory, sample_drops: dict[str, Path]
) -> Iterator[Settings]:
    """A data root with every snapshot of the sample landed."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), code_version=CODE_VERSION)
    ingest(settings, sample_drops)
    yield settings


@pytest.fixture(scope="session")
def first_run(installation: Settings) -> RunSummary:
    """The main job, once."""
    return run(installation)


@pytest.fixture(scope="session")
def earlier_run(installation: Settings, first_run: RunSummary) -> RunSummary:
    """The main job again, as at the day of the snapshot before."""
    return run(installation, as_at=date(2026, 4, 30))


def written(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def products(summary: RunSummary) -> dict[str, bytes]:
    """The returns and packs of a run, by authority and name."""
    found = {}
    for authority, folder in summary.returns.items():
        found |= {f"{authority}/{name}": content for name, content in written(folder).items()}
    for authority, packs in summary.packs.items():
        found |= {f"{authority}/{path.name}": path.read_bytes() for path in packs}
    return found
