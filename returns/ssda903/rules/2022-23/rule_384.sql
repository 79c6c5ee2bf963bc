/*---
code: "384"
message: A short break is in a long-term foster placement
severity: error
kind: row
tables: {Episodes: [PLACE, LS]}
---*/
select row_number
from Episodes
where LS in ('V3', 'V4') and PLACE in ('U1', 'U4')
