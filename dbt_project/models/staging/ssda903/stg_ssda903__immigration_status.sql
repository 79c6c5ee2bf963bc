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
            {{ without_sentinels('"CHILD"', "id") }} as child_id,
            {{ without_sentinels('"DUC"', "date") }} as ended
        from {{ source("raw", "ssda903__UASC") }}
        qualify {{ is_of_newest_return("child_id") }}
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id as immi_person_id,
            {{ made_id("ssda903", "child_id", ["'UASC'"]) }} as immi_immigration_status_id,
            'UASC' as immi_immigration_status,
            ended as immi_immigration_status_end_date
        from given
    )

    {{ in_contract_shape(source("raw", "ssd__immigration_status"), "mapped") }}
