with
    years as (select * from {{ ref("int_return_year") }}),

    recorded as (select * from {{ ref("int_care__recorded_episode") }}),

    chained as (select * from {{ ref("fct_care_episode") }}),

    reviews as (select * from {{ ref("fct_care_review") }}),

    missing as (select * from {{ ref("fct_missing_episode") }}),

    orders as (select * from {{ ref("int_contract__deprivation_of_liberty") }}),

    periods as (select * from {{ ref("fct_care_period") }}),

    episodes as (
        select
            recorded.authority,
            years.collection_year,
            'episode' as what,
            recorded.recorded_episode_id as record_id,
            recorded.child_id,
            coalesce(recorded.left_out_reason, recorded.mended_reason) as reason,
            recorded.left_out_reason is not null as is_left_out,
            recorded.source_table,
            recorded.source_row,
        from recorded
        inner join
            years
            on recorded.started_on <= years.year_end
            and coalesce(
                greatest(recorded.given_ended_on, recorded.started_on) >= years.year_start, true
            )
        where recorded.left_out_reason is not null or recorded.mended_reason is not null
    ),

    -- Where a chain says something else than what was recorded: it starts no episode where nothing
    -- changed, and its reason for a new one is what changed.
    derived as (
        select
            recorded.authority,
            years.collection_year,
            'episode' as what,
            recorded.recorded_episode_id as record_id,
            recorded.child_id,
            case
                when chained.care_episode_id is null
                then 'Nothing changed when the episode started: it goes on with the one before'
                else
                    'The episode was recorded as started for '
                    || recorded.given_reason_new_episode_code
                    || ', and by what changed it is '
                    || chained.reason_new_episode_code
            end as reason,
            false as is_left_out,
            recorded.source_table,
            recorded.source_row,
        from recorded
        inner join
            years
            on recorded.started_on <= years.year_end
            and coalesce(recorded.ended_on >= years.year_start, true)
        left join
            chained
            on recorded.authority = chained.authority
            and recorded.child_id = chained.child_id
            and recorded.recorded_episode_id = chained.care_episode_id
        where
            recorded.left_out_reason is null
            and recorded.mended_reason is null
            and (
                chained.care_episode_id is null
                or recorded.given_reason_new_episode_code <> chained.reason_new_episode_code
            )
    ),

    -- A period of care has one need, that with which it began.
    other_need as (
        select
            recorded.authority,
            years.collection_year,
            'episode' as what,
            recorded.recorded_episode_id as record_id,
            recorded.child_id,
            'The need was recorded as '
            || recorded.primary_need_code
            || ', and that of the period of care is '
            || chained.primary_need_code as reason,
            false as is_left_out,
            recorded.source_table,
            recorded.source_row,
        from recorded
        inner join
            chained
            on recorded.authority = chained.authority
            and recorded.child_id = chained.child_id
            and recorded.recorded_episode_id = chained.care_episode_id
            and recorded.primary_need_code <> chained.primary_need_code
        inner join
            years
            on recorded.started_on <= years.year_end
            and coalesce(recorded.ended_on >= years.year_start, true)
    ),

    outside_care as (
        select
            reviews.authority,
            years.collection_year,
            'review' as what,
            reviews.review_id as record_id,
            reviews.child_id,
            'The child was not looked after on the day of the review' as reason,
            true as is_left_out,
            reviews.source_table,
            reviews.source_row,
        from reviews
        inner join years on reviews.held_on between years.year_start and years.year_end
        where reviews.care_period_id is null
        union all
        select
            missing.authority,
            years.collection_year,
            'missing_episode',
            missing.missing_episode_id,
            missing.child_id,
            'The child was not looked after on the day it began',
            true,
            missing.source_table,
            missing.source_row,
        from missing
        inner join
            years
            on missing.started_on <= years.year_end
            and coalesce(missing.ended_on >= years.year_start, true)
        where not missing.is_looked_after
        union all
        select
            orders.authority,
            years.collection_year,
            'deprivation_of_liberty',
            orders.dolo_order_id,
            orders.dolo_person_id,
            'The child was not looked after on any day of the order',
            true,
            orders.source_table,
            orders.source_row,
        from orders
        inner join
            years
            on orders.dolo_start_date <= years.year_end
            and coalesce(orders.dolo_end_date >= years.year_start, true)
            and years.collection_year >= '2026-27'
        anti join
            periods
            on orders.authority = periods.authority
            and orders.dolo_person_id = periods.child_id
            and periods.started_on <= {{ end_or_open("orders.dolo_end_date") }}
            and {{ end_or_open("periods.ended_on") }} >= orders.dolo_start_date
    ),

    final as (
        select *
        from episodes
        union all
        select *
        from derived
        union all
        select *
        from other_need
        union all
        select *
        from outside_care
    )

select *
from final
order by collection_year, authority, what, child_id, record_id, reason
