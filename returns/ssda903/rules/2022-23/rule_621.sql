/*---
code: "621"
message: The mother's child was born no later than she was
severity: error
kind: row
tables: {Header: [DOB, MC_DOB]}
---*/
-- A date of birth of hers that is blank is not before her child's; one that cannot be read may be.
select row_number
from Header
where MC_DOB_on <= DOB_on or (MC_DOB_on is not null and DOB is null)
