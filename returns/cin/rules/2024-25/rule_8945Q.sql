/*---
code: "8945Q"
message: Factor 18A is retired, use 18B or 18C
severity: query
kind: code_list
tables: {Assessments: [AssessmentFactors]}
---*/
select row_number
from Assessments
where list_contains(AssessmentFactors, '18A')
