"""Ingesting the newest drop of an authority as `make run` makes it, and of ten of them.

What was asked of it: one in under 15 seconds, ten in at most ten times that.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.benchmarks.measure import BIN, Cost, cost, show, together

CHILDREN, YEARS, SEED = 13_500, 6, 2026
NEWEST = "2026-07-31"
MANY = 10
MAY_TAKE_S = 15


def run(root: Path) -> None:
    """Makes ten authorities, ingests the newest drop of each, and prints what that cost."""
    sources, data = root / "sources", root / "data"
    size = ("--children", str(CHILDREN), "--years", str(YEARS), "--seed", str(SEED))
    arguments = ("sample", *size, "--authorities", str(MANY), "--out", sources)
    cost("sample", BIN / "sightline", *arguments, data_dir=data)
    costs = [
        _ingested(folder, data) for folder in sorted(p for p in sources.iterdir() if p.is_dir())
    ]
    one, many = costs[0], together(f"ingest of {MANY} authorities", costs)
    times = many.wall_s / one.wall_s
    is_kept = one.wall_s < MAY_TAKE_S and many.wall_s < MANY * MAY_TAKE_S
    note = (
        f"One took {one.wall_s:.1f} s and {MANY} took {times:.1f} times that; it may take "
        f"{MAY_TAKE_S} s, and {MANY} of them {MANY * MAY_TAKE_S} s: "
        f"{'kept' if is_kept else 'NOT KEPT'}."
    )
    show("Ingestion of a full drop", [one, many], [note])
    shutil.rmtree(sources)
    shutil.rmtree(data)


def _ingested(folder: Path, data: Path) -> Cost:
    of = ("--as-at", NEWEST, "--authority", folder.name)
    arguments = ("ingest", "ssd", folder / NEWEST, *of)
    return cost("ingest of one authority", BIN / "sightline", *arguments, data_dir=data)
