/*---
code: "8608"
message: The assessment ended before it started
severity: error
kind: row
tables: {Assessments: [AssessmentActualStartDate, AssessmentAuthorisationDate]}
---*/
select row_number
from Assessments
where AssessmentActualStartDate_on > AssessmentAuthorisationDate_on
