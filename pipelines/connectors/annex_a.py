"""The connector for a council's Annex A workbook: eleven lists, a sheet each.

Sheets are known by the number of their list or by their headers, columns by what their headers say
(annex_a.yml). Cells land as they are; what their categories mean the staging models say
(macros/contract_annex_a.sql), so that a better reading reads what landed before.
"""

from __future__ import annotations

import hashlib
import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import polars as pl
import yaml

from pipelines.connectors.containers import Container, Listed
from pipelines.connectors.excel_files import WORKBOOKS, Sheet, read_workbook, sheet_table
from pipelines.connectors.own_returns import measures_in_words, span_in_words
from pipelines.connectors.report import IngestResult, report_of
from pipelines.contract import Contract, load_contract
from pipelines.faults import Fault
from pipelines.landing import SOURCE_FILE, SOURCE_ROW, LandedTable, Origin, SourceFile, land
from pipelines.shrinkage import Guard

SYSTEM = "annex_a"
LISTS_PATH = Path(__file__).resolve().parent / "annex_a.yml"
_NUMBER = re.compile(r"(?:^|\blist |\bl)(\d{1,2})\b")
# A sheet that has no number is of the list of which it has the most columns, if that are enough.
_COLUMNS_AT_LEAST = 0.6


@dataclass(frozen=True)
class AnnexList:
    """One list: its number, and its columns with the patterns of headers that mean them."""

    name: str
    number: int
    columns: dict[str, list[re.Pattern[str]]]

    def meaning(self, headers: list[str]) -> dict[str, str]:
        """Given header to our name; a column is given once, and a header means one.

        The patterns of a column stand in order of how surely they mean it, and all the first go
        before any second.
        """
        found: dict[str, str] = {}
        most = max(len(patterns) for patterns in self.columns.values())
        for place in range(most):
            for name, patterns in self.columns.items():
                if place >= len(patterns) or name in found.values():
                    continue
                header = next(
                    (h for h in headers if h not in found and patterns[place].search(_plain(h))),
                    None,
                )
                if header is not None:
                    found[header] = name
        return found


@cache
def annex_lists() -> dict[str, AnnexList]:
    """The lists by name."""
    given = yaml.safe_load(LISTS_PATH.read_text(encoding="utf-8"))
    shared = given["shared"]
    return {
        name: AnnexList(
            name,
            stated["number"],
            {
                column: [re.compile(pattern) for pattern in patterns]
                for column, patterns in (
                    {column: shared[column] for column in stated["shared"]} | stated["columns"]
                ).items()
            },
        )
        for name, stated in given["lists"].items()
    }


def ingest(
    path: Path,
    *,
    as_at: date,
    authority: str,
    landing_dir: Path,
    max_mb: int,
    contract: Contract | None = None,
    guard: Guard | None = None,
) -> IngestResult:
    """One workbook into landing, and its report.

    Args:
        path: the workbook, or a folder or zip that holds it and no other.
        as_at: the day on which the lists were made.
        authority: three-digit number of the authority.
        landing_dir: the landing root.
        max_mb: the most that the workbook may unpack to, in millions of bytes.
        contract: default is the one of contract.yml.
        guard: what a table may lose against the last drop; default are the usual limits.

    Raises:
        Fault: what was given is no workbook with lists of Annex A; then nothing is landed.
    """
    if not re.fullmatch(r"\d{3}", authority):
        raise Fault(
            f"{authority!r} is no authority: its number has three digits.",
            remedy="Give for example --authority 999.",
        )
    contract = contract or load_contract()
    found = read(path, max_mb)
    tells_from = _six_months_before(as_at) + timedelta(days=1)
    origin = Origin(
        authority=authority,
        system=SYSTEM,
        as_at=as_at,
        source=path.resolve().name,
        tables=found.manifests,
        absent_tables={
            name: table.without_it
            for name, table in contract.tables.items()
            if name not in contract.systems[SYSTEM].feeds
        },
        unrecognised_files=found.not_read,
        notes=[
            *found.notes,
            span_in_words(tells_from, as_at),
            *measures_in_words(contract, SYSTEM),
        ],
        tells_from=tells_from,
        tells_to=as_at,
    )
    drop, was_already_there = land(found.tables, origin, landing_dir, guard)
    if was_already_there:
        return IngestResult(drop, was_already_there=True, report=[], findings=[])
    return report_of(contract, drop)


def _six_months_before(day: date) -> date:
    """The same day six months before, or the last of a shorter month, or of a month's last day.

    The lists have what happened, or was open, in the six months up to their day (Ofsted, Annex A).
    """
    year, month = divmod(day.year * 12 + day.month - 1 - 6, 12)
    last = monthrange(year, month + 1)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if is_last else min(day.day, last))


@dataclass(frozen=True)
class FoundLists:
    """The lists of a workbook as text, their part of the manifest, and what was noticed."""

    tables: dict[str, pl.DataFrame]
    manifests: dict[str, LandedTable]
    not_read: list[str]
    notes: list[str]


def read(path: Path, max_mb: int) -> FoundLists:
    """Every list of the workbook.

    Raises:
        Fault: there is no workbook or more than one, it cannot be read, no sheet is a list, or two
            are the same.
    """
    container = Container(path, max_mb)
    listed = _workbook(container)
    content = container.read(listed)
    digest = hashlib.sha256(content).hexdigest()
    book = read_workbook(content, listed.name, max_mb)
    found = FoundLists({}, {}, [], [])
    found.notes.extend(book.notes)
    for sheet in book.sheets:
        where = f"{listed.name}, sheet {sheet.name}"
        annex_list = _list_of(sheet)
        if annex_list is None:
            found.not_read.append(where)
            continue
        if annex_list.name in found.tables:
            raise Fault(
                f"Two sheets are list {annex_list.number} ({annex_list.name}).",
                where=where,
                remedy="Leave one of them out.",
            )
        _take(sheet, annex_list, where, digest, found)
    if not found.tables:
        raise Fault(
            "No sheet of this workbook is a list of Annex A.",
            where=listed.name,
            remedy="Its sheets are called List 1 to List 11, with the headers of Annex A.",
        )
    missing = [one for one in annex_lists().values() if one.name not in found.tables]
    if missing:
        names = ", ".join(f"{one.number} ({one.name})" for one in missing)
        found.notes.append(f"{listed.name}: it has no list {names}")
    return found


def _workbook(container: Container) -> Listed:
    books = [listed for listed in container.files() if listed.suffix.lower() in WORKBOOKS]
    if len(books) != 1:
        names = ", ".join(listed.name for listed in books) or "none"
        raise Fault(
            f"One workbook is wanted, and there is {names}.",
            where=str(container.path),
            remedy="Give the path of the Annex A workbook, saved as .xlsx.",
        )
    return books[0]


def _list_of(sheet: Sheet) -> AnnexList | None:
    """The list that a sheet is, by the number in its name if its headers do not speak against it.

    They do if another list knows more of them. A sheet without a number, or with another list's
    headers, is of the list that knows the most of them, if it has enough of that list's columns.
    """
    rows = sheet.cells.head(30).rows()
    known = {
        one.name: max((len(one.meaning([c for c in row if c])) for row in rows), default=0)
        for one in annex_lists().values()
    }
    number = _NUMBER.search(_plain(sheet.name))
    for one in annex_lists().values():
        if number and one.number == int(number[1]) and known[one.name] == max(known.values()) > 0:
            return one

    def share(one: AnnexList) -> float:
        return known[one.name] / len(one.columns)

    best = max(annex_lists().values(), key=lambda one: (known[one.name], share(one)))
    return best if share(best) >= _COLUMNS_AT_LEAST else None


def _take(sheet: Sheet, annex_list: AnnexList, where: str, digest: str, found: FoundLists) -> None:
    def known(header: str) -> bool:
        return bool(annex_list.meaning([header]))

    table = sheet_table(sheet, where, known)
    if table is None:
        found.notes.append(f"{where}: the sheet is empty")
        return
    found.notes.extend(table.notes)
    if sheet.is_hidden:
        found.notes.append(f"{where}: the sheet is hidden, and was read")
    meaning = annex_list.meaning(table.headers)
    if "child_id" in annex_list.columns and "child_id" not in meaning.values():
        raise Fault(
            "No column of this list names the child.",
            where=where,
            remedy="Give it the header Child Unique ID.",
        )
    names: list[str] = []
    for place, header in enumerate(table.headers, start=1):
        name = meaning.get(header) or (_plain(header).replace(" ", "_") or f"column_{place}")
        if meaning.get(header) is None and name in annex_list.columns:
            name = f"{name}_given"
        while name in names:
            name = f"{name}_{place}"
        names.append(name)
    rows = table.rows
    rows.columns = names
    found.tables[annex_list.name] = rows.with_columns(
        pl.lit(sheet.name).alias(SOURCE_FILE), table.row_numbers.alias(SOURCE_ROW)
    )
    found.manifests[annex_list.name] = LandedTable(
        rows_in=rows.height,
        source_files=[SourceFile(name=sheet.name, sha256=digest, rows=rows.height)],
        headers={name: header for header, name in meaning.items()},
        extra_columns=[name for name in names if name not in annex_list.columns],
        missing_columns=[name for name in annex_list.columns if name not in names],
    )


def _plain(text: str) -> str:
    """A header or name in lower case, one blank for whatever is no letter or digit."""
    bare = re.sub(r"['\u2018\u2019]", "", text.lower())
    return re.sub(r"[^a-z0-9]+", " ", bare).strip()
