/*---
code: "1103"
message: The assessment started before the child was referred
severity: error
kind: join
tables: {Assessments: [AssessmentActualStartDate], CINdetails: [CINreferralDate]}
---*/
select Assessments.row_number as Assessments, CINdetails.row_number as CINdetails
from Assessments
inner join CINdetails using (LAchildID, CINdetailsID)
where Assessments.AssessmentActualStartDate_on < CINdetails.CINreferralDate_on
