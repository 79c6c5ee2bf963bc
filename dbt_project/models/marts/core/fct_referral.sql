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
            source_file,
            source_row,
        from episodes
        where cine_referral_date <= {{ as_at() }}
    ),

    -- Second referrals of a day are one referral with the first, and a case is open until the
    -- last of them is closed. One without further action opens no case.
    days as (
        select
            authority,
            child_id,
            referred_on,
            max({{ end_or_open("closed_on") }}) filter (not is_no_further_action) as open_until,
        from referrals
        group by authority, child_id, referred_on
    ),

    -- Who is heard of again while the case is open is not referred again: what came is new
    -- information on that case.
    cases as (
        select
            *,
            coalesce(
                max(open_until) over (
                    partition by authority, child_id
                    order by referred_on
                    rows between unbounded preceding and 1 preceding
                )
                > referred_on,
                false
            ) as is_on_open_case,
        from days
    ),

    -- So "previous" means the earlier day of another referral.
    counted as (
        select
            *,
            max(referred_on) filter (not is_on_open_case) over (
                partition by authority, child_id order by referred_on
            ) as case_opened_on,
            max(referred_on) filter (not is_on_open_case) over (
                partition by authority, child_id
                order by referred_on
                rows between unbounded preceding and 1 preceding
            ) as previous_referral_on,
        from cases
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
            counted.previous_referral_on,
            coalesce(
                counted.previous_referral_on >= {{ add_months("referrals.referred_on", -12) }},
                false
            ) as is_repeat_within_12_months,
            row_number() over (
                partition by referrals.authority, referrals.child_id, referrals.referred_on
                order by referrals.recorded_at nulls last, referrals.referral_id
            )
            > 1 as is_same_day_repeat,
            bool_and(referrals.is_no_further_action) over (
                partition by referrals.authority, referrals.child_id, referrals.referred_on
            ) as is_day_without_action,
            counted.is_on_open_case,
            counted.case_opened_on,
            referrals.source_system,
            referrals.source_table,
            referrals.source_file,
            referrals.source_row,
        from referrals
        left join
            counted
            on referrals.authority = counted.authority
            and referrals.child_id = counted.child_id
            and referrals.referred_on = counted.referred_on
        left join
            teams on referrals.authority = teams.authority and referrals.team_id = teams.team_id
    )

select *
from final
