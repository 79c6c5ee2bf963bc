"""SSDA903: reading two years, all rules and the report, ours and the public validator's."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.benchmarks.measure import BIN, Cost, cost, ratio, show
from tests.benchmarks.peers import SCRIPTS, PeerUnavailable, peer_python

YEAR, PEER_YEAR, AUTHORITY, PEER_AUTHORITY = "2025-26", "2026", "301", "E09000002"
SIZES = (2_000, 20_000)


def run(root: Path) -> None:
    """Generates, times and prints; everything goes into `root`, which the caller removes."""
    sets = {size: _sets(root, size) for size in SIZES}
    ours = {size: _validate(root, sets[size], size) for size in SIZES}
    theirs: dict[int, Cost] = {}
    notes = []
    try:
        python = peer_python("ssda903")
        script = SCRIPTS / "ssda903_time.py"
        for size in SIZES:
            theirs[size] = cost(
                f"public validator, {size:,} children, two years",
                python, script, sets[size] / "this", sets[size] / "last", PEER_YEAR, PEER_AUTHORITY,
                data_dir=root,
            )  # fmt: skip
    except PeerUnavailable as fault:
        notes.append(str(fault))
    notes += [ratio(ours[size], theirs[size]) for size in theirs]
    show("SSDA903, reading, all rules and the report", [*ours.values(), *theirs.values()], notes)


def _sets(root: Path, size: int) -> Path:
    folder = root / f"sets-{size}"
    # The public validator loses rules to a malformed date; well formed ones keep all in the race.
    command = ("tests.synthetic.looked_after", str(size), str(folder), "--well-formed")
    cost(f"sets of {size:,}", sys.executable, "-m", *command, data_dir=root)
    return folder


def _validate(root: Path, folder: Path, size: int) -> Cost:
    return cost(
        f"sightline validate ssda903, {size:,} children, two years",
        BIN / "sightline", "validate", "ssda903", folder / "this", "--previous", folder / "last",
        "--year", YEAR, "--authority", AUTHORITY, "--out", root / f"out903-{size}",
        data_dir=root,
        accept=(0, 1),
    )  # fmt: skip
