/*---
code: "359"
message: >-
  The child turned 18 before the end of the year and is still looked after, other than under section
  20 in a children's home
severity: error
kind: join
tables: {Episodes: [DEC, LS, PLACE]}
reads: [Header]
---*/
-- Who turns 18 on the last day may end care on it.
select row_number
from episode_and_age
where
    DEC is null
    and age_on(DOB_on, $collection_end - 1) >= 18
    and (LS is distinct from 'V2' or PLACE is distinct from 'K2')
