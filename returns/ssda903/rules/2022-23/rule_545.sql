/*---
code: "545"
message: >-
  A child under 5 who was looked after for the twelve months lacks whether the health checks are up
  to date
severity: error
kind: join
tables: {OC2: [HEALTH_CHECK, DOB]}
reads: [Episodes]
---*/
select OC2.row_number
from OC2
semi join continuously_looked_after using (CHILD)
where age_on(DOB_on, $collection_end) < 5 and HEALTH_CHECK is null
