/*---
code: "634"
message: >-
  There are items on earlier permanence, and the child has not started an episode since 1 April 2016
severity: error
kind: join
tables: {PrevPerm: [LA_PERM, PREV_PERM, DATE_PERM], Episodes: [DECOM]}
---*/
with
    long_looked_after as (
        select CHILD
        from Episodes
        group by CHILD
        having max(DECOM_on) < date '2016-04-01'
    )
select permanence.row_number as PrevPerm, episode.row_number as Episodes
from PrevPerm as permanence
inner join Episodes as episode using (CHILD)
semi join long_looked_after using (CHILD)
where
    coalesce(permanence.PREV_PERM, permanence.DATE_PERM, permanence.LA_PERM) is not null
