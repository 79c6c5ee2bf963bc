"""What speaks against a return being the one that it is checked as; said before its findings.

A file of another year or authority is no fault: all of it is read and checked. But hundreds of
findings then mean one thing only, and that is better said at once.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from returns.database import given_table
from returns.years import CollectionYear, collection_year


def doubts(
    return_name: str,
    tables: Mapping[str, pl.DataFrame],
    *,
    year: str | CollectionYear,
    authority: str | None = None,
) -> list[str]:
    """Sentences on what the header says otherwise; none for an SSDA903, whose files say neither.

    Args:
        return_name: `cin` or `ssda903`.
        tables: the return, as `read` gives it.
        year: the year that it is checked as.
        authority: the authority that it is checked for, where one was named.

    Raises:
        ReturnFault: unknown year.
    """
    checked = collection_year(year)
    header = given_table(tables, "Header") if return_name == "cin" else None
    if header is None or header.is_empty():
        return []
    cells = {
        name.lower(): str(cell or "").strip() for name, cell in header.row(0, named=True).items()
    }
    found = []
    ending = cells.get("year", "")
    if ending.isdecimal() and len(ending) == 4 and int(ending) != checked.ends_on.year:
        stated = CollectionYear(int(ending) - 1)
        found.append(f"The header says that it is of {stated}; it was checked as {checked}.")
    number = cells.get("lea", "")
    if authority and number and number != authority:
        found.append(f"The header says authority {number}; it was checked for {authority}.")
    return found
