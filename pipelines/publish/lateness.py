"""Rows that were recorded late: what a drop tells for the first time of days before the last one.

A row that comes new in a drop, and whose event lies on or before the day of the drop before, was
entered after that day: then nobody could have known of it. How late it was is known to the day of a
drop and no better, so the days told are those for which it was missing for certain.

Left out are, of a child whose record is new in the same drop, rows from before the first contact or
referral, for a new record brings its past with it; rows of a table that the drop before lacked; and
rows that the drop of the run no longer has.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from pipelines.contract import CONTRACT_SHAPE, Contract, Table
from pipelines.history import CHANGE_TABLE, EVENT_TABLE, NEW, event_column, key_sql

LATE = "recorded_late"
TEAM = "intermediate.int_child_team"
TYPED = "intermediate.int_contract_typed__"
# With a row of these a child becomes known.
FIRST_HEARD_IN = ("contacts", "cin_episodes")


def recorded_late(build: Path, contract: Contract) -> pl.DataFrame:
    """How many new rows each drop has and how many of them came late, by table and by team.

    The team is the one that held the child on the day of the event.

    Returns:
        One row for each authority, system, drop, `slice` and `slice_value` (null for rows without a
        team): `new_rows`, `late_rows` and `median_days_late`, which is null where none was late.
    """
    events = [table for table in contract.staged if event_column(table) is not None]
    new = " union all ".join(_new_rows(table, str(table.person)) for table in events)
    with duckdb.connect(str(build), read_only=True) as con:
        return con.execute(
            f"""
            with
                new_row as materialized ({new}),
                new_child as ({_new_children(contract.tables["person"])}),
                first_heard as (
                    select authority, source_system, snapshot_id, child_id, min(event_on) as day
                    from new_row
                    where table_name in {FIRST_HEARD_IN}
                    group by all
                ),
                held as (
                    select
                        new_row.*,
                        team.team,
                        new_row.previous_as_at - new_row.event_on as days_late
                    from new_row
                    left join new_child using (authority, source_system, snapshot_id, child_id)
                    left join first_heard using (authority, source_system, snapshot_id, child_id)
                    left join {TEAM} as team
                        on new_row.authority = team.authority
                        and new_row.child_id = team.child_id
                        and new_row.event_on >= team.valid_from
                        and new_row.event_on <= coalesce(team.valid_to, date '9999-12-31')
                    where
                        new_child.is_new is null
                        or coalesce(new_row.event_on >= first_heard.day, false)
                )
            select
                authority,
                source_system,
                snapshot_id,
                as_at,
                previous_as_at,
                case
                    when grouping(table_name) = 0 then 'table'
                    when grouping(team) = 0 then 'team'
                    else 'all'
                end as slice,
                case
                    when grouping(table_name) = 0 then table_name
                    when grouping(team) = 0 then team
                    else 'all'
                end as slice_value,
                count(*) as new_rows,
                count(*) filter (is_late) as late_rows,
                cast(median(days_late) filter (is_late) as double) as median_days_late
            from held
            group by
                grouping sets (
                    (authority, source_system, snapshot_id, as_at, previous_as_at),
                    (authority, source_system, snapshot_id, as_at, previous_as_at, table_name),
                    (authority, source_system, snapshot_id, as_at, previous_as_at, team)
                )
            order by all
            """  # noqa: S608 - names of the contract
        ).pl()


def _new_rows(table: Table, person: str) -> str:
    """The rows of a table that were new in a drop and are there still, and whose they are.

    A change is known by the key as it was given, a typed row by the row of its file.
    """
    raw = f'raw."{CONTRACT_SHAPE}__{table.name}"'
    return f"""
        select
            change.authority,
            change.source_system,
            change.snapshot_id,
            change.as_at,
            change.previous_as_at,
            change.table_name,
            change.event_on,
            change.is_late,
            typed.{person} as child_id
        from {CHANGE_TABLE} as change
        semi join {EVENT_TABLE} as counted
            on change.authority = counted.authority
            and change.source_system = counted.source_system
            and change.snapshot_id = counted.snapshot_id
            and change.table_name = counted.table_name
            and counted.rows_before is not null
        inner join (
            select authority, source_system, source_file, source_row, {key_sql(table.key)} as key
            from {raw}
        ) as given
            on change.authority = given.authority
            and change.source_system = given.source_system
            and change.key = given.key
        inner join {TYPED}{table.name} as typed
            on given.authority = typed.authority
            and given.source_system = typed.source_system
            and given.source_file = typed.source_file
            and given.source_row = typed.source_row
        where
            change.table_name = '{table.name}'
            and change.change = '{NEW}'
            and change.event_on is not null
            and typed.row_status = 'loaded'
    """  # noqa: S608 - names of the contract


def _new_children(person: Table) -> str:
    return f"""
        select distinct
            change.authority,
            change.source_system,
            change.snapshot_id,
            typed.{person.key[0]} as child_id,
            true as is_new
        from {CHANGE_TABLE} as change
        inner join (
            select authority, source_system, source_file, source_row, {key_sql(person.key)} as key
            from raw."{CONTRACT_SHAPE}__person"
        ) as given
            on change.authority = given.authority
            and change.source_system = given.source_system
            and change.key = given.key
        inner join {TYPED}person as typed
            on given.authority = typed.authority
            and given.source_system = typed.source_system
            and given.source_file = typed.source_file
            and given.source_row = typed.source_row
        where change.table_name = 'person' and change.change = '{NEW}'
    """  # noqa: S608 - names of the contract
