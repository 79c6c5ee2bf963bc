/*---
code: "382"
message: A short break is in a temporary placement
severity: error
kind: row
tables: {Episodes: [LS, PLACE]}
---*/
select row_number
from Episodes
where LS in ('V3', 'V4') and PLACE in ('T0', 'T1', 'T2', 'T3', 'T4')
