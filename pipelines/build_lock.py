"""The file lock that lets one run build at a time.

An operating-system lock (flock) and not a Dagster pool: the kernel releases it when a run dies in
whatever way, so the next run needs no repair. The file also says who holds it, for the sentence
that a second run prints.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.faults import Fault


class BuildLocked(Fault):
    """Another run holds the lock."""


@contextmanager
def build_lock(
    path: Path, *, purpose: str, busy: str = "Another run is building"
) -> Iterator[None]:
    """Hold the lock while the body runs.

    Args:
        path: the lock file; its folder is made.
        purpose: what the holder does, in words for the person who meets the lock ("run
            20260731T…").
        busy: what is said before the name of the holder.

    Raises:
        BuildLocked: another process holds it; the sentence says which.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BuildLocked(
                f"{busy}: {_holder(handle)}.",
                where=str(path),
                remedy="Wait until it has ended, or end it; nothing needs to be repaired.",
            ) from None
        os.ftruncate(handle, 0)
        note = {"pid": os.getpid(), "host": socket.gethostname(), "purpose": purpose}
        os.pwrite(handle, json.dumps(note).encode(), 0)
        yield
    finally:
        os.close(handle)


def _holder(handle: int) -> str:
    try:
        note = json.loads(os.pread(handle, 4096, 0))
        return f"{note['purpose']}, process {note['pid']} on {note['host']}"
    except (ValueError, KeyError):
        return "its process has not yet written its name"
