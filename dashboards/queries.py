"""Every SQL statement of the pages.

Published files are opened read-only, by role, and results kept per run.

A query names the kind of file that it needs; `access.file_for` decides whether the viewer may have
it. Child-level results are not cached: they are read, shown and dropped.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import streamlit as st

from dashboards.access import (
    AGGREGATE,
    AUDIT,
    CASEWORK,
    PUBLIC,
    RETURN_FILES,
    Refused,
    Viewer,
    file_for,
    may_open,
    team_for,
)
from dashboards.installation import Published, state_dir
from dashboards.wording import SLICES, UNKNOWN, in_order, slice_order
from pipelines.state import (
    LedgerRow,
    ReturnOf,
    SignOff,
    Submission,
    audit_rows,
    ledger,
    pair_verdicts,
    sign_offs,
    submissions,
)
from pipelines.state.findings import check_days
from pipelines.state.signing import return_hash as hash_of_files

# A published file is data, not a program: it may neither reach other files nor load extensions.
_LOCKED_DOWN = {"enable_external_access": "false", "autoload_known_extensions": "false"}
ROWS_AT_MOST = 5000


def _read(path: Path, sql: str, parameters: Sequence[Any] = ()) -> pl.DataFrame:
    with duckdb.connect(str(path), read_only=True, config=dict(_LOCKED_DOWN)) as connection:
        return connection.execute(sql, list(parameters)).pl()


@st.cache_data(show_spinner=False, max_entries=256)
def _read_once(run_id: str, path: str, sql: str, parameters: tuple[Any, ...]) -> pl.DataFrame:
    """The same question of the same run is asked once.

    A new run has a new id and so new answers.
    """
    return _read(Path(path), sql, parameters)


def _figures_file(viewer: Viewer, published: Published) -> tuple[str, Path]:
    kind = AGGREGATE if may_open(viewer, AGGREGATE) else PUBLIC
    return kind, file_for(viewer, published, kind)


def _ask(viewer: Viewer, published: Published, sql: str, *parameters: Any) -> pl.DataFrame:
    """Ask the file of figures that the viewer's role opens.

    True counts, or those that passed disclosure control.
    """
    _, path = _figures_file(viewer, published)
    return _read_once(published.run_id, str(path), sql, parameters)


def _values_relation(viewer: Viewer) -> str:
    """The table of values in the file that the role opens.

    Only the public one carries a disclosure status.
    """
    if may_open(viewer, AGGREGATE):
        return "(select *, 'ok' as status from fct_measure_value)"
    return "measure_value"


def measures(viewer: Viewer, published: Published) -> list[Mapping[str, Any]]:
    """Definitions of all measures, in the order of a child's way through the service."""
    return in_order(_ask(viewer, published, "select * from dim_measure").to_dicts())


def council_names(published: Published) -> dict[str, str]:
    """Councils of the run by number; names only, from the public file, before a role is chosen."""
    sql = "select authority, authority_name from dim_authority order by authority"
    return dict(_read_once(published.run_id, str(published.public), sql, ()).rows())


def manifest(viewer: Viewer, published: Published) -> dict[str, Any]:
    """What the run was built from; what it keeps as JSON text (snapshots, seed hashes) unpacked."""
    rows = _ask(viewer, published, "select * from run_manifest").to_dicts()
    found = dict(rows[0]) if rows else {}
    for name, value in found.items():
        if isinstance(value, str) and value[:1] in "[{":
            found[name] = json.loads(value)
    return found


def period_types(viewer: Viewer, published: Published) -> list[str]:
    """Period types that hold at least one figure of the council."""
    # The relation is one of two names of this module.
    sql = f"select distinct period_type from {_values_relation(viewer)} where authority = ?"  # noqa: S608
    return _ask(viewer, published, sql, viewer.authority)["period_type"].to_list()


def teams(viewer: Viewer, published: Published) -> list[str]:
    """Teams whose figures the viewer may choose: none for scrutiny, a manager's own, else all."""
    if not may_open(viewer, AGGREGATE):
        return []
    sql = """
        select distinct slice_value
        from fct_measure_value
        where authority = ? and slice = 'team'
        order by slice_value
    """
    known = _ask(viewer, published, sql, viewer.authority)["slice_value"].to_list()
    return [team for team in known if team in viewer.teams] if viewer.is_bound_to_teams else known


def slices(viewer: Viewer, published: Published, measure: Mapping[str, Any]) -> list[str]:
    """Ways in which the viewer may break a measure down.

    A manager is bound to teams and so to that slice; teams are not open to scrutiny.
    """
    named = [str(name) for name in measure.get("slices") or ["team"]]
    if viewer.is_bound_to_teams:
        named = [name for name in named if name == "team"]
    if not teams(viewer, published):
        named = [name for name in named if name != "team"]
    sql = f"""
        select distinct slice
        from {_values_relation(viewer)}
        where authority = ? and measure_id = ?
    """  # noqa: S608 - the relation is one of two names of this module
    held = _ask(viewer, published, sql, viewer.authority, measure["measure_id"])["slice"].to_list()
    return [name for name in SLICES if name in named and name in held]


def slice_values(
    viewer: Viewer, published: Published, measure: Mapping[str, Any], name: str
) -> list[str]:
    """The groups of a slice of a measure, in the order in which people expect them."""
    sql = f"""
        select distinct slice_value
        from {_values_relation(viewer)}
        where authority = ? and measure_id = ? and slice = ?
    """  # noqa: S608 - the relation is one of two names of this module
    found = _ask(viewer, published, sql, viewer.authority, measure["measure_id"], name)
    return sorted(found["slice_value"].to_list(), key=slice_order)


def _require_slice(viewer: Viewer, name: str, value: str | None) -> None:
    """Stop a breakdown that the viewer's role may not open.

    Raises:
        Refused: teams for a role without them, another team or another slice for a manager.
    """
    if name == "team":
        if not may_open(viewer, AGGREGATE):
            raise Refused("Figures by team are not open to this role.")
        if value is not None:
            team_for(viewer, value)
    elif viewer.is_bound_to_teams and name != "all":
        raise Refused("A team manager may open the figures of their own teams only.")


def values(
    viewer: Viewer,
    published: Published,
    *,
    period_type: str,
    measure_id: str | None = None,
    cut: tuple[str, str] = ("all", "all"),
) -> list[dict[str, Any]]:
    """Figures of one period type in order of time.

    Of all measures or one, of the council or one group: `cut` is the slice and its value.
    """
    _require_slice(viewer, *cut)
    sql = f"""
        select *
        from {_values_relation(viewer)}
        where authority = ?
            and period_type = ?
            and slice = ?
            and slice_value = ?
            and (? is null or measure_id = ?)
        order by measure_id, period_end
    """  # noqa: S608 - the relation is one of two names of this module
    return _ask(
        viewer, published, sql, viewer.authority, period_type, *cut, measure_id, measure_id
    ).to_dicts()


def breakdown(
    viewer: Viewer,
    published: Published,
    *,
    measure_id: str,
    period_type: str,
    period_end: dt.date,
    name: str,
) -> list[dict[str, Any]]:
    """Figures of one period by the groups of a slice, in the order in which people expect them.

    A manager is given their own teams.
    """
    _require_slice(viewer, name, None)
    sql = f"""
        select *
        from {_values_relation(viewer)}
        where authority = ?
            and measure_id = ?
            and period_type = ?
            and period_end = ?
            and slice = ?
    """  # noqa: S608 - the relation is one of two names of this module
    rows = _ask(
        viewer, published, sql, viewer.authority, measure_id, period_type, period_end, name
    ).to_dicts()
    if viewer.is_bound_to_teams:
        rows = [row for row in rows if row["slice_value"] in viewer.teams]
    return sorted(rows, key=lambda row: slice_order(str(row["slice_value"])))


def benchmarks(viewer: Viewer, published: Published) -> list[dict[str, Any]]:
    """Newest published comparators of the council, measure by measure."""
    sql = (
        "select * from measure_benchmark where authority = ? order by measure_id, level, year desc"
    )
    return _ask(viewer, published, sql, viewer.authority).to_dicts()


def all_teams(published: Published) -> list[str]:
    """Every team of the run, for the sample's role picker to offer a manager.

    Names only, before a role is chosen.
    """
    sql = """
        select distinct slice_value from fct_measure_value where slice = 'team' order by slice_value
    """
    if not published.aggregate.exists():
        return []
    return _read_once(published.run_id, str(published.aggregate), sql, ())["slice_value"].to_list()


def measure_rows(
    viewer: Viewer,
    published: Published,
    *,
    measure_id: str,
    period_start: dt.date,
    period_end: dt.date,
    cut: tuple[str, str] = ("all", "all"),
) -> pl.DataFrame:
    """The rows that a figure counts, by case-system id, with the table and row of each."""
    name, value = cut
    team_for(viewer, value if name == "team" else None)
    if name != "all" and name not in SLICES:
        raise ValueError(f"{name} is no slice")
    within = "true" if name == "all" else f"coalesce(cast({name} as varchar), '{UNKNOWN}') = ?"
    sql = f"""
        select *
        from fct_measure_row
        where measure_id = ?
            and event_on between ? and ?
            and {within}
        order by event_on, child_id, entity_id
    """  # noqa: S608 - the column is one of a list of this package
    return _read(
        file_for(viewer, published, CASEWORK),
        sql,
        (measure_id, period_start, period_end, *([] if name == "all" else [value])),
    )


def _require_authority_wide(viewer: Viewer) -> None:
    """A return is the whole authority's: whoever is bound to teams may not open it."""
    if viewer.is_bound_to_teams:
        raise Refused("Rule findings are of the whole authority and not open to a team manager.")


def _require_findings(viewer: Viewer) -> None:
    """What the state knows of a return goes to those who may open its findings."""
    _require_authority_wide(viewer)
    if not may_open(viewer, CASEWORK):
        raise Refused(f"The role {viewer.role} may not open findings of returns.")


def returns_checked(viewer: Viewer, published: Published) -> list[tuple[str, str]]:
    """The returns and collection years that were validated in this run, the newest year first."""
    _require_authority_wide(viewer)
    sql = """
        select distinct return_name, collection_year
        from rule_run
        order by return_name, collection_year desc
    """
    return _read(file_for(viewer, published, CASEWORK), sql).rows()


def rule_runs(viewer: Viewer, published: Published, return_name: str, year: str) -> pl.DataFrame:
    """The status of every rule of a return and year.

    What ran, what failed, what could not run and why.
    """
    _require_authority_wide(viewer)
    sql = """
        select rule_code, severity, status, issue_count, rows_checked, reason
        from rule_run
        where return_name = ? and collection_year = ?
        order by
            array_position(['error', 'failed', 'not_applicable', 'passed'], status),
            try_cast(regexp_extract(rule_code, '[0-9]+') as integer) nulls last,
            rule_code
    """
    return _read(file_for(viewer, published, CASEWORK), sql, (return_name, year))


def rule_issues(viewer: Viewer, published: Published, return_name: str, year: str) -> pl.DataFrame:
    """The findings of a return and year, each with its table, row, field and value."""
    _require_authority_wide(viewer)
    sql = """
        select *
        from rule_issue
        where return_name = ? and collection_year = ?
        order by rule_code, "table", row_number, field
    """
    return _read(file_for(viewer, published, CASEWORK), sql, (return_name, year))


def ledger_of(viewer: Viewer, published: Published, return_name: str, year: str) -> list[LedgerRow]:
    """What the state knows of the findings of a return on the published as-at date."""
    _require_findings(viewer)
    of = ReturnOf(viewer.authority, return_name, year)
    return ledger(state_dir(), of, published.as_at)


def fix_rows(
    viewer: Viewer, published: Published, return_name: str, year: str
) -> list[dict[str, Any]] | None:
    """The findings, each with team, record and line, and with age, state and note of this moment.

    Those that were mended since the check before come last. None where the run was published by a
    version that knew no records.
    """
    issues = rule_issues(viewer, published, return_name, year)
    if "finding_id" not in issues.columns:
        return None
    known = {
        row.sighting.finding_id: row for row in ledger_of(viewer, published, return_name, year)
    }
    rows = [
        issue | _standing(known.get(issue["finding_id"]), published.as_at)
        for issue in issues.to_dicts()
    ]
    here = {row["finding_id"] for row in rows}
    return rows + [
        dict.fromkeys(issues.columns) | asdict(row.sighting) | _standing(row, published.as_at)
        for row in known.values()
        if row.is_mended_now and row.sighting.finding_id not in here
    ]


def _standing(row: LedgerRow | None, as_at: dt.date) -> dict[str, Any]:
    if row is None:
        return {"first_seen": as_at, "age_days": 0, "state": "open", "note": None, "is_new": True}
    return {
        "first_seen": row.first_seen,
        "age_days": row.age_days(as_at),
        "state": row.state,
        "note": row.note,
        "is_new": row.is_new,
    }


def check_before(
    viewer: Viewer, published: Published, return_name: str, year: str
) -> dt.date | None:
    """The as-at date of the check before the published one; None if there was none."""
    _require_findings(viewer)
    days = check_days(state_dir(), ReturnOf(viewer.authority, return_name, year))
    return max((day for day in days if day < published.as_at), default=None)


def return_hash(viewer: Viewer, published: Published, return_name: str, year: str) -> str | None:
    """One hash of the files of a return, which a sign-off is of.

    None where there are none, or where the run was published by a version that kept no hashes.
    """
    _require_findings(viewer)
    sql = """
        select file_name, sha256
        from return_file
        where return_name = ? and collection_year = ?
    """
    path = file_for(viewer, published, CASEWORK)
    if _read(path, "select 1 from duckdb_tables() where table_name = 'return_file'").is_empty():
        return None
    files = dict(_read(path, sql, (return_name, year)).rows())
    return hash_of_files(files) if files else None


def signed(viewer: Viewer, return_name: str, year: str) -> list[SignOff]:
    """The sign-offs of a return, newest first."""
    _require_findings(viewer)
    return sign_offs(state_dir(), ReturnOf(viewer.authority, return_name, year))


def submitted(viewer: Viewer, return_name: str) -> list[Submission]:
    """The submissions of a return, newest first.

    Raises:
        ChainFault: what was kept has been altered since.
    """
    _require_findings(viewer)
    return submissions.kept(state_dir(), return_name=return_name, authority=viewer.authority)


def submitted_tables(
    viewer: Viewer, return_name: str, authority: str, year: str
) -> dict[str, pl.DataFrame] | None:
    """The tables of the newest submission of a year, to compare with; None where there is none.

    Raises:
        ChainFault: what was kept has been altered since.
    """
    if not may_open(viewer, RETURN_FILES):
        raise Refused(f"The role {viewer.role} may not open submitted returns.")
    found = submissions.newest(state_dir(), return_name, authority, year)
    return submissions.tables_of(state_dir(), found) if found else None


def return_files(viewer: Viewer, published: Published, return_name: str, year: str) -> list[Path]:
    """The files of a return, for the analyst; a run of several years keeps a folder for each."""
    folder = file_for(viewer, published, RETURN_FILES) / return_name
    of_year = folder / year
    return sorted(path for path in (of_year if of_year.is_dir() else folder).glob("*.*"))


def _require_ingestion(viewer: Viewer) -> None:
    if not may_open(viewer, AGGREGATE) or viewer.is_bound_to_teams:
        raise Refused(f"What was read is not open to the role {viewer.role}.")


def _told(viewer: Viewer, published: Published, table: str, order: str) -> pl.DataFrame:
    """Rows of the council from one of the tables about drops.

    None of them where the run was published by a version that kept no such table.
    """
    _require_ingestion(viewer)
    held = "select 1 from duckdb_tables() where table_name = ?"
    if _ask(viewer, published, held, table).is_empty():
        return pl.DataFrame()
    sql = f"select * from {table} where authority = ? order by {order}"  # noqa: S608 - our own names
    return _ask(viewer, published, sql, viewer.authority)


def drops_of_tables(viewer: Viewer, published: Published) -> pl.DataFrame:
    """Every drop that has landed and what became of the rows of each table, newest drop first."""
    order = "source_system, as_at desc, landed_at desc, table_name"
    return _told(viewer, published, "ingestion_history", order)


def finding_counts(viewer: Viewer, published: Published) -> pl.DataFrame:
    """How often each thing was found, by drop, table, column and reason, the most frequent first.

    With the kind in words, what it means, and the remedy.
    """
    order = "times desc, table_name, column_name, finding, reason"
    found = _told(viewer, published, "ingestion_finding_count", order)
    if found.is_empty():
        return found
    kinds = _ask(viewer, published, "select * from ingestion_finding_kind")
    return found.join(kinds, on="finding", how="left", maintain_order="left")


def recorded_late(viewer: Viewer, published: Published) -> pl.DataFrame:
    """New rows of each drop and how many of them came late: in all, by table and by team."""
    order = "source_system, as_at desc, snapshot_id, slice, late_rows desc, slice_value"
    return _told(viewer, published, "recorded_late", order)


def refused_drops(viewer: Viewer, published: Published) -> pl.DataFrame:
    """Drops that lost too much to land, a row for each table that did, the newest first."""
    return _told(viewer, published, "ingestion_refusal", "refused_at desc, table_name")


def cannot_be_produced(viewer: Viewer, published: Published) -> pl.DataFrame:
    """Measures and parts of returns for which the council's drops hold too little, and why."""
    return _told(viewer, published, "ingestion_not_produced", "kind <> 'measure', kind, title")


def ingestion_findings(
    viewer: Viewer, published: Published, system: str, snapshot_id: str, kind: str | None = None
) -> pl.DataFrame:
    """Single findings of a drop of this run, of one kind or all: file, row, column, text, remedy.

    Rows are about children, by case-system id.
    """
    _require_ingestion(viewer)
    sql = """
        select *
        from ingestion_finding
        where source_system = ? and snapshot_id = ? and (? is null or finding = ?)
        order by table_name, source_file, source_row, finding, column_name
    """
    return _read(file_for(viewer, published, CASEWORK), sql, (system, snapshot_id, kind, kind))


def _of_records(viewer: Viewer, published: Published, table: str, order: str) -> pl.DataFrame:
    """Rows of a table about records; none where an earlier version published without it."""
    if viewer.is_bound_to_teams or not may_open(viewer, CASEWORK):
        raise Refused(f"Records of the whole authority are not open to the role {viewer.role}.")
    path = file_for(viewer, published, CASEWORK)
    if _read(path, "select 1 from duckdb_tables() where table_name = ?", (table,)).is_empty():
        return pl.DataFrame()
    return _read(path, f"select * from {table} order by {order}")  # noqa: S608 - our own names


def suspected_pairs(viewer: Viewer, published: Published) -> list[dict[str, Any]]:
    """Pairs of records that may be one child, what speaks for it, and what a person said of each.

    `verdict` is null where nobody decided; `is_open` says whether it is for a person to look at.
    """
    order = "score desc, child_id, other_child_id"
    found = _of_records(viewer, published, "suspected_duplicate", order)
    said = pair_verdicts(state_dir(), viewer.authority)
    rows = []
    for row in found.iter_rows(named=True):
        verdict = said.get((row["child_id"], row["other_child_id"]))
        is_open = verdict is None or not verdict.holds(row["score"])
        rows.append(row | {"verdict": verdict, "is_open": is_open})
    return rows


def conflicts(viewer: Viewer, published: Published) -> pl.DataFrame:
    """Cells in which two systems disagree about one event; rows are about children, by id."""
    order = "table_name, column_name, counting_system, other_system, row_key, other_row"
    return _of_records(viewer, published, "ingestion_conflict", order)


def audit(viewer: Viewer) -> pl.DataFrame:
    """Who opened which child-level view or export, newest first."""
    if not may_open(viewer, AUDIT):
        raise Refused(f"The role {viewer.role} may not open audit rows.")
    return pl.DataFrame(audit_rows(state_dir()), infer_schema_length=None)
