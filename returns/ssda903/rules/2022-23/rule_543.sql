/*---
code: "543"
message: >-
  A child of 10 or over who was looked after for the twelve months lacks whether convicted
severity: error
kind: join
tables: {OC2: [CONVICTED, DOB]}
reads: [Episodes]
---*/
select OC2.row_number
from OC2
semi join continuously_looked_after using (CHILD)
where age_on(DOB_on, $collection_end) >= 10 and CONVICTED is null
