/*---
code: "302"
message: The first episode started before the child was born
severity: error
kind: join
tables: {Header: [DOB], Episodes: [DECOM]}
---*/
with
    first_episode as (
        select CHILD, row_number, DECOM_on
        from Episodes
        where DECOM_on is not null
        qualify row_number() over (partition by CHILD order by DECOM_on, row_number) = 1
    )
select Header.row_number as Header, first_episode.row_number as Episodes
from Header
inner join first_episode using (CHILD)
where first_episode.DECOM_on < Header.DOB_on
