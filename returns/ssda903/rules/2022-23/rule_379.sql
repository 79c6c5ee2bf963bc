/*---
code: "379"
message: A temporary placement for no named reason lasted longer than seven days
severity: error
kind: row
tables: {Episodes: [DECOM, PLACE]}
---*/
select row_number
from Episodes
where PLACE = 'T4' and DEC_on - DECOM_on > 7
