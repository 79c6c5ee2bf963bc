-- Yes or no, or what the disability is. Yes alone is a disability without a code; what nobody can
-- read stays as it is given, to be reported.
with
    named as (
        {%- for list in [
            "assessments",
            "enquiries",
            "in_need",
            "protection",
            "looked_after",
            "care_leavers",
            "adoption",
        ] %}
            {{ "union all" if not loop.first }}
            select
                authority,
                source_system,
                snapshot_id,
                as_at,
                source_file,
                source_row,
                {{ loop.index }} as list_number,
                child_id,
                disability
            from {{ source("raw", "annex_a__" ~ list) }}
        {%- endfor %}
    ),

    cleaned as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            list_number,
            {{ without_sentinels("child_id", "id") }} as child_id,
            {{ without_sentinels("disability", "text") }} as disability
        from named
    ),

    known as (
        select
            *,
            coalesce({{ annex_a_category("disability", "disability") }}, 'unread') as is_disabled,
            regexp_extract(
                upper(disability),
                '(^|[^A-Z])(MOB|HAND|PC|INC|COMM|LD|HEAR|VIS|BEH|CON|AUT|DDA)($|[^A-Z])',
                2
            ) as code
        from cleaned
        where disability is not null
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id as disa_person_id,
            {{ made_id("annex_a", "child_id", ["coalesce(nullif(code, ''), is_disabled)"]) }}
            as disa_table_id,
            case
                is_disabled
                when 'no'
                then 'NONE'
                when 'unread'
                then disability
                else nullif(code, '')
            end as disa_disability_code
        from known
        where is_disabled <> 'unknown'
        qualify
            row_number() over (
                partition by authority, source_system, snapshot_id, child_id, disa_table_id
                order by list_number, source_row
            )
            = 1
    )

    {{ in_contract_shape(source("raw", "ssd__disability"), "mapped") }}
