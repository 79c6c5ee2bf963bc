/*---
code: "4014"
message: Two child in need plans of the child run at the same time
severity: error
kind: sequence
tables: {CINplanDates: [CINPlanStartDate, CINPlanEndDate]}
---*/
-- Both are flagged. A plan may not even start on the day on which another ends; an open one runs to
-- the end of the collection.
with
    plan as (
        select
            row_number,
            child_id,
            CINPlanStartDate_on as starts_on,
            case
                when CINPlanEndDate is null then $collection_end else CINPlanEndDate_on
            end as ends_on
        from CINplanDates
    ),
    pair as (
        select earlier.row_number as earlier_row, later.row_number as later_row
        from plan as earlier
        inner join
            plan as later
            on earlier.child_id = later.child_id
            and earlier.row_number <> later.row_number
            and later.starts_on between earlier.starts_on and earlier.ends_on
    )
select earlier_row as row_number
from pair
union
select later_row
from pair
