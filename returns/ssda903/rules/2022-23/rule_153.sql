/*---
code: "153"
message: Some of the care leaver items are given and others are blank
severity: error
kind: row
tables: {OC3: [IN_TOUCH, ACTIV, ACCOM]}
---*/
select row_number
from OC3
where
    coalesce(IN_TOUCH, ACTIV, ACCOM) is not null
    and (IN_TOUCH is null or ACTIV is null or ACCOM is null)
