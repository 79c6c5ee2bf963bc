"""The ingestion report of one drop, made with the models of the warehouse, and its printing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from graphlib import TopologicalSorter

import duckdb
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from pipelines.connectors.kept_report import (
    REASON_SQL,
    KeptCount,
    KeptReport,
    KeptTable,
    keep_report,
)
from pipelines.contract import CONTRACT_SHAPE, Contract, load_contract
from pipelines.contract_sql import REFERENCE, generated_models, render
from pipelines.finding_kinds import KINDS
from pipelines.landing import Drop
from pipelines.needs import MEASURE, NotProduced, not_produced, outputs
from pipelines.warehouse import LANDED_TABLE, load_raw

# A report leaves the other processes of the machine their share.
AT_ONCE = 2
FINDINGS_SHOWN = 15
LETTERS_SHOWN = 80
ANY_WIDTH = 1_000
# Kinds that tell of a whole row, so that their text is a reason and nothing that was typed.
OF_ROWS = ("quarantined", "conflict", "duplicate", "superseded")


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
    rows_superseded: int
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

    def not_produced(self, contract: Contract) -> list[NotProduced]:
        """What cannot be produced from this drop alone."""
        held = {table.table_name for table in self.report if table.rows_loaded}
        return not_produced(contract, {self.drop.system: held})


def report_of(contract: Contract, drop: Drop) -> IngestResult:
    """The report of a landed drop, from the staging and typing models run in memory.

    Its counts are kept beside the manifest of the drop.
    """
    with duckdb.connect() as con:
        con.execute(f"set autoinstall_known_extensions = false; set threads = {AT_ONCE}")
        load_raw(con, contract, [drop])
        load_codes(con, contract)
        run_models(con, contract)
        result = IngestResult(drop, False, _tables(con, contract), _findings(con))
        keep_report(drop, KeptReport(tables=_kept_tables(result.report), findings=_counts(con)))
    return result


def run_models(con: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    """The models from schema raw to the ingestion report, over what is in a connection."""
    systems = con.execute(
        f"select distinct source_system from {LANDED_TABLE} order by all"  # noqa: S608
    ).fetchall()
    landed = tuple(system for (system,) in systems)
    of_others = _staging_of_others(contract, landed)
    # No model asks for the staging of a system that did not land: a second of an ingest.
    models = {
        name: sql for name, sql in generated_models(contract) if not name.startswith(of_others)
    }
    order = TopologicalSorter(
        {name: models.keys() & set(REFERENCE.findall(sql)) for name, sql in models.items()}
    )
    order.prepare()

    def make(name: str) -> None:
        kind = "view" if name.startswith("stg_") else "table"
        with con.cursor() as own:
            own.execute(f"create {kind} {name} as {render(models[name], landed)}")

    # A table of a drop is too small for DuckDB to work on it with two threads, so two tables are
    # worked on at once: a third of an ingest.
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while order.is_active():
            ready = order.get_ready()
            list(pool.map(make, sorted(ready)))
            order.done(*ready)


def _staging_of_others(contract: Contract, landed: Sequence[str]) -> tuple[str, ...]:
    """What the names of the staging models begin with of systems that did not land.

    That of the contract's shape is always asked for: the typed models have their columns from it.
    """
    raw_names = {system.raw_name for system in contract.systems.values()}
    needed = {CONTRACT_SHAPE, *(contract.systems[name].raw_name for name in landed)}
    return tuple(f"stg_{name}__" for name in sorted(raw_names - needed))


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


def _kept_tables(report: Sequence[TableReport]) -> list[KeptTable]:
    kept = KeptTable.model_fields.keys()
    return [
        KeptTable.model_validate({k: v for k, v in asdict(table).items() if k in kept})
        for table in report
    ]


def _counts(con: duckdb.DuckDBPyConnection) -> list[KeptCount]:
    rows = con.execute(
        f"""
        select table_name, column_name, finding, {REASON_SQL} as reason, count(*) as times
        from ingestion_finding
        group by all
        order by all
        """  # noqa: S608 - a text of our own
    ).fetchall()
    names = ("table_name", "column_name", "finding", "reason", "times")
    return [KeptCount.model_validate(dict(zip(names, row, strict=True))) for row in rows]


def _tables(con: duckdb.DuckDBPyConnection, contract: Contract) -> list[TableReport]:
    rows = con.execute(
        """
        select
            table_name, is_absent, rows_in, rows_loaded, rows_quarantined, duplicates_collapsed,
            rows_superseded, unmapped_codes, failed_casts, orphans, conflicts, earliest_on,
            latest_on, extra_columns, missing_columns, cannot_be_produced from ingestion_report
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
            f"and was there already; nothing was written: {escape(str(drop.path))}"
        )
        if drop.manifest.given_before:
            console.print(
                f"It was given again after another drop of {drop.as_at.isoformat()}, and is the "
                "one that counts for this day."
            )
        return
    console.print(
        f"[bold]{drop.authority} {drop.system} {drop.snapshot_id}[/bold] landed: "
        f"{escape(str(drop.path))}"
    )
    _print_accepted(console, drop)
    _print_grid(console, result)
    console.print(
        "In = Loaded + Aside + Repeat. Clash: of those set aside, the rows with the key of "
        "another. No code, No value: cells left empty. Orphan: rows that point to none."
    )
    _print_findings(console, result)
    for note in drop.manifest.notes:
        console.print(f"Note: {note}", markup=False)
    if drop.manifest.unrecognised_files:
        console.print(
            f"Not read as a table: {', '.join(drop.manifest.unrecognised_files)}",
            markup=False,
        )
    _print_columns(console, result)
    _print_unstaged(console, result)
    for table in result.report:
        if table.is_absent:
            console.print(f"No {table.table_name}: {table.cannot_be_produced}", markup=False)
    _print_produced(console, result.not_produced(load_contract()))


def _print_accepted(console: Console, drop: Drop) -> None:
    accepted = drop.manifest.accepted_loss
    if accepted is None:
        return
    lost = "; ".join(loss.words(table) for table, loss in accepted.tables.items())
    console.print(
        f"Against {accepted.compared_with}: {lost}. Accepted by {accepted.by}: {accepted.because}",
        markup=False,
    )


def _print_grid(console: Console, result: IngestResult) -> None:
    """The counts, with dates where they fit. No number is cut short: a part of it is another."""
    for with_days in (True, False):
        grid = _grid(result, with_days=with_days)
        width = console.measure(grid, options=console.options.update(width=ANY_WIDTH)).maximum
        if width <= console.width:
            break
    grid.width = width
    console.print(grid, crop=False)


def _grid(result: IngestResult, *, with_days: bool) -> Grid:
    """The counts by table and in all; no column of clashes where there is none."""
    shown = [table for table in result.report if not table.is_absent]
    counts: Mapping[str, Sequence[int]] = {
        "In": [table.rows_in for table in shown],
        "Loaded": [table.rows_loaded for table in shown],
        "Aside": [table.rows_quarantined for table in shown],
        "Repeat": [table.duplicates_collapsed for table in shown],
        "No\ncode": [table.unmapped_codes for table in shown],
        "No\nvalue": [table.failed_casts for table in shown],
        "Orphan": [table.orphans for table in shown],
        "Clash": [table.conflicts for table in shown],
    }
    kept = {name: numbers for name, numbers in counts.items() if any(numbers) or name != "Clash"}
    space = 1 if with_days else 0
    grid = Grid(box=SIMPLE_HEAD, padding=(0, space, 0, 0), pad_edge=False, show_edge=False)
    grid.add_column("Table", no_wrap=True)
    for heading in kept:
        grid.add_column(heading, justify="right", no_wrap=True)
    if with_days:
        grid.add_column("From", no_wrap=True)
        grid.add_column("To", no_wrap=True)
    for place, table in enumerate(shown):
        days = [day.isoformat() if day else "" for day in (table.earliest_on, table.latest_on)]
        cells = [f"{numbers[place]:,}" for numbers in kept.values()]
        grid.add_row(table.table_name, *cells, *(days if with_days else []))
    grid.add_row("all tables", *(f"{sum(numbers):,}" for numbers in kept.values()))
    return grid


def _print_findings(console: Console, result: IngestResult) -> None:
    for found in result.findings[:FINDINGS_SHOWN]:
        column = f".{found.column_name}" if found.column_name else ""
        said = _shortened(found.text or "")
        text = said if found.finding in OF_ROWS else repr(said)
        place = f"{found.times:,} times, first in" if found.times > 1 else "in"
        console.print(
            f"{found.table_name}{column}: {KINDS[found.finding].title.lower()}: {text}, "
            f"{place} {found.example}",
            markup=False,
        )
    if len(result.findings) > FINDINGS_SHOWN:
        rest = len(result.findings) - FINDINGS_SHOWN
        console.print(f"and {rest:,} more kinds of finding, in the table ingestion_finding")
    for kind in dict.fromkeys(found.finding for found in result.findings):
        console.print(f"{KINDS[kind].title}: {KINDS[kind].remedy}", markup=False)


def _shortened(text: str) -> str:
    """A cell's text as a line of a terminal bears it."""
    return text if len(text) <= LETTERS_SHOWN else f"{text[:LETTERS_SHOWN]}…"


def _print_produced(console: Console, lacking: Sequence[NotProduced]) -> None:
    """How much can be produced from the drop alone, and what not, by what it wants for."""
    every = outputs()
    for words, is_measure in (("measures", True), ("parts of returns", False)):
        of_kind = [output for output in every if (output.kind == MEASURE) is is_measure]
        absent = [each for each in lacking if (each.output.kind == MEASURE) is is_measure]
        console.print(
            f"From this drop alone: {len(of_kind) - len(absent)} of {len(of_kind)} {words}."
        )
        by_reason: dict[str, list[str]] = {}
        for each in absent:
            by_reason.setdefault(each.why, []).append(each.output.title)
        for why, titles in by_reason.items():
            console.print(f"Not {', '.join(titles)}: {why}", markup=False)


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
    # A return lands under names of its own, and its rows are reported where they went.
    known = load_contract().tables
    waiting = {
        name: landed.rows_in
        for name, landed in result.drop.manifest.tables.items()
        if name not in reported and name in known
    }
    if waiting:
        listed = ", ".join(f"{name} ({rows:,} rows)" for name, rows in waiting.items())
        console.print(f"Landed, and not used by any model yet: {listed}", markup=False)
