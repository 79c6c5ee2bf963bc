/*---
code: "386"
message: The child was adopted at 18 or older
severity: error
kind: join
tables: {Episodes: [REC]}
reads: [Header]
---*/
select row_number
from episode_and_age
where REC in ('E11', 'E12') and age_at_end >= 18
