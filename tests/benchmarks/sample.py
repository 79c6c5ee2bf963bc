"""The sample: one authority as `make run` makes it, and ten of them one after the other.

What was asked of it: one in under 20 seconds, ten in at most ten times that and in the memory that
one takes.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.benchmarks.measure import BIN, Cost, cost, show

CHILDREN, YEARS, SEED = 13_500, 6, 2026
MANY = 10


def run(root: Path) -> None:
    """Writes both and prints what they cost; what was written goes again at once."""
    one, many = (_written(root, count) for count in (1, MANY))
    show(
        "The sample, three snapshots",
        [one, many],
        [
            f"{MANY} authorities: {many.wall_s / one.wall_s:.1f} times the seconds of one "
            f"and {many.peak_mb / one.peak_mb:.1f} times its memory."
        ],
    )


def _written(root: Path, authorities: int) -> Cost:
    out = root / f"sample-{authorities}"
    label = f"{authorities} of {CHILDREN:,} children and {YEARS} years"
    size = ("--children", str(CHILDREN), "--years", str(YEARS), "--seed", str(SEED))
    arguments = ("sample", *size, "--authorities", str(authorities), "--out", out)
    taken = cost(label, BIN / "sightline", *arguments, data_dir=root)
    shutil.rmtree(out)
    return taken
