-- Enquiries. One whose conference came in the next year is in both returns, and the newer one
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
            {{ without_sentinels('"S47ActualStartDate"', "date") }} as started,
            {{ as_date('trim("S47ActualStartDate")') }} as started_on,
            {{ without_sentinels('"InitialCPCtarget"', "date") }} as conference_target,
            {{ without_sentinels('"DateOfInitialCPC"', "date") }} as conference,
            {{ as_date('trim("DateOfInitialCPC")') }} as conference_on,
            {{ without_sentinels('"ICPCnotRequired"', "text") }} as not_required
        from {{ source("raw", "cin__Section47") }}
    ),

    numbered as (
        select
            *,
            {{
                place_in_key(
                    "collection_year, child_id, started_on",
                    "details_id, conference, conference_target, not_required",
                )
            }} as place
        from given
        qualify {{ is_of_newest_return("child_id, started_on") }}
    )

select
    numbered.*,
    episodes.referral_id,
    {{ made_id("cin", "child_id", ["coalesce(cast(started_on as varchar), started, '')"]) }}
    || coalesce(place, '') as enquiry_id
from numbered
left join
    episodes using (authority, source_system, snapshot_id, collection_year, child_id, details_id)
