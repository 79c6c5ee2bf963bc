with
    episodes as (
        select
            authority,
            source_system,
            snapshot_id,
            collection_year,
            child_id,
            details_id,
            referral_id
        from {{ ref("stg_cin__episode") }}
    ),

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
            {{ without_sentinels('"LAchildID"', "id") }} as child_id,
            "CINdetailsID" as details_id,
            {{ without_sentinels('"CINPlanStartDate"', "date") }} as started,
            {{ as_date('trim("CINPlanStartDate")') }} as started_on,
            {{ without_sentinels('"CINPlanEndDate"', "date") }} as ended,
            {{ as_date('trim("CINPlanEndDate")') }} as ended_on
        from {{ source("raw", "cin__CINplanDates") }}
    ),

    told as (
        select
            *,
            {{ place_in_key("collection_year, child_id, started_on", "details_id, ended") }}
            as place
        from given
        where {{ is_told_by_this_return("ended_on") }}
        qualify {{ is_of_newest_return("child_id, started_on") }}
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id as cinp_person_id,
            {{ made_id("cin", "child_id", ["coalesce(cast(started_on as varchar), started, '')"]) }}
            || coalesce(place, '') as cinp_cin_plan_id,
            referral_id as cinp_referral_id,
            started as cinp_cin_plan_start_date,
            ended as cinp_cin_plan_end_date
        from told
        left join
            episodes using (
                authority, source_system, snapshot_id, collection_year, child_id, details_id
            )
    )

    {{ in_contract_shape(source("raw", "ssd__cin_plans"), "mapped") }}
