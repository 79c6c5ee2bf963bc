/*---
code: "624"
message: The date of birth of the mother's child is another than in last year's return
severity: error
kind: previous_year
tables: {Header: [MC_DOB]}
reads: [Header_previous]
needs: [previous]
---*/
select this.row_number
from Header as this
inner join Header_previous as before using (CHILD)
where before.MC_DOB is not null and this.MC_DOB is distinct from before.MC_DOB
