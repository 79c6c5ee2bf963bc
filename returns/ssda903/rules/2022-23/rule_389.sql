/*---
code: "389"
message: The child passed to adult social care before turning 16
severity: error
kind: join
tables: {Episodes: [REC]}
reads: [Header]
---*/
select row_number
from episode_and_age
where REC = 'E7' and age_at_end < 16
