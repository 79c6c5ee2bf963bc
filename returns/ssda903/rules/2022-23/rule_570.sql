/*---
code: "570"
message: The absence starts after the end of the year
severity: error
kind: row
tables: {Missing: [MIS_START]}
---*/
select row_number
from Missing
where MIS_START_on > $collection_end
