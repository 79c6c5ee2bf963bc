with
    episodes as (select * from {{ ref("int_contract__cin_episodes") }}),

    teams as (select * from {{ ref("dim_team") }}),

    referrals as (
        select
            authority,
            cine_referral_id as referral_id,
            cine_person_id as child_id,
            cine_referral_date as referred_on,
            cine_referral_source_code as source_code,
            cine_cin_primary_need_code as primary_need_code,
            coalesce(cine_referral_nfa, false) as is_no_further_action,
            {{ until_as_at("cine_close_date") }} as closed_on,
            case
                when cine_close_date <= {{ as_at() }} then cine_close_reason
            end as closure_reason_code,
            cine_referral_team as team_id,
            cine_referral_worker_id as worker_id,
            cine_recorded_at as recorded_at,
            source_system,
            source_table,
            source_row,
        from episodes
        where cine_referral_date <= {{ as_at() }}
    ),

    -- Second referrals of a day are one referral with the first, so "previous" means an earlier
    -- day.
    days as (select distinct authority, child_id, referred_on, from referrals),

    previous as (
        select
            authority,
            child_id,
            referred_on,
            lag(referred_on) over (
                partition by authority, child_id order by referred_on
            ) as previous_referral_on,
        from days
    ),

    final as (
        select
            referrals.authority,
            referrals.referral_id,
            referrals.child_id,
            referrals.referred_on,
            referrals.source_code,
            referrals.primary_need_code,
            referrals.is_no_further_action,
            referrals.closed_on,
            referrals.closure_reason_code,
            teams.team,
            referrals.worker_id,
            previous.previous_referral_on,
            coalesce(
                previous.previous_referral_on >= {{ add_months("referrals.referred_on", -12) }},
                false
            ) as is_repeat_within_12_months,
            row_number() over (
                partition by referrals.authority, referrals.child_id, referrals.referred_on
                order by referrals.recorded_at nulls last, referrals.referral_id
            )
            > 1 as is_same_day_repeat,
            referrals.source_system,
            referrals.source_table,
            referrals.source_row,
        from referrals
        left join
            previous
            on referrals.authority = previous.authority
            and referrals.child_id = previous.child_id
            and referrals.referred_on = previous.referred_on
        left join
            teams on referrals.authority = teams.authority and referrals.team_id = teams.team_id
    )

select *
from final
