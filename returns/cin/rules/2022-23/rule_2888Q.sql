/*---
code: "2888Q"
message: No child has more than one disability recorded
severity: query
kind: authority
tables: {Disabilities: [Disability]}
---*/
-- Only where somebody has one.
with
    child as (
        select count(*) as disabilities
        from Disabilities
        where Disability <> 'NONE' and child_id is not null
        group by child_id
    )
select 'Children with a disability: ' || count(*) as value
from child
having max(disabilities) = 1
