/*---
code: "304"
message: The child ceased to be an unaccompanied asylum seeker after turning 18
severity: error
kind: row
tables: {UASC: [DUC]}
---*/
select row_number
from UASC
where DUC_on > months_after(DOB_on, 18 * 12)
