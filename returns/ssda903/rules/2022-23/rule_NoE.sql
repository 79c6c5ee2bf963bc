/*---
code: NoE
message: The episode started before the year, and the child has no episode in last year's return
severity: check
kind: previous_year
tables: {Episodes: [DECOM]}
reads: [Episodes_previous]
needs: [previous]
---*/
select Episodes.row_number
from Episodes
anti join Episodes_previous using (CHILD)
where Episodes.DECOM_on < $collection_start
