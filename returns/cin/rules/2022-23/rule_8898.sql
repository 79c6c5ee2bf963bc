/*---
code: "8898"
message: The assessment has the same factor more than once
severity: error
kind: row
tables: {Assessments: [AssessmentFactors]}
---*/
select row_number
from Assessments
where len(list_distinct(AssessmentFactors)) < len(AssessmentFactors)
