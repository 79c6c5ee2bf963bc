/*---
code: "186"
message: >-
  A child of 4 to 16 who was looked after for the twelve months has no SDQ score and no reason for
  none
severity: error
kind: join
tables: {OC2: [SDQ_SCORE, SDQ_REASON, DOB]}
reads: [Episodes]
---*/
select OC2.row_number
from OC2
semi join continuously_looked_after using (CHILD)
where
    age_on(DOB_on, $collection_start) >= 4
    and age_on(DOB_on, $collection_end) < 17
    and SDQ_SCORE is null
    and SDQ_REASON is null
