-- Social worker episodes that do not start within a week of the end of the one before. One that is
-- still open has no end to start by; a blank is no start, where the child has another episode. Dates
-- that cannot be read may be in that week.
select row_number, SW_REASON
from social_worker_in_order
where
    episode_number > 1
    and (
        before_SW_DEC is null
        or SW_DECOM_on not between before_SW_DEC_on - 7 and before_SW_DEC_on + 7
    )
union all
select row_number, SW_REASON
from SWEpisodes
semi join (
    select CHILD from SWEpisodes group by CHILD having count(*) > 1
) as of_several using (CHILD)
where SW_DECOM is null
