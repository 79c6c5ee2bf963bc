/*---
code: "575"
message: The child went missing out of a placement that has ended, and the absence has no end
severity: error
kind: join
tables: {Missing: [MIS_END]}
reads: [Episodes]
---*/
select Missing.row_number
from Missing
inner join Episodes using (CHILD)
where
    Missing.MIS_END is null
    and Missing.MIS_START_on between Episodes.DECOM_on and Episodes.DEC_on
