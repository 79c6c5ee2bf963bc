/*---
code: "708"
message: The deprivation of liberty started before the child was born, or on that day
severity: error
kind: row
tables: {DoLo: [DOLO_START]}
---*/
select row_number
from DoLo
where DOLO_START_on <= DOB_on
