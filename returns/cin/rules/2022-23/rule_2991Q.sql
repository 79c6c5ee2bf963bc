/*---
code: "2991Q"
message: A section 47 enquiry stands in an episode of need without an assessment
severity: query
kind: join
tables: {Section47: [S47ActualStartDate]}
reads: [Assessments]
---*/
select row_number
from Section47
anti join Assessments using (LAchildID, CINdetailsID)
where LAchildID is not null and CINdetailsID is not null
