/*---
code: "371"
message: The child was younger than 16 at the start of supported accommodation
severity: error
kind: join
tables: {Episodes: [DECOM, PLACE]}
reads: [Header]
---*/
select row_number
from episode_and_age
where PLACE = 'K3' and age_at_start < 16
