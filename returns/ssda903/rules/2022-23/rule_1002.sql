/*---
code: "1002"
message: Care leaver data are given for a child without an episode in this return or last year's
severity: error
kind: previous_year
tables: {OC3: [IN_TOUCH, ACTIV, ACCOM]}
reads: [Episodes, Episodes_previous]
needs: [previous]
---*/
-- Not of those who were 18 before last year began: their care may have ended before either return.
select OC3.row_number
from OC3
anti join Episodes using (CHILD)
anti join Episodes_previous using (CHILD)
where not coalesce(age_on(OC3.DOB_on, $collection_end) >= 20, false)
