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
            {{ as_flag('trim("CONVICTED")') }} as is_convicted
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
            {{ made_id("ssda903", "child_id", ["left(collection_year, 4)"]) }}
            as clac_cla_conviction_id,
            child_id as clac_person_id,
            year_end as clac_cla_conviction_date
        from given
        where is_convicted
    )

    {{ in_contract_shape(source("raw", "ssd__cla_convictions"), "mapped") }}
