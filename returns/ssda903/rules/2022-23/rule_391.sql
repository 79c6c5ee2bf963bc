/*---
code: "391"
message: Care leaver items are given for somebody who is not yet 17 at the year's end
severity: error
kind: row
tables: {OC3: [DOB, IN_TOUCH, ACTIV, ACCOM]}
---*/
select row_number
from OC3
where
    age_on(DOB_on, $collection_end) < 17
    and coalesce(IN_TOUCH, ACTIV, ACCOM) is not null
