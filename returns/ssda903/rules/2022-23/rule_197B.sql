/*---
code: "197B"
message: >-
  A child who was looked after for the twelve months and turned 4 or 17 in them has no SDQ score and
  no reason for none
severity: error
kind: join
tables: {OC2: [SDQ_REASON, SDQ_SCORE, DOB]}
reads: [Episodes]
---*/
select OC2.row_number
from OC2
semi join continuously_looked_after using (CHILD)
where
    (in_year(months_after(DOB_on, 12 * 4)) or in_year(months_after(DOB_on, 12 * 17)))
    and SDQ_SCORE is null
    and SDQ_REASON is null
