{#
    What the ingestion report says of one typed table. Rendered by dbt in ingestion_report and ingestion_finding, and outside
    dbt from this same file by `sightline ingest`.
#}
{# One row per drop that has rows of the table. `dated_by` is the column whose range is shown, or none. #}
{% macro table_profile(table, relation, dated_by) %}
    select
        authority,
        source_system,
        snapshot_id,
        '{{ table }}' as table_name,
        count(*) as rows_staged,
        count(*) filter (where row_status = 'loaded') as rows_loaded,
        count(*) filter (where row_status = 'quarantined') as rows_quarantined,
        count(*) filter (where row_status = 'duplicate') as duplicates_collapsed,
        count(*) filter (where row_status = 'superseded') as rows_superseded,
        coalesce(
            sum(len(list_filter(cell_faults, lambda found:found.fault = 'unmapped_code'))), 0
        ) as unmapped_codes,
        coalesce(
            sum(len(list_filter(cell_faults, lambda found:found.fault = 'failed_cast'))), 0
        ) as failed_casts,
        count(*) filter (where is_conflict) as conflicts,
        {% if dated_by %}
            cast(min({{ dated_by }}) filter (where row_status = 'loaded') as date) as earliest_on,
            cast(max({{ dated_by }}) filter (where row_status = 'loaded') as date) as latest_on
        {% else %} cast(null as date) as earliest_on, cast(null as date) as latest_on
        {% endif %}
    from {{ relation }}
    group by all
{% endmacro %}

{# One row per bad cell, and one per row that was set aside or collapsed. #}
{% macro row_findings(table, relation, person) %}
    {%- set whose = person if person else "cast(null as varchar)" -%}
    select
        authority,
        source_system,
        snapshot_id,
        '{{ table }}' as table_name,
        source_file,
        source_row,
        {{ whose }} as person_id,
        found.column_name,
        found.fault as finding,
        found.raw as raw_text,
        cast(null as varchar) as reason
    from {{ relation }}, unnest(cell_faults) as faults(found)
    union all
    select
        authority,
        source_system,
        snapshot_id,
        '{{ table }}' as table_name,
        source_file,
        source_row,
        {{ whose }} as person_id,
        {# The reason begins with the column whose value is empty or impossible. #}
        case
            when row_status = 'quarantined' and not is_conflict
            then split_part(quarantine_reason, ' ', 1)
        end as column_name,
        case when is_conflict then 'conflict' else row_status end as finding,
        cast(null as varchar) as raw_text,
        quarantine_reason as reason
    from {{ relation }}
    where row_status <> 'loaded'
{% endmacro %}

{#
    One row per loaded row whose reference is held by no loaded row of the other table. Nothing is said where the drop has no
    rows of the other table at all: its absence is reported once instead.
#}
{% macro orphan_findings(
    table, relation, person, column, other_table, other_relation, other_column
) %}
    select
        authority,
        source_system,
        snapshot_id,
        '{{ table }}' as table_name,
        source_file,
        source_row,
        {{ person if person else "cast(null as varchar)" }} as person_id,
        '{{ column }}' as column_name,
        'orphan' as finding,
        {{ column }} as raw_text,
        'no row of {{ other_table }} has this {{ other_column }}' as reason
    from {{ relation }} as given
    where
        row_status = 'loaded'
        and {{ column }} is not null
        and authority in (
            select other.authority
            from {{ other_relation }} as other
            where other.row_status = 'loaded'
        )
        and not exists (
            select 1
            from {{ other_relation }} as other
            where
                {# The row that supersedes it stands for it. #}
                other.row_status in ('loaded', 'superseded')
                and other.authority = given.authority
                and other.{{ other_column }} = given.{{ column }}
        )
{% endmacro %}

{# One row per id of superseded rows, with the id of the row that counts. `person` tells siblings apart who share ids. #}
{% macro superseded_ids(id_of, relation, column, key, person) %}
    select
        gone.authority,
        '{{ id_of }}' as id_of,
        gone.{{ column }} as given_id,
        {{ "gone." ~ person if person else "cast(null as varchar)" }} as person_id,
        min(counting.{{ column }}) as counting_id
    from {{ relation }} as gone
    inner join
        {{ relation }} as counting
        on gone.authority = counting.authority
        and gone.counting_system = counting.source_system
        and gone.counting_key = {{ row_key("counting", key) }}
        and counting.row_status = 'loaded'
    where gone.row_status = 'superseded' and gone.{{ column }} <> counting.{{ column }}
    group by all
{% endmacro %}

{# The same without a row, for a contract in which nothing points to anything. #}
{% macro no_superseded_ids() %}
    select
        cast(null as varchar) as authority,
        cast(null as varchar) as id_of,
        cast(null as varchar) as given_id,
        cast(null as varchar) as person_id,
        cast(null as varchar) as counting_id
    where false
{% endmacro %}

{% macro row_key(relation, key) -%}
    [
        {%- for name in key -%}
            cast({{ relation }}.{{ name }} as varchar) {%- if not loop.last -%}, {% endif -%}
        {%- endfor -%}
    ]
{%- endmacro %}

{# One row per cell that is filled in a superseded row and in the row that counts, and differs. #}
{% macro cell_conflicts(table, relation, key, person, columns) %}
    select
        gone.authority,
        '{{ table }}' as table_name,
        array_to_string({{ row_key("counting", key) }}, '|') as row_key,
        {{ "gone." ~ person if person else "cast(null as varchar)" }} as person_id,
        cell.column_name,
        counting.source_system as counting_system,
        counting.source_file as counting_file,
        counting.source_row as counting_row,
        cell.counting_text,
        gone.source_system as other_system,
        gone.source_file as other_file,
        gone.source_row as other_row,
        cell.other_text
    from {{ relation }} as gone
    inner join
        {{ relation }} as counting
        on gone.authority = counting.authority
        and gone.counting_system = counting.source_system
        and gone.counting_key = {{ row_key("counting", key) }}
        and counting.row_status = 'loaded',
        unnest(
            [
                {
                    'column_name':cast(null as varchar),
                    'counting_text':cast(null as varchar),
                    'other_text':cast(null as varchar)
                }
                {%- for column in columns -%}
                    ,
                    {
                        'column_name':'{{ column }}',
                        'counting_text':cast(counting.{{ column }} as varchar),
                        'other_text':cast(gone.{{ column }} as varchar)
                    }
                {%- endfor -%}
            ]
        ) as cells(cell)
    where gone.row_status = 'superseded' and cell.counting_text <> cell.other_text
{% endmacro %}
