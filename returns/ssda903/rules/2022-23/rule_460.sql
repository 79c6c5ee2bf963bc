/*---
code: "460"
message: The child stayed with the carers at 18 by the reason, and was younger
severity: error
kind: join
tables: {Episodes: [DEC, REC]}
reads: [Header]
---*/
select row_number
from episode_and_age
where REC = 'E17' and age_at_end < 18
