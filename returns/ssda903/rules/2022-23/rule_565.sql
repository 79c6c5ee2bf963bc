/*---
code: "565"
message: The absence has a start, and whether the child was missing or away is blank
severity: error
kind: row
tables: {Missing: [MISSING, MIS_START]}
---*/
select row_number
from Missing
where MISSING is null and MIS_START is not null
