"""What a command costs, as the kernel counts it for that process and its descendants alone."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

BIN = Path(sys.executable).parent
PROJECT = Path(__file__).resolve().parents[2]
# Threads that spin would be counted as work: numpy's libraries are held to one, everywhere.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@dataclass(frozen=True)
class Cost:
    """What one command cost: seconds by the clock and of CPU, peak memory in MB."""

    label: str
    wall_s: float
    cpu_s: float
    peak_mb: float


def cost(
    label: str,
    *command: str | Path,
    data_dir: Path,
    accept: tuple[int, ...] = (0,),
) -> Cost:
    """Runs a command and measures it; a failure ends the bench with the command's own words.

    A process starts with the peak memory of the one that starts it, so nothing large may ever be
    held here: data are made and read by processes of their own.
    """
    environment = {**os.environ, **ONE_THREAD, "SIGHTLINE_DATA_DIR": str(data_dir)}
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=PROJECT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        # The usage of all children taken together holds one peak for all; this is one child's.
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = output.read().decode(errors="replace")
    if process.returncode not in accept:
        sys.exit(f"{label} ended with {process.returncode}:\n{said[-3000:]}")
    return Cost(label, wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def together(label: str, costs: Sequence[Cost]) -> Cost:
    """Commands that ran one after the other, as one."""
    wall, cpu = sum(one.wall_s for one in costs), sum(one.cpu_s for one in costs)
    return Cost(label, wall, cpu, max(one.peak_mb for one in costs))


def show(title: str, costs: Sequence[Cost], notes: Sequence[str] = ()) -> None:
    """Prints costs as a table, and what follows from them."""
    table = Table(title=f"{title}, on {os.cpu_count()} cores")
    table.add_column("command")
    for heading in ("seconds", "CPU seconds", "peak MB"):
        table.add_column(heading, justify="right")
    for row in costs:
        table.add_row(row.label, f"{row.wall_s:.1f}", f"{row.cpu_s:.2f}", f"{row.peak_mb:,.0f}")
    console = Console(width=110)
    console.print(table)
    for note in notes:
        console.print(note, highlight=False)


def ratio(ours: Cost, theirs: Cost) -> str:
    """How many times less CPU and memory we take."""
    return (
        f"{ours.label}: {theirs.cpu_s / ours.cpu_s:,.0f} times less CPU "
        f"({ours.cpu_s:.2f} against {theirs.cpu_s:.1f} s), "
        f"memory {ours.peak_mb:,.0f} against {theirs.peak_mb:,.0f} MB"
    )
