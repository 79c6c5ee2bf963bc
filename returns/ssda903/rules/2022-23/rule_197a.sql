/*---
code: "197a"
message: A reason for no SDQ score is given, and so is the score
severity: error
kind: row
tables: {OC2: [SDQ_REASON, SDQ_SCORE]}
---*/
select row_number
from OC2
where SDQ_SCORE is not null and SDQ_REASON is not null
