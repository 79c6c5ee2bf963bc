with
    years as (select * from {{ ref("int_return_year") }}),

    scope as (select * from {{ ref("int_in_need__scope") }}),

    activities as (select * from {{ ref("int_in_need__activity") }}),

    referrals as (select * from {{ ref("fct_referral") }}),

    care_periods as (select * from {{ ref("fct_care_period") }}),

    assessments as (select * from {{ ref("fct_assessment") }}),

    in_need_plans as (select * from {{ ref("fct_in_need_plan") }}),

    protection_plans as (select * from {{ ref("fct_protection_plan") }}),

    repeats as (
        select
            referrals.authority,
            years.collection_year,
            'referral' as what,
            referrals.referral_id as record_id,
            referrals.child_id,
            case
                when referrals.is_same_day_repeat
                then 'The child was referred before on the same day, and the first referral counts'
                else
                    'The case was open already: new information on it is no referral, and stays with it'
            end as reason,
            true as is_left_out,
            referrals.source_table,
            referrals.source_row,
        from referrals
        inner join years on referrals.referred_on between years.year_start and years.year_end
        where referrals.is_same_day_repeat or referrals.is_on_open_case
    ),

    homeless as (
        select
            authority,
            collection_year,
            activity as what,
            activity_id as record_id,
            child_id,
            left_out_reason as reason,
            true as is_left_out,
            source_table,
            source_row,
        from activities
        where left_out_reason is not null
    ),

    -- A child who is looked after is in need; without an episode of need the census misses the
    -- child.
    looked_after as (
        select
            care_periods.authority,
            years.collection_year,
            'care_period' as what,
            care_periods.care_period_id as record_id,
            care_periods.child_id,
            'The child was looked after in the year and has no episode of need in it' as reason,
            true as is_left_out,
            care_periods.source_table,
            care_periods.source_row,
        from care_periods
        inner join
            years
            on care_periods.started_on <= years.year_end
            and coalesce(care_periods.ended_on >= years.year_start, true)
        left join
            scope
            on care_periods.authority = scope.authority
            and care_periods.child_id = scope.child_id
            and years.collection_year = scope.collection_year
            and not scope.is_no_further_action
        where scope.child_id is null
    ),

    elsewhere as (
        select
            protection_plans.authority,
            years.collection_year,
            'protection_plan' as what,
            protection_plans.plan_id as record_id,
            protection_plans.child_id,
            'The plan is another authority''s, which reports it' as reason,
            true as is_left_out,
            protection_plans.source_table,
            protection_plans.source_row,
        from protection_plans
        inner join
            years
            on protection_plans.started_on <= years.year_end
            and coalesce(protection_plans.ended_on >= years.year_start, true)
        where protection_plans.is_other_authority_plan
    ),

    -- What the census carries otherwise than it was entered.
    episodes_mended as (
        select
            authority,
            collection_year,
            'referral' as what,
            episode_id as record_id,
            child_id,
            case
                when is_after_adoption
                then
                    'The child was adopted and is still in need: from the order on a record of its own'
                else
                    'A section 47 enquiry had begun: closed with RC7 and not with '
                    || recorded_closure_reason_code
            end as reason,
            false as is_left_out,
            source_table,
            source_row,
        from scope
        where
            is_after_adoption
            or (closure_reason_code = 'RC7' and recorded_closure_reason_code in ('RC8', 'RC9'))
    ),

    assessments_mended as (
        select
            activities.authority,
            activities.collection_year,
            activities.activity as what,
            activities.activity_id as record_id,
            activities.child_id,
            'A section 47 enquiry had begun: without factor 21' as reason,
            false as is_left_out,
            activities.source_table,
            activities.source_row,
        from activities
        inner join
            scope
            on activities.authority = scope.authority
            and activities.collection_year = scope.collection_year
            and activities.child_id = scope.child_id
            and activities.episode_id = scope.episode_id
        inner join
            assessments
            on activities.authority = assessments.authority
            and activities.child_id = assessments.child_id
            and activities.activity_id = assessments.assessment_id
        where
            activities.activity = 'assessment'
            and scope.has_section_47
            and assessments.authorised_on <= activities.year_end
            and list_contains(assessments.factor_codes, '21')
    ),

    in_need_plans_mended as (
        select
            activities.authority,
            activities.collection_year,
            activities.activity as what,
            activities.activity_id as record_id,
            activities.child_id,
            'The plan ended when the next plan, protection, care or the closing of the case came'
            as reason,
            false as is_left_out,
            activities.source_table,
            activities.source_row,
        from activities
        inner join
            scope
            on activities.authority = scope.authority
            and activities.collection_year = scope.collection_year
            and activities.child_id = scope.child_id
            and activities.episode_id = scope.episode_id
        inner join
            in_need_plans
            on activities.authority = in_need_plans.authority
            and activities.child_id = in_need_plans.child_id
            and activities.activity_id = in_need_plans.plan_id
        where
            activities.activity = 'in_need_plan'
            and (
                (
                    in_need_plans.ended_on <= activities.year_end
                    and in_need_plans.ended_on is distinct from in_need_plans.recorded_ended_on
                )
                or (in_need_plans.ended_on is null and scope.closed_on >= in_need_plans.started_on)
            )
    ),

    final as (
        select *
        from repeats
        union all
        select *
        from homeless
        union all
        select *
        from looked_after
        union all
        select *
        from elsewhere
        union all
        select *
        from episodes_mended
        union all
        select *
        from assessments_mended
        union all
        select *
        from in_need_plans_mended
    )

select *
from final
order by collection_year, authority, what, child_id, record_id, reason
