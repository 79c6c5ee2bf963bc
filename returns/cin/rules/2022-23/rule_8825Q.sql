/*---
code: "8825Q"
message: The episode of need closed after assessment (RC8 or RC9) and has no assessment
severity: query
kind: join
tables: {CINdetails: [ReasonForClosure]}
reads: [Assessments]
optional: [Assessments]
---*/
select CINdetails.row_number
from CINdetails
anti join Assessments using (LAchildID, CINdetailsID)
where CINdetails.ReasonForClosure in ('RC8', 'RC9')
