"""Reads a 903 return: a folder or a zip of CSV files, or its XML.

Files are known by the pieces of their names or by their columns, columns by their names in any
order and case. Unknown and missing columns are kept as they are; the rule engine reports them. A
table whose file is absent is absent from the result. Where there are files of both forms, the CSV
files are read: the XML has no social workers and no orders that deprive of liberty.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from returns.faults import ReturnFault
from returns.findings import FINDINGS, Finding, ReadTables, file_findings
from returns.source_files import SourceFile, named_as, read_csv, recognise, source_files
from returns.specification import Specification, Table, specification
from returns.ssda903.document import read_document
from returns.years import KNOWN_YEARS

TEXT_SUFFIXES = (".csv", ".txt")


def read(path: Path, *, year: str) -> dict[str, pl.DataFrame]:
    """The tables of a 903 return by their names, text columns and `_line`.

    Raises:
        ReturnFault: unknown year, nothing there, or no file that belongs to the return.
    """
    spec = specification("ssda903", year)
    files = source_files(path)
    texts = [file for file in files if file.name.lower().endswith(TEXT_SUFFIXES)]
    documents = [file for file in files if file.name.lower().endswith(".xml")]
    if documents and not texts:
        return _read_xml(documents, spec, path)
    return _read_files(files, spec, path)


def _read_xml(
    documents: list[SourceFile], spec: Specification, path: Path
) -> dict[str, pl.DataFrame]:
    if len(documents) > 1:
        names = ", ".join(file.name for file in documents)
        raise ReturnFault(f"More than one XML file: {names}.", where=str(path), remedy="Give one.")
    return read_document(documents[0], spec)


def _tables_known(spec: Specification) -> Mapping[str, Table]:
    """The tables of the year and those that came later.

    Last year's return may have one when it is read to be compared with this year's. Whether the
    year has it the rule engine says.
    """
    return {**specification("ssda903", KNOWN_YEARS[-1]).tables, **spec.tables}


def _read_files(
    files: list[SourceFile], spec: Specification, path: Path
) -> dict[str, pl.DataFrame]:
    tables_known = _tables_known(spec)
    parts: dict[str, list[pl.DataFrame]] = {}
    came_from: dict[str, list[tuple[str, int]]] = {}
    findings: list[Finding] = []
    for file in files:
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
        came_from.setdefault(table.name, []).append((file.name, known.frame.height))
    if not parts:
        raise ReturnFault(
            "No file of the SSDA903 return is here.",
            where=str(path),
            remedy="Give the folder or zip of header.csv, episodes.csv and the others, or the XML.",
        )
    tables = {
        name: pl.concat(parts[name], how="diagonal") for name in tables_known if name in parts
    }
    if findings:
        tables[FINDINGS] = file_findings(findings)
    return ReadTables(tables, came_from)


def _not_read(name: str, why: str) -> Finding:
    return Finding(f"File not read, {why}: {name}", value=name, severity="check")
