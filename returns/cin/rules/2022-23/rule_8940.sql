/*---
code: "8940"
message: Two child protection plans of the child run at the same time
severity: error
kind: sequence
tables: {ChildProtectionPlans: [CPPstartDate, CPPendDate]}
---*/
-- Both plans are flagged, since nobody can tell whose date is wrong. The last day of a plan is
-- still
-- its own, so the next may not start on it; an open one runs to the end of the collection.
with
    plan as (
        select
            row_number,
            child_id,
            cppstartdate_on as starts_on,
            case when cppenddate is null then $collection_end else cppenddate_on end as ends_on
        from childprotectionplans
    )
select unnest([this.row_number, other.row_number]) as row_number
from plan as this
inner join
    plan as other
    on this.child_id = other.child_id
    and this.row_number <> other.row_number
    and this.starts_on between other.starts_on and other.ends_on
