/*---
code: "180"
message: The SDQ score is not a whole number from 0 to 40
severity: error
kind: row
tables: {OC2: [SDQ_SCORE]}
---*/
-- 12.0 is the whole number 12: spreadsheets write it so. Its form is a finding of FORMAT.
select row_number
from OC2
where SDQ_SCORE is not null and coalesce(try_cast(SDQ_SCORE as double) not in range(41), true)
