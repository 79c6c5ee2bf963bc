/*---
code: "577"
message: >-
  The child ceased to be looked after, and the absence has no end, or one on no day of a spell in
  care
severity: error
kind: sequence
tables: {Missing: [MIS_END]}
reads: [Episodes]
---*/
select Missing.row_number
from Missing
inner join unbroken_care as care using (CHILD)
where
    Missing.MIS_START_on is not null
    and (Missing.MIS_END is null or Missing.MIS_END_on is not null)
group by Missing.row_number
having
    bool_and(
        case
            when Missing.MIS_END is null
            then care.ends_on is not null or Missing.MIS_START_on < care.starts_on
            else
                coalesce(
                    Missing.MIS_END_on > care.ends_on or Missing.MIS_END_on < care.starts_on, false
                )
        end
    )
