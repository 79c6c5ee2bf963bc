/*---
code: "521"
message: >-
  The child should have been placed for adoption from a day after it was placed
severity: error
kind: join
tables: {AD1: [DATE_INT], Episodes: [PLACE, DECOM]}
---*/
select adoption.row_number as AD1, episode.row_number as Episodes
from AD1 as adoption
inner join Episodes as episode using (CHILD)
where
    episode.PLACE in ('A3', 'A4', 'A5', 'A6')
    and adoption.DATE_INT_on > episode.DECOM_on
