/*---
code: "1010"
message: >-
  Care leaver data are given for a child whose last episode of last year's return is open, and this
  return has none
severity: error
kind: previous_year
tables: {OC3: [IN_TOUCH, ACTIV, ACCOM]}
reads: [Episodes, Episodes_previous]
needs: [previous]
---*/
select OC3.row_number
from OC3
semi join open_at_end_of_last_year using (CHILD)
anti join Episodes using (CHILD)
