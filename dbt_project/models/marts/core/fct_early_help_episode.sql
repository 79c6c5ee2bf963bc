with
    episodes as (select * from {{ ref("int_contract__early_help_episodes") }}),

    referrals as (
        select * from {{ ref("fct_referral") }} where not is_same_day_repeat and not is_on_open_case
    ),

    held as (select * from {{ ref("int_child_team") }}),

    dated as (
        select
            authority,
            earl_episode_id as episode_id,
            earl_person_id as child_id,
            earl_episode_start_date as started_on,
            {{ until_as_at("earl_episode_end_date") }} as ended_on,
            earl_episode_reason as reason,
            case
                when earl_episode_end_date <= {{ as_at() }} then earl_episode_end_reason
            end as end_reason,
            earl_episode_organisation as organisation,
            earl_episode_worker_id as worker_id,
            source_system,
            source_table,
            source_file,
            source_row,
        from episodes
        where earl_episode_start_date <= {{ as_at() }}
    ),

    -- What came before the help began is why it began, and no sign that it failed.
    referred as (
        select
            dated.authority,
            dated.child_id,
            dated.episode_id,
            min(referrals.referred_on) as next_referral_on,
        from dated
        inner join
            referrals
            on dated.authority = referrals.authority
            and dated.child_id = referrals.child_id
            and referrals.referred_on > dated.started_on
        group by dated.authority, dated.child_id, dated.episode_id
    ),

    final as (
        select
            dated.authority,
            dated.episode_id,
            dated.child_id,
            dated.started_on,
            dated.ended_on,
            dated.reason,
            dated.end_reason,
            dated.organisation,
            referred.next_referral_on,
            coalesce(
                referred.next_referral_on <= {{ add_months("dated.ended_on", 12) }}, false
            ) as is_referred_within_12_months,
            -- Most help is given before a social worker holds the child, and then no team is known.
            held.team,
            dated.worker_id,
            dated.source_system,
            dated.source_table,
            dated.source_file,
            dated.source_row,
        from dated
        left join
            referred
            on dated.authority = referred.authority
            and dated.child_id = referred.child_id
            and dated.episode_id = referred.episode_id
        left join held on {{ held_on("held", "dated", "dated.started_on") }}
    )

select *
from final
