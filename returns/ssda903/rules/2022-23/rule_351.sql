/*---
code: "351"
message: The 25th birthday was before the first day of the year
severity: error
kind: row
tables: {Header: [DOB]}
---*/
-- The day of the 25th birthday is not over 25.
select row_number
from Header
where months_after(DOB_on, 25 * 12) < $collection_start
