/*---
code: "625"
message: The child's own child was born after the end of the year, or after care ended
severity: error
kind: join
tables: {Header: [MC_DOB], Episodes: [DEC]}
---*/
-- Care has ended only where each episode has. Born after the year is wrong whether it has or not.
with
    counted as (
        select *, count_if(DEC_on is null) over (partition by CHILD) > 0 as may_go_on
        from Episodes
        where CHILD is not null
    ),
    last_ended as (
        select *
        from counted
        where DEC_on is not null
        qualify
            row_number() over (
                partition by CHILD
                order by DEC_on desc, DECOM_on desc, RNE, REC, LS, CIN, PLACE, row_number
            )
            = 1
    )
select Header.row_number as Header, last_ended.row_number as Episodes
from Header
left join last_ended using (CHILD)
where
    Header.MC_DOB_on > $collection_end
    or (Header.MC_DOB_on > last_ended.DEC_on and not last_ended.may_go_on)
