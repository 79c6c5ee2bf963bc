/*---
code: "8810"
message: The episode of need has a reason for closure and no date of it
severity: error
kind: row
tables: {CINdetails: [CINclosureDate, ReasonForClosure]}
---*/
select row_number
from CINdetails
where ReasonForClosure is not null and CINclosureDate is null
