/*---
code: "566"
message: The end of the absence is given, and its kind (missing or away) is blank
severity: error
kind: row
tables: {Missing: [MISSING, MIS_END]}
---*/
select row_number
from Missing
where MISSING is null and MIS_END is not null
