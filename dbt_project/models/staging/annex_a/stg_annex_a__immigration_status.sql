with
    named as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            1 as list_number,
            child_id,
            unaccompanied
        from {{ source("raw", "annex_a__looked_after") }}
        union all
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            2,
            child_id,
            unaccompanied
        from {{ source("raw", "annex_a__care_leavers") }}
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            {{ without_sentinels("child_id", "id") }} as immi_person_id,
            {{ made_id("annex_a", "immi_person_id", ["'UASC'"]) }} as immi_immigration_status_id,
            'UASC' as immi_immigration_status
        from named
        where {{ annex_a_category("unaccompanied", "yes_no") }} = 'yes'
        qualify
            row_number() over (
                partition by authority, source_system, snapshot_id, immi_person_id
                order by list_number, source_row
            )
            = 1
    )

    {{ in_contract_shape(source("raw", "ssd__immigration_status"), "mapped") }}
