/*---
code: "355"
message: The episode ended on the day on which it started
severity: error
kind: row
tables: {Episodes: [DECOM, DEC]}
---*/
select row_number
from Episodes
where DECOM_on = DEC_on
