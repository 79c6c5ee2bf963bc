with
    years as (select * from {{ ref("int_return_year") }}),

    recorded as (select * from {{ ref("int_care__recorded_episode") }}),

    reviews as (select * from {{ ref("fct_care_review") }}),

    missing as (select * from {{ ref("fct_missing_episode") }}),

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
    ),

    final as (
        select *
        from episodes
        union all
        select *
        from outside_care
    )

select *
from final
order by collection_year, authority, what, child_id, record_id
