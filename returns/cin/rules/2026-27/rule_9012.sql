/*---
code: "9012"
message: The application to court lies outside the collection or before the decision to step up
severity: error
kind: row
tables: {PreProceedings: [CourtAppDate, StepDecisionDate]}
---*/
-- Asked of the year even where the earlier day is blank.
select row_number
from PreProceedings
where
    CourtAppDate_on not between $collection_start and $collection_end
    or CourtAppDate_on < StepDecisionDate_on
