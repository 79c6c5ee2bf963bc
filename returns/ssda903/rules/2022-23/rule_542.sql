/*---
code: "542"
message: Whether convicted is given for a child who is not yet 10 at the year's end
severity: error
kind: row
tables: {OC2: [CONVICTED, DOB]}
---*/
select row_number
from OC2
where age_on(DOB_on, $collection_end) < 10 and CONVICTED is not null
