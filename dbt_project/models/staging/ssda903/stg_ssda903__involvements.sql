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
            {{ without_sentinels('"SW_ID"', "text") }} as worker,
            {{ without_sentinels('"SW_DECOM"', "date") }} as started,
            {{ as_date('trim("SW_DECOM")') }} as started_on,
            {{ without_sentinels('"SW_DEC"', "date") }} as ended,
            {{ as_date('trim("SW_DEC")') }} as ended_on,
            {{ without_sentinels('"SW_REASON"', "text") }} as reason
        from {{ source("raw", "ssda903__SWEpisodes") }}
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id as invo_person_id,
            {{ made_id("ssda903", "child_id", ["worker", "started_on"]) }} as invo_involvements_id,
            worker as invo_professional_id,
            'Social worker' as invo_professional_role_id,
            started as invo_involvement_start_date,
            ended as invo_involvement_end_date,
            reason as invo_worker_change_reason
        from given
        where {{ is_told_by_this_return("ended_on") }}
        qualify {{ is_of_newest_return("child_id, worker, started_on") }}
    )

    {{ in_contract_shape(source("raw", "ssd__involvements"), "mapped") }}
