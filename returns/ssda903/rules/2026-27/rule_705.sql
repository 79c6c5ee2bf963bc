/*---
code: "705"
message: A deprivation of liberty starts while the one before is still open
severity: error
kind: sequence
tables: {DoLo: [DOLO_START, DOLO_END]}
---*/
-- In the order of their starts. An end that cannot be read leaves nothing open.
with
    in_order as (
        select
            *,
            row_number() over child_in_order as order_number,
            lag(DOLO_END) over child_in_order as before_end,
            lag(DOLO_END_on) over child_in_order as before_end_on
        from DoLo
        where DOLO_START_on is not null and CHILD is not null
        window
            child_in_order as (
                partition by CHILD
                order by DOLO_START_on, DOLO_END_on nulls last, DOLO_END, DOB, row_number
            )
    )
select row_number
from in_order
where order_number > 1 and (before_end is null or DOLO_START_on < before_end_on)
