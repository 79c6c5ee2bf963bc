/*---
code: "375"
message: A temporary stay in hospital lasted longer than six weeks
severity: error
kind: row
tables: {Episodes: [DECOM, PLACE]}
---*/
select row_number
from Episodes
where PLACE = 'T1' and DEC_on - DECOM_on > 42
