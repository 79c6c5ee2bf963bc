-- Episodes of need, of the return that tells of each, with the number by which the other modules of
-- that return name it. One without further action belongs to the year in which it came.
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
            {{ without_sentinels('"LAchildID"', "id") }} as child_id,
            "CINdetailsID" as details_id,
            {{ without_sentinels('"CINreferralDate"', "date") }} as referred,
            {{ as_date('trim("CINreferralDate")') }} as referred_on,
            {{ without_sentinels('"ReferralSource"', "text") }} as source_code,
            {{ without_sentinels('"PrimaryNeedCode"', "text") }} as primary_need,
            {{ without_sentinels('"CINclosureDate"', "date") }} as closed,
            {{ as_date('trim("CINclosureDate")') }} as closed_on,
            {{ without_sentinels('"ReasonForClosure"', "text") }} as closure_reason,
            {{ without_sentinels('"ReferralNFA"', "text") }} as no_further_action,
            {{ without_sentinels('"DateOfInitialCPC"', "date") }} as transfer_conference,
            {{ as_date('trim("DateOfInitialCPC")') }} as transfer_conference_on
        from {{ source("raw", "cin__CINdetails") }}
    ),

    numbered as (
        select
            *,
            {{
                place_in_key(
                    "collection_year, child_id, referred_on",
                    "no_further_action, closed, closure_reason, primary_need, source_code",
                )
            }} as place
        from given
    )

select
    *,
    {{ made_id("cin", "child_id", ["coalesce(cast(referred_on as varchar), referred, '')"]) }}
    || coalesce(place, '') as referral_id,
    {{ is_told_by_this_return("closed_on") }}
    or coalesce({{ as_flag("no_further_action") }}, false) as is_told
from numbered
