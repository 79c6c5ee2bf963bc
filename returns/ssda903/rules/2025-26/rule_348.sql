/*---
code: "348"
message: Last year's return says that the young person died, and this one does not
severity: error
kind: previous_year
tables: {OC3: [IN_TOUCH]}
reads: [OC3_previous]
needs: [previous]
---*/
select OC3.row_number
from OC3
inner join OC3_previous using (CHILD)
where OC3_previous.IN_TOUCH = 'DIED' and OC3.IN_TOUCH is distinct from 'DIED'
