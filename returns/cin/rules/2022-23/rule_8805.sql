/*---
code: "8805"
message: The episode of need closed for no stated reason
severity: error
kind: row
tables: {CINdetails: [ReasonForClosure, CINclosureDate]}
---*/
select row_number
from CINdetails
where CINclosureDate is not null and ReasonForClosure is null
