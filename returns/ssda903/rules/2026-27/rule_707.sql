/*---
code: "707"
message: >-
  The deprivation of liberty is open though the child left care, or it does not end in the child's
  time in care
severity: error
kind: join
tables: {DoLo: [DOLO_END]}
reads: [Episodes]
---*/
-- It must agree with one of the child's times in care.
select DoLo.row_number
from DoLo
inner join unbroken_care as care using (CHILD)
where DoLo.DOLO_START_on is not null
group by DoLo.row_number
having
    bool_and(
        case
            when DoLo.DOLO_END is null
            then care.ends_on is not null or DoLo.DOLO_START_on < care.starts_on
            else
                coalesce(
                    DoLo.DOLO_END_on > care.ends_on or DoLo.DOLO_END_on < care.starts_on, false
                )
        end
    )
