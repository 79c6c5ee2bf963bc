"""One step of the timing of the writer, each a process of its own.

`read` census to a folder of Parquet, `load` that folder, `write` it as a census.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from returns import read, write


def main(step: str, given: Path, out: Path, year: str) -> None:
    """Does one step."""
    if step == "read":
        out.mkdir()
        for name, frame in read("cin", given, year=year).items():
            frame.write_parquet(out / f"{name}.parquet")
        return
    tables = {path.stem: pl.read_parquet(path) for path in sorted(given.glob("*.parquet"))}
    if step == "write":
        write("cin", tables, out, year=year)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
