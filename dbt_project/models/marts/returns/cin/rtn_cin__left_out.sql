with
    years as (select * from {{ ref("int_return_year") }}),

    scope as (select * from {{ ref("int_in_need__scope") }}),

    activities as (select * from {{ ref("int_in_need__activity") }}),

    referrals as (select * from {{ ref("fct_referral") }}),

    care_periods as (select * from {{ ref("fct_care_period") }}),

    repeats as (
        select
            referrals.authority,
            years.collection_year,
            'referral' as what,
            referrals.referral_id as record_id,
            referrals.child_id,
            'The child was referred before on the same day, and the first referral counts'
            as reason,
            referrals.source_table,
            referrals.source_row,
        from referrals
        inner join years on referrals.referred_on between years.year_start and years.year_end
        where referrals.is_same_day_repeat
    ),

    homeless as (
        select
            authority,
            collection_year,
            activity as what,
            activity_id as record_id,
            child_id,
            left_out_reason as reason,
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

    final as (
        select *
        from repeats
        union all
        select *
        from homeless
        union all
        select *
        from looked_after
    )

select *
from final
order by collection_year, authority, what, child_id, record_id
