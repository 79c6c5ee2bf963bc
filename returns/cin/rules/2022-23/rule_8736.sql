/*---
code: "8736"
message: The assessment is still open and did not start within the year
severity: error
kind: row
tables: {Assessments: [AssessmentActualStartDate, AssessmentAuthorisationDate]}
---*/
-- An open assessment without a start did not start within the year either.
select row_number
from Assessments
where
    AssessmentAuthorisationDate is null
    and (
        AssessmentActualStartDate is null
        or AssessmentActualStartDate_on not between $collection_start and $collection_end
    )
