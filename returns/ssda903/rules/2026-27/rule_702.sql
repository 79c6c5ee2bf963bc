/*---
code: "702"
message: The deprivation of liberty order ended before it started
severity: error
kind: row
tables: {DoLo: [DOLO_START, DOLO_END]}
---*/
select row_number
from DoLo
where DOLO_END_on < DOLO_START_on
