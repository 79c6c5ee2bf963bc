/*---
code: "157"
message: The reason for no SDQ score is the child's age, and a score is due at that age
severity: error
kind: join
tables: {OC2: [SDQ_REASON, DOB]}
reads: [Episodes]
---*/
-- Of that age is who was 4 when the year began and is not past the 16th birthday when it ends.
select OC2.row_number
from OC2
semi join continuously_looked_after using (CHILD)
where
    SDQ_REASON = 'SDQ1'
    and SDQ_SCORE is null
    and age_on(DOB_on, $collection_start) >= 4
    and age_on(DOB_on, $collection_end - 1) < 16
