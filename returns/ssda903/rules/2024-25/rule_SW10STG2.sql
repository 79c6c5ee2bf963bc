/*---
code: SW10STG2
message: The social worker episode does not start within a week of the end of the one before
severity: error
kind: sequence
tables: {SWEpisodes: [SW_DECOM]}
---*/
-- An episode that is still open has no end to start by, and a blank is no start. Dates that cannot
-- be read may be in that week. A first contact starts anew.
with
    counted as (
        select *, count(*) over (partition by CHILD) as known_of_child
        from SWEpisodes
        where CHILD is not null
    )
select row_number
from social_worker_in_order
where
    (SW_REASON is null or SW_REASON <> 'FCONTA')
    and episode_number > 1
    and (
        before_SW_DEC is null
        or SW_DECOM_on not between before_SW_DEC_on - 7 and before_SW_DEC_on + 7
    )
union all
select row_number
from counted
where
    SW_DECOM is null
    and known_of_child > 1
    and (SW_REASON is null or SW_REASON <> 'FCONTA')
