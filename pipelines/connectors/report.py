"""The ingestion report of one drop, made with the models of the warehouse, and its printing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as Grid

from pipelines.contract import Contract
from pipelines.contract_sql import generated_models, render
from pipelines.landing import Drop
from pipelines.warehouse import load_raw

FINDINGS_SHOWN = 15
WIDTH_WITH_DAYS = 105  # a console that is no terminal has 80, which the numbers fill


@dataclass(frozen=True)
class TableReport:
    """What became of the rows of one staged table; as a row of ingestion_report."""

    table_name: str
    title: str
    is_absent: bool
    rows_in: int
    rows_loaded: int
    rows_quarantined: int
    duplicates_collapsed: int
    unmapped_codes: int
    failed_casts: int
    orphans: int
    conflicts: int
    earliest_on: date | None
    latest_on: date | None
    extra_columns: Sequence[str]
    missing_columns: Sequence[str]
    cannot_be_produced: str | None


@dataclass(frozen=True)
class FindingCount:
    """How often one thing was found; `example` is a file and row."""

    table_name: str
    column_name: str | None
    finding: str
    text: str | None
    times: int
    example: str


@dataclass(frozen=True)
class IngestResult:
    """A drop, whether it was there before, and what became of its rows."""

    drop: Drop
    was_already_there: bool
    report: Sequence[TableReport]
    findings: Sequence[FindingCount]


def report_of(contract: Contract, drop: Drop) -> IngestResult:
    """The report of a landed drop, from the staging and typing models run in memory."""
    with duckdb.connect() as con:
        # Nothing is fetched, and a report leaves the other processes of the machine their share.
        con.execute("set autoinstall_known_extensions = false; set threads = 2")
        load_raw(con, contract, [drop])
        load_codes(con, contract)
        run_models(con, contract)
        return IngestResult(drop, False, _tables(con, contract), _findings(con))


def run_models(con: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    """The models from schema raw to the ingestion report, over what is in a connection."""
    for name, sql in generated_models(contract):
        kind = "view" if name.startswith("stg_") else "table"
        con.execute(f"create {kind} {name} as {render(sql)}")


def load_codes(con: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    """The code lists as ref_contract_code, which the warehouse has as a seed."""
    con.execute("create table ref_contract_code (code_list varchar, given varchar, code varchar)")
    lines = [
        (name, given, code)
        for name, code_list in contract.code_lists.items()
        for given, code in code_list.spellings().items()
    ]
    con.execute(
        "insert into ref_contract_code select unnest(?), unnest(?), unnest(?)",
        [list(column) for column in zip(*lines, strict=True)],
    )


def _tables(con: duckdb.DuckDBPyConnection, contract: Contract) -> list[TableReport]:
    rows = con.execute(
        """
        select
            table_name, is_absent, rows_in, rows_loaded, rows_quarantined, duplicates_collapsed,
            unmapped_codes, failed_casts, orphans, conflicts, earliest_on, latest_on,
            extra_columns, missing_columns, cannot_be_produced from ingestion_report
        """
    ).fetchall()
    place = {name: number for number, name in enumerate(contract.tables)}
    rows.sort(key=lambda row: place[row[0]])
    return [TableReport(row[0], contract.tables[row[0]].title, *row[1:]) for row in rows]


def _findings(con: duckdb.DuckDBPyConnection) -> list[FindingCount]:
    rows = con.execute(
        """
        select
            table_name,
            column_name,
            finding,
            coalesce(raw_text, reason) as text,
            count(*) as times,
            min_by(source_file || ' row ' || source_row, (source_file, source_row)) as example
        from ingestion_finding
        group by all
        order by times desc, table_name, column_name, finding, text
        """
    ).fetchall()
    return [FindingCount(*row) for row in rows]


def print_report(console: Console, result: IngestResult) -> None:
    """What landed, what became of it, what was found and what cannot be produced."""
    drop = result.drop
    if result.was_already_there:
        console.print(
            f"[bold]{drop.authority} {drop.system} {drop.snapshot_id}[/bold] has the same content "
            f"and was there already; nothing was written: {drop.path}"
        )
        return
    console.print(
        f"[bold]{drop.authority} {drop.system} {drop.snapshot_id}[/bold] landed: {drop.path}"
    )
    console.print(_grid(result, with_days=console.width >= WIDTH_WITH_DAYS))
    _print_findings(console, result)
    for note in drop.manifest.notes:
        console.print(f"Note: {note}", markup=False)
    if drop.manifest.unrecognised_files:
        console.print(
            f"Not read, for no table has this name: {', '.join(drop.manifest.unrecognised_files)}",
            markup=False,
        )
    _print_columns(console, result)
    _print_unstaged(console, result)
    for table in result.report:
        if table.is_absent:
            console.print(f"No {table.table_name}: {table.cannot_be_produced}", markup=False)


def _grid(result: IngestResult, *, with_days: bool) -> Grid:
    grid = Grid(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    grid.add_column("Table", no_wrap=True)
    for heading in ("In", "Loaded", "Aside", "Repeat", "No code", "No value", "Orphan"):
        grid.add_column(heading, justify="right", no_wrap=True)
    if with_days:
        grid.add_column("From", no_wrap=True)
        grid.add_column("To", no_wrap=True)
    for table in result.report:
        if table.is_absent:
            continue
        numbers = (
            table.rows_in,
            table.rows_loaded,
            table.rows_quarantined,
            table.duplicates_collapsed,
            table.unmapped_codes,
            table.failed_casts,
            table.orphans,
        )
        days = [day.isoformat() if day else "" for day in (table.earliest_on, table.latest_on)]
        cells = [*(f"{number:,}" for number in numbers), *(days if with_days else [])]
        grid.add_row(table.table_name, *cells)
    return grid


def _print_findings(console: Console, result: IngestResult) -> None:
    for found in result.findings[:FINDINGS_SHOWN]:
        column = f".{found.column_name}" if found.column_name else ""
        words = found.finding.replace("_", " ")
        text = f" {found.text!r}" if found.column_name else f" ({found.text})"
        console.print(
            f"{found.table_name}{column}: {words}{text}, {found.times:,} times, "
            f"first in {found.example}",
            markup=False,
        )
    if len(result.findings) > FINDINGS_SHOWN:
        rest = len(result.findings) - FINDINGS_SHOWN
        console.print(f"and {rest:,} more kinds of finding, in the table ingestion_finding")


def _print_columns(console: Console, result: IngestResult) -> None:
    for table in result.report:
        if table.extra_columns:
            console.print(
                f"{table.table_name}: kept and not used: {', '.join(table.extra_columns)}",
                markup=False,
            )
    missing = {
        t.table_name: t.missing_columns
        for t in result.report
        if t.missing_columns and not t.is_absent
    }
    if missing:
        listed = "; ".join(f"{table}: {', '.join(columns)}" for table, columns in missing.items())
        console.print(f"Columns not given, so empty: {listed}", markup=False)


def _print_unstaged(console: Console, result: IngestResult) -> None:
    reported = {table.table_name for table in result.report}
    waiting = {
        name: landed.rows_in
        for name, landed in result.drop.manifest.tables.items()
        if name not in reported
    }
    if waiting:
        listed = ", ".join(f"{name} ({rows:,} rows)" for name, rows in waiting.items())
        console.print(f"Landed, and not used by any model yet: {listed}", markup=False)
