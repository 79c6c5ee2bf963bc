/*---
code: "354"
message: The episode started after the end of the year
severity: error
kind: row
tables: {Episodes: [DECOM]}
---*/
select row_number
from Episodes
where DECOM_on > $collection_end
