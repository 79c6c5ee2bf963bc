/*---
code: "8897Q"
message: The assessment ended and has no factors, or one that is not in the code list
severity: query
kind: code_list
tables: {Assessments: [AssessmentFactors, AssessmentAuthorisationDate]}
---*/
-- Asked of the assessments that ended on the first day of the year or later.
select row_number
from Assessments
cross join
    (
        select list(code) as codes
        from collection_code
        where code_list = 'AssessmentFactors'
    ) as listed
where
    AssessmentAuthorisationDate_on >= $collection_start
    and (
        coalesce(len(AssessmentFactors), 0) = 0
        or not list_has_all(listed.codes, AssessmentFactors)
    )
