/*---
code: "8790"
message: The child has a disability beside NONE
severity: error
kind: join
tables: {Disabilities: [Disability]}
---*/
-- The disabilities are flagged, not NONE itself.
select row_number
from Disabilities
where LAchildID is not null
qualify
    upper(Disability) <> 'NONE'
    and bool_or(upper(Disability) = 'NONE') over (partition by LAchildID)
