-- Each episode with the days from which and to which the child had its legal status without a break
-- (`status_starts_on`, `status_ends_on`): over all episodes of that status that follow each other on
-- the day. One that is open ends with the year; an end that cannot be read lengthens nothing. Only of
-- children who had a status that the law limits to days or weeks (L1, L2, L3, J2), which are few.
with
    ended as (
        select *, if(DEC is null, $collection_end, DEC_on) as ends_on
        from episode_in_order
        semi join (
            select CHILD from Episodes where LS in ('L1', 'L2', 'L3', 'J2')
        ) as limited using (CHILD)
    ),
    marked as (
        select
            *,
            LS is not distinct from lag(LS) over child_in_order
            and coalesce(DECOM_on <= lag(ends_on) over child_in_order, false) as goes_on
        from ended
        window child_in_order as (partition by CHILD order by episode_number)
    ),
    numbered as (
        select
            *,
            count_if(not goes_on) over (
                partition by CHILD order by episode_number
            ) as status_number
        from marked
    )
select
    CHILD,
    row_number,
    LS,
    min(DECOM_on) over status as status_starts_on,
    max(ends_on) over status as status_ends_on
from numbered
window status as (partition by CHILD, status_number)
