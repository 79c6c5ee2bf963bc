with
    cla_episodes as (select * from {{ ref("int_contract__cla_episodes") }}),

    begun as (
        select
            authority,
            clae_person_id as child_id,
            clae_cla_episode_id as recorded_episode_id,
            clae_cla_episode_start_date as started_on,
            -- An end after the as-at date has not happened yet.
            {{ until_as_at("clae_cla_episode_ceased_date") }} as given_ended_on,
            clae_cla_episode_start_reason as given_reason_new_episode_code,
            case
                when clae_cla_episode_ceased_date <= {{ as_at() }}
                then clae_cla_episode_ceased_reason
            end as given_reason_ceased_code,
            clae_cla_primary_need_code as primary_need_code,
            clae_legal_status as legal_status_code,
            clae_cla_placement_id as placement_id,
            clae_referral_id as referral_id,
            source_system,
            source_table,
            source_file,
            source_row,
        from cla_episodes
        where clae_cla_episode_start_date <= {{ as_at() }}
    ),

    judged as (
        select
            *,
            coalesce(given_ended_on <= started_on, false) as is_without_length,
            row_number() over (
                partition by
                    authority, child_id, started_on, coalesce(given_ended_on <= started_on, false)
                order by given_ended_on desc nulls first, recorded_episode_id
            )
            > 1 as is_second_of_day,
        from begun
    ),

    following as (
        select
            *,
            case
                when not is_without_length and not is_second_of_day
                then
                    lead(started_on) over (
                        partition by authority, child_id, is_without_length or is_second_of_day
                        order by started_on
                    )
            end as next_started_on,
        from judged
    )

select
    authority,
    child_id,
    recorded_episode_id,
    started_on,
    -- One that was never ended stopped at the latest when the next began.
    coalesce(given_ended_on, next_started_on) as ended_on,
    given_ended_on,
    given_reason_new_episode_code,
    given_reason_ceased_code,
    primary_need_code,
    legal_status_code,
    placement_id,
    referral_id,
    case
        when is_without_length
        then 'The episode ends on or before the day on which it starts'
        when is_second_of_day
        then 'Another episode starts on the same day'
    end as left_out_reason,
    case
        when given_ended_on is null and next_started_on is not null
        then 'The episode was still open when the next began, and ends there'
        when given_ended_on > next_started_on
        then 'The episode overlaps the next, to which the days of both belong'
    end as mended_reason,
    source_system,
    source_table,
    source_file,
    source_row,
from following
