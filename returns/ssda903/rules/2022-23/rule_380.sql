/*---
code: "380"
message: A temporary placement starts with another reason than P or B, as if care began with it
severity: error
kind: row
tables: {Episodes: [PLACE, RNE]}
---*/
select row_number
from Episodes
where PLACE in ('T0', 'T1', 'T2', 'T3', 'T4') and (RNE is null or RNE not in ('P', 'B'))
