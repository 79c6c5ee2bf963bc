/*---
code: "9006"
message: The letter before proceedings lies outside the collection or before the pre-proceedings
severity: error
kind: row
tables: {PreProceedings: [LBPSentDate, PPStartDate]}
---*/
-- Asked of the year even where the earlier day is blank.
select row_number
from PreProceedings
where
    LBPSentDate_on not between $collection_start and $collection_end
    or LBPSentDate_on < PPStartDate_on
