"""Invented authorities in the layout of the Standard Safeguarding Dataset.

They serve for demonstration, test and benchmark.
Nothing here is real: neither people nor places, workers nor providers. The same parameters give
the same bytes.
"""

from rich.table import Table

from pipelines.sample.calibration import calibrate, calibration_table, seen_tables
from pipelines.sample.world import SNAPSHOTS, build_world
from pipelines.sample.writer import Written, all_tables, write_sample


def calibrated(authority: str, *, children: int, years: int, seed: int) -> Table:
    """The figures of an authority beside their targets; the parameters are those of the sample."""
    world = build_world(authority, children=children, years=years, seed=seed)
    seen = seen_tables(all_tables(world), SNAPSHOTS[-1])
    return calibration_table(calibrate(seen, SNAPSHOTS[-1]))


__all__ = ["Written", "calibrated", "write_sample"]
