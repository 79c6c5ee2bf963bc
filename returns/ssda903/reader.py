"""Reads a 903 return: a folder or a zip of CSV files.

Files are known by the pieces of their names or by their columns, columns by their names in any
order and case. Unknown and missing columns are kept as they are; the rule engine reports them. A
table whose file is absent is absent from the result.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from returns.faults import ReturnFault
from returns.findings import FINDINGS, Finding, file_findings
from returns.source_files import named_as, read_csv, recognise, source_files
from returns.specification import specification
from returns.years import KNOWN_YEARS

TEXT_SUFFIXES = (".csv", ".txt")


def read(path: Path, *, year: str) -> dict[str, pl.DataFrame]:
    """The tables of a 903 return by their names, text columns and `_line`.

    Raises:
        ReturnFault: unknown year, nothing there, or no file that belongs to the return.
    """
    # A table that came later may be there too: last year's return is read to compare it with one
    # of this year. Whether the year has it the rule engine says.
    newest = specification("ssda903", KNOWN_YEARS[-1])
    tables_known = {**newest.tables, **specification("ssda903", year).tables}
    parts: dict[str, list[pl.DataFrame]] = {}
    findings: list[Finding] = []
    for file in source_files(path):
        if not file.name.lower().endswith(TEXT_SUFFIXES):
            findings.append(_not_read(file.name, "no CSV file"))
            continue
        given = read_csv(file)
        table = recognise(given, tables_known) if given else None
        if given is None or table is None:
            why = "no file of the return" if given else "empty"
            findings.append(_not_read(file.name, why))
            continue
        known = named_as(given, table)
        findings += [
            Finding(found.message, found.field, found.value, table.name) for found in known.findings
        ]
        if table.name in parts:
            message = f"A second file of this table, its rows follow the first's: {file.name}"
            findings.append(Finding(message, table=table.name))
        parts.setdefault(table.name, []).append(known.frame)
    if not parts:
        raise ReturnFault(
            "No file of the SSDA903 return is here.",
            where=str(path),
            remedy="Give the folder or zip with header.csv, episodes.csv and the others.",
        )
    tables = {name: pl.concat(parts[name], how="diagonal") for name in tables_known if name in parts}
    if findings:
        tables[FINDINGS] = file_findings(findings)
    return tables


def _not_read(name: str, why: str) -> Finding:
    return Finding(f"File not read, {why}: {name}", value=name, severity="check")
