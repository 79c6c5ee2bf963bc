"""current.json: the one name that is ever written in place, and that by an atomic replacement.

A reader resolves the pointer, opens the files that it names and keeps the run id; it never meets a
half-written version.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.faults import Fault

POINTER_NAME = "current.json"
# Readers that have resolved the pointer may open the version before for a while, and an analyst
# compares with it.
VERSIONS_KEPT = 3


def read_pointer(published: Path) -> dict[str, Any] | None:
    """What current.json says, or None when nothing has been published.

    Raises:
        Fault: the file is there and is no JSON object; a run writes it anew.
    """
    path = published / POINTER_NAME
    try:
        pointer = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise Fault(
            f"The pointer to the published files cannot be read ({error}).",
            where=str(path),
            remedy="Run `sightline run` to publish again.",
        ) from error
    if not isinstance(pointer, dict):
        raise Fault("The pointer to the published files is no JSON object.", where=str(path))
    return pointer


def kept_run_ids(published: Path) -> set[str]:
    """Run ids whose files stay: the current one and those that it keeps."""
    pointer = read_pointer(published)
    if pointer is None:
        return set()
    return {str(pointer["run_id"]), *map(str, pointer.get("kept", []))}


def write_pointer(
    published: Path, content: Mapping[str, Any], versions: int = VERSIONS_KEPT
) -> Path:
    """Replace current.json by `content`, with the run ids of the versions to keep as `kept`.

    There are `versions` of them with the current one. Everything that it names must be on disk
    already (see `sync`): temporary file, fsync, rename, fsync of the folder.
    """
    before = read_pointer(published)
    earlier: list[str] = []
    if before is not None:
        earlier = [str(before["run_id"]), *map(str, before.get("kept", []))]
    kept = [run_id for run_id in earlier if run_id != content["run_id"]][: versions - 1]
    text = json.dumps({**content, "kept": kept}, indent=2) + "\n"
    path = published / POINTER_NAME
    temporary = published / f".{POINTER_NAME}.{os.getpid()}"
    with temporary.open("w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    temporary.replace(path)
    sync(published)
    return path


def sync(path: Path) -> None:
    """Force a file or folder, and for a folder all that it holds, to disk."""
    if path.is_dir():
        for child in path.iterdir():
            if child.is_dir() or child.suffix in {".duckdb", ".html", ".csv", ".xml"}:
                sync(child)
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
