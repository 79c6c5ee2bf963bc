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
            next_year_start,
            {{ without_sentinels('"CHILD"', "id") }} as child_id,
            {{ without_sentinels('"MISSING"', "text") }} as kind,
            {{ without_sentinels('"MIS_START"', "date") }} as started,
            {{ as_date('trim("MIS_START")') }} as started_on,
            {{ without_sentinels('"MIS_END"', "date") }} as ended,
            {{ as_date('trim("MIS_END")') }} as ended_on
        from {{ source("raw", "ssda903__Missing") }}
    ),

    told as (
        select
            *, {{ place_in_key("child_id, kind, started_on, collection_year", "ended") }} as place
        from given
        where {{ is_told_by_this_return("ended_on") }}
        qualify {{ is_of_newest_return("child_id, kind, started_on") }}
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id as miss_person_id,
            {{ made_id("ssda903", "child_id", ["kind", "started_on"]) }}
            || coalesce(place, '') as miss_table_id,
            started as miss_missing_episode_start_date,
            kind as miss_missing_episode_type,
            ended as miss_missing_episode_end_date
        from told
    )

    {{ in_contract_shape(source("raw", "ssd__missing"), "mapped") }}
