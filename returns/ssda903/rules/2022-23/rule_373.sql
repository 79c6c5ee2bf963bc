/*---
code: "373"
message: The child was younger than 4 at the start of a placement in a school
severity: error
kind: join
tables: {Episodes: [DECOM, PLACE]}
reads: [Header]
---*/
select row_number
from episode_and_age
where PLACE = 'S1' and age_at_start < 4
