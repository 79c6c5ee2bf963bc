/*---
code: EPI
message: The child has neither an episode nor a row in OC3, so that little can be checked
severity: check
kind: join
tables: {Header: [CHILD]}
reads: [Episodes, OC3]
optional: [Episodes, OC3]
---*/
select Header.row_number
from Header
anti join (
    select CHILD from Episodes union all select CHILD from OC3
) as known using (CHILD)
