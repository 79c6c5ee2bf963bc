/*---
code: "203"
message: The date of birth is not that of last year's return
severity: error
kind: previous_year
tables: {Header: [DOB]}
reads: [Header_previous]
needs: [previous]
---*/
select this.row_number
from Header as this
inner join Header_previous as before using (CHILD)
where this.DOB_on <> before.DOB_on
