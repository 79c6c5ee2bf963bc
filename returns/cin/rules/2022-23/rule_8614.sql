/*---
code: "8614"
message: An assessment that has not ended has factors
severity: error
kind: row
tables: {Assessments: [AssessmentAuthorisationDate, AssessmentFactors]}
---*/
select row_number
from Assessments
where AssessmentAuthorisationDate is null and len(AssessmentFactors) > 0
