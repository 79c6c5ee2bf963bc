/*---
code: "351"
message: The child, or young person, was over 25 at the start of the year
severity: error
kind: row
tables: {Header: [DOB]}
---*/
-- The day of the 25th birthday is not over 25.
select row_number
from Header
where months_after(DOB_on, 25 * 12) < $collection_start
