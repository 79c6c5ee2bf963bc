"""What all tests share. No test inherits the settings of the person who runs it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

PROJECT_ROOT = Path(__file__).resolve().parent.parent

# Settings are read from the environment; a test must not inherit those of the person who runs it.
for name in [
    key for key in os.environ if key.startswith("SIGHTLINE_") and key != "SIGHTLINE_WRITE_GOLDEN"
]:
    del os.environ[name]
os.environ.setdefault("DBT_SEND_ANONYMOUS_USAGE_STATS", "false")


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The clone."""
    return PROJECT_ROOT


@pytest.fixture(scope="session")
def sample_drops(project_root: Path) -> dict[str, Path]:
    """The committed sample authority: as-at date to folder of SSD tables."""
    return {
        folder.name: folder
        for folder in sorted((project_root / "data/sample/999").iterdir())
        if folder.is_dir()
    }
