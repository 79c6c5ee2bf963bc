-- Protection plans of every return, with the id that reviews refer to; `is_told` marks the row that
-- counts.
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
            "CPPID" as plan_number,
            {{ without_sentinels('"CPPstartDate"', "date") }} as started,
            {{ as_date('trim("CPPstartDate")') }} as started_on,
            {{ without_sentinels('"CPPendDate"', "date") }} as ended,
            {{ as_date('trim("CPPendDate")') }} as ended_on,
            {{ without_sentinels('"InitialCategoryOfAbuse"', "text") }} as initial_category,
            {{ without_sentinels('"LatestCategoryOfAbuse"', "text") }} as latest_category,
            {{ without_sentinels('"NumberOfPreviousCPP"', "text") }} as previous_plans
        from {{ source("raw", "cin__ChildProtectionPlans") }}
    ),

    numbered as (
        select
            *,
            {{
                place_in_key(
                    "collection_year, child_id, started_on",
                    "details_id, plan_number, ended, initial_category, latest_category, previous_plans",
                )
            }}
            as place
        from given
    )

select
    numbered.*,
    episodes.referral_id,
    {{ made_id("cin", "child_id", ["coalesce(cast(started_on as varchar), started, '')"]) }}
    || coalesce(place, '') as plan_id,
    {{ is_told_by_this_return("ended_on") }} as is_told
from numbered
left join
    episodes using (authority, source_system, snapshot_id, collection_year, child_id, details_id)
