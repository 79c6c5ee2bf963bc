/*---
code: "567"
message: The absence ends before it starts
severity: error
kind: row
tables: {Missing: [MIS_END, MIS_START]}
---*/
select row_number
from Missing
where MIS_START_on > MIS_END_on
