/*---
code: "574"
message: The absence overlaps another of the child, or one is open beside it
severity: error
kind: sequence
tables: {Missing: [MIS_START, MIS_END]}
---*/
-- In the order of their ends, one that is open by its start; what cannot be read is left out.
with
    in_order as (
        select
            row_number,
            CHILD,
            MIS_START_on,
            lag(row_number) over child_in_order as before_row,
            lag(MIS_END) over child_in_order as before_MIS_END,
            lag(MIS_END_on) over child_in_order as before_MIS_END_on
        from Missing
        where
            CHILD is not null
            and (MIS_START is null or MIS_START_on is not null)
            and (MIS_END is null or MIS_END_on is not null)
        window
            child_in_order as (
                partition by CHILD
                order by
                    coalesce(MIS_END_on, MIS_START_on) nulls last,
                    MIS_START_on nulls last,
                    MIS_END_on,
                    MISSING,
                    DOB,
                    row_number
            )
    )
select row_number
from in_order
where
    before_row is not null
    and (before_MIS_END is null or MIS_START_on < before_MIS_END_on)
