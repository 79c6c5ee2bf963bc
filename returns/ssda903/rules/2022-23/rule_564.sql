/*---
code: "564"
message: The kind of the absence is given, and its start is blank
severity: error
kind: row
tables: {Missing: [MIS_START, MISSING]}
---*/
select row_number
from Missing
where MISSING in ('M', 'A') and MIS_START is null
