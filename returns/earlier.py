"""Returns of earlier years that somebody gives to be compared with: any number, in any order.

No rule and no report looks further back than one year, so the newest of them is what counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from returns.cells import as_text, typed
from returns.cin import reader as cin_reader
from returns.specification import Specification, known_return, specification
from returns.ssda903 import reader as ssda903_reader
from returns.years import CollectionYear, collection_year

READERS = {"cin": cin_reader.read, "ssda903": ssda903_reader.read}
# Where a return says which days it speaks of. An episode is in a 903 only if it began by its end.
_DAYS = {"cin": ("Header", "ReferenceDate"), "ssda903": ("Episodes", "DECOM")}


@dataclass(frozen=True)
class EarlierReturn:
    """The return to compare with; `left_aside` are those that are older still."""

    path: Path
    tables: dict[str, pl.DataFrame]
    left_aside: tuple[Path, ...] = ()


def newest(return_name: str, paths: Sequence[Path], *, year: str | CollectionYear) -> EarlierReturn:
    """Reads the returns and takes the one with the latest day in it; of two alike the first.

    Args:
        return_name: `cin` or `ssda903`.
        paths: one return or several, each a file or a folder.
        year: the year that they are compared with, not their own.

    Raises:
        ReturnFault: unknown return or year, or one of them cannot be read.
    """
    this = collection_year(year)
    spec = specification(
        known_return(return_name), this.previous if this.previous.is_known else this
    )
    read = [(path, READERS[return_name](path, year=spec.year.label)) for path in paths]
    days = [_last_day(tables, spec) for _, tables in read]
    at = max(range(len(read)), key=lambda position: (days[position] or date.min, -position))
    aside = tuple(path for position, path in enumerate(paths) if position != at)
    return EarlierReturn(*read[at], aside)


def _last_day(tables: Mapping[str, pl.DataFrame], spec: Specification) -> date | None:
    name, column = _DAYS[spec.return_name]
    if name not in tables:
        return None
    table = spec.tables[name]
    cells = typed(as_text(tables[name], table, spec), table, spec).get_column(f"{column}_on")
    day = cells.max()
    return day if isinstance(day, date) else None
