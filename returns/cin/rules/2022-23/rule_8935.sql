/*---
code: "8935"
message: The child has more than one open child protection plan
severity: error
kind: sequence
tables: {ChildProtectionPlans: [CPPendDate]}
---*/
-- By the child, whatever the episode of need: two open plans within one episode count too.
select row_number
from ChildProtectionPlans
where CPPendDate is null and child_id is not null
qualify count(*) over (partition by child_id) > 1
