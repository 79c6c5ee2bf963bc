"""Statutory returns: specification, reader, rules, reconciliation and writer.

Usable without the warehouse.

tables = read("ssda903", path, year="2025-26")
result = validate("ssda903", tables, year="2025-26", authority="301")
answer = reconcile("cin", tables, year="2025-26", previous=last_years_tables)
write("cin", tables, path, year="2025-26")
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from returns.cin import writer as cin_writer
from returns.earlier import READERS, newest
from returns.engine import validate
from returns.faults import ReturnFault
from returns.header import doubts
from returns.reconciliation import Reconciliation, reconcile, write_reconciliation
from returns.results import ValidationResult, with_lines, write_result
from returns.rules import Rule, rules_of
from returns.specification import RETURNS, known_return, specification
from returns.ssda903 import writer as ssda903_writer
from returns.years import KNOWN_YEARS, CollectionYear, collection_year

__all__ = [
    "KNOWN_YEARS",
    "RETURNS",
    "CollectionYear",
    "Reconciliation",
    "ReturnFault",
    "Rule",
    "ValidationResult",
    "collection_year",
    "doubts",
    "newest",
    "read",
    "reconcile",
    "rules_of",
    "specification",
    "validate",
    "validate_path",
    "with_lines",
    "write",
    "write_reconciliation",
    "write_result",
]

_WRITERS = {"cin": cin_writer.write, "ssda903": ssda903_writer.write}


def read(return_name: str, path: Path | str, *, year: str) -> dict[str, pl.DataFrame]:
    """The tables of a return that somebody already has: text as in the file, and `_line`.

    Raises:
        ReturnFault: unknown return or year, or nothing that can be read as that return.
    """
    return READERS[known_return(return_name)](Path(path), year=year)


def write(
    return_name: str, tables: Mapping[str, pl.DataFrame], path: Path | str, *, year: str
) -> Path:
    """Writes a return: `cin` to the file `path`, `ssda903` to the files of the folder `path`.

    Raises:
        ReturnFault: unknown return or year, or tables that cannot be written.
    """
    return _WRITERS[known_return(return_name)](tables, Path(path), year=year)


def validate_path(
    return_name: str,
    path: Path | str,
    *,
    year: str,
    authority: str | None = None,
    previous: Path | str | Sequence[Path | str] | None = None,
    out: Path | str | None = None,
) -> ValidationResult:
    """Reads and checks a return, and writes `issues.csv` and `runs.csv` into the folder `out`.

    `previous` is the return of the year before, in the same form; of several the newest counts.

    Raises:
        ReturnFault: as `read`, for any year.
    """
    tables = read(return_name, path, year=year)
    given = [previous] if isinstance(previous, (str, Path)) else list(previous or ())
    before = newest(return_name, [Path(one) for one in given], year=year).tables if given else None
    result = validate(return_name, tables, year=year, authority=authority, previous=before)
    if out is not None:
        write_result(result, Path(out), tables)
    return result
