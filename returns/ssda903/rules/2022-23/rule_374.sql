/*---
code: "374"
message: The child was younger than 14 at the start of residential employment
severity: error
kind: join
tables: {Episodes: [DECOM, PLACE]}
reads: [Header]
---*/
select row_number
from episode_and_age
where PLACE = 'P3' and age_at_start < 14
