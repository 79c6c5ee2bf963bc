/*---
code: "546"
message: Whether the health checks are up to date is given for a child of 5 or over
severity: error
kind: join
tables: {OC2: [HEALTH_CHECK, DOB]}
reads: [Episodes]
---*/
-- Of one who was not looked after for the twelve months 190 speaks.
select OC2.row_number
from OC2
semi join continuously_looked_after using (CHILD)
where age_on(DOB_on, $collection_end) >= 5 and HEALTH_CHECK is not null
