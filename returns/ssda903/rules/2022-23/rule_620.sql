/*---
code: "620"
message: The child is a mother, and was under 11 at the start of the year
severity: error
kind: row
tables: {Header: [DOB, MOTHER]}
---*/
select row_number
from Header
where MOTHER = '1' and months_after(DOB_on, 11 * 12) > $collection_start
