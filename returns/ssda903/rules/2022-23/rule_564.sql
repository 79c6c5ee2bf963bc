/*---
code: "564"
message: The child was missing or away without authorisation, and the start is blank
severity: error
kind: row
tables: {Missing: [MIS_START, MISSING]}
---*/
select row_number
from Missing
where MISSING in ('M', 'A') and MIS_START is null
