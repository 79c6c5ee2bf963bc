"""What a reader found wrong with the form of a file, on its way to the rule engine.

Tables stay plain frames of text, so a finding travels in them: a finding on one row in the column
`_findings` of that row (so that it follows the row wherever a caller moves it), one on the file as
a whole in the extra table `_findings`. Both are absent from a clean file. The engine reports them
under the code `FORMAT`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import polars as pl

LINE = "_line"  # 1-based line of the row in its file, as a person would find it
FINDINGS = "_findings"

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
