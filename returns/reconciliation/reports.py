"""The reports of the reconciliation: what is counted, by whose definition.

A report is one SQL file with a YAML header, `<return>/reports/report_<name>.sql`. The header:
  report, title, order, definition, source (document and paragraph, or table);
  table:      the table whose rows are counted, unless the SQL says so by row in `table_name`;
  fields:     tables and fields that it reads: cells of them that cannot be read are said;
  lines:      its lines in their order, see below;
  needs:      `previous` where it says nothing without last year's return;
  threshold:  a change of so many per cent, and of five or more, is pointed out on each counted
              line; ours, where the DfE names no check;
  first_year, last_year: the collection years in which there is such a report.

A line has `line` and `label`, and may have `definition`, `check` (a change of so many per cent is
one that the DfE asks about), `looks_back` (true: last year's figure would need the return of the
year before it, and is left out), and how it counts: rows, unless it has `counts: children`, or
`percent: [numerator, denominator]`, two other lines. `codes: ReferralSource` stands for one line
for each code of that list.

The SQL sees what rules see (`returns.rules`), with the tables and columns of every year. It selects
one row for each line and row counted: `line` and `row_number`. So a figure is the length of its
list, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from returns.rules import with_variables
from returns.specification import HERE, Specification
from returns.years import CollectionYear

ROWS, CHILDREN, PERCENT = "rows", "children", "percent"

_HEADER = re.compile(r"\A\s*/\*---\n(.*?)\n---\*/", re.DOTALL)
_REPORT_KEYS = {
    "report",
    "title",
    "order",
    "definition",
    "source",
    "table",
    "fields",
    "lines",
    "needs",
    "threshold",
    "first_year",
    "last_year",
}
_LINE_KEYS = {
    "line",
    "label",
    "definition",
    "check",
    "looks_back",
    "counts",
    "percent",
    "codes",
}


class ReportFault(ValueError):  # noqa: N818 - the house word
    """A report that is not well formed: a defect of ours, never of a return."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a report. `codes` is the code list for whose codes it stands, if it does."""

    name: str
    label: str
    definition: str = ""
    counts: str = ROWS
    numerator: str | None = None
    denominator: str | None = None
    check: int | None = None
    looks_back: bool = False
    codes: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One report, as its file says."""

    name: str
    title: str
    order: int
    definition: str
    source: str
    table: str
    fields: Mapping[str, tuple[str, ...]]
    lines: tuple[Line, ...]
    sql: str
    needs_previous: bool
    threshold: int | None
    first_year: str
    last_year: str

    def lines_of(self, *specifications: Specification) -> tuple[Line, ...]:
        """Its lines with each code list as one line for each code of the years.

        The first specification that has a code gives its label.
        """
        found: dict[str, Line] = {}
        for line in self.lines:
            if line.codes is None:
                found.setdefault(line.name, line)
                continue
            for specification in specifications:
                for code, label in specification.codes.get(line.codes, {}).items():
                    found.setdefault(code, Line(code, f"{code} {label}"))
        return tuple(found.values())


def reports_of(return_name: str, year: CollectionYear) -> tuple[Report, ...]:
    """The reports of a return for a year, in their order; none where there are none yet."""
    return tuple(
        report
        for report in _reports(return_name)
        if report.first_year <= year.label <= (report.last_year or year.label)
    )


@cache
def _reports(return_name: str) -> tuple[Report, ...]:
    folder = HERE / return_name / "reports"
    return tuple(
        sorted(map(read_report, sorted(folder.glob("*.sql"))), key=lambda report: report.order)
    )


def read_report(path: Path) -> Report:
    """The report in an SQL file.

    Raises:
        ReportFault: header absent, unknown keys or values, or a file name that does not fit.
    """
    text = path.read_text(encoding="utf-8")
    header = _HEADER.match(text)
    if header is None:
        raise ReportFault(f"{path}: no header between /*--- and ---*/")
    said: dict[str, Any] = yaml.safe_load(header.group(1))
    lines = tuple(_line(line, path) for line in said["lines"])
    report = Report(
        name=said["report"],
        title=said["title"],
        order=said["order"],
        definition=said["definition"],
        source=said["source"],
        table=said["table"],
        fields={table: tuple(names) for table, names in said.get("fields", {}).items()},
        lines=lines,
        sql=with_variables(text[header.end() :].strip()),
        needs_previous="previous" in said.get("needs", ()),
        threshold=said.get("threshold"),
        first_year=said.get("first_year", ""),
        last_year=said.get("last_year", ""),
    )
    names = [line.name for line in lines]
    parts = {part for line in lines for part in (line.numerator, line.denominator) if part}
    wrong = [
        *sorted(set(said) - _REPORT_KEYS),
        *([] if path.name == f"report_{report.name}.sql" else ["file name"]),
        *([] if set(said.get("needs", ())) <= {"previous"} else ["needs"]),
        *([] if len(set(names)) == len(names) else ["a line twice"]),
        *sorted(parts - set(names)),
    ]
    if wrong:
        raise ReportFault(f"{path}: wrong in the header: {', '.join(wrong)}")
    return report


def _line(said: Mapping[str, Any], path: Path) -> Line:
    codes = said.get("codes")
    counts = PERCENT if "percent" in said else said.get("counts", ROWS)
    unknown = sorted(set(said) - _LINE_KEYS)
    if unknown or counts not in (ROWS, CHILDREN, PERCENT):
        raise ReportFault(f"{path}: wrong in a line: {', '.join(unknown) or counts}")
    numerator, denominator = said.get("percent", (None, None))
    return Line(
        name=said.get("line", codes),
        label=said.get("label", codes),
        definition=said.get("definition", ""),
        counts=counts,
        numerator=numerator,
        denominator=denominator,
        check=said.get("check"),
        looks_back=said.get("looks_back", False),
        codes=codes,
    )
