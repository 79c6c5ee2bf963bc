"""Sample authorities, landed and built by dbt once for all tests of the models.

Everything lies below a folder of its own, so the tests neither read nor write a person's data root.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from sample_warehouse import AS_AT, Warehouse, built

from pipelines.sample import write_sample


@pytest.fixture(scope="session")
def warehouse(sample_drops: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """All snapshots of the sample landed, and the models of the newest built."""
    return built(sample_drops, tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="session")
def barsetshire(warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Not half of Barsetshire, over six years: enough children for its stories to show in figures.

    The newest snapshot, and only what the figures and providers need.
    """
    folder = tmp_path_factory.mktemp("barsetshire")
    write_sample(folder, children=6_000, years=6, seed=2026, authorities=["999"])
    newest = AS_AT.isoformat()
    return built(
        {newest: folder / "999" / newest},
        tmp_path_factory.mktemp("stories"),
        manifest=warehouse.manifest,
        select=["+fct_measure_value", "+fct_provider_year"],
    )
