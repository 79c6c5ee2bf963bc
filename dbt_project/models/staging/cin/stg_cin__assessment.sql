-- Assessments, of the return that tells of each: one under way when the year ended is told by the
-- next return.
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
            {{ without_sentinels('"AssessmentActualStartDate"', "date") }} as started,
            {{ as_date('trim("AssessmentActualStartDate")') }} as started_on,
            {{ without_sentinels('"AssessmentInternalReviewDate"', "date") }} as reviewed,
            {{ without_sentinels('"AssessmentAuthorisationDate"', "date") }} as authorised,
            {{ as_date('trim("AssessmentAuthorisationDate")') }} as authorised_on,
            {{ without_sentinels('"AssessmentFactors"', "text") }} as factors
        from {{ source("raw", "cin__Assessments") }}
    ),

    numbered as (
        select
            *,
            {{
                place_in_key(
                    "collection_year, child_id, started_on",
                    "details_id, authorised, reviewed, factors",
                )
            }} as place
        from given
    )

select
    numbered.*,
    episodes.referral_id,
    {{ made_id("cin", "child_id", ["coalesce(cast(started_on as varchar), started, '')"]) }}
    || coalesce(place, '') as assessment_id
from numbered
left join
    episodes using (authority, source_system, snapshot_id, collection_year, child_id, details_id)
where {{ is_told_by_this_return("authorised_on") }}
qualify {{ is_of_newest_return("child_id, assessment_id") }}
