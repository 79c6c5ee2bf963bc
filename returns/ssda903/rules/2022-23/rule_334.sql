/*---
code: "334"
message: >-
  The child should have been placed for adoption from a day before the latest period of care started
severity: error
kind: join
tables: {AD1: [DATE_INT], Episodes: [DECOM, RNE]}
---*/
with
    last_start as (
        select CHILD, row_number, DECOM_on
        from episode_in_order
        where RNE = 'S'
        qualify row_number() over (partition by CHILD order by DECOM_on desc, episode_number) = 1
    )
select adoption.row_number as AD1, last_start.row_number as Episodes
from AD1 as adoption
inner join last_start using (CHILD)
where adoption.DATE_INT_on < last_start.DECOM_on
