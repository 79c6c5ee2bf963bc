with
    years as (select * from {{ ref("int_return_year") }}),

    episodes as (select * from {{ ref("fct_care_episode") }}),

    -- The chain as it stood at the year end: an end that came later is not there, and neither are
    -- its reasons.
    final as (
        select
            years.collection_year,
            years.year_start,
            years.year_end,
            episodes.* exclude (ended_on, reason_ceased_code, placement_change_reason_code),
            case when episodes.ended_on <= years.year_end then episodes.ended_on end as ended_on,
            case
                when episodes.ended_on <= years.year_end then episodes.reason_ceased_code
            end as reason_ceased_code,
            case
                when episodes.ended_on <= years.year_end then episodes.placement_change_reason_code
            end as placement_change_reason_code,
        from episodes
        inner join
            years
            on episodes.started_on <= years.year_end
            and coalesce(episodes.ended_on >= years.year_start, true)
    )

select *
from final
