"""Reads a CIN census: the XML that COLLECT takes, or one CSV for each module."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl

from returns.cin.document import read_document
from returns.faults import ReturnFault
from returns.findings import FINDINGS, Finding, ReadTables, file_findings
from returns.source_files import (
    CsvTable,
    SourceFile,
    named_as,
    read_csv,
    recognise,
    source_files,
)
from returns.specification import Specification, specification

_FACTOR_SEPARATORS = re.compile(r"[;|,\s]+")


def read(path: Path, *, year: str) -> dict[str, pl.DataFrame]:
    """The tables of a CIN census by their names, text columns and `_line`.

    Raises:
        ReturnFault: unknown year, nothing there, or a file that is no CIN census.
    """
    spec = specification("cin", year)
    files = source_files(path)
    documents = [file for file in files if file.name.lower().endswith(".xml")]
    if len(documents) > 1:
        names = ", ".join(file.name for file in documents)
        raise ReturnFault(f"More than one XML file: {names}.", where=str(path), remedy="Give one.")
    if documents:
        return read_document(documents[0], spec)
    if [file for file in files if file.name.lower().endswith(".csv")]:
        return _read_modules(files, spec, path)
    if len(files) == 1:
        return read_document(files[0], spec)
    raise ReturnFault(
        "No CIN census is here.", where=str(path), remedy="Give its XML, or its modules as CSV."
    )


# ---- one CSV for each module ----


def _read_modules(
    files: list[SourceFile], spec: Specification, path: Path
) -> dict[str, pl.DataFrame]:
    parts: dict[str, CsvTable] = {}
    findings: list[Finding] = []
    for file in files:
        given = read_csv(file) if file.name.lower().endswith(".csv") else None
        table = recognise(given, spec.tables) if given else None
        if given is None or table is None or table.name in parts:
            message = f"File not read, no module of the census or a second of one: {file.name}"
            findings.append(Finding(message, value=file.name, severity="check"))
            continue
        parts[table.name] = named_as(given, table)
        findings += parts[table.name].findings
    if "ChildIdentifiers" not in parts and "CINdetails" not in parts:
        raise ReturnFault("No module of the CIN census is here.", where=str(path))
    tables = {name: parts[name].frame for name in spec.tables if name in parts}
    factors = tables.get("Assessments", pl.DataFrame())
    if "AssessmentFactors" in factors.columns:
        codes = [
            [code for code in _FACTOR_SEPARATORS.split(text or "") if code]
            for text in factors.get_column("AssessmentFactors")
        ]
        listed = pl.Series("AssessmentFactors", codes, dtype=pl.List(pl.String))
        tables["Assessments"] = factors.with_columns(listed)
    if findings:
        tables[FINDINGS] = file_findings(findings)
    came_from = {name: [(parts[name].name, parts[name].frame.height)] for name in parts}
    return ReadTables(tables, came_from)
