/*---
code: "188"
message: An SDQ score or a reason for none is given for a child who is not yet 4 at the year's end
severity: error
kind: row
tables: {OC2: [SDQ_SCORE, SDQ_REASON, DOB]}
---*/
select row_number
from OC2
where
    age_on(DOB_on, $collection_end) < 4
    and coalesce(SDQ_SCORE, SDQ_REASON) is not null
