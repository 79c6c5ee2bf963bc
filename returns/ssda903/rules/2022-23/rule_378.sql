/*---
code: "378"
message: The child is placed with parents under section 20, which is care away from them
severity: error
kind: row
tables: {Episodes: [PLACE, LS]}
---*/
select row_number
from Episodes
where PLACE = 'P1' and LS = 'V2'
