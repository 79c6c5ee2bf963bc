/*---
code: "9013"
message: The letter on care proceedings lies outside the collection or before the court application
severity: error
kind: row
tables: {PreProceedings: [LetterInitCPDate, CourtAppDate]}
---*/
-- Asked of the year even where the earlier day is blank.
select row_number
from PreProceedings
where
    LetterInitCPDate_on not between $collection_start and $collection_end
    or LetterInitCPDate_on < CourtAppDate_on
