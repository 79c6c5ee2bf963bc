with
    given as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            collection_year,
            year_end,
            {{ without_sentinels('"CHILD"', "id") }} as child_id,
            {{ without_sentinels('"IMMUNISATIONS"', "text") }} as status
        from {{ source("raw", "ssda903__OC2") }}
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id as clai_person_id,
            status as clai_immunisations_status,
            year_end as clai_immunisations_status_date
        from given
        qualify {{ is_of_newest_return("child_id") }}
    )

    {{ in_contract_shape(source("raw", "ssd__cla_immunisations"), "mapped") }}
