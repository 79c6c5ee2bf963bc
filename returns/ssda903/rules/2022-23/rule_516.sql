/*---
code: "516"
message: >-
  The special guardian is a former foster carer by the reason, and the child was in no foster
  placement
severity: error
kind: row
tables: {Episodes: [REC, PLACE]}
---*/
select row_number
from Episodes
where
    REC in ('E45', 'E46')
    and (PLACE is null or PLACE not in ('U1', 'U2', 'U3', 'U4', 'U5', 'U6'))
