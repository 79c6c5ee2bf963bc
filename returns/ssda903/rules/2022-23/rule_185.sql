/*---
code: "185"
message: An SDQ score is given for a child who was not looked after for the twelve months
severity: error
kind: join
tables: {OC2: [SDQ_SCORE]}
reads: [Episodes]
---*/
select OC2.row_number
from OC2
anti join continuously_looked_after using (CHILD)
where SDQ_SCORE is not null
