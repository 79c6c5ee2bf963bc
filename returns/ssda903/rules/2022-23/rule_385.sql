/*---
code: "385"
message: The episode ended after the end of the year
severity: error
kind: row
tables: {Episodes: [DEC]}
---*/
select row_number
from Episodes
where DEC_on > $collection_end
