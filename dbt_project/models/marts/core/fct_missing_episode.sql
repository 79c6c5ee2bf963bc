with
    missing as (select * from {{ ref("int_contract__missing") }}),

    episodes as (select * from {{ ref("fct_care_episode") }}),

    held as (select * from {{ ref("int_child_team") }}),

    begun as (
        select
            authority,
            miss_table_id as missing_episode_id,
            miss_person_id as child_id,
            miss_missing_episode_start_date as started_on,
            {{ until_as_at("miss_missing_episode_end_date") }} as ended_on,
            miss_missing_episode_type as missing_type_code,
            miss_missing_rhi_offered as is_interview_offered,
            miss_missing_rhi_accepted as is_interview_accepted,
            case
                when cast(miss_missing_rhi_offered_at as date) <= {{ as_at() }}
                then miss_missing_rhi_offered_at
            end as interview_offered_at,
            case
                when cast(miss_missing_rhi_held_at as date) <= {{ as_at() }}
                then miss_missing_rhi_held_at
            end as interview_held_at,
            source_system,
            source_table,
            source_file,
            source_row,
        from missing
        where miss_missing_episode_start_date <= {{ as_at() }}
    ),

    -- Systems hold the day of the return and not its hour. Nobody is late before 72 hours have
    -- surely passed, so the clock starts when that day is over. An interview before that day is a
    -- fault of recording.
    clocked as (
        select
            *,
            case
                when cast(interview_held_at as date) >= ended_on
                then
                    greatest(
                        0,
                        date_diff('minute', cast(ended_on + 1 as timestamp), interview_held_at)
                        / 60.0
                    )
            end as hours_to_interview,
        from begun
    ),

    final as (
        select
            begun.authority,
            begun.missing_episode_id,
            begun.child_id,
            episodes.care_period_id,
            begun.started_on,
            begun.ended_on,
            begun.missing_type_code,
            begun.is_interview_offered,
            begun.is_interview_accepted,
            begun.interview_offered_at,
            begun.interview_held_at,
            begun.hours_to_interview,
            coalesce(begun.hours_to_interview <= 72, false) as is_interview_in_time,
            episodes.placement_type_code,
            episodes.placement_provider_code,
            episodes.care_period_id is not null as is_looked_after,
            coalesce(episodes.is_short_break_series, false) as is_short_break_series,
            held.team,
            begun.source_system,
            begun.source_table,
            begun.source_file,
            begun.source_row,
        from clocked as begun
        left join
            episodes
            on begun.authority = episodes.authority
            and begun.child_id = episodes.child_id
            and episodes.started_on <= begun.started_on
            and {{ end_or_open("episodes.ended_on") }} > begun.started_on
        left join held on {{ held_on("held", "begun", "begun.started_on") }}
    )

select *
from final
