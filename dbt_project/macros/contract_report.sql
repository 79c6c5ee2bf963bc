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
        cast(null as varchar) as column_name,
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
                other.row_status = 'loaded'
                and other.authority = given.authority
                and other.{{ other_column }} = given.{{ column }}
        )
{% endmacro %}
