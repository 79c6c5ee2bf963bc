"""What commands make again from published files.

A return for a person's own folder, a pack of another quarter.

They open what the pointer names, read-only, so they work while a run is building.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines.faults import Fault
from pipelines.handed_in import previous_of
from pipelines.publish.pointer import read_pointer
from pipelines.quarters import quarter as quarter_of_text
from pipelines.rule_lists import lists_of
from pipelines.settings import Settings
from pipelines.state import Submission, ledger
from returns.specification import specification

if TYPE_CHECKING:
    import polars as pl

    from returns import ValidationResult


def current(settings: Settings) -> dict[str, Any]:
    """The pointer.

    Raises:
        Fault: nothing has been published.
    """
    pointer = read_pointer(settings.published_dir)
    if pointer is None:
        raise Fault(
            "Nothing has been published yet.",
            where=str(settings.published_dir),
            remedy="Run `sightline run` first.",
        )
    return pointer


@dataclass(frozen=True)
class MadeReturn:
    """A return made again: its files, what the rules say, the findings with line and record."""

    paths: list[Path]
    result: ValidationResult
    issues: pl.DataFrame
    previous: Submission | None


def write_return(
    settings: Settings, return_name: str, year: str, authority: str, out: Path
) -> MadeReturn:
    """Write a return of the published run into `out`, with its findings and fix list.

    Raises:
        Fault: nothing is published, or not of this authority or year.
        ReturnFault: unknown return or year.
    """
    from pipelines.fix_lists import fix_list, return_of, traced, write_fix_list
    from pipelines.return_tables import check_return, write_files

    specification(return_name, year)
    pointer = current(settings)
    _known_authority(pointer, authority)
    previous, tables = previous_of(settings, return_name, year, authority)
    rule_lists = lists_of(settings, authority)
    path = settings.published_dir / pointer["authorities"][authority]["identity"]
    with duckdb.connect(str(path), read_only=True) as con:
        _built_year(con, path, year)
        checked = check_return(con, "main", return_name, authority, year, tables, rule_lists)
        written = write_files(checked, out)
        issues = traced(con, checked, written)
    as_at = date.fromisoformat(pointer["as_at"])
    known = ledger(settings.state_dir, return_of(checked), as_at)
    lists = write_fix_list(fix_list(checked, issues, known, as_at), out)
    paths = sorted({*written.paths, *lists})
    return MadeReturn(paths, checked.result, issues, previous)


def write_pack(settings: Settings, quarter: str, authority: str, out: Path) -> Path:
    """Write the pack of a quarter into `out` from the public file.

    Raises:
        Fault: the quarter is not written as one, has not ended, or nothing is published of the
            authority.
    """
    from dashboards import pack

    wanted = quarter_of_text(quarter)
    pointer = current(settings)
    _known_authority(pointer, authority)
    if wanted.ends_on.isoformat() > pointer["as_at"]:
        raise Fault(
            f"{wanted} ends on {wanted.ends_on.isoformat()}; the published figures are as at "
            f"{pointer['as_at']}.",
            remedy="Choose a quarter that has ended.",
        )
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"pack-{wanted}.html"
    try:
        return pack.build(settings.published_dir / pointer["public"], path, authority, str(wanted))
    except pack.PackFault as fault:
        raise Fault(fault.what, where=fault.where, remedy=fault.remedy) from fault


def _known_authority(pointer: dict[str, Any], authority: str) -> None:
    known = sorted(pointer["authorities"])
    if authority not in known:
        raise Fault(
            f"Nothing is published of authority {authority}.",
            remedy=f"Published: {', '.join(known)}. Choose one with --authority.",
        )


def _built_year(con: duckdb.DuckDBPyConnection, path: Path, year: str) -> None:
    years = json.loads(con.execute("select collection_years from run_manifest").fetchall()[0][0])
    if year not in years:
        raise Fault(
            f"The published run holds returns of {', '.join(years)}, not of {year}.",
            where=str(path),
            remedy="Set SIGHTLINE_RETURN_YEARS and run again.",
        )
