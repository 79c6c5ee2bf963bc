/*---
code: "578"
message: The absence starts after the child ceased to be looked after, or before it started
severity: error
kind: sequence
tables: {Missing: [MIS_START]}
reads: [Episodes]
---*/
select Missing.row_number
from Missing
inner join unbroken_care as care using (CHILD)
where Missing.MIS_START_on is not null
group by Missing.row_number
having
    bool_and(
        coalesce(
            Missing.MIS_START_on < care.starts_on or Missing.MIS_START_on > care.ends_on, false
        )
    )
