/*---
code: "426"
message: The child has short breaks under V3 and under V4 in one year
severity: error
kind: sequence
tables: {Episodes: [LS]}
---*/
select row_number
from Episodes
where LS in ('V3', 'V4') and CHILD is not null
qualify min(LS) over (partition by CHILD) <> max(LS) over (partition by CHILD)
