-- Whoever is in a list of children; what the first list with a cell says of a child counts.
with
    named as (
        {%- for list in [
            "contacts",
            "early_help",
            "referrals",
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
                gender,
                ethnicity,
                born
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
            {{ without_sentinels("gender", "text") }} as gender,
            {{ without_sentinels("ethnicity", "text") }} as ethnicity,
            {{ without_sentinels("born", "date") }} as born
        from named
    ),

    known as (
        select
            authority,
            source_system,
            snapshot_id,
            any_value(as_at) as as_at,
            first(source_file order by list_number, source_row) as source_file,
            first(source_row order by list_number, source_row) as source_row,
            child_id,
            first(gender order by gender is null, list_number, source_row) as gender,
            first(ethnicity order by ethnicity is null, list_number, source_row) as ethnicity,
            first(born order by born is null, list_number, source_row) as born
        from cleaned
        group by authority, source_system, snapshot_id, child_id
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id as pers_person_id,
            {{ annex_a_code("gender", "sex") }} as pers_sex,
            {{ annex_a_code("ethnicity", "ethnicity") }} as pers_ethnicity,
            born as pers_dob
        from known
    )

    {{ in_contract_shape(source("raw", "ssd__person"), "mapped") }}
