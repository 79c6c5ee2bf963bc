/*---
code: "371"
message: The child was younger than 16 at the start of semi-independent living
severity: error
kind: join
tables: {Episodes: [DECOM, PLACE]}
reads: [Header]
---*/
select row_number
from episode_and_age
where PLACE = 'H5' and age_at_start < 16
