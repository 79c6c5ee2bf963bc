/*---
code: "625"
message: The child's own child was born after the end of the year, or after care ended
severity: error
kind: join
tables: {Header: [MC_DOB], Episodes: [DEC]}
---*/
-- Care has ended only where each episode has. Born after the year is wrong whether it has or not.
with
    born as (select row_number, CHILD, MC_DOB_on from Header where MC_DOB_on is not null),
    counted as (
        select *, count_if(DEC_on is null) over (partition by CHILD) > 0 as may_go_on
        from Episodes
        semi join born using (CHILD)
    ),
    last_ended as (
        select *
        from counted
        where DEC_on is not null
        qualify rank() over (partition by CHILD order by DEC_on desc, DECOM_on desc) = 1
    )
select born.row_number as Header, last_ended.row_number as Episodes
from born
left join last_ended using (CHILD)
where
    born.MC_DOB_on > $collection_end
    or (born.MC_DOB_on > last_ended.DEC_on and not last_ended.may_go_on)
