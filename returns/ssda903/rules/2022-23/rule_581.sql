/*---
code: "581"
message: >-
  The absence has no start, or starts on a day on which the child is not looked after
severity: error
kind: join
tables: {Missing: [MIS_START]}
reads: [Episodes]
---*/
-- An episode without a start covers no day; one whose dates cannot be read may cover any.
select Missing.row_number
from Missing
inner join Episodes using (CHILD)
where Missing.MIS_START is null or Missing.MIS_START_on is not null
group by Missing.row_number
having
    not bool_or(
        coalesce(
            Missing.MIS_START_on >= Episodes.DECOM_on
            and (Episodes.DEC_on is null or Missing.MIS_START_on <= Episodes.DEC_on),
            Episodes.DECOM is not null and Missing.MIS_START_on is not null
        )
    )
