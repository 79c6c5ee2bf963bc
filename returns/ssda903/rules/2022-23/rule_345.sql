/*---
code: "345"
message: The authority is in touch with the young person, and activity or accommodation is 0
severity: error
kind: row
tables: {OC3: [ACTIV, ACCOM, IN_TOUCH]}
---*/
select row_number
from OC3
where IN_TOUCH = 'YES' and (ACTIV = '0' or ACCOM = '0')
