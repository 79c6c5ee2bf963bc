"""What a validation gives back: one row per rule, one row per finding, and their files."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from returns.faults import ReturnFault
from returns.findings import LINE, SAID_LINE, ReadTables

RUN_SCHEMA = pl.Schema(
    {
        "rule_code": pl.String(),
        "severity": pl.String(),
        "status": pl.String(),
        "issue_count": pl.Int64(),
        "rows_checked": pl.Int64(),
        "reason": pl.String(),
        "elapsed_ms": pl.Float64(),
    }
)
ISSUE_SCHEMA = pl.Schema(
    {
        "rule_code": pl.String(),
        "severity": pl.String(),
        "table": pl.String(),
        "row_number": pl.Int64(),
        "child_id": pl.String(),
        "field": pl.String(),
        "value": pl.String(),
        "message": pl.String(),
    }
)
STATUSES = ("passed", "failed", "not_applicable", "error")


@dataclass(frozen=True, slots=True)
class ValidationResult:
    """The answer of `validate`.

    `runs` has exactly one row for each rule of the year and one for `FORMAT`; `reason` is filled
    for `not_applicable` and `error`. `issues` has one row per finding: `row_number` is the 0-based
    position in the table given and is null, with `child_id`, for a finding on the whole authority.
    Both are in an order that depends on the content alone.
    """

    runs: pl.DataFrame
    issues: pl.DataFrame

    @property
    def has_findings(self) -> bool:
        """True if there is an error or a query to answer; our own `check` findings do not count."""
        return not self.issues.filter(pl.col("severity").is_in(["error", "query"])).is_empty()


def with_lines(issues: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The issues with `line`, 1-based in the file, where the reader kept it.

    It is the line that a finding on the form speaks of; else that of the cell, where the cell has
    one of its own (an element of XML); else that of the row.
    """
    numbered = issues.with_row_index("_order")
    parts = [
        _with_lines_of(part, tables, str(table), str(name))
        for (table, name), part in numbered.partition_by(
            ["table", "field"], as_dict=True, include_key=True
        ).items()
    ]
    if not parts:
        return issues.with_columns(pl.lit(None, dtype=pl.Int64).alias("line"))
    said = pl.when(pl.col("rule_code") == "FORMAT").then(
        pl.col("message").str.extract(SAID_LINE).cast(pl.Int64)
    )
    found = pl.concat(parts).sort("_order").drop("_order")
    return found.with_columns(pl.coalesce(said, "line").alias("line"))


def _with_lines_of(
    part: pl.DataFrame, tables: Mapping[str, pl.DataFrame], table: str, name: str
) -> pl.DataFrame:
    frame = tables.get(table)
    if frame is None or LINE not in frame.columns:
        return part.with_columns(pl.lit(None, dtype=pl.Int64).alias("line"))
    rows = part.get_column("row_number")
    lines = frame.get_column(LINE).gather(rows).cast(pl.Int64)
    cells = tables.cell_lines(table) if isinstance(tables, ReadTables) else None
    if cells is not None and name in cells.columns:
        lines = cells.get_column(name).gather(rows).cast(pl.Int64).fill_null(lines)
    return part.with_columns(lines.alias("line"))


def safe_cells(frame: pl.DataFrame) -> pl.DataFrame:
    """Text cells that a spreadsheet would run as a formula, made harmless by an apostrophe.

    Source: OWASP, CSV injection: cells that start with = + - @, tab or carriage return.
    """
    risky = pl.col(pl.String).str.contains(r"^[=+\-@\t\r]")
    text = pl.col(pl.String)
    return frame.with_columns(pl.when(risky).then("'" + text).otherwise(text).name.keep())


def write_result(
    result: ValidationResult, out: Path, tables: Mapping[str, pl.DataFrame] | None = None
) -> list[Path]:
    """`issues.csv` (with the line in the file, where known) and `runs.csv` in the folder `out`.

    Raises:
        ReturnFault: the folder cannot be written to.
    """
    files = {
        "issues.csv": with_lines(result.issues, tables or {}),
        "runs.csv": result.runs.drop("elapsed_ms"),  # the same input gives the same bytes
    }
    written = []
    for name, frame in files.items():
        write_bytes(out / name, safe_cells(frame).write_csv().encode())
        written.append(out / name)
    return written


def write_bytes(path: Path, content: bytes) -> None:
    """Writes a whole file or nothing."""
    with replaced(path) as temporary:
        temporary.write_bytes(content)


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """A neighbour of `path` to write to, which takes its name at the end; nothing if that fails.

    Raises:
        ReturnFault: the place cannot be written to, or is full.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        os.close(handle)
        temporary = Path(name)
        try:
            yield temporary
            temporary.chmod(0o644)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise ReturnFault(
            f"This cannot be written ({error.strerror or type(error).__name__}).",
            where=str(path),
            remedy="Name a folder that you may write to, with room on its disk.",
        ) from error
