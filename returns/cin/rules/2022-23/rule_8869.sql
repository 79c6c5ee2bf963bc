/*---
code: "8869"
message: Factor 21 (none identified) stands beside other factors
severity: error
kind: row
tables: {Assessments: [AssessmentFactors]}
---*/
select row_number
from Assessments
where list_contains(AssessmentFactors, '21') and len(list_distinct(AssessmentFactors)) > 1
