{#
    How a council's own returns become rows of the contract (models/staging/ssda903, cin and annex_a). Rendered outside dbt
    from this same file by the report of `sightline ingest`, so only the macros of contract_*.sql are used.
#}
{#
    The rows of a relation with the columns of a contract table, those that it lacks null. `contract_relation` is the raw
    relation of the case system's table, which has the columns by the contract; none of its rows are taken.
#}
{% macro in_contract_shape(contract_relation, mapped) %}
    select *
    from {{ contract_relation }}
    where false
    union all by name
    select *
    from {{ mapped }}
{% endmacro %}

{#
    True for a row that no later return of the drop takes the place of: what ended before the next year for which there is a
    return is told by this return alone, what went on is told by the later one.
#}
{% macro is_told_by_this_return(ended_on) -%}
    (next_year_start is null or coalesce({{ ended_on }} < cast(next_year_start as date), false))
{%- endmacro %}

{# True for the rows of the newest return that has the key; for `qualify`. Repeats within one return stay. #}
{% macro is_of_newest_return(key) -%}
    collection_year
    = max(collection_year) over (partition by authority, source_system, snapshot_id, {{ key }})
{%- endmacro %}

{# An id made of the system, the child and what else tells the event from others of the child; dates without hyphens. #}
{% macro made_id(system, child, parts) -%}
    concat_ws(
        '-',
        '{{ system }}',
        {{ child }}
        {%- for part in parts %}, replace(cast({{ part }} as varchar), '-', '') {%- endfor %}
    )
{%- endmacro %}

{#
    The number of a row among those of the same key that say something else, as the end of an id: nothing for the first, -2
    for the second. Rows that agree in everything share theirs, and are collapsed later.
#}
{% macro place_in_key(key, said) -%}
    nullif(
        '-' || dense_rank() over (
            partition by authority, source_system, snapshot_id, {{ key }} order by {{ said }}
        ),
        '-1'
    )
{%- endmacro %}
