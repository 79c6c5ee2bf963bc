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

    pre_proceedings as (select * from {{ ref("int_contract__pre_proceedings") }}),

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
        union all
        -- Of the year in which they began; where nobody entered the decision, in which they were
        -- first heard of.
        select
            'pre_proceedings',
            authority,
            prep_table_id,
            prep_person_id,
            null,
            heard_of_on,
            heard_of_on,
            heard_of_on,
            source_table,
            source_row,
        from
            (
                select
                    *,
                    coalesce(
                        prep_pre_pro_decision_date,
                        least(
                            prep_pre_pro_letter_date,
                            prep_initial_pre_pro_meeting_date,
                            prep_agree_stepdown_issue_date,
                            prep_court_application_date,
                            prep_care_pro_letter_date
                        )
                    ) as heard_of_on,
                from pre_proceedings
            )
        where heard_of_on is not null
    ),

    -- A case that goes on after an adoption is two episodes.
    cases as (
        select
            authority,
            child_id,
            case_opened_on,
            bool_and(is_no_further_action) as is_no_further_action,
            case when count(*) = count(closed_on) then max(closed_on) end as closed_on,
        from episodes
        group by authority, child_id, case_opened_on
    ),

    -- The case of the referral that the activity names; same-day referrals share one, and so do
    -- those that came while it was open.
    named as (
        select
            activities.*,
            cases.case_opened_on as named_case_opened_on,
            coalesce(cases.is_no_further_action, false) as is_named_without_action,
            cases.closed_on as named_closed_on,
        from activities
        left join
            referrals
            on activities.authority = referrals.authority
            and activities.child_id = referrals.child_id
            and activities.referral_id = referrals.referral_id
        left join
            cases
            on referrals.authority = cases.authority
            and referrals.child_id = cases.child_id
            and referrals.case_opened_on = cases.case_opened_on
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
                case
                    when named.activity in ('assessment', 'in_need_plan') then named.named_closed_on
                end,
                years.year_end
            )
            >= years.year_start
        -- The census asks for pre-proceedings since 2026-27.
        where named.activity <> 'pre_proceedings' or years.collection_year >= '2026-27'
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
            scope.la_child_id,
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
                scope.case_opened_on = in_year.named_case_opened_on
                or (
                    scope.referred_on <= in_year.started_on
                    and coalesce(scope.closed_on >= in_year.started_on, true)
                )
                or (
                    in_year.named_case_opened_on is null
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
                    coalesce(scope.case_opened_on = in_year.named_case_opened_on, false) desc,
                    coalesce(scope.referred_on <= in_year.started_on, false) desc,
                    scope.referred_on desc nulls last
            )
            = 1
    ),

    placed as (
        select in_year.*, candidates.la_child_id, candidates.episode_id, candidates.episode_number,
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
            la_child_id,
            episode_id,
            episode_number,
            case
                when episode_id is not null
                then null
                when is_named_without_action
                then
                    'Its referral led to no further action, and no episode of need was open that day'
                when named_case_opened_on is not null
                then 'Its episode of need is not in the year, and no other was open that day'
                else 'No episode of need was open that day'
            end as left_out_reason,
            source_table,
            source_row,
        from placed
    )

select *
from final
