-- Episodes of the 903, each with the day on which its period of care, placement, carer and legal
-- status began: the return has episodes, and its reasons for a new one say what changed.
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
            {{ as_date('trim("DECOM")') }} as started_on,
            {{ without_sentinels('"DECOM"', "date") }} as started_on_text,
            {{ as_date('trim("DEC")') }} as ended_on,
            {{ without_sentinels('"DEC"', "date") }} as ended_on_text,
            {{ without_sentinels('"RNE"', "text") }} as reason_new_episode,
            {{ without_sentinels('"LS"', "text") }} as legal_status,
            {{ without_sentinels('"CIN"', "text") }} as primary_need,
            {{ without_sentinels('"PLACE"', "text") }} as placement_type,
            {{ without_sentinels('"PLACE_PROVIDER"', "text") }} as placement_provider,
            {{ without_sentinels('"REC"', "text") }} as reason_ceased,
            {{ without_sentinels('"REASON_PLACE_CHANGE"', "text") }} as placement_change_reason,
            {{ without_sentinels('"HOME_POST"', "text") }} as home_postcode,
            {{ without_sentinels('"PL_POST"', "text") }} as placement_postcode,
            {{ without_sentinels('"URN"', "text") }} as placement_urn,
            {{ without_sentinels('"PL_LA"', "text") }} as placement_authority,
            {{ without_sentinels('"PL_DISTANCE"', "text") }} as distance
        from {{ source("raw", "ssda903__Episodes") }}
    ),

    told as (
        select *
        from given
        where {{ is_told_by_this_return("ended_on") }}
        qualify {{ is_of_newest_return("child_id, started_on") }}
    ),

    compared as (
        select
            *,
            coalesce(lag(ended_on) over child < started_on, true) as is_period_start,
            -- Where the reason is no code of the return, what is different says it.
            coalesce(reason_new_episode in ('S', 'P', 'T', 'B', 'U'), false)
            or (
                coalesce(reason_new_episode, '') <> 'L'
                and (
                    placement_type,
                    placement_provider,
                    placement_postcode,
                    placement_urn
                ) is distinct from (
                    lag(placement_type) over child,
                    lag(placement_provider) over child,
                    lag(placement_postcode) over child,
                    lag(placement_urn) over child
                )
            ) as is_placement_start,
            coalesce(reason_new_episode not in ('T', 'U'), true) as is_other_carer,
            legal_status is distinct from lag(legal_status) over child as is_status_start
        from told
        window
            child as (
                partition by authority, source_system, snapshot_id, child_id
                order by started_on, source_row
            )
    )

select
    *,
    max(case when is_period_start then started_on end) over until_now as period_started_on,
    max(case when is_period_start or is_placement_start then started_on end) over until_now
    as placement_started_on,
    max(
        case when is_period_start or (is_placement_start and is_other_carer) then started_on end
    ) over until_now as carer_since,
    max(case when is_period_start or is_status_start then started_on end) over until_now
    as status_started_on
from compared
window
    until_now as (
        partition by authority, source_system, snapshot_id, child_id
        order by started_on, source_row
        rows between unbounded preceding and current row
    )
