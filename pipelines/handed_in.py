"""Returns that somebody already has: checked against the rules, or kept as submitted."""

from __future__ import annotations

import hashlib
import os
import pwd
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.faults import Fault
from pipelines.rule_lists import NO_LISTS, WITH_LISTS, Lists, lists_of
from pipelines.settings import Settings
from pipelines.state import Submission, submissions
from returns import (
    ValidationResult,
    collection_year,
    doubts,
    newest,
    read,
    reconcile,
    validate,
    with_lines,
    write_reconciliation,
    write_result,
)
from returns.source_files import source_files
from returns.specification import specification


@dataclass(frozen=True)
class CheckedPath:
    """A return that was checked.

    `issues` are the findings with the line of the file, `previous` says in words what rules that
    compare were given, or is null; `left_aside` are returns of years before that; `doubts` say in
    words what its header says otherwise than the person.
    """

    result: ValidationResult
    issues: pl.DataFrame
    previous: str | None
    left_aside: tuple[Path, ...] = ()
    doubts: tuple[str, ...] = ()


def check_path(
    settings: Settings,
    return_name: str,
    path: Path,
    *,
    year: str,
    authority: str | None,
    previous: Sequence[Path],
    out: Path,
    lists: Lists = NO_LISTS,
    with_reconciliation: bool = False,
) -> CheckedPath:
    """Check a return and write issues.csv, runs.csv and, if wanted, the reconciliation into `out`.

    Of several earlier returns the newest counts. Where none is given, the one of the year before
    that was kept as submitted stands in, and where no lists are given those of the installation for
    the authority.

    Raises:
        ReturnFault: unknown return or year, or nothing that can be read as that return or list.
        Fault: what was kept has been altered since, or the return looks into no list.
    """
    tables = read(return_name, path, year=year)
    number = authority or header_authority(return_name, tables)
    words: str | None = None
    before: dict[str, pl.DataFrame] | None = None
    left_aside: tuple[Path, ...] = ()
    if previous:
        earlier = newest(return_name, previous, year=year)
        words, before, left_aside = str(earlier.path), earlier.tables, earlier.left_aside
    else:
        kept, before = previous_of(settings, return_name, year, number or settings.authority)
        words = kept.words if kept else None
    if lists != NO_LISTS and return_name != WITH_LISTS:
        raise Fault(
            f"The return {return_name} looks into no list of postcodes or providers.",
            remedy="Leave --postcodes and --providers out.",
        )
    if lists == NO_LISTS and number:
        # Nobody's own lists are looked into for a return of which we do not know whose it is.
        lists = lists_of(settings, number)
    reference = lists.reference(return_name, year, [tables, before or {}])
    result = validate(
        return_name, tables, year=year, authority=number, previous=before, reference=reference
    )
    write_result(result, out, tables)
    if with_reconciliation:
        reconciled = reconcile(return_name, tables, year=year, previous=before, authority=number)
        write_reconciliation(reconciled, out)
    said = tuple(doubts(return_name, tables, year=year, authority=number))
    return CheckedPath(result, with_lines(result.issues, tables), words, left_aside, said)


def previous_of(
    settings: Settings, return_name: str, year: str, authority: str
) -> tuple[Submission | None, dict[str, pl.DataFrame] | None]:
    """The return of the year before as it was submitted, and its tables; None where none is kept.

    Raises:
        Fault: what was kept has been altered since.
    """
    before = collection_year(year).previous.label
    found = submissions.newest(settings.state_dir, return_name, authority, before)
    if found is None:
        return None, None
    return found, submissions.tables_of(settings.state_dir, found)


def keep_submitted(
    settings: Settings, return_name: str, path: Path, *, year: str, authority: str | None
) -> tuple[Submission, bool]:
    """Keep a return as it was submitted, and say whether the same files were kept already.

    Raises:
        ReturnFault: unknown return or year, or nothing that can be read as that return.
        Fault: it is another authority's or holds no child, or what was kept has been altered.
    """
    tables = read(return_name, path, year=year)
    _refuse_empty(return_name, path, tables, year)
    stated = header_authority(return_name, tables)
    if authority and stated and authority != stated:
        raise Fault(
            f"The return is of authority {stated}, not of {authority}.",
            where=str(path),
            remedy="Leave --authority out, or give the return of that authority.",
        )
    return submissions.keep(
        settings.state_dir,
        return_name=return_name,
        year=year,
        authority=authority or stated or settings.authority,
        tables=tables,
        source=_hashes(path),
        by=_user(),
    )


def header_authority(return_name: str, tables: dict[str, pl.DataFrame]) -> str | None:
    """The authority that the return names; an SSDA903 names none."""
    header = tables.get("Header")
    if return_name != "cin" or header is None or header.is_empty() or "LEA" not in header.columns:
        return None
    return str(header.get_column("LEA")[0] or "").strip() or None


def _refuse_empty(return_name: str, path: Path, tables: dict[str, pl.DataFrame], year: str) -> None:
    children = specification(return_name, year).child_column
    for frame in tables.values():
        if children in frame.columns and not frame.get_column(children).drop_nulls().is_empty():
            return
    raise Fault("The return holds no child; it was not kept.", where=str(path))


def _hashes(path: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read()).hexdigest() for file in source_files(path)}


def _user() -> str:
    """The account that types the command."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"user {os.getuid()}"
