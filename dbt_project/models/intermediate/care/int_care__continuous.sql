with
    episodes as (select * from {{ ref("fct_care_episode") }}),

    beside as (
        select
            authority,
            child_id,
            care_period_id,
            started_on,
            ended_on,
            is_short_break_series,
            coalesce(lag(is_short_break_series) over period, false) as is_after_short_breaks,
            coalesce(lead(is_short_break_series) over period, false) as is_before_short_breaks,
            count_if(is_short_break_series) over period as short_breaks_before,
        from episodes
        window period as (partition by authority, care_period_id order by started_on)
    ),

    -- The rules of the SSDA903 ask of a child's episodes in the year, and an episode of short
    -- breaks
    -- that ends on a day is one of that day still: what follows it counts from the day after.
    final as (
        select
            authority,
            child_id,
            care_period_id,
            min(started_on) + bool_or(is_after_short_breaks)::integer as first_day,
            case
                when bool_or(is_before_short_breaks)
                then max(ended_on) - 1
                when count(*) = count(ended_on)
                then max(ended_on)
            end as last_day,
        from beside
        where not is_short_break_series
        group by authority, child_id, care_period_id, short_breaks_before
    )

select *
from final
