-- Each child's social worker episodes in the order of time, numbered from 1, with how many the child
-- has and the end of the one before. One whose start is not known stands in no order. Of two that
-- start and end together what stands in them decides, not their place in the file.
select
    *,
    row_number() over child_in_order as episode_number,
    count(*) over (partition by CHILD) as episodes_of_child,
    lag(SW_DEC) over child_in_order as before_SW_DEC,
    lag(SW_DEC_on) over child_in_order as before_SW_DEC_on
from SWEpisodes
where SW_DECOM_on is not null and CHILD is not null
window
    child_in_order as (
        partition by CHILD
        order by SW_DECOM_on, SW_DEC_on nulls last, SW_DEC, SW_ID, SW_REASON, DOB, row_number
    )
