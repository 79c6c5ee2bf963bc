"""What the main job and the returns cost on this machine.

Each command runs as a process of its own; CPU seconds and peak memory are those of the process and
its children, as the kernel counts them.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

BIN = Path(sys.executable).parent
CHILDREN, YEARS = 8_840, 4


@dataclass(frozen=True)
class Cost:
    """What one command cost: seconds by the clock and of CPU, peak memory so far in MB."""

    label: str
    wall_s: float
    cpu_s: float
    peak_mb: float


def cost(label: str, *command: str | Path, data_dir: Path, accept: tuple[int, ...] = (0,)) -> Cost:
    """Runs a command and measures it; a failure ends the bench with the command's own words."""
    environment = {**os.environ, "SIGHTLINE_DATA_DIR": str(data_dir)}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    done = subprocess.Popen(
        [str(part) for part in command],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    output, _ = done.communicate()
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in accept:
        sys.exit(
            f"{label} ended with {done.returncode}:\n{output.decode(errors='replace')[-3000:]}"
        )
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(label, wall, cpu, after.ru_maxrss / 1024)


def main_job(root: Path) -> list[Cost]:
    """Sample, ingest and the run, first and again, at the size that `make run` builds."""
    data, sources = root / "data", root / "sources"
    sightline = BIN / "sightline"
    costs = [
        cost(
            f"sample of {CHILDREN:,} children, two snapshots",
            sightline,
            "sample",
            "--children",
            str(CHILDREN),
            "--years",
            str(YEARS),
            "--seed",
            "2026",
            "--authorities",
            "1",
            "--out",
            sources,
            data_dir=data,
        )
    ]
    for day in ("2026-04-30", "2026-07-31"):
        drop = sources / "999" / day
        costs.append(
            cost(
                f"ingest of {day}",
                sightline,
                "ingest",
                "ssd",
                drop,
                "--as-at",
                day,
                "--authority",
                "999",
                data_dir=data,
            )
        )
    costs.append(cost("run, first", sightline, "run", data_dir=data))
    costs.append(cost("run, again", sightline, "run", data_dir=data))
    for name in ("cin", "ssda903"):
        written = root / f"written-{name}"
        costs.append(
            cost(
                f"returns {name}",
                sightline,
                "returns",
                name,
                "--year",
                "2025-26",
                "--out",
                written,
                data_dir=data,
            )
        )
        path = next(iter(sorted(written.rglob("*.xml"))), written) if name == "cin" else written
        costs.append(
            cost(
                f"validate {name}",
                sightline,
                "validate",
                name,
                path,
                "--year",
                "2025-26",
                "--authority",
                "999",
                data_dir=data,
                accept=(0, 1),
            )
        )
    return costs


def main() -> None:
    """Prints the costs as a table."""
    root = Path(tempfile.mkdtemp(prefix="sightline-bench-"))
    try:
        costs = main_job(root)
    finally:
        shutil.rmtree(root, ignore_errors=True)
    table = Table(title=f"Sightline on {os.cpu_count()} cores")
    table.add_column("command")
    for heading in ("seconds", "CPU seconds", "peak MB so far"):
        table.add_column(heading, justify="right")
    for row in costs:
        table.add_row(row.label, f"{row.wall_s:.1f}", f"{row.cpu_s:.1f}", f"{row.peak_mb:,.0f}")
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
