# ruff: noqa: S608 - every name in these texts comes from the contract, never from what was given
"""The SQL that follows from the contract: from landed text to typed rows and the ingestion report.

Each function gives the text of one dbt model. `render` makes plain DuckDB SQL of it with the same
macros, so that the report of `sightline ingest` is made by the very models of the warehouse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from graphlib import TopologicalSorter

from jinja2 import Environment, StrictUndefined

from pipelines.contract import Column, Contract, Table
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
    "table_name",
    "is_staged",
    "is_absent",
    "rows_in",
    "extra_columns",
    "missing_columns",
    "without_it",
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


def staged_sql(table: Table, source_relation: str) -> str:
    """A landed table with blanks trimmed and the texts for "nothing" made null, as a dbt model.

    Args:
        table: a staged table of the contract.
        source_relation: what stands after `from`; for dbt a Jinja call.
    """
    columns = [
        f'{{{{ without_sentinels("{c.name}", "{c.type}") }}}} as {c.name}'
        for c in table.columns.values()
    ]
    return f"""with
    landed as (select * from {source_relation})

select
    {_comma_lines([*RAW_COLUMNS, *columns])}
from landed
"""


def typed_sql(
    table: Table, staging: Sequence[str], code_relation: str, crosswalk_relation: str | None
) -> str:
    """Every staged row with its columns typed, its faults and what becomes of it, as a dbt model.

    `row_status` is 'loaded', 'quarantined' or 'duplicate'. A row without a required value is set
    aside. Rows that agree in everything collapse to the last one given; of rows that share a key
    and differ the last one given is loaded and the others are set aside as conflicts. Columns
    that hold a person carry the id that survives a merge, and a row of the surviving record goes
    before a row of a merged one.

    Args:
        table: a staged table of the contract.
        staging: the staging models of the table, one or more.
        code_relation: code_list, given (lower case), code.
        crosswalk_relation: int_person_crosswalk; None for the person table, which it is made from.
    """
    columns = list(table.columns.values())
    people = _person_columns(table) if crosswalk_relation else []
    lists = sorted({c.code_list for c in columns if c.code_list})
    key = ["authority", "source_system", "snapshot_id", "quarantine_reason is null", *table.key]
    rest = [c.name for c in columns if c.name not in table.key]
    last_first = "is_from_merged_record, source_file desc, source_row desc"
    rows = " union all by name ".join(f"select * from {relation}" for relation in staging)
    imports = [f"staged as ({rows})"]
    if crosswalk_relation:
        imports.append(f"crosswalk as (select * from {crosswalk_relation})")
    if lists:
        imports.append(_codes_cte(lists, code_relation))
    merged = " or ".join(f"{name}_merged.person_id is not null" for name in people) or "false"
    joins = "".join(
        f"""
        left join crosswalk as {name}_merged
            on staged.authority = {name}_merged.authority
            and staged.source_system = {name}_merged.source_system
            and staged.{name} = {name}_merged.person_id"""
        for name in people
    )
    cross_join = " cross join codes" if lists else ""
    typed = [*(f"staged.{name}" for name in RAW_COLUMNS), *(_typed(c, people) for c in columns)]
    return f"""with
    {_comma_lines(imports)},
    typed as (
        select
            {_comma_lines(typed)},
            {merged} as is_from_merged_record,
            staged as given
        from staged{cross_join}{joins}
    ),
    checked as (
        select
            {_comma_lines(_names("typed", [*RAW_COLUMNS, *table.columns]))},
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
    )

select
    {_comma_lines([*RAW_COLUMNS, *table.columns])},
    is_from_merged_record,
    cell_faults,
    case
        when quarantine_reason is not null then 'quarantined'
        when copy_number > 1 then 'duplicate'
        when place_in_key > 1 then 'quarantined'
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
    end as quarantine_reason
from ranked
order by authority, source_system, source_file, source_row
"""


def crosswalk_sql(person_relation: str) -> str:
    """Where each merged person record went, chains followed, as a dbt model.

    A link to an id that the drop does not hold is not followed: the child would vanish. An id
    whose chain runs in a circle keeps itself.
    """
    return f"""with recursive
    person as (select * from {person_relation} where row_status = 'loaded'),
    link as (
        select
            given.authority,
            given.source_system,
            given.snapshot_id,
            given.pers_person_id as person_id,
            given.pers_merged_into_id as merged_into_id
        from person as given
        inner join
            person as target
            on given.authority = target.authority
            and given.source_system = target.source_system
            and given.pers_merged_into_id = target.pers_person_id
        where given.pers_merged_into_id <> given.pers_person_id
    ),
    chain as (
        select
            authority,
            source_system,
            snapshot_id,
            person_id,
            merged_into_id as reached_id,
            1 as steps,
            [person_id] as passed
        from link
        union all
        select
            chain.authority,
            chain.source_system,
            chain.snapshot_id,
            chain.person_id,
            link.merged_into_id as reached_id,
            chain.steps + 1 as steps,
            list_append(chain.passed, chain.reached_id) as passed
        from chain
        inner join
            link
            on chain.authority = link.authority
            and chain.source_system = link.source_system
            and chain.reached_id = link.person_id
        where not list_contains(chain.passed, chain.reached_id)
    ),
    furthest as (
        select *
        from chain
        qualify
            row_number() over (
                partition by authority, source_system, person_id order by steps desc
            ) = 1
    )

select
    authority,
    source_system,
    snapshot_id,
    person_id,
    case
        when list_contains(passed, reached_id) then person_id else reached_id
    end as surviving_person_id,
    steps,
    list_contains(passed, reached_id) as is_in_circle
from furthest
"""


def loaded_sql(table: Table, typed_relation: str, crosswalk_relation: str) -> str:
    """The loaded rows of a typed table, as facts read them, as a dbt model."""
    imports = [f"typed as (select * from {typed_relation})"]
    gone = ""
    if table.name == "person":
        imports.append(f"crosswalk as (select * from {crosswalk_relation})")
        gone = """
    and not exists (
        select 1
        from crosswalk
        where
            crosswalk.authority = typed.authority
            and crosswalk.source_system = typed.source_system
            and crosswalk.person_id = typed.pers_person_id
            and not crosswalk.is_in_circle
    )"""
    return f"""with
    {_comma_lines(imports)}

select
    authority,
    source_system,
    '{table.name}' as source_table,
    source_file,
    source_row,
    {_comma_lines(table.columns)}
from typed
where row_status = 'loaded'{gone}
"""


def landed_sql(relation: str) -> str:
    """What the manifests say of each drop and contract table, as a dbt model of its layer."""
    return f"""select
    {_comma_lines(LANDED_NAMES)}
from {relation}
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
    counts = ["rows_loaded", "rows_quarantined", "duplicates_collapsed"]
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


def findings_sql(
    contract: Contract, relation: Callable[[str], str], crosswalk_relation: str
) -> str:
    """One row per bad cell, row not loaded, orphan and merge in a circle, as a dbt model."""
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
    return f"""with
    crosswalk as (select * from {crosswalk_relation}),
    person as (select * from {{{{ {relation("person")} }}}}),
    found as (
{union}
    union all
    select
        person.authority,
        person.source_system,
        person.snapshot_id,
        'person' as table_name,
        person.source_file,
        person.source_row,
        person.pers_person_id as person_id,
        'pers_merged_into_id' as column_name,
        'merged_in_circle' as finding,
        person.pers_merged_into_id as raw_text,
        'records are merged into each other in a circle, so each is kept' as reason
    from person
    inner join
        crosswalk
        on person.authority = crosswalk.authority
        and person.source_system = crosswalk.source_system
        and person.pers_person_id = crosswalk.person_id
        and crosswalk.is_in_circle
    where person.row_status = 'loaded'
    )

select *
from found
order by
    authority, source_system, table_name, source_file, source_row, finding, column_name, raw_text
"""


def _names(relation: str, names: Iterable[str]) -> list[str]:
    return [f"{relation}.{name}" for name in names]


def _comma_lines(parts: Iterable[str]) -> str:
    return ",\n    ".join(parts)


def _quoted(name: str | None) -> str:
    return "none" if name is None else f'"{name}"'


def _person_columns(table: Table) -> list[str]:
    """Columns that hold a person's id, whom a merge may have renamed."""
    return [
        c.name
        for c in table.columns.values()
        if c.reference == ("person", "pers_person_id") or c.name == table.person
    ]


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


def generated_models(contract: Contract) -> list[tuple[str, str]]:
    """Name and text of the models up to the ingestion report, each after those that it reads."""
    crosswalk = '{{ ref("int_person_crosswalk") }}'
    codes = '{{ ref("ref_contract_code") }}'
    models = own_staging(contract)
    for table in sorted(contract.staged, key=lambda table: table.name != "person"):
        name = table.name
        source = f'{{{{ source("raw", "ssd__{name}") }}}}'
        staged = [f'{{{{ ref("{model}") }}}}' for model in contract.staging_models(name)]
        merges = None if name == "person" else crosswalk
        models.append((f"stg_ssd__{name}", staged_sql(table, source)))
        models.append((f"int_contract_typed__{name}", typed_sql(table, staged, codes, merges)))
        if name == "person":
            person = f"{{{{ {_typed_ref(name)} }}}}"
            models.append(("int_person_crosswalk", crosswalk_sql(person)))
    models.append(("stg_landing__table", landed_sql('{{ source("raw", "landed_table") }}')))
    models.append(("int_contract_landed", landed_sql('{{ ref("stg_landing__table") }}')))
    models.append(("ingestion_finding", findings_sql(contract, _typed_ref, crosswalk)))
    landed, findings = '{{ ref("int_contract_landed") }}', '{{ ref("ingestion_finding") }}'
    models.append(("ingestion_report", report_sql(contract, _typed_ref, landed, findings)))
    return models


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
def render(text: str) -> str:
    """A model as plain DuckDB SQL, where ref('x') is x and source('raw', 'x') is raw.x."""
    return (
        _environment()
        .from_string(text)
        .render(ref=lambda name: name, source=lambda schema, name: f"{schema}.{name}", **_macros())
    )
