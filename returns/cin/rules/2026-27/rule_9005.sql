/*---
code: "9005"
message: The decision to start pre-proceedings lies outside the collection
severity: error
kind: row
tables: {PreProceedings: [PPStartDate]}
---*/
select row_number
from PreProceedings
where PPStartDate_on not between $collection_start and $collection_end
