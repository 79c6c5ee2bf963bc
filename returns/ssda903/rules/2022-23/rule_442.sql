/*---
code: "442"
message: The UPN is blank
severity: error
kind: join
tables: {Header: [UPN]}
reads: [Episodes]
---*/
-- Not asked of those who have no episode, or nothing but short breaks.
select Header.row_number
from Header
semi join child_with_more_than_short_breaks using (CHILD)
where Header.UPN is null
