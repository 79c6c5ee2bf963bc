/*---
code: "626"
message: >-
  The child is a mother since before the year, and last year's return says that she was not one
severity: error
kind: previous_year
tables: {Header: [MOTHER, MC_DOB]}
reads: [Header_previous]
needs: [previous]
---*/
select this.row_number, 'MC_DOB' as field
from Header as this
inner join Header_previous as before using (CHILD)
where this.MOTHER = '1' and before.MOTHER = '0' and this.MC_DOB_on < $collection_start
