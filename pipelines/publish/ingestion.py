"""What the published file says of drops over time.

Their counts, what was refused, what was found by kind, and what cannot be produced. No row of a
child: raw texts and single findings are in the casework files alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import polars as pl

from pipelines.connectors.kept_report import REASON_SQL, KeptCount, KeptTable, kept_report
from pipelines.contract import load_contract
from pipelines.finding_kinds import KINDS
from pipelines.landing import Drop, drops
from pipelines.needs import not_produced
from pipelines.shrinkage import refusals

HISTORY, COUNTS = "ingestion_history", "ingestion_finding_count"
REFUSALS, NOT_PRODUCED = "ingestion_refusal", "ingestion_not_produced"
KINDS_TABLE = "ingestion_finding_kind"

Schema = dict[str, pl.DataType]

_DROP: Schema = {
    "authority": pl.String(),
    "source_system": pl.String(),
    "snapshot_id": pl.String(),
    "as_at": pl.Date(),
}
_NUMBERS = (
    "rows_in",
    "rows_loaded",
    "rows_quarantined",
    "duplicates_collapsed",
    "rows_superseded",
    "unmapped_codes",
    "failed_casts",
    "orphans",
    "conflicts",
)
_TABLE: Schema = {
    "table_name": pl.String(),
    "is_absent": pl.Boolean(),
    **dict.fromkeys(_NUMBERS, pl.Int64()),
    "earliest_on": pl.Date(),
    "latest_on": pl.Date(),
}
_HISTORY: Schema = {
    **_DROP,
    "landed_at": pl.Datetime("us", "UTC"),
    "is_in_use": pl.Boolean(),
    "is_counted": pl.Boolean(),
    "accepted_by": pl.String(),
    "accepted_because": pl.String(),
    "accepted_tables": pl.String(),
    **_TABLE,
}
_COUNTS: Schema = {
    **_DROP,
    "table_name": pl.String(),
    "column_name": pl.String(),
    "finding": pl.String(),
    "reason": pl.String(),
    "times": pl.Int64(),
}
_REFUSALS: Schema = {
    **_DROP,
    "refused_at": pl.Datetime("us", "UTC"),
    "compared_with": pl.String(),
    "has_landed_since": pl.Boolean(),
    "table_name": pl.String(),
    "rows_before": pl.Int64(),
    "rows_now": pl.Int64(),
}
_NOT_PRODUCED: Schema = {
    "authority": pl.String(),
    "kind": pl.String(),
    "output": pl.String(),
    "title": pl.String(),
    "why": pl.String(),
}
_KINDS: Schema = dict.fromkeys(("finding", "title", "means", "remedy"), pl.String())

Row = dict[str, object]


def ingestion_told(
    build: Path, landing_dir: Path, authorities: Sequence[str]
) -> Mapping[str, pl.DataFrame]:
    """The tables about drops over time, by the name under which they are published.

    Of the drops of the run the counts are those of the warehouse, where systems have met; of the
    others those that were kept when they landed, of that drop alone. A drop that landed before
    reports were kept shows the rows of its manifest and is marked as not counted.

    Raises:
        Fault: a manifest, a kept report or a refusal cannot be read.
    """
    with duckdb.connect(str(build), read_only=True) as con:
        columns = ", ".join([*_DROP, *_TABLE])
        run = _by_drop(con, f"select {columns} from ingestion_report")  # noqa: S608 - our names
        found = _by_drop(
            con,
            f"""
            select
                authority, source_system, snapshot_id, table_name, column_name, finding,
                {REASON_SQL} as reason, count(*) as times
            from ingestion_finding
            group by all
            order by all
            """,  # noqa: S608 - a text of our own
        )
    landed = [drop for drop in drops(landing_dir) if drop.authority in authorities]
    history: list[Row] = []
    counts: list[Row] = []
    for drop in landed:
        tables, findings = _of_drop(drop, run, found)
        history += [_about(drop, run) | table for table in tables]
        counts += [_names(drop) | count for count in findings]
    return {
        HISTORY: pl.DataFrame(history, schema=_HISTORY),
        COUNTS: pl.DataFrame(counts, schema=_COUNTS),
        REFUSALS: _refusals(landing_dir, authorities, landed),
        NOT_PRODUCED: _not_produced(run, authorities),
        KINDS_TABLE: pl.DataFrame(
            [(name, kind.title, kind.means, kind.remedy) for name, kind in KINDS.items()],
            schema=_KINDS,
            orient="row",
        ),
    }


def _by_drop(con: duckdb.DuckDBPyConnection, sql: str) -> dict[tuple[object, ...], list[Row]]:
    """Rows by authority, system and snapshot."""
    by_drop: dict[tuple[object, ...], list[Row]] = {}
    for row in con.execute(sql).pl().iter_rows(named=True):
        key = row["authority"], row["source_system"], row["snapshot_id"]
        by_drop.setdefault(key, []).append(row)
    return by_drop


def _key(drop: Drop) -> tuple[object, ...]:
    return drop.authority, drop.system, drop.snapshot_id


def _names(drop: Drop) -> Row:
    return {
        "authority": drop.authority,
        "source_system": drop.system,
        "snapshot_id": drop.snapshot_id,
        "as_at": drop.as_at,
    }


def _of_drop(
    drop: Drop,
    run: Mapping[tuple[object, ...], list[Row]],
    found: Mapping[tuple[object, ...], list[Row]],
) -> tuple[list[Row], list[Row]]:
    """What became of the rows of each table, and what was found, counted by kind."""
    if _key(drop) in run:
        tables = [{name: row[name] for name in _TABLE} for row in run[_key(drop)]]
        counted = KeptCount.model_fields
        return [table | {"is_counted": True} for table in tables], [
            {name: row[name] for name in counted} for row in found.get(_key(drop), [])
        ]
    kept = kept_report(drop)
    if kept is None:
        return [
            {"table_name": name, "is_absent": False, "rows_in": table.rows_in, "is_counted": False}
            for name, table in drop.manifest.tables.items()
        ], []
    return (
        [_plain(table) | {"is_counted": True} for table in kept.tables],
        [_plain(count) for count in kept.findings],
    )


def _plain(row: KeptTable | KeptCount) -> Row:
    return dict(row)


def _about(drop: Drop, run: Mapping[tuple[object, ...], list[Row]]) -> Row:
    accepted = drop.manifest.accepted_loss
    return _names(drop) | {
        "landed_at": drop.manifest.landed_at,
        "is_in_use": _key(drop) in run,
        "accepted_by": accepted.by if accepted else None,
        "accepted_because": accepted.because if accepted else None,
        "accepted_tables": "; ".join(loss.words(table) for table, loss in accepted.tables.items())
        if accepted
        else None,
    }


def _refusals(
    landing_dir: Path, authorities: Sequence[str], landed: Sequence[Drop]
) -> pl.DataFrame:
    there = {_key(drop) for drop in landed}
    rows = [
        {
            "authority": refusal.authority,
            "source_system": refusal.system,
            "snapshot_id": refusal.snapshot_id,
            "as_at": refusal.as_at,
            "refused_at": refusal.refused_at,
            "compared_with": refusal.compared_with,
            "has_landed_since": (refusal.authority, refusal.system, refusal.snapshot_id) in there,
            "table_name": table,
            "rows_before": loss.rows_before,
            "rows_now": loss.rows_now,
        }
        for refusal in refusals(landing_dir)
        if refusal.authority in authorities
        for table, loss in refusal.losses.items()
    ]
    return pl.DataFrame(rows, schema=_REFUSALS)


def _not_produced(
    run: Mapping[tuple[object, ...], list[Row]], authorities: Sequence[str]
) -> pl.DataFrame:
    """What each authority cannot have from all its systems together."""
    contract = load_contract()
    rows = []
    for authority in authorities:
        given: dict[str, set[str]] = {}
        for (whose, system, _), tables in run.items():
            if whose == authority:
                held = {str(row["table_name"]) for row in tables if row["rows_loaded"]}
                given.setdefault(str(system), set()).update(held)
        rows += [
            {
                "authority": authority,
                "kind": each.output.kind,
                "output": each.output.name,
                "title": each.output.title,
                "why": each.why,
            }
            for each in not_produced(contract, given)
        ]
    return pl.DataFrame(rows, schema=_NOT_PRODUCED)
