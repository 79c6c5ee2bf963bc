/*---
code: "8950Q"
message: Factor 19A is retired, use 19B or 19C
severity: query
kind: code_list
tables: {Assessments: [AssessmentFactors]}
---*/
select row_number
from Assessments
where list_contains(AssessmentFactors, '19A')
