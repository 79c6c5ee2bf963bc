/*---
code: "8794"
message: The child has the same disability more than once
severity: error
kind: join
tables: {Disabilities: [Disability]}
---*/
select row_number
from Disabilities
where LAchildID is not null and Disability is not null
qualify count(*) over (partition by LAchildID, Disability) > 1
