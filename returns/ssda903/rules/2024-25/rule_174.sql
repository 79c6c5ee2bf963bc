/*---
code: "174"
message: The child is male, and a date of birth of a mother's child is given
severity: error
kind: row
tables: {Header: [SEX, MC_DOB]}
---*/
select row_number
from Header
where SEX = 'M' and MC_DOB is not null
