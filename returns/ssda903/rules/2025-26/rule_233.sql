/*---
code: "233"
message: The episode is still open and has a reason for the change of placement
severity: error
kind: row
tables: {Episodes: [REASON_PLACE_CHANGE]}
---*/
-- By the text: an end that cannot be read has been given all the same.
select row_number
from Episodes
where DEC is null and REASON_PLACE_CHANGE is not null
