/*---
code: "586"
message: The absence starts on the day of birth or before it
severity: error
kind: row
tables: {Missing: [MIS_START]}
---*/
select row_number
from Missing
where MIS_START_on <= DOB_on
