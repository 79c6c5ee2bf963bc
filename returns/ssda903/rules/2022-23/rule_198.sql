/*---
code: "198"
message: >-
  A reason for no SDQ score is given for a child who was not looked after for the twelve months
severity: error
kind: join
tables: {OC2: [SDQ_REASON]}
reads: [Episodes]
---*/
select OC2.row_number
from OC2
anti join continuously_looked_after using (CHILD)
where SDQ_REASON is not null
