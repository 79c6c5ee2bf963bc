-- Periods of care: each starts with an episode of RNE S, or with the first that the return knows,
-- and ends with its last episode. `ends_on` is null while that one is open. `last_reason` is its
-- REC.
with
    marked as (
        select
            *,
            count_if(RNE = 'S' or episode_number = 1) over (
                partition by CHILD order by episode_number
            ) as period_number
        from episode_in_order
    )
select
    CHILD,
    period_number,
    arg_min(row_number, episode_number) as first_row,
    arg_max(row_number, episode_number) as last_row,
    min(DECOM_on) as starts_on,
    -- Not arg_max alone: it passes over nulls, and an open period has no end.
    case
        when arg_max(DEC is null, episode_number) then null else arg_max(DEC_on, episode_number)
    end as ends_on,
    arg_max(coalesce(REC, ''), episode_number) as last_reason
from marked
group by CHILD, period_number
