/*---
code: "8867"
message: The episode of need closed and has an assessment that has not ended
severity: error
kind: join
tables: {CINdetails: [CINclosureDate], Assessments: [AssessmentAuthorisationDate]}
---*/
select CINdetails.row_number as CINdetails, Assessments.row_number as Assessments
from CINdetails
inner join Assessments using (LAchildID, CINdetailsID)
where CINdetails.CINclosureDate is not null and Assessments.AssessmentAuthorisationDate is null
