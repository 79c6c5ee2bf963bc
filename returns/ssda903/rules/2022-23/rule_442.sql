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
semi join (
    select CHILD from Episodes where LS is null or LS not in ('V3', 'V4')
) as looked_after using (CHILD)
where Header.UPN is null
