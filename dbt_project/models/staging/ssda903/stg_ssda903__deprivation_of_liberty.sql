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
            {{ without_sentinels('"DOLO_START"', "date") }} as started,
            {{ as_date('trim("DOLO_START")') }} as started_on,
            {{ without_sentinels('"DOLO_END"', "date") }} as ended,
            {{ as_date('trim("DOLO_END")') }} as ended_on
        from {{ source("raw", "ssda903__DoLo") }}
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id as dolo_person_id,
            {{ made_id("ssda903", "child_id", ["started_on"]) }} as dolo_order_id,
            started as dolo_start_date,
            ended as dolo_end_date
        from given
        where {{ is_told_by_this_return("ended_on") }}
        qualify {{ is_of_newest_return("child_id, started_on") }}
    )

    {{ in_contract_shape(source("raw", "ssd__deprivation_of_liberty"), "mapped") }}
