"""Prints what a return's findings say, in words that no order of rows and no machine may change.

python -m tests.synthetic.same_findings FOLDER    holds census.xml, this/ and last/
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import polars as pl

from returns import ValidationResult, read, validate
from returns.findings import FINDINGS, LINE

YEAR = "2025-26"
# Made by the reader in the order of the document, so that they move with it.
_MADE = ("CINdetailsID", "AssessmentID", "CPPID", LINE, FINDINGS)
_LINE = re.compile(r" at line \d+")

Tables = dict[str, pl.DataFrame]


def findings(tables: Tables, result: ValidationResult) -> list[tuple[str, ...]]:
    """Each finding by child, the content of its row, field, code and words, sorted."""
    rows = {name: _content(frame) for name, frame in tables.items() if name != FINDINGS}
    said = []
    for issue in result.issues.iter_rows(named=True):
        number = issue["row_number"]
        row = rows[issue["table"]][number] if number is not None else ""
        words = _LINE.sub("", issue["message"])
        parts = (issue["rule_code"], issue["severity"], issue["table"], issue["child_id"], row)
        said.append(tuple(str(part) for part in (*parts, issue["field"], issue["value"], words)))
    return sorted(said)


def statuses(result: ValidationResult) -> list[tuple[object, ...]]:
    """What each rule's run says, but for the time it took."""
    return list(result.runs.drop("elapsed_ms").iter_rows())


def _content(frame: pl.DataFrame) -> list[str]:
    return [str(row) for row in frame.drop(_MADE, strict=False).iter_rows()]


def main(folder: Path) -> None:
    """Both returns, one finding and one run a line."""
    census = read("cin", folder / "census.xml", year=YEAR)
    this = read("ssda903", folder / "this", year=YEAR)
    last = read("ssda903", folder / "last", year=YEAR)
    results = (
        (census, validate("cin", census, year=YEAR, previous=census)),
        (this, validate("ssda903", this, year=YEAR, authority="301", previous=last)),
    )
    for tables, result in results:
        for line in (*findings(tables, result), *statuses(result)):
            print(ascii(line))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
