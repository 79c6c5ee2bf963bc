/*---
code: "9009"
message: The decision to step up or down lies outside the collection or before the pre-proceedings
severity: error
kind: row
tables: {PreProceedings: [StepDecisionDate, PPStartDate]}
---*/
-- Asked of the year even where the earlier day is blank.
select row_number
from PreProceedings
where
    StepDecisionDate_on not between $collection_start and $collection_end
    or StepDecisionDate_on < PPStartDate_on
