-- A worker has a name and no number in the lists.
with
    named as (
        {%- for list in [
            "referrals",
            "assessments",
            "enquiries",
            "in_need",
            "protection",
            "looked_after",
            "care_leavers",
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
                worker
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
            {{ without_sentinels("worker", "text") }} as worker
        from named
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            {{ made_id("annex_a", "worker", []) }} as prof_professional_id,
            worker as prof_professional_name
        from cleaned
        where worker is not null
        qualify
            row_number() over (
                partition by authority, source_system, snapshot_id, worker
                order by list_number, source_row
            )
            = 1
    )

    {{ in_contract_shape(source("raw", "ssd__professionals"), "mapped") }}
