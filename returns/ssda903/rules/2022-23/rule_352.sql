/*---
code: "352"
message: The child was 18 or older when the period of care started
severity: error
kind: join
tables: {Episodes: [DECOM, RNE]}
reads: [Header]
---*/
select row_number
from episode_and_age
where RNE = 'S' and age_at_start >= 18
