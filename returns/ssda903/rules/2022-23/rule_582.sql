/*---
code: "582"
message: >-
  The child was adopted on the day of the match with the adopters: please check
severity: query
kind: join
tables: {Episodes: [DEC]}
reads: [AD1]
---*/
select Episodes.row_number
from Episodes
inner join AD1 on AD1.CHILD = Episodes.CHILD and AD1.DATE_MATCH_on = Episodes.DEC_on
where Episodes.REC in ('E11', 'E12')
