"""Start `sightline run`, watch what readers see, and kill it with SIGKILL at a moment."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tests.pipeline.conftest import PROJECT_ROOT, command, environment_for


def readable_version(published: Path) -> str:
    """The run id that readers meet now.

    Fails when the pointer or a file that it names cannot be read.
    """
    pointer = json.loads((published / "current.json").read_text())
    files = [pointer["public"], pointer["aggregate"]]
    for of_authority in pointer["authorities"].values():
        files += of_authority.values()
    for name in files:
        with duckdb.connect(str(published / name), read_only=True) as con:
            assert con.execute("select run_id from run_manifest").fetchall() == [
                (pointer["run_id"],)
            ]
    for folder in pointer["returns"].values():
        assert (published / folder / "cin" / "runs.csv").stat().st_size > 0
    for packs in pointer["packs"].values():
        assert all((published / pack).stat().st_size > 0 for pack in packs)
    return str(pointer["run_id"])


@dataclass(frozen=True)
class Ended:
    """How a run ended: by our SIGKILL at the moment, or by itself before it came."""

    killed: bool
    returncode: int
    output: str


def run_until(data_dir: Path, moment: Callable[[], bool], timeout: float = 200) -> Ended:
    """Run the main job and kill it when the moment has come; looks every few milliseconds."""
    process = subprocess.Popen(
        command("run"),
        env=environment_for(data_dir),
        cwd=PROJECT_ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    deadline = time.monotonic() + timeout
    killed = False
    try:
        while process.poll() is None:
            if moment():
                os.kill(process.pid, signal.SIGKILL)
                killed = True
                break
            assert time.monotonic() < deadline, "the moment never came"
            time.sleep(0.003)
    finally:
        if process.poll() is None and not killed:
            process.kill()
        output, _ = process.communicate(timeout=30)
    return Ended(killed, process.returncode, output)


def appears(folder: Path, pattern: str, known: set[Path] | None = None) -> Callable[[], bool]:
    """The moment when a new path fits the pattern."""
    before = set(folder.glob(pattern)) if known is None else known

    def has_come() -> bool:
        return bool(set(folder.glob(pattern)) - before)

    return has_come


def after(seconds: float) -> Callable[[], bool]:
    """The moment so many seconds from now."""
    start = time.monotonic()
    return lambda: time.monotonic() - start >= seconds


def grows(path: Path, size: int) -> Callable[[], bool]:
    """The moment when a file that was written since now has reached a size."""
    start = time.time()

    def has_come() -> bool:
        try:
            found = path.stat()
        except FileNotFoundError:
            return False
        return found.st_mtime >= start and found.st_size >= size

    return has_come
