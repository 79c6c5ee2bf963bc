# ruff: noqa: S608 - every name in these texts comes from the contract, never from what was given
"""The SQL that follows from the contract: from landed text to typed rows and the ingestion report.

Each function gives the text of one dbt model. `render` makes plain DuckDB SQL of it with the same
macros, so that the report of `sightline ingest` is made by the very models of the warehouse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter

from jinja2 import Environment, StrictUndefined

from pipelines.contract import CONTRACT_SHAPE, Column, Contract, System, Table
from pipelines.finding_kinds import KINDS
from pipelines.settings import PROJECT_ROOT

DBT_DIR = PROJECT_ROOT / "dbt_project"
MACRO_FILES = "contract_*.sql"

REFERENCE = re.compile(r"""\bref\(\s*["'](\w+)["']\s*\)""")

RAW_COLUMNS = ("authority", "source_system", "snapshot_id", "as_at", "source_file", "source_row")
LANDED_NAMES = (
    "authority",
    "source_system",
    "snapshot_id",
    "as_at",
    "tells_from",
    "tells_to",
    "table_name",
    "is_staged",
    "is_absent",
    "rows_in",
    "extra_columns",
    "missing_columns",
    "without_it",
)
# What a claim of pers_legacy_id is called beside the types of linked identifiers.
LEGACY_ID = "legacy id"
# Names and addresses belong in no report; a return has no roles, and its rows are given one.
NOT_COMPARED = (
    "invo_professional_role_id",
    "pers_forename",
    "pers_surname",
    "addr_address_json",
    "prof_professional_name",
)
# The columns of a finding that say whose row it is, where it is a person's.
_FINDING_OF_PERSON = (
    "person.authority",
    "person.source_system",
    "person.snapshot_id",
    "'person' as table_name",
    "person.source_file",
    "person.source_row",
    "person.pers_person_id as person_id",
)
NOTHING_COUNTS_BEFORE = (
    "cast(null as struct(source_system varchar, source_file varchar, source_row bigint, "
    "row_key varchar[]))"
)
TYPE_WORDS = {
    "date": "date",
    "timestamp": "date and time",
    "flag": "yes or no",
    "integer": "whole number",
    "decimal": "number",
    "code": "known code",
    "list": "list",
}
SQL_TYPES = {
    "date": "date",
    "timestamp": "timestamp",
    "flag": "boolean",
    "integer": "bigint",
    "decimal": "double",
    "list": "varchar[]",
}
MONEY = "decimal(12, 2)"


def sql_type(column: Column) -> str:
    """DuckDB type of a contract column in the warehouse."""
    if column.type == "decimal" and column.name.endswith("_gbp"):
        return MONEY
    return SQL_TYPES.get(column.type, "varchar")


def staged_sql(table: Table, source_relation: str, prefixes: Mapping[str, str]) -> str:
    """A landed table with blanks trimmed and the texts for "nothing" made null, as a dbt model.

    Args:
        table: a staged table of the contract.
        source_relation: what stands after `from`; for dbt a Jinja call.
        prefixes: systems that number on their own, and what stands before their ids.
    """
    columns = []
    for column in table.columns.values():
        cell = f'{{{{ without_sentinels("{column.name}", "{column.type}") }}}}'
        is_own = prefixes and column.type == "id" and not column.everywhere
        columns.append(f"{'id_prefix || ' if is_own else ''}{cell} as {column.name}")
    numbered = ""
    if prefixes:
        cases = " ".join(f"when '{name}' then '{own}'" for name, own in prefixes.items())
        numbered = f", case source_system {cases} else '' end as id_prefix"
    return f"""with
    landed as (select *{numbered} from {source_relation})

select
    {_comma_lines([*RAW_COLUMNS, *columns])}
from landed
"""


@dataclass(frozen=True)
class Beside:
    """What the typed rows of a table are made with, as relations."""

    staging: Mapping[str, str]
    landed: str
    codes: str
    crosswalk: str
    superseded: str
    systems: Sequence[str]


def typed_sql(table: Table, beside: Beside) -> str:
    """Every staged row with its columns typed, its faults and what becomes of it, as a dbt model.

    `row_status` is 'loaded', 'quarantined', 'duplicate' or 'superseded'. A row without a required
    value is set aside. Rows of one system that agree in everything collapse to the last one given;
    of rows that share a key and differ the last one given is loaded and the others are set aside
    as conflicts. Columns that hold a person carry the id that survives, and a row of the surviving
    record goes before a row of a merged one.

    Of rows of several systems that agree in the natural key the one counts whose system stands
    first in the contract; the others are superseded and say which row counts. A column that the
    system of this row never fills is filled from them. An empty cell of any other column is filled
    by a council's own return that tells of a later day, and by nothing else.

    Args:
        table: a staged table of the contract.
        beside: the other relations.
    """
    columns = list(table.columns.values())
    # A person's own row keeps its id: it says under which ids the child was known.
    people = [] if table.name == "person" else _person_columns(table)
    lists = sorted({c.code_list for c in columns if c.code_list})
    key = ["authority", "source_system", "snapshot_id", "quarantine_reason is null", *table.key]
    rest = [c.name for c in columns if c.name not in table.key]
    last_first = "is_from_merged_record, source_file desc, source_row desc"
    imports = [f"staged as ({_union(beside.staging)})"]
    imports.append(f"landed as (select * from {beside.landed})")
    links = _links(table)
    if people or "person" in links.values():
        imports.append(f"crosswalk as (select * from {beside.crosswalk})")
    if set(links.values()) - {"person"}:
        imports.append(_superseded_cte(table, beside.superseded))
    if lists:
        imports.append(_codes_cte(lists, beside.codes))
    merged = " or ".join(f"{name}_merged.person_id is not null" for name in people) or "false"
    joins = "".join(_crosswalk_join(name) for name in people)
    joins += "".join(
        _crosswalk_join(name)
        if event == "person"
        else _superseded_join(table, name, event, "staged")
        for name, event in links.items()
    )
    cross_join = " cross join codes" if lists else ""
    typed = [*(f"staged.{name}" for name in RAW_COLUMNS), *(_typed(c, people) for c in columns)]
    typed += [_link(name, event) for name, event in links.items()]
    kept = [*RAW_COLUMNS, *table.columns, *(f"{name}_link" for name in links)]
    return f"""{_landed(beside.systems)}with
    {_comma_lines(imports)},
    typed as (
        select
            {_comma_lines(typed)},
            {merged} as is_from_merged_record,
            staged as given
        from staged{joins}{cross_join}
    ),
    checked as (
        select
            {_comma_lines(_names("typed", kept))},
            typed.is_from_merged_record,
            {_cell_faults(columns)} as cell_faults,
            {_quarantine_reason(columns)} as quarantine_reason
        from typed{" cross join codes" if _coded_lists(columns) else ""}
    ),
    ranked as (
        select
            *,
            row_number() over (
                partition by {", ".join([*key, *rest, "cell_faults"])} order by {last_first}
            ) as copy_number,
            row_number() over (partition by {", ".join(key)} order by {last_first}) as place_in_key
        from checked
    ),
    {{% if landed_systems | length > 1 %}}
        {_comma_lines(_system_ctes(table, links, beside.systems))}
    {{% else %}}
        judged as (
            select *, false as is_superseded, {NOTHING_COUNTS_BEFORE} as counting from ranked
        )
    {{% endif %}}

select
    {_comma_lines([*RAW_COLUMNS, *table.columns])},
    is_from_merged_record,
    cell_faults,
    case
        when quarantine_reason is not null then 'quarantined'
        when copy_number > 1 then 'duplicate'
        when place_in_key > 1 then 'quarantined'
        when is_superseded then 'superseded'
        else 'loaded'
    end as row_status,
    coalesce(
        quarantine_reason is null and copy_number = 1 and place_in_key > 1, false
    ) as is_conflict,
    case
        when quarantine_reason is not null then quarantine_reason
        when copy_number > 1 then 'the same row was given again'
        when place_in_key > 1 and is_from_merged_record
        then 'the record that survives a merge has a row with the same key, or it was given later'
        when place_in_key > 1 then 'another row with the same key was given later'
        when is_superseded
        then
            'the same event counts from '
            || counting.source_system || ', ' || counting.source_file || ' row '
            || counting.source_row
    end as quarantine_reason,
    case when is_superseded then counting.source_system end as counting_system,
    case when is_superseded then counting.row_key end as counting_key
from judged
order by authority, source_system, source_file, source_row
"""


def _system_ctes(table: Table, links: Mapping[str, str], systems: Sequence[str]) -> list[str]:
    """From ranked to judged: which row of an event counts, and what the others fill in it.

    Only rows of authorities with several systems are compared, and without any the models have
    nothing of this: planning it took as long as all else.
    """
    event = [_natural(table.columns[name], links) for name in table.natural_key]
    event_names = [f"event_{number}" for number in range(1, len(event) + 1)]
    named = [f"{value} as {name}" for value, name in zip(event, event_names, strict=True)]
    known = " and ".join(f"{value} is not null" for value in event)
    fillable = [c for c in table.columns if c not in table.key and c not in table.natural_key]
    before = "lasting" if table.lasts_until else "numbered"
    filled = [
        f"""case
                when {c} is not null then {c}
                when count({c}) over of_system = 0
                then first_value({c} ignore nulls) over of_event
                when
                    max(tells_to) filter (where {c} is not null) over of_event
                    > coalesce(tells_to, as_at)
                then max_by({c}, tells_to) over of_event
            end as {c}"""
        for c in fillable
    ]
    row_key = ", ".join(f"cast({name} as varchar)" for name in table.key)
    first = f"source_file, source_row, {', '.join(table.key)}"
    if table.name == "person":
        first = f"pers_person_id <> event_1, {first}"
    chosen = [
        *filled,
        "first_value(source_system) over of_event <> source_system as is_superseded",
        f"""first_value(
                {{
                    'source_system': source_system,
                    'source_file': source_file,
                    'source_row': source_row,
                    'row_key': [{row_key}]
                }}
            ) over of_event as counting""",
    ]
    helpers = ["is_compared", "place_of_system", "tells_to", "nth_of_event"]
    helpers += [*event_names, *fillable]
    return [
        """several as (
        select authority, source_system, max(tells_to) as tells_to
        from landed
        group by authority, source_system
        qualify count(*) over (partition by authority) > 1
    )""",
        f"""compared as (
        select
            *,
            authority in (select several.authority from several)
            and quarantine_reason is null
            and copy_number = 1
            and place_in_key = 1
            and {known} as is_compared
        from ranked
    )""",
        f"""numbered as (
        select
            compared.*,
            several.tells_to,
            {_comma_lines(named)},
            list_position({list(systems)}, source_system) as place_of_system
        from compared
        inner join several using (authority, source_system)
        where is_compared
    )""",
        *(_lasting_ctes(table, event_names) if table.lasts_until else []),
        *(
            # All rows under one surviving id are the person.
            [f"paired as (select *, 1 as nth_of_event from {before})"]
            if table.name == "person"
            else _pairing_ctes(table, event_names, before)
        ),
        f"""judged as (
        select
            * exclude (is_compared),
            false as is_superseded,
            {NOTHING_COUNTS_BEFORE} as counting
        from compared
        where not is_compared
        union all by name
        select
            * exclude ({", ".join(helpers)}),
            {_comma_lines(chosen)}
        from paired
        window
            of_system as (partition by authority, source_system),
            of_event as (
                partition by authority, {", ".join(event_names)}, nth_of_event
                order by place_of_system, {first}
                rows between unbounded preceding and unbounded following
            )
    )""",
    ]


def _pairing_ctes(table: Table, event_names: Sequence[str], before: str) -> list[str]:
    """From `before` to paired: which of an event's rows in each system are one, by nth_of_event.

    They are numbered as in the system that has most of them. A row of another system has the number
    of the row there that is told alike in all that is compared, and what is left has the numbers
    that are left, in order.
    """
    event = f"authority, {', '.join(event_names)}"
    own = f"authority, source_system, {', '.join(event_names)}"
    alike = f"hash({', '.join(_compared(table))})" if _compared(table) else "0"
    return [
        f"""told as (
        select
            *,
            {alike} as told_as,
            count(*) over (partition by {own}) as times_told,
            row_number() over (
                partition by {own} order by source_file, source_row, {", ".join(table.key)}
            ) as nth_given
        from {before}
    )""",
        f"""beside as (
        select
            *,
            max(times_told) over (partition by {event}) as times_at_most,
            first_value(source_system) over (
                partition by {event} order by times_told desc, place_of_system
            ) as fullest_system,
            row_number() over (partition by {own}, told_as order by nth_given) as nth_alike
        from told
    )""",
        f"""agreed as (
        select
            *,
            max(nth_given) filter (where source_system = fullest_system) over (
                partition by {event}, told_as, nth_alike
            ) as nth_agreed
        from beside
    )""",
        f"""left_over as (
        select
            *,
            list(nth_agreed) over (partition by {own}) as numbers_taken,
            row_number() over (
                partition by {own}, nth_agreed is null order by nth_given
            ) as nth_left
        from agreed
    )""",
        f"""paired as (
        select
            * exclude ({", ".join(_PAIRING_HELPERS)}),
            coalesce(
                nth_agreed,
                list_filter(
                    range(1, times_at_most + 1),
                    lambda nth: not list_contains(numbers_taken, nth)
                )[nth_left]
            ) as nth_of_event
        from left_over
    )""",
    ]


_PAIRING_HELPERS = (
    "told_as",
    "times_told",
    "nth_given",
    "times_at_most",
    "fullest_system",
    "nth_alike",
    "nth_agreed",
    "numbers_taken",
    "nth_left",
)


def _lasting_ctes(table: Table, event_names: Sequence[str]) -> list[str]:
    """From numbered to lasting: rows whose periods overlap carry the day on which the first began.

    A period ends before its last day: the next may begin on that.
    """
    *same, begun = event_names
    group = f"partition by authority, {', '.join(same)} order by {begun}, place_of_system"
    return [
        f"""reached as (
        select
            *,
            max(coalesce({table.lasts_until}, date '9999-12-31')) over (
                {group} rows between unbounded preceding and 1 preceding
            ) as reached_on
        from numbered
    )""",
        f"""lasting as (
        select
            * exclude (reached_on) replace (
                max(case when coalesce({begun} >= reached_on, true) then {begun} end) over (
                    {group} rows between unbounded preceding and current row
                ) as {begun}
            )
        from reached
    )""",
    ]


def _natural(column: Column, links: Mapping[str, str]) -> str:
    if column.name in links:
        return f"{column.name}_link"
    if column.type == "timestamp":
        return f"cast({column.name} as date)"
    return f"lower(trim({column.name}))" if column.type == "text" else column.name


def _links(table: Table) -> dict[str, str]:
    """Columns of the natural key that hold the id of another row, and whose it is."""
    links = {}
    for name in table.natural_key:
        column = table.columns[name]
        if table.name == "person" and column.holds_person:
            links[name] = "person"
        elif column.event is not None:
            links[name] = column.event
    return links


def _link(name: str, event: str) -> str:
    other = (
        f"{name}_merged.surviving_person_id"
        if event == "person"
        else f"{name}_superseded.counting_id"
    )
    return f"coalesce({other}, staged.{name}) as {name}_link"


def _crosswalk_join(name: str) -> str:
    return f"""
        left join crosswalk as {name}_merged
            on staged.authority = {name}_merged.authority
            and staged.{name} = {name}_merged.person_id"""


def _superseded_cte(table: Table, relation: str) -> str:
    if table.person is not None:
        return f"superseded as (select * from {relation})"
    # Without a person, siblings who share an id cannot be told apart.
    return f"""superseded as (
        select
            authority,
            id_of,
            given_id,
            cast(null as varchar) as person_id,
            min(counting_id) as counting_id
        from {relation}
        group by all
    )"""


def _superseded_join(table: Table, name: str, event: str, relation: str) -> str:
    # Siblings share the ids of what was done for them together.
    whose = (
        f"""
            and coalesce({name}_superseded.person_id, {relation}.{table.person})
            = {relation}.{table.person}"""
        if table.person is not None
        else ""
    )
    return f"""
        left join superseded as {name}_superseded
            on {relation}.authority = {name}_superseded.authority
            and {name}_superseded.id_of = '{event}'
            and {relation}.{name} = {name}_superseded.given_id{whose}"""


def _events(contract: Contract) -> list[str]:
    """Every table.column whose ids other rows hold, in the order of the contract."""
    pointed = {c.event for table in contract.staged for c in table.columns.values() if c.event}
    return [
        f"{table.name}.{name}"
        for table in contract.staged
        for name in table.columns
        if f"{table.name}.{name}" in pointed
    ]


def _target(contract: Contract, event: str) -> tuple[Table, str]:
    name, _, column = event.partition(".")
    return contract.tables[name], column


def crosswalk_sql(
    contract: Contract, persons: Mapping[str, str], identifiers: Mapping[str, str]
) -> str:
    """Where each person's id went, chains followed, as a dbt model.

    Three things say that an id goes to another: the record was merged into another; a linked
    identifier, of a type that the contract gives for a system, is an id of that system; a legacy id
    is an id of a system that numbers on its own. What points to an id that no system holds is not
    followed: the child would vanish. An id from which nothing but a circle is reached keeps itself,
    and so does one from which two ids are reached: nobody is merged by guess.

    Args:
        contract: the systems.
        persons: staged persons by system.
        identifiers: staged linked identifiers by system; none if the contract lacks the table.
    """
    named = _numberings(contract)
    ctes = [
        f"""person as (
        select *
        from ({_union(persons)})
        where pers_person_id is not null
        qualify
            row_number() over (
                partition by authority, source_system, snapshot_id, pers_person_id
                order by source_file desc, source_row desc
            ) = 1
    )"""
    ]
    links = [
        "select authority, pers_person_id as from_id, pers_merged_into_id as to_id from person"
    ]
    if named:
        ctes += _claim_ctes(named, identifiers)
        links.append("select authority, from_id, to_id from claimed")
    union = "\n        union\n        ".join(links)
    return f"""{_landed(contract.systems)}with recursive
    {_comma_lines(ctes)},
    told as (
        {union}
    ),
    link as (
        select told.authority, told.from_id, told.to_id
        from told
        where
            told.from_id <> told.to_id
            and exists (
                select 1
                from person
                where
                    person.authority = told.authority and person.pers_person_id = told.to_id
            )
    ),
    chain as (
        select authority, from_id as person_id, to_id as reached_id, 1 as steps, [from_id] as passed
        from link
        union all
        select
            chain.authority,
            chain.person_id,
            link.to_id as reached_id,
            chain.steps + 1 as steps,
            list_append(chain.passed, chain.reached_id) as passed
        from chain
        inner join
            link on chain.authority = link.authority and chain.reached_id = link.from_id
        where not list_contains(chain.passed, chain.reached_id)
    ),
    reached as (
        select
            chain.authority,
            chain.person_id,
            count(distinct chain.reached_id) filter (where link.from_id is null) as ends,
            min(chain.reached_id) filter (where link.from_id is null) as end_id,
            min(chain.steps) filter (where link.from_id is null) as steps
        from chain
        left join link on chain.authority = link.authority and chain.reached_id = link.from_id
        group by all
    )

select
    authority,
    person_id,
    case when ends = 1 then end_id else person_id end as surviving_person_id,
    steps,
    ends = 0 as is_in_circle,
    ends > 1 as is_in_two_minds
from reached
"""


def _numberings(contract: Contract) -> list[str]:
    """System, what stands before its ids, and the kind of identifier that holds one: SQL tuples.

    Systems without a prefix share their numbers: last year's census holds an id that the case
    system gave up since.
    """
    systems = contract.systems.values()
    return [
        f"('{holder.name}', '{holder.id_prefix or ''}', '{given.lower()}')"
        for system in systems
        for holder in ([system] if system.id_prefix else [s for s in systems if not s.id_prefix])
        for given in _identifier_kinds(system)
    ]


def _identifier_kinds(system: System) -> list[str]:
    return [*system.identifier_types, *([LEGACY_ID] if system.id_prefix else [])]


def _claim_ctes(named: Sequence[str], identifiers: Mapping[str, str]) -> list[str]:
    """Linked identifiers and legacy ids that are persons' ids, where only one system has them."""
    claims = [
        f"select authority, pers_person_id as to_id, '{LEGACY_ID}' as kind, "
        "pers_legacy_id as given_id from person"
    ]
    ctes = []
    if identifiers:
        ctes.append(f"identifier as ({_union(identifiers)})")
        claims.append(
            "select authority, link_person_id as to_id, lower(link_identifier_type) as kind, "
            "link_identifier_value as given_id from identifier"
        )
    union = "\n        union all\n        ".join(claims)
    return [
        *ctes,
        f"numbering (named_system, id_prefix, kind) as (values {', '.join(named)})",
        f"""claim as (
        {union}
    )""",
        """claimed as (
        select claim.authority, person.pers_person_id as from_id, claim.to_id
        from claim
        inner join numbering on claim.kind = numbering.kind
        inner join
            person
            on claim.authority = person.authority
            and numbering.named_system = person.source_system
            and numbering.id_prefix || claim.given_id = person.pers_person_id
        qualify
            count(distinct person.pers_person_id) over (
                partition by claim.authority, claim.to_id, claim.kind, claim.given_id
            ) = 1
    )""",
    ]


def superseded_sql(contract: Contract, relation: Callable[[str], str]) -> str:
    """The ids of events, workers and teams whose row counts under another id, as a dbt model."""
    parts = [
        f"    {{{{ superseded_ids({_quoted(event)}, {relation(table.name)}, "
        f"{_quoted(column)}, {table.key}, {_quoted(table.person)}) }}}}"
        for event in _events(contract)
        for table, column in [_target(contract, event)]
    ]
    if not parts:
        parts = ["    {{ no_superseded_ids() }}"]
    return "\n    union all\n".join(parts) + "\n"


def loaded_sql(
    table: Table,
    typed_relation: str,
    crosswalk_relation: str,
    superseded_relation: str,
    systems: Iterable[str],
) -> str:
    """The loaded rows of a typed table, as facts read them, as a dbt model.

    What pointed to a superseded row points to the one that counts.
    """
    imports = [f"typed as (select * from {typed_relation})"]
    joins = gone = asked = ""
    pointing = {c.name: c.event for c in table.columns.values() if c.event}
    if pointing:
        imports.append(_superseded_cte(table, superseded_relation))
        asked = _landed(systems)
        joins = "".join(_superseded_join(table, n, e, "typed") for n, e in pointing.items())
        joins = f"{{% if landed_systems | length > 1 %}}{joins}{{% endif %}}"
    columns = [
        f"{{% if landed_systems | length > 1 %}} coalesce({name}_superseded.counting_id, "
        f"typed.{name}) {{% else %}} typed.{name} {{% endif %}} as {name}"
        if name in pointing
        else f"typed.{name}"
        for name in table.columns
    ]
    if table.name == "person":
        imports.append(f"crosswalk as (select * from {crosswalk_relation})")
        gone = """
    and not exists (
        select 1
        from crosswalk
        where
            crosswalk.authority = typed.authority
            and crosswalk.person_id = typed.pers_person_id
            and crosswalk.surviving_person_id <> crosswalk.person_id
    )"""
    return f"""{asked}with
    {_comma_lines(imports)}

select
    typed.authority,
    typed.source_system,
    '{table.name}' as source_table,
    typed.source_file,
    typed.source_row,
    {_comma_lines(columns)}
from typed{joins}
where typed.row_status = 'loaded'{gone}
"""


def landed_sql(relation: str) -> str:
    """What the manifests say of each drop and contract table, as a dbt model of its layer."""
    return f"""select
    {_comma_lines(LANDED_NAMES)}
from {relation}
"""


def measures_sql(contract: Contract) -> str:
    """Which measures the sources of each authority tell of, and in which months, as a dbt model.

    A system with tables of its own tells of those that the contract names, whatever rows come of
    it for others: a census of the year has no figure of visits, and none of them is late. It tells
    of the months that its drop covers whole, from the one on before which the drop has all that
    the measure looks back to.
    """
    given = ", ".join(
        f"('{system.name}', '{measure}', {told.from_month}, "
        f"{told.in_month or 'null'}, {str(told.on_last_day).lower()})"
        for system in contract.systems.values()
        for measure, told in system.gives.items()
    )
    own = ", ".join(f"'{s.name}'" for s in contract.systems.values() if not s.has_contract_shape)
    return f"""with
    landed as (
        select distinct authority, source_system, tells_from, tells_to
        from {{{{ ref("int_contract_landed") }}}}
    ),
    given as (
        select *
        from
            (values {given}) as stated(
                source_system, measure_id, from_month, in_month, is_on_last_day
            )
    ),
    months as (
        select
            *,
            cast(
                unnest(
                    generate_series(date_trunc('month', tells_from), tells_to, interval 1 month)
                ) as date
            ) as month_start
        from landed
    ),
    numbered as (
        select
            *,
            last_day(month_start) as month_end,
            row_number() over (partition by authority, source_system order by month_start) as nth
        from months
        where month_start >= tells_from and last_day(month_start) <= tells_to
    )

select distinct numbered.authority, given.measure_id, numbered.month_end
from numbered
inner join
    given
    on numbered.source_system = given.source_system
    and numbered.nth >= given.from_month
    and coalesce(month(numbered.month_end) = given.in_month, true)
    and (numbered.month_end = numbered.tells_to or not given.is_on_last_day)
union all
select distinct authority, null as measure_id, null as month_end
from landed
where source_system not in ({own})
"""


def report_sql(
    contract: Contract, relation: Callable[[str], str], landed_relation: str, findings: str
) -> str:
    """One row per drop and staged table, as a dbt model.

    Args:
        contract: the contract.
        relation: gives the expression for the typed relation of a table, within a Jinja call.
        landed_relation: what the manifests say: rows in each table, and whether it is absent.
        findings: the relation of findings, for the orphans.
    """
    profiles = "\n        union all\n".join(
        f"        {{{{ table_profile({_quoted(t.name)}, {relation(t.name)}, "
        f"{_quoted(t.date_column)}) }}}}"
        for t in contract.staged
    )
    counts = ["rows_loaded", "rows_quarantined", "duplicates_collapsed", "rows_superseded"]
    counts += ["unmapped_codes", "failed_casts"]
    numbers = [f"cast(coalesce(profile.{name}, 0) as bigint) as {name}" for name in counts]
    return f"""with
    landed as (select * from {landed_relation} where is_staged),
    profile as (
{profiles}
    ),
    orphan as (
        select authority, source_system, snapshot_id, table_name, count(*) as orphans
        from {findings}
        where finding = 'orphan'
        group by all
    )

select
    landed.authority,
    landed.source_system,
    landed.snapshot_id,
    landed.as_at,
    landed.table_name,
    landed.is_absent,
    coalesce(landed.rows_in, profile.rows_staged, 0) as rows_in,
    {_comma_lines(numbers)},
    cast(coalesce(orphan.orphans, 0) as bigint) as orphans,
    cast(coalesce(profile.conflicts, 0) as bigint) as conflicts,
    profile.earliest_on,
    profile.latest_on,
    landed.extra_columns,
    landed.missing_columns,
    case when landed.is_absent then landed.without_it end as cannot_be_produced
from landed
left join profile using (authority, source_system, snapshot_id, table_name)
left join orphan using (authority, source_system, snapshot_id, table_name)
"""


def conflicts_sql(contract: Contract, relation: Callable[[str], str]) -> str:
    """One row per cell in which a superseded row and the row that counts differ, as a dbt model.

    Ids differ by their nature and are not compared; nor are the ends of periods that overlap.
    """
    typed = ", ".join(f"{_quoted(t.name)}: {relation(t.name)}" for t in contract.staged)
    parts = [
        f"    {{{{ cell_conflicts({_quoted(t.name)}, typed[{_quoted(t.name)}], {t.key}, "
        f"{_quoted(t.person)}, {_compared(t)}) }}}}"
        for t in contract.staged
    ]
    rest = "\n    union all\n".join(parts[1:])
    return f"""{_landed(contract.systems)}{{% set typed = {{{typed}}} %}}
with
    found as (
{parts[0]}
    {{% if landed_systems | length > 1 %}}
    union all
{rest}
    {{% endif %}}
    )

select *
from found
order by authority, table_name, counting_system, counting_file, counting_row, column_name
"""


def _compared(table: Table) -> list[str]:
    return [
        c.name
        for c in table.columns.values()
        if c.type != "id"
        and c.name not in {*table.key, *table.natural_key, table.lasts_until, *NOT_COMPARED}
        and not c.name.endswith("_recorded_at")
    ]


def findings_sql(
    contract: Contract, relation: Callable[[str], str], crosswalk_relation: str
) -> str:
    """One row per bad cell, row not loaded, orphan and id that leads nowhere, as a dbt model."""
    parts = []
    for table in contract.staged:
        person = _quoted(table.person)
        parts.append(
            f"{{{{ row_findings({_quoted(table.name)}, {relation(table.name)}, {person}) }}}}"
        )
        for column in table.columns.values():
            if column.reference is None:
                continue
            other_table, other_column = column.reference
            parts.append(
                f"{{{{ orphan_findings({_quoted(table.name)}, {relation(table.name)}, {person}, "
                f"{_quoted(column.name)}, {_quoted(other_table)}, {relation(other_table)}, "
                f"{_quoted(other_column)}) }}}}"
            )
    union = "\n    union all\n".join(f"    {part}" for part in parts)
    remedies = "\n        ".join(
        f"when '{name}' then {_literal(kind.remedy)}" for name, kind in KINDS.items()
    )
    claims = _lost_claims(contract, relation)
    return f"""{_landed(contract.systems) if claims else ""}with
    crosswalk as (select * from {crosswalk_relation}),
    person as (
        select *
        from {{{{ {relation("person")} }}}}
        where row_status in ('loaded', 'superseded')
    ),
    found as (
{union}
    union all
    select
        {_comma_lines(_FINDING_OF_PERSON)},
        'pers_merged_into_id' as column_name,
        case
            when crosswalk.is_in_circle then 'merged_in_circle' else 'merged_into_two'
        end as finding,
        person.pers_merged_into_id as raw_text,
        case
            when crosswalk.is_in_circle
            then 'records are merged into each other in a circle, so each is kept'
            else 'its id leads to two persons, so it is kept'
        end as reason
    from person
    inner join
        crosswalk
        on person.authority = crosswalk.authority
        and person.pers_person_id = crosswalk.person_id
        and (crosswalk.is_in_circle or crosswalk.is_in_two_minds)
    union all
    select
        {_comma_lines(_FINDING_OF_PERSON)},
        'pers_merged_into_id' as column_name,
        'merged_into_nobody' as finding,
        person.pers_merged_into_id as raw_text,
        'no system holds the record that it was merged into, so it is kept' as reason
    from person
    where
        person.pers_merged_into_id is not null
        and not exists (
            select 1
            from person as other
            where
                other.authority = person.authority
                and other.pers_person_id = person.pers_merged_into_id
        )
    {claims}
    )

select
    *,
    case finding
        {remedies}
    end as remedy
from found
order by
    authority, source_system, table_name, source_file, source_row, finding, column_name, raw_text
"""


def _lost_claims(contract: Contract, relation: Callable[[str], str]) -> str:
    """Ids of an older system that it does not hold, or that two such systems hold.

    Asked only where drops of several systems are in the build: a case system keeps the ids of
    systems that nobody extracted, and of records that it gave up itself.
    """
    table = contract.tables.get("linked_identifiers")
    if table is None:
        return ""
    older = [
        f"('{system.name}', '{system.id_prefix}', '{given.lower()}')"
        for system in contract.systems.values()
        if system.id_prefix
        for given in _identifier_kinds(system)
    ]
    if not older:
        return ""
    row = ["authority", "source_system", "snapshot_id", "table_name", "source_file", "source_row"]
    return f"""{{% if landed_systems | length > 1 %}}
    union all
    select {_comma_lines(_names("claim", [*row, "person_id", "column_name"]))},
        case
            when count(person.pers_person_id) = 0 then 'linked_to_nobody' else 'linked_to_two'
        end as finding,
        claim.given_id as raw_text,
        case
            when count(person.pers_person_id) = 0
            then 'no record of ' || string_agg(distinct named_system, ' or ') || ' has this id'
            else 'records of several systems have this id, so it is not followed'
        end as reason
    from (
        select *, 'person' as table_name, pers_person_id as person_id,
            'pers_legacy_id' as column_name, '{LEGACY_ID}' as kind, pers_legacy_id as given_id
        from person
        union all by name
        select *, 'linked_identifiers' as table_name, link_person_id as person_id,
            'link_identifier_value' as column_name, lower(link_identifier_type) as kind,
            link_identifier_value as given_id
        from {{{{ {relation(table.name)} }}}}
        where row_status = 'loaded'
    ) as claim
    inner join
        (values {", ".join(older)}) as numbering(named_system, id_prefix, kind)
        on claim.kind = numbering.kind
        and claim.source_system <> numbering.named_system
    inner join
        (select distinct authority, source_system from person) as holder
        on claim.authority = holder.authority
        and numbering.named_system = holder.source_system
    left join
        person
        on claim.authority = person.authority
        and numbering.named_system = person.source_system
        and numbering.id_prefix || claim.given_id = person.pers_person_id
    where claim.given_id is not null
    group by all
    having count(distinct person.pers_person_id) <> 1
    {{% endif %}}"""


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _landed(systems: Iterable[str]) -> str:
    """The first line of a model that does more where drops of more systems are in the build."""
    return f"{{% set landed_systems = systems_landed({list(systems)}) %}}\n"


def _union(staging: Mapping[str, str]) -> str:
    """The staged rows of a contract table; of a system without a drop not even the text is there.

    Args:
        staging: the relation by system; that of the contract's shape, which comes first, has the
            columns and is always there.
    """
    first, *others = staging.items()
    return f"select * from {first[1]}" + "".join(
        f' {{% if "{system}" in landed_systems %}} union all by name select * from {relation} '
        "{% endif %}"
        for system, relation in others
    )


def _names(relation: str, names: Iterable[str]) -> list[str]:
    return [f"{relation}.{name}" for name in names]


def _comma_lines(parts: Iterable[str]) -> str:
    return ",\n    ".join(parts)


def _quoted(name: str | None) -> str:
    return "none" if name is None else f'"{name}"'


def _person_columns(table: Table) -> list[str]:
    """Columns that hold a person's id, which may have gone to another."""
    return [c.name for c in table.columns.values() if c.holds_person or c.name == table.person]


def _codes_cte(lists: list[str], code_relation: str) -> str:
    maps = [
        f"map_from_entries(list({{'given': given, 'code': code}} order by given) "
        f"filter (where code_list = '{name}')) as {name}"
        for name in lists
    ]
    return f"codes as (select {', '.join(maps)} from {code_relation})"


def _typed(column: Column, people: list[str]) -> str:
    text = f"staged.{column.name}"
    return f"{_typed_value(column, text, people)} as {column.name}"


def _typed_value(column: Column, text: str, people: list[str]) -> str:
    if column.name in people:
        return f"coalesce({column.name}_merged.surviving_person_id, {text})"
    if column.type == "code":
        return f'{{{{ as_code("{text}", "codes.{column.code_list}") }}}}'
    if column.type == "list":
        entries = f'as_list("{text}")'
        if column.code_list:
            return f'{{{{ as_codes({entries}, "codes.{column.code_list}") }}}}'
        return f"{{{{ {entries} }}}}"
    if column.type == "decimal":
        return f'{{{{ as_number("{text}", "{sql_type(column)}") }}}}'
    if column.type in ("date", "timestamp", "flag", "integer"):
        return f'{{{{ as_{column.type}("{text}") }}}}'
    return text


def _coded_lists(columns: list[Column]) -> list[Column]:
    return [c for c in columns if c.type == "list" and c.code_list]


def _cell_faults(columns: list[Column]) -> str:
    faults = []
    for column in columns:
        given = f"typed.given.{column.name}"
        if column.type in ("id", "text"):
            continue
        fault = "unmapped_code" if column.type == "code" else "failed_cast"
        faults.append(f'{{{{ cell_fault("{column.name}", "{given}", "{fault}") }}}}')
        if column.type == "list" and column.code_list:
            faults.append(
                f'{{{{ entry_faults("{column.name}", as_list("{given}"), '
                f'"codes.{column.code_list}") }}}}'
            )
    if not faults:
        return "cast([] as struct(column_name varchar, raw varchar, fault varchar)[])"
    return f"flatten([{', '.join(faults)}])"


def _quarantine_reason(columns: list[Column]) -> str:
    cases = []
    for column in columns:
        if not column.required:
            continue
        given = f"typed.given.{column.name}"
        cases.append(f"when {given} is null then '{column.name} is empty'")
        if column.type in TYPE_WORDS:
            words = TYPE_WORDS[column.type]
            cases.append(
                f"when typed.{column.name} is null then '{column.name} is no {words}: ' || {given}"
            )
    return f"case {' '.join(cases)} end"


def _typed_ref(name: str) -> str:
    return f'ref("int_contract_typed__{name}")'


def _relation(name: str) -> str:
    return f'{{{{ ref("{name}") }}}}'


def generated_models(contract: Contract) -> list[tuple[str, str]]:
    """Name and text of the models up to the ingestion report, each after those that it reads."""
    crosswalk, superseded = _relation("int_person_crosswalk"), _relation("int_superseded_id")
    landed, codes = _relation("stg_landing__table"), _relation("ref_contract_code")
    prefixes = {s.name: s.id_prefix for s in contract.systems.values() if s.id_prefix}
    models = [("stg_landing__table", landed_sql('{{ source("raw", "landed_table") }}'))]
    models += own_staging(contract)
    for table in contract.staged:
        source = f'{{{{ source("raw", "{CONTRACT_SHAPE}__{table.name}") }}}}'
        models.append((f"stg_ssd__{table.name}", staged_sql(table, source, prefixes)))
    persons, identifiers = (
        _staging(contract, name) if name in contract.tables else {}
        for name in ("person", "linked_identifiers")
    )
    models.append(("int_person_crosswalk", crosswalk_sql(contract, persons, identifiers)))
    typed = [
        (
            table,
            typed_sql(
                table,
                Beside(
                    staging=_staging(contract, table.name),
                    landed=landed,
                    codes=codes,
                    crosswalk=crosswalk,
                    superseded=superseded,
                    systems=list(contract.systems),
                ),
            ),
        )
        for table in contract.staged
    ]
    # Rows that are named by another row alone can be compared only after it.
    named_alone = [table for table in contract.staged if set(_links(table).values()) - {"person"}]
    for table, sql in typed:
        if table not in named_alone:
            models.append((f"int_contract_typed__{table.name}", sql))
    models.append(("int_superseded_id", superseded_sql(contract, _typed_ref)))
    for table, sql in typed:
        if table in named_alone:
            models.append((f"int_contract_typed__{table.name}", sql))
    models.append(("int_contract_landed", landed_sql(landed)))
    models.append(("ingestion_finding", findings_sql(contract, _typed_ref, crosswalk)))
    models.append(("ingestion_conflict", conflicts_sql(contract, _typed_ref)))
    told, findings = _relation("int_contract_landed"), _relation("ingestion_finding")
    models.append(("ingestion_report", report_sql(contract, _typed_ref, told, findings)))
    return models


def _staging(contract: Contract, table: str) -> dict[str, str]:
    return {system: _relation(model) for system, model in contract.staging_models(table).items()}


def own_staging(contract: Contract) -> list[tuple[str, str]]:
    """The staging models that stand in the project for systems with tables of their own."""
    texts = {
        path.stem: path.read_text(encoding="utf-8")
        for system in contract.systems.values()
        if not system.has_contract_shape
        for path in sorted((DBT_DIR / "models" / "staging" / system.name).glob("*.sql"))
    }
    order = TopologicalSorter(
        {name: texts.keys() & set(REFERENCE.findall(text)) for name, text in texts.items()}
    )
    return [(name, texts[name]) for name in order.static_order()]


@cache
def _environment() -> Environment:
    # SQL, not HTML: escaping would change the text.
    return Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701


@cache
def _macros() -> dict[str, object]:
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((DBT_DIR / "macros").glob(MACRO_FILES))
    )
    module = vars(_environment().from_string(text).module)
    return {name: macro for name, macro in module.items() if not name.startswith("_")}


@cache
def render(text: str, landed_systems: tuple[str, ...] = (CONTRACT_SHAPE,)) -> str:
    """A model as plain DuckDB SQL, where ref('x') is x and source('raw', 'x') is raw.x.

    Args:
        text: the model.
        landed_systems: the systems whose drops are read.
    """
    return (
        _environment()
        .from_string(text)
        .render(
            ref=lambda name: name,
            source=lambda schema, name: f"{schema}.{name}",
            systems_landed=lambda possible: [s for s in possible if s in landed_systems],
            **_macros(),
        )
    )
