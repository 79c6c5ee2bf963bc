-- The day on which a child in need was last seen.
with
    given as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            {{ without_sentinels("child_id", "id") }} as child_id,
            {{ without_sentinels("last_seen", "date") }} as last_seen
        from {{ source("raw", "annex_a__in_need") }}
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id as cinv_person_id,
            {{
                made_id(
                    "annex_a",
                    "child_id",
                    ["coalesce(cast(" ~ as_date("last_seen") ~ " as varchar), last_seen)"],
                )
            }} as cinv_cin_visit_id,
            last_seen as cinv_cin_visit_date,
            'Y' as cinv_cin_visit_seen
        from given
        where last_seen is not null
        qualify
            row_number() over (
                partition by authority, source_system, snapshot_id, cinv_cin_visit_id
                order by source_row
            )
            = 1
    )

    {{ in_contract_shape(source("raw", "ssd__cin_visits"), "mapped") }}
