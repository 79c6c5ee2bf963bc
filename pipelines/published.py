"""What commands make again from published files.

A return for a person's own folder, a pack of another quarter.

They open what the pointer names, read-only, so they work while a run is building.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines.faults import Fault
from pipelines.publish.pointer import read_pointer
from pipelines.quarters import quarter as quarter_of_text
from pipelines.settings import Settings

if TYPE_CHECKING:
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


def write_return(
    settings: Settings, return_name: str, year: str, authority: str, out: Path
) -> tuple[list[Path], ValidationResult]:
    """Write a return of the published run into `out`, with issues.csv and runs.csv.

    Raises:
        Fault: nothing is published, or not of this authority or year.
        ReturnFault: unknown return or year.
    """
    from pipelines.return_tables import check_return, write_files
    from returns.specification import specification

    specification(return_name, year)
    pointer = current(settings)
    _known_authority(pointer, authority)
    path = settings.published_dir / pointer["authorities"][authority]["identity"]
    with duckdb.connect(str(path), read_only=True) as con:
        _built_year(con, path, year)
        checked = check_return(con, "main", return_name, authority, year)
    return write_files(checked, out), checked.result


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
