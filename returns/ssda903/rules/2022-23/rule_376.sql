/*---
code: "376"
message: A temporary placement for the carer's holiday lasted longer than three weeks
severity: error
kind: row
tables: {Episodes: [DECOM, PLACE]}
---*/
select row_number
from Episodes
where PLACE = 'T3' and DEC_on - DECOM_on > 21
