/*---
code: "8670Q"
message: The assessment is still open at the year's end, over 45 working days after its start
severity: query
kind: row
tables: {Assessments: [AssessmentActualStartDate, AssessmentAuthorisationDate]}
---*/
-- The days run to the end of the last day, which counts if it is a working day.
select row_number
from Assessments
where
    AssessmentAuthorisationDate is null
    and working_days_between(AssessmentActualStartDate_on, $collection_end) >= 45
