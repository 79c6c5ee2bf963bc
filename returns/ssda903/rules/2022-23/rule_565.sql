/*---
code: "565"
message: The start of the absence is given, and its kind (missing or away) is blank
severity: error
kind: row
tables: {Missing: [MISSING, MIS_START]}
---*/
select row_number
from Missing
where MISSING is null and MIS_START is not null
