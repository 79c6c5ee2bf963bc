/*---
code: "189"
message: An SDQ score or a reason for none is given for a child who was 17 before the year began
severity: error
kind: row
tables: {OC2: [SDQ_SCORE, SDQ_REASON, DOB]}
---*/
-- Not on its first day: then 197B asks for the score.
select row_number
from OC2
where
    age_on(DOB_on, $collection_start - 1) >= 17
    and coalesce(SDQ_SCORE, SDQ_REASON) is not null
