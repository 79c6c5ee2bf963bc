/*---
code: "578"
message: The absence starts on a day before or after the child's time in care
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
