/*---
code: "566"
message: The absence has an end, and whether the child was missing or away is blank
severity: error
kind: row
tables: {Missing: [MISSING, MIS_END]}
---*/
select row_number
from Missing
where MISSING is null and MIS_END is not null
