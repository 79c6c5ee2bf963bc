/*---
code: "372"
message: The child was younger than 10 at the start of youth custody
severity: error
kind: join
tables: {Episodes: [DECOM, PLACE]}
reads: [Header]
---*/
select row_number
from episode_and_age
where PLACE = 'R5' and age_at_start < 10
