"""Fix lists: the findings of a return by team and worker, and what it takes to mend each.

A finding gets the record of the case system that its row came from, the team and worker who hold
the child on the as-at date (or held it last), the line of the file, and from the state its age, its
note and whether it was mended. Names of children stay out: a fix list goes to a team by mail.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipelines.contract import Table, load_contract
from pipelines.faults import Fault
from pipelines.return_tables import CheckedReturn, WrittenReturn
from pipelines.state import LedgerRow, ReturnOf, Sighting
from pipelines.state.findings import MENDED, OPEN, finding_id
from returns import rules_of
from returns.results import safe_cells, write_bytes

HOLDERS = "child_holder"
RECORDS = "return_record"
FILES = "return_file"
LONGEST_CELL = 32_767  # of a spreadsheet

# What names a row for the person who looks for it in the case system: its own dates and codes. The
# keys of the census are numbered anew in each run and name nothing.
ROW_KEYS: Mapping[str, tuple[str, ...]] = {
    "Header": (),
    "ChildIdentifiers": (),
    "ChildCharacteristics": (),
    "Disabilities": ("Disability",),
    "CINdetails": ("CINreferralDate",),
    "Assessments": ("AssessmentActualStartDate",),
    "CINplanDates": ("CINPlanStartDate",),
    "Section47": ("S47ActualStartDate",),
    "ChildProtectionPlans": ("CPPstartDate",),
    "Reviews": ("CPPreviewDate", "REVIEW"),
    "PreProceedings": ("PPStartDate",),
    "Episodes": ("DECOM", "RNE"),
    "UASC": ("DUC",),
    "OC2": (),
    "OC3": (),
    "AD1": ("DATE_INT",),
    "PlacedAdoption": ("DATE_PLACED",),
    "PrevPerm": ("DATE_PERM",),
    "Missing": ("MIS_START",),
    "SWEpisodes": ("SW_DECOM",),
    "DoLo": ("DOLO_START",),
}

FIX_SCHEMA = pl.Schema(
    {
        "team": pl.String(),
        "worker_id": pl.String(),
        "child_id": pl.String(),
        "record": pl.String(),
        "keys": pl.String(),
        "rule_code": pl.String(),
        "severity": pl.String(),
        "message": pl.String(),
        "table": pl.String(),
        "field": pl.String(),
        "value": pl.String(),
        "line": pl.Int64(),
        "first_seen": pl.Date(),
        "age_days": pl.Int64(),
        "state": pl.String(),
        "note": pl.String(),
        "source_file": pl.String(),
        "source_row": pl.Int64(),
    }
)
PROGRESS_SCHEMA = pl.Schema(
    {
        "team": pl.String(),
        "rule_code": pl.String(),
        "severity": pl.String(),
        "new": pl.Int64(),
        "still_there": pl.Int64(),
        "noted": pl.Int64(),
        "mended": pl.Int64(),
    }
)


@dataclass(frozen=True)
class FixList:
    """What is to be mended in a return, and what was since the check before."""

    rows: pl.DataFrame
    progress: pl.DataFrame
    as_at: date


# ---- who holds what: tables of the build, published for `sightline returns` ----


def keep_owners(con: duckdb.DuckDBPyConnection, schema: str) -> None:
    """Make `child_holder` and `return_record` in the build file.

    The first has the team and worker who hold each child on the as-at date, or held it last; the
    second the record of the case system for each contract row that a return was made from.
    """
    # Names are those of this module, of the contract, and of our own build's catalogue.
    con.execute(
        f"""
        create or replace table {HOLDERS} as
        select authority, child_id, team, worker_id
        from intermediate.int_child_team
        qualify
            row_number() over (partition by authority, child_id order by valid_from desc) = 1
        """  # noqa: S608
    )
    con.execute(
        f"""
        create or replace table {RECORDS} (
            authority varchar, source_table varchar, source_row bigint, source_file varchar,
            record_id varchar
        )
        """
    )
    modules = con.execute(
        """
        select table_name from duckdb_tables()
        where schema_name = ? and starts_with(table_name, 'rtn_')
        """,
        [schema],
    ).fetchall()
    used = " union ".join(
        f'select authority, source_table, source_row from "{schema}"."{name}"'  # noqa: S608
        for (name,) in modules
    )
    con.execute(f"create or replace temp table used_row as {used}")
    contract = load_contract().tables
    for (source,) in con.execute("select distinct source_table from used_row").fetchall():
        if source in contract:
            con.execute(f"insert into {RECORDS} {_records_sql(contract[source])}")


def _records_sql(table: Table) -> str:
    ids = [column for column in table.key if column != table.person] or table.key
    record_id = " || ' ' || ".join(f'cast("{column}" as varchar)' for column in ids)
    # Rows of two files of one table can share a number; then the first file is named.
    return f"""
        select
            authority, source_table, source_row, min(source_file),
            arg_min({record_id}, source_file)
        from intermediate."int_contract__{table.name}"
        semi join used_row using (authority, source_table, source_row)
        group by authority, source_table, source_row
    """  # noqa: S608


def keep_file_hashes(
    con: duckdb.DuckDBPyConnection, checked: CheckedReturn, hashes: Mapping[str, str]
) -> None:
    """Keep the SHA-256 of the files of a return, in place of earlier ones: what is signed off."""
    con.execute(
        f"create table if not exists {FILES} (authority varchar, return_name varchar, "
        "collection_year varchar, file_name varchar, sha256 varchar)"
    )
    which = [checked.authority, checked.return_name, checked.year]
    con.execute(
        f"delete from {FILES} "  # noqa: S608 - a name of this module
        "where authority = ? and return_name = ? and collection_year = ?",
        which,
    )
    for name, digest in hashes.items():
        con.execute(f"insert into {FILES} values (?, ?, ?, ?, ?)", [*which, name, digest])  # noqa: S608


def file_hashes(written: WrittenReturn) -> dict[str, str]:
    """SHA-256 of each file that is submitted."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in written.submitted}


# ---- findings with their places ----


def traced(
    con: duckdb.DuckDBPyConnection, checked: CheckedReturn, written: WrittenReturn
) -> pl.DataFrame:
    """The findings, each with its id, file line, record, row keys, source, team and worker.

    Raises:
        Fault: the connection holds no `child_holder` or `return_record`.
    """
    issues = written.issues.join(
        _rows_of(con, checked), on=["table", "row_number"], how="left", maintain_order="left"
    )
    holders = _read(con, HOLDERS, checked.authority, "child_id, team, worker_id")
    issues = issues.join(holders, on="child_id", how="left", maintain_order="left")
    return issues.with_columns(_ids(checked, issues))


def _rows_of(con: duckdb.DuckDBPyConnection, checked: CheckedReturn) -> pl.DataFrame:
    """Source, record and keys of every row of the return."""
    records = _read(
        con, RECORDS, checked.authority, "source_table, source_row, source_file, record_id"
    )
    parts = [
        frame.select(
            pl.lit(name).alias("table"),
            pl.int_range(pl.len(), dtype=pl.Int64).alias("row_number"),
            "source_table",
            "source_row",
            _keys(name, checked.tables[name]),
        )
        for name, frame in checked.sources.items()
    ]
    rows = pl.concat(parts).join(
        records, on=["source_table", "source_row"], how="left", maintain_order="left"
    )
    record = pl.col("source_table") + " " + pl.col("record_id")
    return rows.with_columns(record.alias("record")).drop("record_id")


def _keys(table: str, frame: pl.DataFrame) -> pl.Series:
    named = [
        pl.lit(f"{column} ") + pl.col(column)
        for column in ROW_KEYS.get(table, ())
        if column in frame.columns
    ]
    if not named:
        return pl.Series("keys", [None] * frame.height, dtype=pl.String)
    words = frame.select(pl.concat_str(named, separator=", ", ignore_nulls=True).alias("keys"))
    return words.get_column("keys").replace("", None)


def _read(con: duckdb.DuckDBPyConnection, table: str, authority: str, columns: str) -> pl.DataFrame:
    try:
        found: pl.DataFrame = con.execute(
            f"select {columns} from {table} where authority = ?",  # noqa: S608 - names of this module
            [authority],
        ).pl()
    except duckdb.CatalogException as error:
        raise Fault(
            "The published run was made by an earlier version of Sightline.",
            remedy="Run `sightline run` again.",
        ) from error
    return found


def _ids(checked: CheckedReturn, issues: pl.DataFrame) -> pl.Series:
    of = return_of(checked)
    seen: dict[tuple[str | None, ...], int] = {}
    ids = []
    for issue in issues.iter_rows(named=True):
        # The record names the row; where none is known, what stands in the row has to.
        row = issue["record"] or issue["keys"]
        same = (issue["rule_code"], issue["table"], issue["child_id"], row, issue["field"])
        number = seen[same] = seen.get(same, -1) + 1
        ids.append(finding_id(of, *same, str(number)))
    return pl.Series("finding_id", ids, dtype=pl.String)


def return_of(checked: CheckedReturn) -> ReturnOf:
    """The return, as the state names it."""
    return ReturnOf(checked.authority, checked.return_name, checked.year)


def sightings(issues: pl.DataFrame) -> list[Sighting]:
    """The findings as the state keeps them: without values, which may be personal data."""
    columns = (
        "finding_id",
        "rule_code",
        "severity",
        "table",
        "child_id",
        "record",
        "keys",
        "field",
        "team",
        "worker_id",
    )
    return [Sighting(*row) for row in issues.select(columns).iter_rows()]


# ---- the lists ----


def fix_list(
    checked: CheckedReturn, issues: pl.DataFrame, ledger: Sequence[LedgerRow], as_at: date
) -> FixList:
    """The fix list of a return: what is open or noted, and what was mended since the check before.

    Args:
        checked: the return.
        issues: its findings as `traced` gives them.
        ledger: what the state knows of them on the as-at date; a finding that it does not know is
            new.
        as_at: the day from which ages are counted.
    """
    known = {row.sighting.finding_id: row for row in ledger}
    rows = [_open_row(issue, known.get(issue["finding_id"]), as_at) for issue in issues.to_dicts()]
    here = set(issues["finding_id"])
    messages = {rule.code: rule.message for rule in rules_of(checked.return_name, checked.year)}
    mended = [row for row in ledger if row.is_mended_now and row.sighting.finding_id not in here]
    rows += [_mended_row(row, messages, as_at) for row in mended]
    frame = pl.DataFrame(rows, schema=FIX_SCHEMA, infer_schema_length=None)
    order = ["team", "worker_id", "child_id", "rule_code", "record", "field", "line"]
    return FixList(
        frame.sort(order, nulls_last=True, maintain_order=True),
        _progress(frame, as_at),
        as_at,
    )


def _open_row(issue: dict[str, Any], known: LedgerRow | None, as_at: date) -> dict[str, Any]:
    first_seen = known.first_seen if known else as_at
    return {name: issue.get(name) for name in FIX_SCHEMA} | {
        "first_seen": first_seen,
        "age_days": (as_at - first_seen).days,
        "state": known.state if known and known.state != MENDED else OPEN,
        "note": known.note if known else None,
    }


def _mended_row(row: LedgerRow, messages: Mapping[str, str], as_at: date) -> dict[str, Any]:
    of = row.sighting
    return dict.fromkeys(FIX_SCHEMA) | {
        "team": of.team,
        "worker_id": of.worker_id,
        "child_id": of.child_id,
        "record": of.record,
        "keys": of.keys,
        "rule_code": of.rule_code,
        "severity": of.severity,
        "message": messages.get(of.rule_code),
        "table": of.table,
        "field": of.field,
        "first_seen": row.first_seen,
        "age_days": (as_at - row.first_seen).days,
        "state": MENDED,
        "note": row.note,
    }


def _progress(rows: pl.DataFrame, as_at: date) -> pl.DataFrame:
    is_mended = pl.col("state") == MENDED
    is_new = ~is_mended & (pl.col("first_seen") == as_at)
    counted = rows.group_by("team", "rule_code", "severity").agg(
        is_new.sum().cast(pl.Int64).alias("new"),
        (~is_mended & ~is_new).sum().cast(pl.Int64).alias("still_there"),
        (pl.col("state") == "noted").sum().cast(pl.Int64).alias("noted"),
        is_mended.sum().cast(pl.Int64).alias("mended"),
    )
    return counted.select(PROGRESS_SCHEMA.names()).sort(
        "team", "rule_code", "severity", nulls_last=True
    )


# ---- the files ----


def write_fix_list(fixes: FixList, folder: Path) -> list[Path]:
    """`fix_list.csv`, `fix_list.xlsx` and `progress.csv`; the same lists give the same bytes."""
    files = {"fix_list.csv": fixes.rows, "progress.csv": fixes.progress}
    for name, frame in files.items():
        write_bytes(folder / name, safe_cells(frame).write_csv().encode())
    write_bytes(folder / "fix_list.xlsx", _workbook(fixes))
    return [folder / "fix_list.csv", folder / "fix_list.xlsx", folder / "progress.csv"]


def _workbook(fixes: FixList) -> bytes:
    """Both lists as sheets; every cell of text is text, so no spreadsheet runs it as a formula."""
    import io

    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    # The as-at date and not the clock: the same lists give the same bytes.
    book.set_properties(
        {"title": "Fix list", "created": datetime.combine(fixes.as_at, datetime.min.time())}
    )
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    # A cell of the text format stays text when somebody edits it, whatever it starts with.
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    top = book.add_format({"valign": "top"})
    for name, frame in (("Fix list", fixes.rows), ("Progress", fixes.progress)):
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_footer("&L&A&RPage &P of &N")
        for column, heading in enumerate(frame.columns):
            sheet.write_string(0, column, heading.replace("_", " ").capitalize(), bold)
            sheet.set_column(column, column, 40 if heading in ("message", "note") else 16)
        for number, row in enumerate(frame.iter_rows(), start=1):
            for column, value in enumerate(row):
                if isinstance(value, int):
                    sheet.write_number(number, column, value, top)
                elif value is not None:
                    sheet.write_string(number, column, str(value)[:LONGEST_CELL], text)
        sheet.autofilter(0, 0, frame.height, frame.width - 1)
    book.close()
    return out.getvalue()
