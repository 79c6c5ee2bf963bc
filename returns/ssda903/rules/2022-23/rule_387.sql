/*---
code: "387"
message: The child moved into independent living before turning 14
severity: error
kind: join
tables: {Episodes: [REC]}
reads: [Header]
---*/
select row_number
from episode_and_age
where REC in ('E5', 'E6') and age_at_end < 14
