/*---
code: "384"
message: The placement of a short break is one of long-term fostering
severity: error
kind: row
tables: {Episodes: [PLACE, LS]}
---*/
select row_number
from Episodes
where LS in ('V3', 'V4') and PLACE in ('U1', 'U4')
