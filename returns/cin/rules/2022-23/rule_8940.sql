/*---
code: "8940"
message: Two child protection plans of the child run at the same time
severity: error
kind: sequence
tables: {ChildProtectionPlans: [CPPstartDate, CPPendDate]}
---*/
-- Both plans are flagged, since nobody can tell whose date is wrong. A plan that ends on the day on
-- which the next starts does not overlap it; an open one runs to the end of the collection.
with
    plan as (
        select
            row_number,
            child_id,
            CPPstartDate_on as starts_on,
            case when CPPendDate is null then $collection_end else CPPendDate_on end as ends_on
        from ChildProtectionPlans
    )
select this.row_number
from plan as this
inner join plan as other
    on this.child_id = other.child_id
    and this.row_number <> other.row_number
    and this.starts_on < other.ends_on
    and other.starts_on < this.ends_on
