/*---
code: "370"
message: The child was younger than 16 at the start of independent living
severity: error
kind: join
tables: {Episodes: [DECOM, PLACE]}
reads: [Header]
---*/
select row_number
from episode_and_age
where PLACE = 'P2' and age_at_start < 16
