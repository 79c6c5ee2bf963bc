"""The CIN census: reading and all rules, ours and the public validator's, and writing.

What issue and guide ask of us: 10,000 children at 30 times less CPU or better, 50,000 in under 12
CPU seconds and 500 MB, 100,000 written in under 10 seconds.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.benchmarks.measure import BIN, Cost, cost, ratio, show
from tests.benchmarks.peers import SCRIPTS, PeerUnavailable, peer_python

YEAR, PEER_YEAR, AUTHORITY = "2025-26", "2026", "301"
SIZES = (1_000, 10_000, 50_000)
# The public validator took 1,911 CPU seconds for 50,000 children when it was measured.
PEER_SIZES = (1_000, 10_000)
WRITTEN = (50_000, 100_000)


def run(root: Path) -> None:
    """Generates, times and prints; everything goes into `root`, which the caller removes."""
    files = {size: _census(root, size) for size in SIZES}
    ours = {size: _validate(root, files[size], size) for size in SIZES}
    theirs: dict[int, Cost] = {}
    notes = []
    try:
        python = peer_python("cin")
        script = SCRIPTS / "cin_time.py"
        for size in PEER_SIZES:
            theirs[size] = cost(
                f"public validator, {size:,} children",
                python, script, files[size], PEER_YEAR,
                data_dir=root,
            )  # fmt: skip
    except PeerUnavailable as fault:
        notes.append(str(fault))
    notes += [ratio(ours[size], theirs[size]) for size in theirs]
    middle, large = ours[SIZES[1]], ours[SIZES[2]]
    notes.append(
        f"Five times the children, {large.cpu_s / middle.cpu_s:.1f} times the CPU "
        f"and {large.peak_mb / middle.peak_mb:.1f} times the memory."
    )
    show("CIN census, reading and all rules", [*ours.values(), *theirs.values()], notes)
    _writing(root)


def _census(root: Path, size: int, *options: str) -> Path:
    path = root / f"census-{size}.xml"
    command = (sys.executable, "-m", "tests.synthetic.census", size, path, *options)
    cost(f"census of {size:,}", *(str(part) for part in command), data_dir=root)
    return path


def _validate(root: Path, path: Path, size: int) -> Cost:
    return cost(
        f"sightline validate cin, {size:,} children",
        BIN / "sightline", "validate", "cin", path, "--year", YEAR, "--authority", AUTHORITY,
        "--out", root / f"out-{size}",
        data_dir=root,
        accept=(0, 1),
    )  # fmt: skip


def _writing(root: Path) -> None:
    """Writing alone: the tables come from Parquet, so that no reader is timed with it."""
    costs = []
    for size in WRITTEN:
        tables = root / f"tables-{size}"
        # A writer is given what a warehouse holds: nothing malformed, and no child twice.
        path = _census(root, size, "--altered", "0")
        steps = (sys.executable, "-m", "tests.benchmarks.cin_tables")
        cost(f"tables of {size:,}", *steps, "read", path, tables, YEAR, data_dir=root)
        out = root / f"written-{size}.xml"
        label = f"tables from Parquet, {size:,} children"
        costs.append(cost(label, *steps, "load", tables, out, YEAR, data_dir=root))
        label = f"the same and writing the census, {size:,} children"
        costs.append(cost(label, *steps, "write", tables, out, YEAR, data_dir=root))
    last = costs[-1]
    show(
        "CIN census, writing",
        costs,
        [
            f"Writing {WRITTEN[-1]:,} children: {last.wall_s - costs[-2].wall_s:.1f} seconds, "
            f"{last.peak_mb - costs[-2].peak_mb:,.0f} MB above the tables themselves "
            f"({costs[1].peak_mb - costs[0].peak_mb:,.0f} MB at {WRITTEN[0]:,})."
        ],
    )
