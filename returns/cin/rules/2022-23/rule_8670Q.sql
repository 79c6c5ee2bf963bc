/*---
code: "8670Q"
message: The assessment is still open at the year's end, over 45 working days after its start
severity: query
kind: row
tables: {Assessments: [AssessmentActualStartDate, AssessmentAuthorisationDate]}
---*/
-- The days run to the end of the last day, which counts if it is a working day. The last start that
-- is too early is worked out once: it lies within 100 days.
select row_number
from Assessments
where
    AssessmentAuthorisationDate is null
    and AssessmentActualStartDate_on <= (
        select max($collection_end - days::integer)
        from range(100) as earlier (days)
        where working_days_between($collection_end - days::integer, $collection_end) >= 45
    )
