with
    years as (select * from {{ ref("int_return_year") }}),

    scope as (select * from {{ ref("int_in_need__scope") }}),

    episodes as (select * from {{ ref("int_in_need__episode") }}),

    referrals as (select * from {{ ref("fct_referral") }}),

    assessments as (select * from {{ ref("fct_assessment") }}),

    in_need_plans as (select * from {{ ref("fct_in_need_plan") }}),

    enquiries as (select * from {{ ref("fct_section_47") }}),

    conferences as (select * from {{ ref("fct_conference") }}),

    protection_plans as (select * from {{ ref("fct_protection_plan") }}),

    -- `counts_from` and `counts_until`: the year has an activity if the two lie on both sides of
    -- any of its days.
    activities as (
        select
            'assessment' as activity,
            authority,
            assessment_id as activity_id,
            child_id,
            referral_id,
            started_on,
            started_on as counts_from,
            authorised_on as counts_until,
            source_table,
            source_row,
        from assessments
        union all
        select
            'in_need_plan',
            authority,
            plan_id,
            child_id,
            referral_id,
            started_on,
            started_on,
            ended_on,
            source_table,
            source_row,
        from in_need_plans
        union all
        -- Enquiries count in the year in which they start, and once more when their conference
        -- falls into a later one.
        select
            'section_47',
            authority,
            section_47_id,
            child_id,
            referral_id,
            started_on,
            started_on,
            started_on,
            source_table,
            source_row,
        from enquiries
        union all
        select
            'section_47',
            authority,
            section_47_id,
            child_id,
            referral_id,
            started_on,
            conference_on,
            conference_on,
            source_table,
            source_row,
        from enquiries
        where conference_on is not null
        union all
        select
            'transfer_in_conference',
            authority,
            conference_id,
            child_id,
            referral_id,
            held_on,
            held_on,
            held_on,
            source_table,
            source_row,
        from conferences
        where is_transfer_in and held_on is not null
        union all
        select
            'protection_plan',
            authority,
            plan_id,
            child_id,
            referral_id,
            started_on,
            started_on,
            ended_on,
            source_table,
            source_row,
        from protection_plans
        where not is_other_authority_plan
    ),

    -- The episode of the referral that the activity names; same-day referrals share one.
    named as (
        select
            activities.*,
            episodes.episode_id as named_episode_id,
            coalesce(episodes.is_no_further_action, false) as is_named_without_action,
            episodes.closed_on as named_closed_on,
        from activities
        left join
            referrals
            on activities.authority = referrals.authority
            and activities.child_id = referrals.child_id
            and activities.referral_id = referrals.referral_id
        left join
            episodes
            on referrals.authority = episodes.authority
            and referrals.child_id = episodes.child_id
            and referrals.referred_on = episodes.referred_on
    ),

    -- Work that nobody ended stopped at the latest when its case was closed.
    in_year as (
        select distinct
            years.collection_year,
            years.year_start,
            years.year_end,
            named.* exclude (counts_from, counts_until),
            case
                when named.activity in ('in_need_plan', 'protection_plan') then named.counts_until
            end as plan_ended_on,
        from named
        inner join
            years
            on named.counts_from <= years.year_end
            and coalesce(
                named.counts_until,
                case when named.activity = 'assessment' then named.named_closed_on end,
                years.year_end
            )
            >= years.year_start
    ),

    -- By the referral that it names; else by the day on which it began; and a plan that names none
    -- also by any day on which it and an episode were both open.
    candidates as (
        select
            in_year.authority,
            in_year.collection_year,
            in_year.activity,
            in_year.child_id,
            in_year.activity_id,
            scope.episode_id,
            scope.episode_number,
        from in_year
        inner join
            scope
            on in_year.authority = scope.authority
            and in_year.collection_year = scope.collection_year
            and in_year.child_id = scope.child_id
        where
            not scope.is_no_further_action
            and (
                scope.episode_id = in_year.named_episode_id
                or (
                    scope.referred_on <= in_year.started_on
                    and coalesce(scope.closed_on >= in_year.started_on, true)
                )
                or (
                    in_year.named_episode_id is null
                    and in_year.activity in ('in_need_plan', 'protection_plan')
                    and coalesce(scope.closed_on >= in_year.started_on, true)
                    and coalesce(scope.referred_on <= in_year.plan_ended_on, true)
                )
            )
        qualify
            row_number() over (
                partition by
                    in_year.authority,
                    in_year.collection_year,
                    in_year.activity,
                    in_year.child_id,
                    in_year.activity_id
                order by
                    coalesce(scope.episode_id = in_year.named_episode_id, false) desc,
                    coalesce(scope.referred_on <= in_year.started_on, false) desc,
                    scope.referred_on desc nulls last
            )
            = 1
    ),

    placed as (
        select in_year.*, candidates.episode_id, candidates.episode_number,
        from in_year
        left join candidates using (authority, collection_year, activity, child_id, activity_id)
    ),

    final as (
        select
            authority,
            collection_year,
            year_start,
            year_end,
            activity,
            activity_id,
            child_id,
            episode_id,
            episode_number,
            case
                when episode_id is not null
                then null
                when is_named_without_action
                then
                    'Its referral led to no further action, and no episode of need was open that day'
                when named_episode_id is not null
                then 'Its episode of need is not in the year, and no other was open that day'
                else 'No episode of need was open that day'
            end as left_out_reason,
            source_table,
            source_row,
        from placed
    )

select *
from final
