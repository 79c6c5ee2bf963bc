"""What a reader found wrong with the form of a file, on its way to the rule engine.

Tables stay plain frames of text, so a finding travels in them: a finding on one row in the column
`_findings` of that row (so that it follows the row wherever a caller moves it), one on the file as
a whole in the extra table `_findings`. Both are absent from a clean file. The engine reports them
under the code `FORMAT`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import polars as pl

LINE = "_line"  # 1-based line of the row in its file, as a person would find it
FINDINGS = "_findings"
# How a reader says in a message where in the file it found something.
SAID_LINE = r" at line ([0-9]+)"


class ReadTables(dict[str, pl.DataFrame]):
    """The tables that a reader gives, and beside them where their rows and cells stood.

    `files` says of a table which files its rows came from, in the order of the rows, and how many
    came from each. In XML an item stands on a line below that of its row; in a CSV file the two are
    one. A plain dictionary otherwise: who copies or changes it loses no more than this.
    """

    def __init__(
        self,
        tables: Mapping[str, pl.DataFrame],
        files: Mapping[str, Sequence[tuple[str, int]]] | None = None,
    ) -> None:
        super().__init__(tables)
        self.files = dict(files or {})
        self._cell_lines: dict[str, tuple[pl.DataFrame, pl.DataFrame]] = {}

    def keep_cell_lines(self, name: str, lines: pl.DataFrame) -> None:
        """Keeps the lines of the cells of a table: one column for each of the table's."""
        self._cell_lines[name] = (self[name], lines)

    def cell_lines(self, name: str) -> pl.DataFrame | None:
        """The same; None where there are none, or another table has taken the place."""
        read, lines = self._cell_lines.get(name, (None, None))
        return lines if read is not None and self.get(name) is read else None


FILE_FINDINGS_SCHEMA = {
    "table": pl.String,
    "field": pl.String,
    "value": pl.String,
    "message": pl.String,
    "severity": pl.String,
    "line": pl.Int64,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with the form of one row, or of the file (`table` may then be None)."""

    message: str
    field: str | None = None
    value: str | None = None
    table: str | None = None
    severity: str = "error"
    line: int | None = None


def pack(findings: Sequence[Finding]) -> str | None:
    """The findings on one row as text; None where there is none."""
    if not findings:
        return None
    return json.dumps([[found.field, found.value, found.message] for found in findings])


def unpack(text: str) -> list[tuple[str | None, str | None, str]]:
    """Field, value and message of each finding packed in `text`."""
    return [(field, value, message) for field, value, message in json.loads(text)]


def file_findings(findings: Sequence[Finding]) -> pl.DataFrame:
    """The findings on a file as the extra table `_findings`."""
    return pl.DataFrame([asdict(found) for found in findings], schema=FILE_FINDINGS_SCHEMA)
